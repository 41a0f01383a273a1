"""A network device's SSH server, run as a program: answers like a switch, or misbehaves.

Arguments as JSON: platform, folder (COMMAND.txt with blanks and slashes written "_"), log (every
line that was typed is appended), key (host key file), old (algorithms of twenty years ago),
misdeed: hang, drop, denied, flood, pager, silent (no prompt). Prints its port when it listens.
"""

import asyncio
import json
import re
import sys
from pathlib import Path
from typing import Any

import asyncssh

USER, PASSWORD = "pembaca", "sandi-uji"
PROMPTS = {
    "cisco_ios": "sw-uji#",
    "mikrotik_routeros": "[pembaca@rt-uji] > ",
    "huawei_vrp": "<ar-uji>",
    "linux": "pembaca@srv-uji:~$ ",
}
UNKNOWN = {
    "cisco_ios": "% Invalid input detected at '^' marker.",
    "mikrotik_routeros": "bad command name (line 1 column 1)",
    "huawei_vrp": "Error: Unrecognized command found at '^' position.",
    "linux": "-bash: perintah: command not found",
}
DENIED = {
    "cisco_ios": "% Authorization failed.",
    "mikrotik_routeros": "not enough permissions (9)",
    "huawei_vrp": "Error: The user has no right to run this command.",
    "linux": "ip: Permission denied",
}
QUIET = re.compile(r"(terminal (length|width) \d+|screen-length 0 temporary)?")
PAGE = 8
FLOOD_OCTETS = 100_000_000
OLD: dict[str, Any] = {
    "kex_algs": ["diffie-hellman-group1-sha1"],
    "encryption_algs": ["aes128-cbc", "3des-cbc"],
    "mac_algs": ["hmac-sha1"],
    "signature_algs": ["ssh-rsa"],
}


class Door(asyncssh.SSHServer):
    """Lets one user in by his password, and nobody else."""

    def password_auth_supported(self) -> bool:
        return True

    def validate_password(self, username: str, password: str) -> bool:
        # RouterOS takes options of the terminal behind the user's name: "pembaca+ct511w4098h".
        return (username.partition("+")[0], password) == (USER, PASSWORD)


class Terminal:
    """One session: reads lines, echoes them as a terminal does, answers."""

    def __init__(self, told: dict[str, Any], process: Any) -> None:
        self.told = told
        self.process = process
        self.misdeed = told.get("misdeed", "")
        self.prompt = PROMPTS[told["platform"]]

    async def serve(self) -> None:
        if self.misdeed == "silent":
            await asyncio.sleep(60)
        self.process.stdout.write(f"\r\nHanya untuk yang berwenang\r\n\r\n{self.prompt}")
        line = ""
        while data := await self.process.stdin.read(1024):
            for letter in data.replace("\r\n", "\n").replace("\r", "\n"):
                if letter != "\n":
                    line += letter
                    self.process.stdout.write(letter)
                    continue
                self.process.stdout.write("\r\n")
                if not await self.answer(line.strip()):
                    return
                self.process.stdout.write(self.prompt)
                line = ""

    async def answer(self, line: str) -> bool:
        """Answer one line; False when the session is over."""
        if self.told.get("log"):
            with Path(self.told["log"]).open("a", encoding="utf-8") as log:
                log.write(f"{line}\n")
        if QUIET.fullmatch(line):
            return True
        if self.misdeed == "hang":
            await asyncio.sleep(60)
        if self.misdeed == "drop":
            self.process.channel.abort()
            return False
        if self.misdeed == "flood":
            await self.flood()
        await self.say(self.output(line).split("\n"))
        return True

    def output(self, line: str) -> str:
        platform = self.told["platform"]
        if self.misdeed == "denied":
            return DENIED[platform] + "\n"
        name = re.sub("[ /]+", "_", line.strip("/")) + ".txt"
        path = Path(self.told["folder"]) / name
        return path.read_text(encoding="utf-8") if path.exists() else UNKNOWN[platform] + "\n"

    async def say(self, lines: list[str]) -> None:
        for at in range(0, len(lines), PAGE):
            page = lines[at : at + PAGE]
            last = at + PAGE >= len(lines)
            self.process.stdout.write("\r\n".join(page) + ("" if last else "\r\n"))
            if self.misdeed == "pager" and not last:
                self.process.stdout.write(" --More-- ")
                await self.process.stdin.read(1)
                self.process.stdout.write("\b" * 10 + " " * 10 + "\b" * 10)

    async def flood(self) -> None:
        line = "00:00:01: %SYS-5-BANJIR: baris tanpa akhir\r\n" * 500
        for _ in range(FLOOD_OCTETS // len(line)):
            self.process.stdout.write(line)
            await self.process.stdout.drain()


async def served(told: dict[str, Any], process: Any) -> None:
    try:
        await Terminal(told, process).serve()
    except (asyncssh.Error, ConnectionError):
        return
    process.exit(0)


async def serve(told: dict[str, Any]) -> None:
    """Listen on a free port until the parent goes."""
    key = told.get("key")
    if key and not Path(key).exists():
        made = asyncssh.generate_private_key("ssh-ed25519")
        made.write_private_key(key)
    host_key = asyncssh.read_private_key(key) if key else _new_key(bool(told.get("old")))

    async def one(process: Any) -> None:
        await served(told, process)

    server = await asyncssh.create_server(
        Door,
        "127.0.0.1",
        0,
        process_factory=one,
        line_editor=False,
        server_host_keys=[host_key],
        **(OLD if told.get("old") else {}),
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


def _new_key(old: bool) -> asyncssh.SSHKey:
    if old:
        return asyncssh.generate_private_key("ssh-rsa", key_size=1024)
    return asyncssh.generate_private_key("ssh-ed25519")


if __name__ == "__main__":
    asyncio.run(serve(json.loads(sys.argv[1])))

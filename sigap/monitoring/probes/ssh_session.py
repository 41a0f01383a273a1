"""One signed-in session: netmiko makes the terminal quiet, what follows is bounded here.

netmiko's own reading has no limit of size; a device that never stops would fill the memory.
"""

import logging
import re
import socket
import time
from ipaddress import ip_address
from typing import Final

import paramiko
from netmiko import (
    BaseConnection,
    ConnectHandler,
    NetmikoAuthenticationException,
    NetmikoBaseException,
)

from sigap.monitoring.platforms.base import Platform
from sigap.monitoring.probes import ssh_access as access
from sigap.monitoring.probes.base import answer_of
from sigap.monitoring.probes.snmp_access import Unanswered
from sigap.monitoring.probes.ssh_access import Metered, Pinned, SshLimits, SshTarget

WHOLE: Final = ""
TOO_MUCH: Final = "too-much"
TOO_SLOW: Final = "too-slow"
DROPPED: Final = "dropped"

_CHUNK: Final = 65_536
_TAIL: Final = 2_048
_LOOK_EVERY: Final = 0.25
# After a prompt nothing more may come: a prompt in the midst of an output is no end.
_SETTLED: Final = 0.12
_ANSI: Final = re.compile(r"\x1b(?:\[[0-9;?]*[A-Za-z]|[()][A-Z0-9]|[=>78MDE])")
_PAGER: Final = re.compile(r"-{2,4} ?more ?-{2,4}[^\n]{0,40}$", re.I)
# What a pager wrote, and the way in which it wiped itself off: back and blanks, or ANSI.
_PAGED: Final = re.compile(
    r"[ ]*-{2,4} ?more ?-{2,4}[ ]*"
    r"(?:\x08+(?: +\x08+)?|\r +\r|\x1b\[\d*D(?: +\x1b\[\d*D)?|\r?\x1b\[\d*K)?",
    re.I,
)

# It would write a traceback for every device that breaks off; what it means is told in an answer.
logging.getLogger("paramiko").setLevel(logging.CRITICAL)


class Session:
    """A connection to one device. Close it: also after an error it holds a socket."""

    def __init__(self, target: SshTarget, platform: Platform, limits: SshLimits) -> None:
        self.limits = limits
        self.ends_at = time.monotonic() + limits.seconds
        self._platform = platform.key
        self._policy = Pinned(target.fingerprint)
        self._metered = Metered(_connected(target, limits), limits)
        try:
            self._connection = self._signed_in(target, platform)
        except BaseException:
            self._metered.close()
            raise
        self._channel = self._shell()
        name = re.escape(self._connection.base_prompt.strip()[:40])
        self._prompt = re.compile(rf"(?:^|\n)[^\n]{{0,40}}{name}[^\n]{{0,60}}[>#\]$%][ \t]*$")

    @property
    def fingerprint(self) -> str:
        """The key that the server showed, for the caller to keep."""
        return self._policy.seen

    def close(self) -> None:
        """Hang up. No farewell is typed: a session that was cut would not hear it."""
        self._connection.paramiko_cleanup()
        self._metered.close()

    def _signed_in(self, target: SshTarget, platform: Platform) -> BaseConnection:
        login, limits = target.login, self.limits
        connection: BaseConnection = ConnectHandler(
            device_type=platform.driver,
            host=target.address,
            port=target.port,
            username=login.user,
            password=login.password or None,
            pkey=access.private_key(login),
            sock=self._metered,
            conn_timeout=limits.connect,
            auth_timeout=limits.connect,
            banner_timeout=limits.connect,
            read_timeout_override=limits.connect,
            auto_connect=False,
        )
        connection.key_policy = self._policy
        try:
            # The second half of netmiko's constructor; the policy has to be set before it.
            connection._open()
        except NetmikoAuthenticationException:
            raise access.wrong_login() from None
        except (NetmikoBaseException, paramiko.SSHException, OSError, EOFError, ValueError) as why:
            raise self._refusal(why, target) from None
        return connection

    def _refusal(self, why: Exception, target: SshTarget) -> Unanswered:
        reasons = _reasons(why)
        if any(isinstance(reason, access.HostKeyChanged) for reason in reasons):
            return access.host_key_changed(self._policy.seen, target.fingerprint)
        if any(isinstance(reason, paramiko.AuthenticationException) for reason in reasons):
            return access.wrong_login()
        if any(isinstance(reason, paramiko.ssh_exception.IncompatiblePeer) for reason in reasons):
            return access.no_common_algorithm()
        broken = (paramiko.SSHException, OSError, EOFError)
        if self._metered.spent or not any(isinstance(reason, broken) for reason in reasons):
            return access.no_prompt(self._platform)
        return access.bad_answer()

    def _shell(self) -> paramiko.Channel:
        channel = self._connection.remote_conn
        assert isinstance(channel, paramiko.Channel)
        channel.settimeout(_LOOK_EVERY)
        return channel

    def ask(self, line: str) -> tuple[str, str]:
        """Type one line of the list; its output without echo and prompt, and why it was cut.

        After "too-much", "too-slow" and "dropped" the session is of no more use.
        """
        ends_at = min(time.monotonic() + self.limits.command, self.ends_at)
        try:
            self._channel.sendall((line + "\n").encode())
        except OSError:
            return "", DROPPED
        said, cut = self._heard(line, ends_at)
        return _cleaned(said.decode("utf-8", "replace"), line, self._prompt), cut

    def _heard(self, line: str, ends_at: float) -> tuple[bytearray, str]:
        said, paged_at = bytearray(), 0
        while True:
            if len(said) >= self.limits.octets:
                return said[: self.limits.octets], TOO_MUCH
            if time.monotonic() > ends_at:
                return said, TOO_SLOW
            chunk = self._chunk(_LOOK_EVERY)
            if chunk == b"":
                return said, self._broken()
            said += chunk or b""
            tail = _ANSI.sub("", said[paged_at:][-_TAIL:].decode("utf-8", "replace"))
            tail = tail.replace("\r", "").rstrip("\x08 ") if chunk else tail.replace("\r", "")
            if _PAGER.search(tail.rstrip()):
                paged_at = len(said)
                self._channel.sendall(b" ")
            elif said and self._ended(tail, line):
                more = self._chunk(_SETTLED)
                if more is None:
                    return said, WHOLE
                said += more

    def _ended(self, tail: str, line: str) -> bool:
        """A prompt stands at the end, and it is not the one behind which the line was echoed."""
        return bool(self._prompt.search(tail)) and not tail.rstrip().endswith(line)

    def _chunk(self, wait: float) -> bytes | None:
        """What came; None when nothing did in time, b"" at the end of the connection."""
        self._channel.settimeout(wait)
        try:
            data: bytes = self._channel.recv(_CHUNK)
        except TimeoutError:
            return None
        return data

    def _broken(self) -> str:
        if self._metered.spent == access.OCTETS:
            return TOO_MUCH
        return TOO_SLOW if self._metered.spent else DROPPED


def _connected(target: SshTarget, limits: SshLimits) -> socket.socket:
    try:
        address = str(ip_address(target.address))
    except ValueError:
        raise access.unusable_address() from None
    try:
        return socket.create_connection((address, target.port), limits.connect)
    except OSError as why:
        raise access.unreachable(answer_of(why)) from None


def _reasons(error: BaseException | None) -> list[BaseException]:
    """The error and all it came from: netmiko tells the cause in words only."""
    found: list[BaseException] = []
    while error is not None and len(found) < 10:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def _cleaned(text: str, line: str, prompt: re.Pattern[str]) -> str:
    """The output alone: no pager, no colours, no echo of the line, no prompt behind it."""
    text = _ANSI.sub("", _PAGED.sub("", text)).replace("\r\n", "\n").replace("\r", "")
    lines = text.split("\n")
    for at, said in enumerate(lines[:3]):
        # The echo, also where a terminal wrote the prompt once more before it.
        if said.rstrip().endswith(line):
            lines = lines[at + 1 :]
            break
    while lines and (not lines[-1].strip() or prompt.search(lines[-1])):
        lines.pop()
    return "\n".join(lines) + "\n" if lines else ""

"""A mail server run as a program: writes the Message-ID of each e-mail it took into a file."""

import asyncio
import sys
from email import message_from_bytes
from pathlib import Path

from aiosmtpd.smtp import SMTP, Envelope, Session


class Taken:
    """Takes everything; what is in the file was taken before the sender was told so."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("a", encoding="ascii")

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        mail = message_from_bytes(envelope.content or b"")
        self._file.write(f"{mail['Message-ID']}\n")
        self._file.flush()
        return "250 OK"


async def serve(path: Path) -> None:
    """Listen on a free port until the parent goes."""
    loop, taken = asyncio.get_running_loop(), Taken(path)
    server = await loop.create_server(lambda: SMTP(taken), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(serve(Path(sys.argv[1])))

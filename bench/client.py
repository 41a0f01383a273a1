"""A small HTTP client that costs little beside the server it measures: sockets kept open, threads.

Only what gunicorn and Django answer: HTTP/1.1 with a Content-Length.
"""

import re
import socket
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_CHUNK = 1 << 16


class Answer(NamedTuple):
    """What came back."""

    status: int
    head: bytes
    body: bytes


class Request(NamedTuple):
    """One request; `about` is what its scenario wants to be told with the answer."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    kind: str = ""
    about: object = None

    def written(self) -> bytes:
        """The request as it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers.items()]
        if self.method == "POST":
            lines += [f"Content-Type: {self.kind}", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


class Connection:
    """One connection to the server on this machine."""

    def __init__(self, port: int) -> None:
        self.port = port
        self._socket: socket.socket | None = None

    def send(self, payload: bytes) -> Answer:
        """Send one request and read its answer; a connection the server shut is opened anew."""
        for last in (False, True):
            if self._socket is None:
                self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._socket.sendall(payload)
                return self._answer(self._socket)
            except (ConnectionError, EOFError):
                self.close()
                if last:
                    raise
        raise AssertionError

    def close(self) -> None:
        """Hang up."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def _answer(self, connected: socket.socket) -> Answer:
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += _received(connected)
        head = got[:end]
        found = _LENGTH.search(head)
        length = int(found[1]) if found else 0
        parts, have = [got[end + 4 :]], len(got) - end - 4
        while have < length:
            parts.append(_received(connected))
            have += len(parts[-1])
        if b"\r\nconnection: close" in head.lower():
            self.close()
        return Answer(int(head[9:12]), head, b"".join(parts))


def _received(connected: socket.socket) -> bytes:
    part = connected.recv(_CHUNK)
    if not part:
        raise EOFError
    return part


@dataclass
class Load:
    """What one stretch of load showed: seconds of every answer, and those that were refused."""

    seconds: float = 0.0
    times: list[float] = field(default_factory=list)
    refused: list[Answer] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good answers a second."""
        return len(self.times) / self.seconds if self.seconds else 0.0


def press(
    port: int,
    ask: Callable[[], Request],
    hear: Callable[[Request, Answer], bool],
    *,
    clients: int,
    seconds: float,
) -> Load:
    """Let `clients` connections ask one request after another for so many seconds.

    `hear` says whether an answer was the one wanted.
    """
    load, lock = Load(), threading.Lock()
    begun = time.perf_counter()
    until = begun + seconds

    def client() -> None:
        connection, times, refused = Connection(port), [], []
        while (start := time.perf_counter()) < until:
            asked = ask()
            answer = connection.send(asked.written())
            took = time.perf_counter() - start
            if hear(asked, answer):
                times.append(took)
            else:
                refused.append(answer)
        connection.close()
        with lock:
            load.times += times
            load.refused += refused

    threads = [threading.Thread(target=client) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    load.seconds = time.perf_counter() - begun
    return load

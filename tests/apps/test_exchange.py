"""One request and its answer: bounded, and honest about whether it may have arrived."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from time import monotonic, sleep

import pytest

from sigap.kit.exchange import Answer, Limits, Lost, exchange

SHORT = Limits(connect=1, answer=1, size=1000)
WELL = b"HTTP/1.1 200 OK\r\nX-Id: 7\r\nContent-Length: 2\r\n\r\nhi"


@contextmanager
def serving(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that hears one request and answers it as `talk` does."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(5)

        def serve() -> None:
            held, _ = listening.accept()
            with held:
                held.recv(65536)
                talk(held)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/x"
        thread.join(5)


def dripping(held: socket.socket) -> None:
    held.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    try:
        for _ in range(30):
            held.sendall(b".")
            sleep(0.1)
    except OSError:
        return


def test_an_answer_is_its_status_headers_and_body() -> None:
    with serving(lambda held: held.sendall(WELL)) as url:
        got = exchange("GET", url, limits=SHORT)
    assert isinstance(got, Answer)
    assert (got.status, got.headers["x-id"], got.body) == (200, "7", b"hi")
    assert "hi" not in repr(got)


@pytest.mark.parametrize(
    "talk",
    [
        lambda held: None,
        lambda held: held.sendall(b"nonsense\r\n\r\n"),
        lambda held: held.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\nhalf"),
        lambda held: held.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 5000),
        lambda held: sleep(1.5),
        dripping,
    ],
    ids=["hangs up", "nonsense", "half", "too long", "silent", "dripping"],
)
def test_what_is_lost_after_it_was_sent_may_have_arrived(talk) -> None:
    began = monotonic()
    with serving(talk) as url:
        got = exchange("POST", url, body=b"rahasia", limits=SHORT)
        assert monotonic() - began < 2.5
    assert isinstance(got, Lost)
    assert got.arrived
    assert "rahasia" not in got.reason


@pytest.mark.parametrize("url", ["http://127.0.0.1:1/", "http://tidak.ada.invalid/", "gopher://x"])
def test_what_was_never_sent_has_not_arrived(url: str) -> None:
    got = exchange("POST", url, body=b"x", limits=SHORT)
    assert isinstance(got, Lost)
    assert not got.arrived

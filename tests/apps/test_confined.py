"""A template that an office wrote reads nothing, reaches nobody and ends, whatever it asks for."""

import socket
import time
from datetime import UTC, datetime

import pytest

from sigap.documents.renderers import confined
from sigap.documents.renderers.confined import BeyondLimits, NotDrawn
from sigap.documents.renderers.typst import draw, pictured

FACTS = {"naskah": {"judul": "Contoh"}}
TITLED = '#set document(title: "Contoh")\n'
AT = datetime(2026, 1, 5, tzinfo=UTC)
ENDLESS = "#for i in range(9000) { for j in range(9000) { for k in range(9000) { } } }"
GREEDY = "#{\n let a = (1,)\n let i = 0\n while i < 60 {\n  a += a\n  i += 1\n }\n}"


def drawn(source: str) -> bytes:
    return draw(TITLED + source, FACTS, pictures={}, at=AT)


def test_it_is_drawn_and_gives_the_same_bytes_each_time():
    assert drawn('Halo #json("facts.json").naskah.judul') == drawn(
        'Halo #json("facts.json").naskah.judul'
    )


def test_its_pages_are_shown_as_pictures():
    pages = pictured("Satu #pagebreak() Dua", FACTS, pictures={})
    assert [page[:4] for page in pages] == [b"\x89PNG"] * 2


def test_a_mistake_is_named_with_its_line():
    with pytest.raises(NotDrawn) as refused:
        drawn("Satu\n#tidak-ada")
    assert (refused.value.file, refused.value.line) == ("main.typ", 3)
    assert "tidak-ada" in str(refused.value)


@pytest.mark.parametrize(
    "source",
    [
        '#read("/etc/passwd")',
        '#read("../../../../etc/passwd")',
        '#include "/proc/self/environ"',
        '#image("/etc/hostname")',
    ],
)
def test_it_reads_no_file_of_the_machine(source):
    with pytest.raises(NotDrawn):
        drawn(source)


def test_it_fetches_no_package(monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as listening:
        # Where the child would knock if it were not told that nobody is there.
        host, port = listening.getsockname()
        monkeypatch.setenv("HTTPS_PROXY", f"http://{host}:{port}")
        listening.settimeout(0.2)
        with pytest.raises(NotDrawn):
            drawn('#import ("@pre" + "view/cetz:0.3.0"): *')
        with pytest.raises(TimeoutError):
            listening.accept()


def test_one_that_never_ends_is_stopped(monkeypatch):
    monkeypatch.setattr(confined, "SECONDS", 1)
    begun = time.monotonic()
    with pytest.raises(BeyondLimits):
        drawn(ENDLESS)
    assert time.monotonic() - begun < 5


def test_one_that_piles_up_memory_is_stopped():
    with pytest.raises(BeyondLimits, match="512 MB"):
        drawn(GREEDY)

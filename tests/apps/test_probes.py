"""Each kind of probe against real servers on loopback: every way of failing has its own answer."""

import asyncio
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from sigap.domain.answers import Answer
from sigap.monitoring.plain import hop_words, reading_plain, way_plain
from sigap.monitoring.probes import icmp, icmp_wire, proof
from sigap.monitoring.probes.base import Reading, Target, usable
from sigap.monitoring.probes.certificates import Certificate
from sigap.monitoring.probes.round import ASKS, probe
from sigap.monitoring.probes.trace import Hop, Said, concluded, trace
from tests.outside.standin import answering

AT = datetime.now(UTC)
QUICK = icmp.Pings(count=2, spacing=0.02, patience=0.4)


@pytest.fixture(scope="module")
def ports() -> Iterator[dict[str, int]]:
    with answering() as found:
        yield found


def asked(kind: str, port: int, **options: Any) -> Reading:
    target = Target(1, kind, "127.0.0.1", {"port": port, **options})
    return asyncio.run(ASKS[kind](target, at=AT))


@pytest.mark.parametrize(
    ("path", "answer"),
    [
        ("/", Answer.OK),
        ("/pindah", Answer.OK),
        ("/rahasia", Answer.WRONG_CREDENTIALS),
        ("/rusak", Answer.BAD_ANSWER),
        ("/tidak-ada", Answer.BAD_ANSWER),
        ("/besar", Answer.OK),
        ("/ dengan spasi\r\nHost: lain", Answer.BAD_ANSWER),
    ],
)
def test_http_says_what_the_status_says(ports, path, answer) -> None:
    reading = asked("http", ports["http"], path=path)
    assert reading.answer is answer
    assert reading.rtt is not None
    assert reading.rtt > 0


@pytest.mark.parametrize(
    ("server", "options", "answer"),
    [
        ("https", {}, Answer.OK),
        ("https", {"name": "siap.example"}, Answer.OK),
        ("https", {"name": "siap.example", "trust": "public"}, Answer.BAD_CERTIFICATE),
        ("https-expired", {}, Answer.BAD_CERTIFICATE),
        ("https-soon", {}, Answer.BAD_CERTIFICATE),
        ("https-other", {"name": "siap.example"}, Answer.BAD_CERTIFICATE),
        ("http", {}, Answer.BAD_ANSWER),
    ],
)
def test_https_looks_at_the_certificate(ports, server, options, answer) -> None:
    reading = asked("https", ports[server], **options)
    assert reading.answer is answer, reading
    reading_plain(reading)
    if server == "https-soon":
        assert reading.raw["certificate"]["days_left"] in (2, 3)


def test_nonsense_and_silence_are_told_apart(ports, monkeypatch) -> None:
    assert asked("http", ports["nonsense"]).answer is Answer.BAD_ANSWER
    monkeypatch.setattr("sigap.monitoring.probes.http.PATIENCE", 0.5)
    assert asked("http", ports["nothing"]).answer is Answer.TIMEOUT
    assert asked("http", 1).answer is Answer.REFUSED


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("ada.example", Answer.OK),
        ("tidak.example", Answer.BAD_ANSWER),
        ("tolak.example", Answer.REFUSED),
    ],
)
def test_dns_must_know_the_name(ports, name, answer) -> None:
    reading = asked("dns", ports["dns"], name=name)
    assert reading.answer is answer
    if answer is Answer.OK:
        assert reading.detail == "192.0.2.7"


def test_dns_that_is_none_is_a_bad_answer(ports) -> None:
    assert asked("dns", ports["udp-short"]).answer is Answer.BAD_ANSWER
    assert asked("dns", 1).answer is Answer.REFUSED


@pytest.mark.parametrize(
    ("server", "answer"),
    [
        ("ntp", Answer.OK),
        ("ntp-unsure", Answer.BAD_ANSWER),
        ("ntp-deny", Answer.REFUSED),
        ("ntp-other", Answer.BAD_ANSWER),
        ("udp-short", Answer.BAD_ANSWER),
    ],
)
def test_ntp_must_know_the_time(ports, server, answer) -> None:
    reading = asked("ntp", ports[server])
    assert reading.answer is answer
    if answer is Answer.OK:
        assert reading.raw["offset"] == pytest.approx(0.5, abs=0.1)
        assert reading.raw["stratum"] == 2


def test_silence_over_udp_is_a_timeout(ports, monkeypatch) -> None:
    monkeypatch.setattr("sigap.monitoring.probes.ntp.PATIENCE", 0.3)
    assert asked("ntp", ports["udp-silent"]).answer is Answer.TIMEOUT


def test_tcp_accepts_or_refuses(ports) -> None:
    assert asked("tcp", ports["nothing"]).answer is Answer.OK
    assert asked("tcp", 1).answer is Answer.REFUSED


def test_one_target_that_cannot_be_asked_never_stops_the_others(ports) -> None:
    targets = [
        Target(1, "tcp", "127.0.0.1", {"port": "abc"}),
        Target(2, "tcp", "bukan alamat", {"port": 1}),
        Target(3, "ramalan", "127.0.0.1"),
        Target(4, "icmp", "224.0.0.1"),
        Target(5, "tcp", "127.0.0.1", {"port": ports["http"]}),
    ]
    heard = probe(targets, at=AT, how=QUICK)
    assert [each.answer for each in heard.readings] == [Answer.UNUSABLE] * 4 + [Answer.OK]
    assert [each.target.key for each in heard.readings] == [1, 2, 3, 4, 5]


def need_icmp() -> None:
    try:
        icmp.opened(4)[0].close()
    except OSError:
        pytest.skip("this kernel lets the tests have no ICMP socket")


def test_many_are_pinged_over_both_versions_and_none_is_lost() -> None:
    need_icmp()
    addresses = [f"127.0.{n // 250}.{n % 250 + 1}" for n in range(1_500)] + ["::1"]
    targets = [Target(n, "icmp", address) for n, address in enumerate(addresses)]
    heard = icmp.ping(targets, at=AT, how=QUICK)
    assert [each.target.key for each in heard] == list(range(1_501))
    assert {(each.answer, each.sent, each.lost) for each in heard} == {(Answer.OK, 2, 0)}


def test_a_prober_without_a_socket_says_so_and_accuses_nobody(monkeypatch) -> None:
    def none(version: int) -> None:
        raise icmp.NoSocket(1, "not permitted")

    monkeypatch.setattr(icmp, "opened", none)
    heard = probe([Target(1, "icmp", "127.0.0.1")], at=AT, how=QUICK)
    assert heard.readings[0].answer is Answer.PROBER_BROKEN
    assert heard.proof.trouble == proof.NO_ICMP


@pytest.mark.parametrize(
    "address", ["", "alat", "0.0.0.0", "255.255.255.255", "224.0.0.9", "ff02::1", "10.0.0.0/8"]
)
def test_what_is_no_single_host_is_never_asked(address) -> None:
    assert usable(address) is None


def test_strangers_packets_are_never_ours() -> None:
    mine, other = b"mine----", b"other---"
    reply = bytearray(icmp_wire.echo(4, mine, 7, 1, 99))
    reply[0] = 0
    assert icmp_wire.heard(4, mine, 99, bytes(reply)) == icmp_wire.Heard(7, 1, Answer.OK)
    assert icmp_wire.heard(4, other, 99, bytes(reply)) is None
    for size in range(len(reply)):
        assert icmp_wire.heard(4, mine, 99, bytes(reply[:size])) is None


@pytest.mark.parametrize("quoted", [8, 100])
def test_a_routers_complaint_is_about_the_packet_it_quotes(quoted) -> None:
    packet = icmp_wire.echo(4, b"mine----", 7, 1, 99)[:quoted]
    ip = bytes([0x45, 0, 0, 0, 0, 0, 0, 0, 64, 1]) + bytes(10)
    for kind, code, answer in ((3, 1, Answer.NO_ROUTE), (3, 13, Answer.FILTERED)):
        said = icmp_wire.heard(4, b"mine----", 99, bytes([kind, code]) + bytes(6) + ip + packet)
        assert said is not None
        assert (said.index, said.answer) == (7, answer)
    loop = icmp_wire.heard(4, b"mine----", 99, bytes([11, 0]) + bytes(6) + ip + packet)
    assert loop is not None
    assert loop.answer is Answer.LOOP


def test_the_way_to_oneself_is_one_hop() -> None:
    for address in ("127.0.0.1", "::1"):
        way = trace(address, at=AT)
        assert way.reached
        assert [hop.addresses for hop in way.hops] == [(address,)]
        assert hop_words(way_plain(way)["hops"][0]).startswith(address)


def hop(distance: int, *told: str) -> Hop:
    """ "*" nothing, "a" an answer, "a!N" one with a mark, "a." the end."""
    said = [
        None
        if word == "*"
        else Said(word.rstrip(".").partition("!")[0], 0.001, word[1:].rstrip("."), word[-1] == ".")
        for word in told
    ]
    return Hop(distance, tuple(said))


@pytest.mark.parametrize(
    ("hops", "length", "reached", "loop", "stopped"),
    [
        ([hop(1, "a", "a"), hop(2, "*", "*"), hop(3, "c.", "*"), hop(4, "c.")], 3, True, (), ""),
        ([hop(1, "a"), hop(2, "b!N"), hop(3, "*")], 2, False, (), "!N"),
        ([hop(1, "a"), hop(2, "*"), hop(3, "*")], 1, False, (), ""),
        ([hop(n, "ab"[n % 2]) for n in range(1, 7)], 6, False, ("b", "a"), ""),
        ([hop(1, "a"), hop(2, "a"), hop(3, "c.")], 3, True, (), ""),
        ([hop(1, "a"), hop(2, "a"), hop(3, "*")], 2, False, (), ""),
        ([hop(1, "*"), hop(2, "*")], 0, False, (), ""),
    ],
)
def test_a_way_is_concluded_from_its_hops(hops, length, reached, loop, stopped) -> None:
    way = concluded("c", tuple(hops), at=AT)
    assert (len(way.hops), way.reached, way.loop, way.stopped) == (length, reached, loop, stopped)


@pytest.mark.parametrize(
    ("own", "name", "fits"),
    [
        ("siap.example", "SIAP.example.", True),
        ("*.example", "siap.example", True),
        ("*.example", "a.siap.example", False),
        ("siap.example", "lain.example", False),
        ("127.0.0.1", "127.0.0.1", True),
    ],
)
def test_a_certificate_fits_the_names_it_is_made_out_for(own, name, fits) -> None:
    day = timedelta(days=1)
    made = Certificate("", "", AT - day, AT + 99 * day, (own,))
    assert made.fits(name) is fits
    assert made.wrong(name, at=AT) == ("" if fits else "name")
    assert made.wrong(name, at=AT - 2 * day) == "not-yet"


def test_a_round_ends_in_time_although_nobody_answers(ports) -> None:
    begun = time.monotonic()
    targets = [Target(n, "ntp", "127.0.0.1", {"port": ports["udp-silent"]}) for n in range(300)]
    heard = probe(targets, at=AT, how=QUICK)
    assert {each.answer for each in heard.readings} == {Answer.TIMEOUT}
    assert time.monotonic() - begun < 12

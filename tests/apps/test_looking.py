"""Looks over the wire, over loopback: what is heard of living, silent and misbehaving devices."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import asynccontextmanager

import pytest

from sigap.domain.answers import Answer
from sigap.monitoring.platforms.known import PLATFORMS
from sigap.monitoring.probes import icmp, looking
from sigap.monitoring.probes.base import Reading, Target
from sigap.monitoring.probes.looking import SNMP, SSH, Asked, Looks
from sigap.monitoring.probes.management import SshWay
from sigap.monitoring.probes.snmp_access import Community, SnmpTarget
from sigap.monitoring.probes.ssh_access import Login, SshTarget
from tests.cast import MONDAY_MORNING as AT
from tests.outside.devices import ROOT, running

HERE = "127.0.0.1"
NOBODY_LISTENS = 9


@pytest.fixture(autouse=True)
def socket() -> None:
    try:
        icmp.opened(4)[0].close()
    except OSError:
        pytest.skip("this kernel lets the tests have no ICMP socket")


@pytest.fixture(scope="module")
def agent() -> Iterator[int]:
    with running("snmp_agent", str(ROOT / "tests" / "outside" / "made_up")) as port:
        yield port


def snmp(port: int, community: str = "switch") -> SnmpTarget:
    return SnmpTarget(HERE, Community(community), port)


def ssh(port: int) -> SshWay:
    return SshWay(SshTarget(HERE, Login("u", "p"), port), PLATFORMS["linux"])


def looked(*asked: Asked, whole: bool = False) -> Looks:
    looks = Looks()
    looks.first(asked)
    looks.second(asked, asked if whole else ())
    return looks


def test_what_is_near_is_asked_often_and_what_is_far_little():
    looks = looked(Asked("dekat", HERE, near=True, on_way=True), Asked("jauh", "127.0.0.2"))
    near, far = looks.heard["dekat"], looks.heard["jauh"]
    assert (near.reading.answer, near.reading.sent, near.alive) == (Answer.OK, 20, True)
    assert (far.reading.answer, far.reading.sent) == (Answer.OK, 3)
    assert near.loaded is not None
    assert far.loaded is None
    assert near.pings[0].is_sealed
    assert near.pings[0].text.startswith("ok 20/20\n")
    assert looks.proof.trouble == ""


def test_a_device_is_read_and_whole_where_that_is_wanted(agent):
    ports = looked(Asked("a", HERE, near=True, snmp=snmp(agent))).heard["a"]
    whole = looked(Asked("a", HERE, near=True, snmp=snmp(agent)), whole=True).heard["a"]
    assert ports.view is not None
    assert whole.view is not None
    assert ports.view.interfaces == whole.view.interfaces
    assert ports.view.neighbours == ()
    assert whole.view.neighbours
    assert all(output.is_sealed for output in (*ports.told, *whole.told))
    assert ports.answered == {SNMP}
    assert ports.silent == frozenset()


@pytest.mark.parametrize("community", ["switch@mute", "switch@garbage", "switch@silent-after-20"])
def test_an_agent_that_misbehaves_ends_nothing(agent, community):
    heard = looked(Asked("a", HERE, near=True, snmp=snmp(agent, community)), whole=True).heard["a"]
    assert heard.alive
    assert heard.reading.answer is Answer.OK


def test_a_silent_agent_of_a_living_device_is_told_with_its_reason():
    heard = looked(Asked("a", HERE, near=True, snmp=snmp(NOBODY_LISTENS))).heard["a"]
    assert heard.silent == {SNMP}
    assert heard.refused[SNMP].code == "snmp-refused"


@asynccontextmanager
async def speaking(greeting: bytes):
    async def greet(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(greeting)
        writer.close()

    server = await asyncio.start_server(greet, HERE, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


@pytest.mark.parametrize(
    ("greeting", "answer"), [(b"SSH-2.0-x\r\n", Answer.OK), (b"220 ftp\r\n", Answer.BAD_ANSWER)]
)
def test_a_door_counts_only_where_ssh_greets(greeting, answer):
    async def knock() -> Answer:
        async with speaking(greeting) as port:
            return await looking._greets(ssh(port).target)

    assert asyncio.run(knock()) is answer


def test_a_closed_door_of_a_living_device_is_silent():
    heard = looked(Asked("a", HERE, near=True, ssh=ssh(NOBODY_LISTENS))).heard["a"]
    assert heard.silent == {SSH}
    assert heard.refused == {}


@pytest.mark.parametrize(("listening", "silent"), [(True, set()), (False, {SNMP})])
def test_over_a_lossy_way_a_refusal_counts_and_silence_does_not(agent, listening, silent):
    way = snmp(agent, "switch@mute") if listening else snmp(NOBODY_LISTENS)
    heard = looked(Asked("a", HERE, near=True, snmp=way)).heard["a"]
    assert heard.silent == {SNMP}
    target, at = heard.reading.target, heard.reading.at
    heard.reading = Reading(target, at, Answer.OK, 20, (0.001,) * 15)
    assert heard.silent == silent


def test_a_node_without_an_address_hurts_nobody():
    looks = looked(Asked("tanpa", "", near=True), Asked("a", HERE, near=True))
    assert looks.heard["tanpa"].reading.answer is Answer.UNUSABLE
    assert looks.heard["a"].alive


def test_what_breaks_in_the_look_at_one_leaves_the_others(monkeypatch, agent):
    async def broken(*_given: object, **_more: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(looking.snmp, "read_ports", broken)
    heard = looked(Asked("a", HERE, near=True, snmp=snmp(agent))).heard["a"]
    assert heard.alive
    assert heard.view is None


@pytest.mark.parametrize(
    ("waits", "told"), [([0.2, 0.001], 0.001), ([0.2, 0.3], 0.2), ([0.001, 0.9], 0.001)]
)
def test_who_waits_once_is_asked_again_and_the_lesser_counts(monkeypatch, waits, told):
    left = list(waits)

    def train(targets: Sequence[Target], **_how: object) -> list[Reading]:
        return [Reading(each, AT, Answer.OK, 5, (left.pop(0),)) for each in targets]

    monkeypatch.setattr(looking, "ping", train)
    assert looked(Asked("a", HERE, near=True, on_way=True)).heard["a"].loaded == told

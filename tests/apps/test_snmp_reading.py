"""Devices read over real SNMP: a made-up switch with every oddity, and agents that misbehave."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from sigap.domain import deviceview as view
from sigap.domain.answers import Answer
from sigap.domain.deviceview import Address, ArpEntry, Neighbour, Optic, Route
from sigap.monitoring.probes.snmp import SnmpRead, poll_interfaces, read_device, read_ports
from sigap.monitoring.probes.snmp_access import Community, SnmpLimits, SnmpTarget, Unanswered
from sigap.monitoring.probes.snmp_walk import Snmp
from tests.outside.devices import ROOT, running

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
QUICK = SnmpLimits(timeout=0.7, tries=2, seconds=4, rows=3_000)
IF_TABLE = "1.3.6.1.2.1.2.2.1"
NOBODY_LISTENS = 9


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with running("snmp_agent", str(ROOT / "tests" / "outside" / "made_up")) as listening:
        yield listening


def read(port: int, community: str = "switch", version: str = "v2c") -> SnmpRead:
    target = SnmpTarget("127.0.0.1", Community(community, version), port)
    return asyncio.run(read_device(target, at=AT, limits=QUICK))


async def walked(port: int, community: str, limits: SnmpLimits = QUICK):
    async with Snmp(SnmpTarget("127.0.0.1", Community(community), port), limits) as agent:
        return await agent.walk(IF_TABLE)


@pytest.mark.parametrize("version", ["v1", "v2c"])
def test_a_device_is_read_alike_in_both_old_versions(port, version):
    system = read(port, version=version).view.system
    assert (system.name, system.vendor, system.version) == ("sw-uji", "cisco", "15.0(2)SE11")


def test_quotation_marks_of_a_recorder_and_latin_1_are_mended(port):
    system = read(port).view.system
    assert system.description.startswith("Cisco IOS")
    assert system.location == "Rumah Domén"


def test_an_agent_without_sys_up_time_has_no_uptime_rather_than_a_guess(port):
    assert read(port).view.system.uptime is None


def test_without_if_x_table_ports_have_their_old_names_and_32_bit_counters(port):
    first = read(port).view.interfaces[0]
    assert (first.name, first.short, first.speed_bps) == ("GigabitEthernet0/1", "Gi0/1", 10**9)
    assert (first.counters.in_octets, first.counters.bits) == (4294967290, 32)
    assert (first.oper, first.mac) == (view.UP, "02:00:5e:20:00:01")
    assert first.changed_at_uptime == timedelta(hours=1)


def test_values_of_the_wrong_type_are_read_where_they_can_be_and_unknown_where_not(port):
    second = read(port).view.interfaces[1]
    assert (second.mtu, second.mac) == (1500, "02:00:5e:20:00:02")
    assert (second.oper, second.kind, second.speed_bps) == (view.UNKNOWN, "", None)


def test_a_port_without_any_name_is_called_by_its_number(port):
    assert read(port).view.interfaces[2].name == "#3"


def test_addresses_routes_arp_and_neighbours_name_their_ports(port):
    seen = read(port).view
    name = "GigabitEthernet0/1"
    assert seen.addresses == (Address(name, "192.0.2.10", 26),)
    assert seen.routes == (Route("198.51.100.0/24", "192.0.2.1", name, "ospf"),)
    assert seen.arp == (ArpEntry(name, "192.0.2.77", "02:00:5e:10:00:01"),)


def test_a_neighbour_is_told_with_its_port_and_management_address(port):
    told = Neighbour(
        interface="GigabitEthernet0/1",
        protocol="lldp",
        name="rt-kelurahan",
        port="ether1",
        address="192.0.2.77",
        platform="RouterOS buatan",
        mac="02:00:5e:10:00:01",
    )
    assert read(port).view.neighbours == (told,)


def test_sensors_of_a_module_become_its_optical_power_and_others_health(port):
    seen = read(port).view
    assert seen.optics == (Optic("Gi0/2", rx_dbm=-23.7, tx_dbm=-5.2, temperature=34.1),)
    assert [(one.name, one.value) for one in seen.health] == [("Inlet Temperature Sensor", 29.0)]


def test_every_walk_is_kept_as_evidence_with_its_time_and_seal(port):
    raw = read(port).raw
    ports = next(one for one in raw if one.command == f"SNMP {IF_TABLE}")
    assert f'{IF_TABLE}.2.1 = "GigabitEthernet0/1"\n' in ports.text
    assert all(one.is_sealed and one.at == AT for one in raw)


def test_a_walk_that_comes_back_to_where_it_was_ends(port):
    walk = asyncio.run(walked(port, "switch@endless"))
    assert walk.cut == "endless"
    assert walk.rows


def test_a_walk_without_end_is_cut_at_its_rows(port):
    walk = asyncio.run(walked(port, "switch@growing"))
    assert (walk.cut, len(walk.rows)) == ("too-many-rows", QUICK.rows)


def test_a_walk_without_end_is_cut_at_its_octets(port):
    limits = SnmpLimits(timeout=0.7, octets=10_000)
    walk = asyncio.run(walked(port, "switch@growing", limits))
    assert walk.cut == "too-much"
    assert len(walk.rows) < 200


def test_answers_larger_than_the_library_s_memory_are_asked_for_in_smaller_bites(port):
    whole, jumbo = (asyncio.run(walked(port, name)) for name in ("switch", "switch@jumbo"))
    assert list(jumbo.rows) == list(whole.rows)
    assert jumbo.cut == ""


def test_an_agent_that_answers_slowly_is_left_when_the_time_is_over(port):
    limits = SnmpLimits(timeout=0.7, seconds=1.2, repetitions=1)
    walk = asyncio.run(walked(port, "switch@slow", limits))
    assert walk.cut == "too-slow"
    assert 0 < len(walk.rows) < 10


def test_what_was_read_before_an_agent_fell_silent_is_kept_and_said(port):
    # Twenty answers come, for all communities of this name together.
    seen = read(port, "switch@silent-after-20").view
    assert seen.interfaces
    assert {note.code for note in seen.notes} == {"too-slow"}


def test_silence_names_all_that_it_may_mean(port):
    with pytest.raises(Unanswered) as refused:
        read(port, "salah")
    assert (refused.value.answer, refused.value.fault.code) == (Answer.TIMEOUT, "snmp-silent")
    assert "alamat, komunitas, atau ACL" in str(refused.value)


def test_a_port_where_nobody_listens_is_a_refusal_at_once():
    with pytest.raises(Unanswered) as refused:
        read(NOBODY_LISTENS)
    assert (refused.value.answer, refused.value.fault.code) == (Answer.REFUSED, "snmp-refused")


def test_what_is_no_snmp_is_called_a_bad_answer(port):
    with pytest.raises(Unanswered) as refused:
        read(port, "switch@garbage")
    assert refused.value.answer is Answer.BAD_ANSWER


def test_a_name_in_place_of_an_address_is_refused_before_anything_is_sent(port):
    target = SnmpTarget("sw-uji.contoh", Community("switch"), port)
    with pytest.raises(Unanswered) as refused:
        asyncio.run(read_device(target, at=AT, limits=QUICK))
    assert refused.value.answer is Answer.UNUSABLE


def test_a_community_is_never_shown(port):
    target = SnmpTarget("127.0.0.1", Community("rahasia-kota"), port)
    assert "rahasia-kota" not in repr(target)


def test_the_ports_alone_are_what_the_whole_reading_has_too(port):
    target = SnmpTarget("127.0.0.1", Community("switch"), port)
    assert asyncio.run(poll_interfaces(target, limits=QUICK)) == read(port).view.interfaces


@pytest.mark.parametrize("ports", [3, 30])
def test_few_ports_and_many_are_polled_as_a_whole_read_tells_them(tmp_path, ports):
    (tmp_path / "tinggi.snmprec").write_text(tall(ports), encoding="ascii")
    with running("snmp_agent", str(tmp_path)) as port:
        target = SnmpTarget("127.0.0.1", Community("tinggi"), port)
        whole = asyncio.run(read_device(target, at=AT, limits=QUICK)).view.interfaces
        look = asyncio.run(read_ports(target, at=AT, limits=QUICK))
        polled = asyncio.run(poll_interfaces(target, limits=QUICK))
    assert len(whole) == ports
    assert look.view.interfaces == polled == whole
    assert {one.command for one in look.raw if one.text} == {
        "SNMP 1.3.6.1.2.1.1",
        "SNMP 1.3.6.1.2.1.2.2.1",
        "SNMP 1.3.6.1.2.1.31.1.1.1",
    }


def tall(ports: int) -> str:
    """A recorded switch with so many ports."""
    lines = ["1.3.6.1.2.1.1.5.0|4|sw-tinggi"]
    for number in range(1, ports + 1):
        basic = {2: f"4|Gi1/0/{number}", 3: "2|6", 4: "2|1500", 5: "66|1000000000", 7: "2|1"}
        basic |= {1: f"2|{number}", 8: "2|1", 9: "67|360000", 11: "65|9", 14: "65|3", 20: "65|1"}
        more = {1: f"4|Gi1/0/{number}", 2: "65|1", 6: "70|123456789012", 10: "70|9", 15: "66|1000"}
        for root, row in ((IF_TABLE, basic), ("1.3.6.1.2.1.31.1.1.1", more)):
            lines += [f"{root}.{at}.{number}|{said}" for at, said in row.items()]
    return "\n".join(lines)

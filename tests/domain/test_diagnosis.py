"""What a diagnosis says of the faults that a city really has, sentence by sentence."""

from dataclasses import replace
from datetime import timedelta

import pytest

from sigap.domain.deviceview import (
    DOWN,
    LOWER_DOWN,
    UP,
    Counters,
    DeviceView,
    Interface,
    Neighbour,
    Optic,
    Route,
    System,
)
from sigap.domain.diagnosis import (
    Confidence,
    FaultClass,
    LookedAt,
    NodeSight,
    OpenCase,
    RecentChange,
    SiteDiagnosis,
    State,
    Way,
    diagnose,
)
from sigap.domain.evidence import Told
from sigap.domain.topology import Element, Kind, Link, Node, Place
from sigap.domain.topology_seen import Seen
from tests.domain.diagnosed import AT, JAKARTA
from tests.domain.networks import Network, tree

CITY = tree(
    {"core": "noc", "dist1": "core", "dist2": "core", "s1": "dist1", "s2": "dist1", "s3": "dist2"}
)
BEHIND = ("dist1", "s1", "s2")
PORTS = {("core:dist1", "core"): "ether1"}


def seen(network: Network = CITY, silent: tuple[str, ...] = (), **more) -> dict[str, NodeSight]:
    """All nodes but the office answer, the silent ones not; `more` are other fields of a node."""
    found = {}
    for node in network.nodes:
        what = Seen.UNREACHABLE if node.key in silent else Seen.REACHABLE
        found[node.key] = NodeSight(node.key, what, AT, **more.get(node.key, {}))
    del found["noc"]
    return found


def port(oper: str = UP, admin: str = UP, **more) -> dict[str, DeviceView]:
    """The core as it tells of its port towards dist1; `more` are other parts of what it tells."""
    days = timedelta(days=9)
    interface = Interface(
        "ether1",
        admin=admin,
        oper=oper,
        changed_at_uptime=more.pop("changed", None),
        counters=more.pop("counters", Counters()),
    )
    return {"core": DeviceView(System(uptime=days), (interface,), **more)}


def asked(site: str = "site-s1", network: Network = CITY, **more) -> SiteDiagnosis:
    told = {"sights": seen(network), "ports": PORTS, **more}
    return diagnose(LookedAt(network.loaded(), site, AT, JAKARTA, **told))


def test_a_port_that_went_down_tells_which_cable_since_when_and_who_is_hit():
    changed = timedelta(days=9) - timedelta(minutes=8)
    names = {"core": "Core", "dist1": "Distribusi 1"}
    views = port(LOWER_DOWN, changed=changed)
    found = asked(sights=seen(silent=BEHIND), views=views, names=names)
    (cause,) = found.causes
    assert str(cause.told) == (
        "Tautan Core–Distribusi 1 putus: port ether1 di Core mati (ifOperStatus down)"
        " sejak 09.12; 3 lokasi di 1 Perangkat Daerah terdampak"
    )
    assert cause.since == AT - timedelta(minutes=8)
    assert (found.state, cause.fault) == (State.DOWN, FaultClass.LINK)
    assert (cause.confidence, cause.ours) == (Confidence.MEDIUM, True)
    assert [str(each) for each in cause.alternatives] == [
        "Distribusi 1 tanpa listrik: tanyakan apakah menyala"
    ]
    assert found.proposal.way is Way.FIELD
    assert str(found.proposal.directions[0]) == (
        "Hubungi lokasi: apakah listriknya menyala, dan apakah Distribusi 1 menyala?"
    )


def test_a_port_that_was_shut_leaves_no_doubt_and_is_cured_from_the_desk():
    found = asked(sights=seen(silent=BEHIND), views=port(DOWN, DOWN))
    (cause,) = found.causes
    assert (cause.fault, cause.confidence) == (FaultClass.SHUT, Confidence.HIGH)
    assert cause.alternatives == ()
    assert found.proposal.way is Way.REMOTE
    assert "nyalakan kembali port ether1 di core" in str(found.proposal.directions[1])


def test_a_port_that_is_up_before_silence_means_that_a_link_carries_nothing_or_a_device_hangs():
    found = asked(sights=seen(silent=BEHIND), views=port())
    (cause,) = found.causes
    assert (cause.fault, cause.confidence) == (FaultClass.LOSS, Confidence.LOW)
    assert cause.others == (Element(Kind.NODE, "dist1"),)
    assert [str(each) for each in cause.alternatives] == ["dist1 macet: nyalakan ulang"]


def test_without_a_port_that_tells_the_kind_is_not_guessed():
    (cause,) = asked(sights=seen(silent=BEHIND)).causes
    assert (cause.fault, cause.confidence) == (FaultClass.UNKNOWN, Confidence.LOW)
    assert "belum terlihat" in str(cause.told)


def test_all_ports_towards_one_device_down_is_a_device_without_power():
    nodes = [*CITY.nodes]
    links = [*CITY.links, Link("dist1:dist2", "dist1", "dist2")]
    network = Network(tuple(nodes), tuple(links), CITY.roots, CITY.places)
    dark = DeviceView(interfaces=(Interface("sfp1", admin=UP, oper=DOWN),))
    found = asked(
        network=network,
        sights=seen(network, BEHIND),
        views={**port(DOWN), "dist2": dark},
        ports={**PORTS, ("dist1:dist2", "dist2"): "sfp1"},
    )
    (cause,) = found.causes
    assert (cause.element, cause.fault) == (Element(Kind.NODE, "dist1"), FaultClass.POWER)
    assert cause.confidence is Confidence.HIGH
    assert "2 port tetangga" in str(cause.told)


def test_two_ways_to_a_device_that_were_both_shut_are_two_causes():
    links = [*CITY.links, Link("dist1:dist2", "dist1", "dist2")]
    network = Network(CITY.nodes, tuple(links), CITY.roots, CITY.places)
    shut = DeviceView(interfaces=(Interface("sfp1", admin=DOWN, oper=DOWN),))
    found = asked(
        network=network,
        sights=seen(network, BEHIND),
        views={**port(DOWN, DOWN), "dist2": shut},
        ports={**PORTS, ("dist1:dist2", "dist2"): "sfp1"},
    )
    assert [cause.fault for cause in found.causes] == [FaultClass.SHUT] * 2
    assert {len(cause.sites) for cause in found.causes} == {3}
    assert found.state is State.DOWN


def test_a_line_of_a_provider_is_reported_to_the_provider_with_its_telephone():
    found = asked(
        sights=seen(silent=BEHIND),
        views=port(DOWN),
        provider={"core:dist1": "Telkom"},
        hotline={"core:dist1": "147"},
    )
    assert found.causes[0].fault is FaultClass.PROVIDER
    assert "sirkit milik Telkom" in str(found.causes[0].told)
    assert found.proposal.way is Way.PROVIDER
    assert "Hubungi Telkom di 147" in str(found.proposal.directions[1])


def test_nothing_wrong_points_into_the_building_and_to_the_guided_questions():
    found = asked()
    assert (found.state, found.causes) == (State.WELL, ())
    assert found.path == ("noc", "noc:core", "core", "core:dist1", "dist1", "dist1:s1", "s1")
    assert (found.proposal.way, found.proposal.fault) == (Way.NONE, FaultClass.NONE)
    assert "kemungkinan di dalam gedung" in str(found.proposal.why)
    assert "panduan pemeriksaan" in str(found.proposal.directions[0])


def test_a_fault_elsewhere_is_told_after_and_explains_nothing_here():
    found = asked("site-s3", sights=seen(silent=BEHIND), views=port(DOWN))
    assert (found.state, [cause.ours for cause in found.causes]) == (State.WELL, [False])


def test_a_port_read_too_early_is_no_cause_while_everything_behind_it_answers():
    found = asked(views=port(DOWN))
    assert (found.state, found.causes) == (State.WELL, ())
    assert "mungkin keadaan lama" in str(found.notes[0])


@pytest.mark.parametrize(
    ("more", "fault"),
    [
        ({"answer": "muted"}, FaultClass.MUTED),
        ({"managed": False, "unmanaged": ("SNMP",)}, FaultClass.MANAGEMENT),
    ],
)
def test_a_device_that_is_mute_or_unmanaged_is_told_and_the_site_is_well(more, fault):
    silent = ("s1",) if fault is FaultClass.MUTED else ()
    found = asked(sights=seen(silent=silent, s1=more))
    assert (found.state, [cause.fault for cause in found.causes]) == (State.WELL, [fault])
    assert (found.causes[0].ours, found.causes[0].sites) == (False, ())
    assert found.proposal.fault is FaultClass.NONE


def counted(lost: int, **more) -> dict:
    return {"sent": 20, "loss": lost / 20, "rtt_ms": 1.0, **more}


def test_packets_lost_behind_a_link_and_not_before_it_are_lost_on_it():
    sights = seen(
        core=counted(0), dist2=counted(0), s3=counted(1),
        dist1=counted(7), s1=counted(8), s2=counted(6),
    )  # fmt: skip
    found = asked(sights=sights)
    (cause,) = found.causes
    assert (cause.element.key, cause.fault) == ("core:dist1", FaultClass.LOSS)
    assert (found.state, cause.confidence) == (State.IMPAIRED, Confidence.MEDIUM)
    assert cause.sites == ("site-dist1", "site-s1", "site-s2")


def test_one_lost_packet_of_ten_is_nothing():
    sights = {key: replace(sight, sent=10, loss=0.1) for key, sight in seen().items()}
    sights["s1"] = replace(sights["s1"], sent=10, loss=0.1)
    calm = {key: replace(sight, loss=0.0) for key, sight in sights.items() if key != "s1"}
    assert asked(sights={**calm, "s1": sights["s1"]}).causes == ()


def test_silence_behind_heavy_loss_is_doubt_and_no_outage():
    heavy = {"sent": 5, "loss": 0.8, "rtt_ms": 1.0}
    clean = {"sent": 5, "loss": 0.0}
    sights = seen(silent=("s2",), dist1=heavy, s1=heavy, core=clean, dist2=clean, s3=clean)
    found = asked("site-s2", sights={**sights, "s2": replace(sights["s2"], sent=5)})
    assert found.state is State.IMPAIRED
    assert [cause.fault for cause in found.causes] == [FaultClass.LOSS]
    assert "s2" in str(found.notes[0])


def test_what_waits_behind_a_link_and_not_before_it_waits_in_front_of_it():
    late = counted(2, large_rtt_ms=420.0)
    quick = counted(0, large_rtt_ms=4.0)
    sights = seen(
        core=quick, dist2=quick, s3=quick,
        dist1=late, s1=counted(1, large_rtt_ms=610.0), s2=late,
    )  # fmt: skip
    found = asked(sights=sights)
    (cause,) = found.causes
    assert (cause.element.key, cause.fault) == ("core:dist1", FaultClass.CONGESTION)
    assert (found.state, found.proposal.way) == (State.IMPAIRED, Way.REMOTE)


@pytest.mark.parametrize(
    ("routes", "answer", "met", "fault"),
    [
        ((Route("10.9.0.0/24"),), "no-route", ("ether1",), FaultClass.ROUTING),
        ((Route("10.9.0.0/24"),), "no-route", (), FaultClass.LOSS),
        ((Route("10.9.0.0/24"),), "no-route", ("ether2",), FaultClass.LOSS),
        ((Route("10.1.0.0/16"),), "no-route", ("ether1",), FaultClass.LOSS),
        ((Route("0.0.0.0/0"), Route("10.1.0.0/16")), "no-route", ("ether1",), FaultClass.LOSS),
        ((Route("0.0.0.0/0", interface="ether1"),), "no-route", ("ether1",), FaultClass.LOSS),
        ((Route("0.0.0.0/0", interface="ether9"),), "no-route", ("ether1",), FaultClass.ROUTING),
        ((), "no-route", ("ether1",), FaultClass.LOSS),
        ((), "loop", (), FaultClass.ROUTING),
    ],
)
def test_a_route_is_missing_where_the_table_lacks_it_and_a_neighbour_is_heard_or_packets_go_round(
    routes, answer, met, fault
):
    told = {key: {"answer": answer} for key in BEHIND}
    found = asked(
        sights=seen(silent=BEHIND, **told),
        views=port(routes=routes, neighbours=tuple(Neighbour(each, "lldp") for each in met)),
        addresses={"dist1": "10.1.2.3"},
    )
    (cause,) = found.causes
    knows = any(route.destination == "10.1.0.0/16" for route in routes)
    assert cause.fault is fault
    assert (Element(Kind.NODE, "core") in (cause.element, *cause.others)) is not knows
    assert cause.sites == ("site-dist1", "site-s1", "site-s2")


def test_weak_light_and_rising_errors_stand_in_the_evidence():
    now = port(DOWN, optics=(Optic("ether1", rx_dbm=-29.5),), counters=Counters(in_errors=90))
    before = port(UP, counters=Counters(in_errors=40))
    found = asked(sights=seen(silent=BEHIND), views=now, earlier=before, view_raws={"core": "ab"})
    told = [(str(each.told), each.raw) for each in found.causes[0].evidence]
    assert ("Daya optik yang diterima port ether1 lemah: -29,5 dBm", "ab") in told
    assert ("Galat di port ether1 bertambah 50 sejak pemeriksaan sebelumnya", "ab") in told


def test_where_no_port_dates_it_the_standing_checks_do():
    fell = AT - timedelta(hours=26)
    changes = (
        RecentChange(fell, "dist1", Told("berhenti menjawab"), fell=True),
        RecentChange(AT - timedelta(hours=1), "s1", Told("berhenti menjawab"), fell=True),
    )
    views = port(DOWN, changed=timedelta())  # 0 is "before the agent started", and tells nothing.
    found = asked(sights=seen(silent=BEHIND), views=views, changes=changes)
    assert found.causes[0].since == fell
    assert "sejak 22 Nov 07.20" in str(found.causes[0].told)


def test_the_notes_say_what_was_not_seen_what_changed_and_which_case_is_open():
    sights = seen(silent=BEHIND)
    del sights["s1"]
    fresh = DeviceView(System(uptime=timedelta(minutes=4)))
    found = asked(
        sights=sights,
        views={**port(DOWN), "core": replace(port(DOWN)["core"], system=fresh.system)},
        names={"core": "Core"},
        open_cases=(OpenCase("2026-000007", "site-s2"), OpenCase("2026-000008", "site-s3")),
        changes=(RecentChange(AT - timedelta(hours=2), "core", Told("konfigurasi diubah")),),
    )
    assert [str(note) for note in found.notes] == [
        "Belum terlihat: s1",
        "Core baru menyala kembali 4 menit yang lalu",
        "Kasus 2026-000007 sudah terbuka untuk site-s2",
        "Perubahan terakhir di jalur, Core, 07.20: konfigurasi diubah",
    ]


def test_a_site_without_anything_in_the_inventory_is_not_known():
    nodes, places = (*CITY.nodes, Node("alone", "site-x")), (*CITY.places, Place("site-x"))
    network = Network(nodes, CITY.links, CITY.roots, places)
    found = asked("site-x", network=network, sights=seen(CITY))
    assert (found.state, found.path) == (State.UNSEEN, ())
    assert "inventaris" in str(found.notes[0])
    assert asked("nowhere").state is State.UNSEEN


def test_answers_that_come_and_go_impair_and_do_not_cut_off():
    sights = {**seen(), **{key: NodeSight(key, Seen.UNSETTLED, AT) for key in BEHIND}}
    found = asked(sights=sights)
    assert found.state is State.IMPAIRED
    assert (found.causes[0].fault, found.causes[0].confidence) == (FaultClass.LOSS, Confidence.LOW)
    assert "datang dan pergi" in str(found.causes[0].told)


def test_the_end_that_shut_the_port_is_the_one_that_is_named():
    links = (*CITY.links, Link("dist1:dist2", "dist1", "dist2"))
    network = Network(CITY.nodes, links, CITY.roots, CITY.places)
    shut = DeviceView(interfaces=(Interface("sfp9", admin=DOWN, oper=DOWN),))
    found = asked(
        network=network,
        views={**port(DOWN), "dist1": shut},
        ports={**PORTS, ("core:dist1", "dist1"): "sfp9"},
    )
    (cause,) = found.causes
    assert str(cause.told) == (
        "Tautan core–dist1 mati: port sfp9 di dist1 dimatikan (ifAdminStatus down);"
        " tidak ada lokasi yang terputus"
    )
    assert (found.state, cause.ours) == (State.WELL, False)


def test_a_device_whose_every_ping_was_lost_on_the_way_is_not_mute():
    heavy, clean = {"sent": 5, "loss": 0.8, "managed": True}, {"sent": 5, "managed": True}
    sights = seen(
        silent=("s2",), dist1=heavy, s1=heavy, core=clean, dist2=clean, s3=clean,
        s2={"sent": 5, "managed": True},
    )  # fmt: skip
    found = asked("site-s2", sights=sights)
    assert (found.state, [cause.fault for cause in found.causes]) == (
        State.IMPAIRED,
        [FaultClass.LOSS],
    )


def test_a_silent_device_that_passes_on_the_answers_of_others_is_surely_mute():
    (cause,) = asked(sights=seen(silent=("dist1",))).causes
    assert (cause.fault, cause.confidence) == (FaultClass.MUTED, Confidence.HIGH)


def test_a_storm_elsewhere_is_told_as_a_number_and_what_is_ours_in_full():
    network = tree({"core": "noc", **{f"s{number}": "core" for number in range(40)}})
    silent = tuple(f"s{number}" for number in range(30))
    found = asked("site-s29", network=network, sights=seen(network, silent), ports={})
    assert [cause.element.key for cause in found.ours] == ["core:s29"]
    assert len(found.causes) == 21
    assert str(found.notes[-1]).startswith("9 penyebab lain")


@pytest.mark.parametrize(
    ("usual", "fault", "confidence"),
    [
        (None, FaultClass.CONGESTION, Confidence.LOW),
        (3.0, FaultClass.CONGESTION, Confidence.MEDIUM),
        (610.0, None, None),
    ],
)
def test_a_long_line_is_told_from_a_full_one_by_what_is_usual(usual, fault, confidence):
    far = {"rtt_ms": 640.0, "large_rtt_ms": 650.0, "usual_rtt_ms": usual}
    sights = seen(core={"rtt_ms": 1.0, "usual_rtt_ms": 1.0}, dist1=far, s1=far, s2=far)
    causes = asked(sights=sights).causes
    found = [(cause.element.key, cause.fault, cause.confidence) for cause in causes]
    assert found == ([("core:dist1", fault, confidence)] if fault else [])

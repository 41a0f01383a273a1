"""Before and after: what went which way, in plain words, and nothing said of what was not seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain import deviceview as view
from sigap.domain.deviceview import (
    Counters,
    DeviceView,
    Health,
    Interface,
    Neighbour,
    Note,
    Optic,
    Route,
    System,
)
from sigap.domain.evidence import MOST_ROUTES, Part, Verdict, compare, raw_output

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PORT = Interface("GigabitEthernet0/1", oper=view.UP, admin=view.UP)
CUT = replace(PORT, oper=view.DOWN)

states = st.sampled_from((view.UP, view.DOWN, view.UNKNOWN, view.LOWER_DOWN))
ports = st.builds(
    Interface,
    st.sampled_from(("Gi0/1", "Gi0/2", "Te1/1", "eth0")),
    admin=st.sampled_from((view.UP, view.DOWN)),
    oper=states,
    counters=st.builds(Counters, in_errors=st.none() | st.integers(0, 9)),
)
neighbours = st.builds(
    Neighbour, st.sampled_from(("Gi0/1", "Gi0/2")), st.just("lldp"), st.sampled_from("abc")
)
routes = st.builds(Route, st.sampled_from(("0.0.0.0/0", "10.0.0.0/8")), st.sampled_from("xy"))
optics = st.builds(Optic, st.just("Gi0/1"), st.none() | st.floats(-30, 0))
looks = st.builds(
    DeviceView,
    interfaces=st.lists(ports, max_size=4, unique_by=lambda one: one.name).map(tuple),
    neighbours=st.lists(neighbours, max_size=3).map(tuple),
    routes=st.lists(routes, max_size=3).map(tuple),
    optics=st.lists(optics, max_size=1).map(tuple),
)


def look(*ports: Interface, **parts) -> DeviceView:
    return DeviceView(interfaces=ports, **parts)


def shown(before: DeviceView, after: DeviceView, **more) -> list[tuple[str, str, str, Verdict]]:
    lines = compare(before, after, **more)
    return [(one.subject, str(one.before), str(one.after), one.verdict) for one in lines]


@given(looks)
def test_a_look_compared_with_itself_shows_no_change(one):
    assert compare(one, one) == ()


@given(looks, looks)
def test_what_went_worse_one_way_went_better_or_changed_the_other(one, other):
    there = {(line.part, line.subject) for line in compare(one, other) if line.part != Part.ERRORS}
    back = {(line.part, line.subject) for line in compare(other, one) if line.part != Part.ERRORS}
    assert there == back


@given(looks, looks)
def test_the_worst_stands_first(one, other):
    order = [list(Verdict).index(line.verdict) for line in compare(one, other)]
    assert order == sorted(order)


def test_a_port_that_came_up_is_told_as_better():
    assert shown(look(CUT), look(PORT)) == [("Gi0/1", "mati", "menyala", Verdict.BETTER)]


def test_a_port_is_recognised_in_either_spelling():
    assert shown(look(CUT), look(replace(PORT, name="Gi0/1")))[0][3] is Verdict.BETTER


def test_a_port_that_somebody_shut_is_told_apart_from_one_that_failed():
    shut = replace(PORT, oper=view.DOWN, admin=view.DOWN)
    assert shown(look(PORT), look(shut))[0][2] == "dimatikan oleh petugas"


def test_a_watched_port_stands_in_the_table_also_unchanged():
    line = ("Gi0/1", "menyala", "menyala", Verdict.SAME)
    assert shown(look(PORT), look(PORT), watched=["gi0/1"])[0] == line


def test_errors_that_came_in_between_are_told():
    few = replace(PORT, counters=Counters(in_errors=3, out_errors=1))
    many = replace(PORT, counters=Counters(in_errors=90, out_errors=1))
    assert [line.part for line in compare(look(few), look(many))] == [Part.ERRORS]
    assert compare(look(few), look(many))[0].verdict is Verdict.WORSE


@pytest.mark.parametrize(
    ("dbm", "verdict"), [(-24.0, Verdict.WORSE), (-9.0, Verdict.BETTER), (-14.3, None)]
)
def test_optical_power_is_told_when_it_moved_by_more_than_its_unrest(dbm, verdict):
    was, now = (
        DeviceView(optics=(Optic("Gi0/1", -14.0),)),
        DeviceView(optics=(Optic("Gi0/1", dbm),)),
    )
    assert [line.verdict for line in compare(was, now)] == ([verdict] if verdict else [])


def test_optical_power_is_written_as_people_here_write_it():
    was, now = (
        DeviceView(optics=(Optic("Gi0/1", -8.0),)),
        DeviceView(optics=(Optic("Gi0/1", -27.5),)),
    )
    assert shown(was, now) == [("Gi0/1", "terima -8,0 dBm", "terima -27,5 dBm", Verdict.WORSE)]


def test_the_only_neighbour_that_is_gone_is_told():
    met = Neighbour("Gi0/1", "lldp", "rt-kelurahan")
    lines = shown(look(PORT, neighbours=(met,)), look(PORT))
    assert lines == [("Gi0/1 – rt-kelurahan", "ada", "tidak ada", Verdict.WORSE)]


def test_what_was_not_read_has_not_gone():
    met = Neighbour("Gi0/1", "lldp", "rt-kelurahan")
    before = look(PORT, neighbours=(met,), routes=(Route("0.0.0.0/0", "x"),))
    assert compare(before, DeviceView(notes=(Note("1.0.8802", "too-slow"),))) == ()


def test_a_lost_default_route_is_worse_than_another():
    before = look(routes=(Route("0.0.0.0/0", "192.0.2.1"), Route("10.0.0.0/8", "192.0.2.1")))
    lines = shown(before, look())
    assert [(one[0], one[3]) for one in lines] == [
        ("0.0.0.0/0", Verdict.WORSE),
        ("10.0.0.0/8", Verdict.CHANGED),
    ]


def test_a_whole_table_of_routes_becomes_few_lines():
    many = tuple(Route(f"10.{at}.0.0/16", "192.0.2.1") for at in range(200))
    assert len(compare(look(routes=many), look())) == MOST_ROUTES + 1


def test_a_device_that_started_again_is_told():
    was = DeviceView(System("rt-uji", uptime=timedelta(days=9)))
    now = DeviceView(System("rt-uji", uptime=timedelta(minutes=4)))
    assert shown(was, now)[0][:3] == (
        "rt-uji",
        "menyala selama 12960 menit",
        "menyala selama 4 menit",
    )


def test_a_power_supply_that_failed_is_told():
    good = Health(view.POWER_SUPPLY, "PS1", state=view.GOOD)
    was, now = DeviceView(health=(good,)), DeviceView(health=(replace(good, state=view.BAD),))
    assert shown(was, now) == [("PS1", "baik", "bermasalah", Verdict.WORSE)]


@given(st.text(max_size=50))
def test_an_output_is_sealed_as_it_can_be_kept(text):
    raw = raw_output("show version", text, at=AT)
    assert raw.is_sealed
    assert raw.size == len(raw.text.encode())
    assert not replace(raw, text=raw.text + " ").is_sealed

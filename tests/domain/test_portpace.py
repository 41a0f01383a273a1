"""What passes a port, from two looks at its counters: never a guess."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.deviceview import Counters, DeviceView, Interface, System
from sigap.domain.portpace import Pace, paces

MINUTE = timedelta(seconds=60)
UP = timedelta(hours=5)


def look(uptime: timedelta | None = UP, speed: int | None = 10**9, **counted: int) -> DeviceView:
    port = Interface("Gi0/1", speed_bps=speed, counters=Counters(**counted))
    return DeviceView(System(uptime=uptime), (port,))


def pace(before: DeviceView, after: DeviceView, elapsed: timedelta = MINUTE) -> Pace:
    return paces(before, after, elapsed)["Gi0/1"]


@given(st.integers(0, 2**63), st.integers(0, 7 * 10**9), st.integers(1, 3600))
def test_what_passed_is_the_difference_of_the_counters(start, octets, seconds):
    later = look(in_octets=start + octets)
    found = pace(look(in_octets=start), later, timedelta(seconds=seconds))
    told = octets * 8 / seconds
    assert found.in_bps == (pytest.approx(told) if told <= 1.1e9 else None)


@given(st.integers(0, 2**32 - 1), st.integers(0, 7 * 10**9))
def test_a_narrow_counter_that_came_round_is_counted_on(start, octets):
    octets %= 2**32
    before, after = (look(in_octets=value % 2**32, bits=32) for value in (start, start + octets))
    assert pace(before, after).in_bps == pytest.approx(octets * 8 / 60)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (look(in_octets=900), look(uptime=MINUTE, in_octets=1_000_000)),
        (look(in_octets=900, bits=32), look(uptime=None, in_octets=800, bits=32)),
        (look(in_octets=900), look(in_octets=800)),
        (look(in_octets=900, bits=32), look(in_octets=2**40)),
        (look(in_octets=900, bits=32, speed=10**7), look(in_octets=800, bits=32, speed=10**7)),
        (look(), look(in_octets=800)),
        (DeviceView(), look(in_octets=800)),
    ],
    ids=["restarted", "perhaps restarted", "cleared", "wider", "too much", "untold", "new port"],
)
def test_where_it_cannot_be_said_nothing_is_said(before, after):
    assert pace(before, after).in_bps is None


def test_errors_and_discards_of_both_directions_are_those_that_came():
    before = look(in_errors=5, out_errors=1, in_discards=2)
    after = look(in_errors=8, out_errors=1, in_discards=2, out_discards=4)
    found = pace(before, after)
    assert (found.errors, found.discards) == (3, 4)
    assert pace(after, before).errors is None


def test_the_share_is_the_busier_direction_of_the_speed():
    busy = look(in_octets=0, out_octets=0), look(in_octets=75 * 10**7, out_octets=75 * 10**8)
    assert pace(*busy).share == pytest.approx(1.0)
    unknown = [
        replace(each, interfaces=(replace(each.interfaces[0], speed_bps=None),)) for each in busy
    ]
    assert pace(*unknown).share is None


def test_two_looks_at_one_moment_say_nothing():
    assert paces(look(in_octets=1), look(in_octets=2), timedelta()) == {}

"""What devices write becomes one thing, and no writing of theirs breaks the reading."""

from datetime import timedelta
from ipaddress import ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain import devicewords as said
from sigap.domain.portnames import long_name, same_port, short_name

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.binary(max_size=40),
    st.text(max_size=40),
)


@given(anything)
def test_whatever_comes_over_the_wire_is_read_or_left_out(value):
    for reader in (
        said.whole_of,
        said.number_of,
        said.mac_of,
        said.address_of,
        said.speed_of,
        said.lasting,
        said.ticks,
        said.length_of,
    ):
        reader(value)


@given(anything)
def test_a_text_can_always_be_shown(value):
    text = said.text_of(value)
    assert len(text) <= said.LONGEST_TEXT
    assert all(letter.isprintable() or letter in "\n\t" or ord(letter) > 159 for letter in text)


@given(st.text("abcdefgh Ã©üñ", max_size=20))
def test_a_name_in_latin_1_is_read_as_it_was_meant(name):
    utf8 = name.encode()
    assert said.text_of(utf8) == name.strip()
    latin = name.encode("latin-1")
    if latin.decode("utf-8", "ignore").encode() != latin:
        assert said.text_of(latin) == name.strip()


@given(st.binary(min_size=6, max_size=6))
def test_a_hardware_address_is_the_same_however_it_is_written(octets):
    plain = octets.hex()
    dotted = ".".join(plain[at : at + 4] for at in (0, 4, 8))
    dashed = "-".join(plain[at : at + 2] for at in range(0, 12, 2)).upper()
    short = ":".join(f"{octet:x}" for octet in octets)
    assert said.mac_of(octets) == said.mac_of(dotted) == said.mac_of(dashed) == said.mac_of(short)


@given(st.ip_addresses())
def test_an_address_is_the_same_as_octets_and_as_text(address):
    told = "" if address.is_unspecified else str(ip_address(address.packed))
    assert said.address_of(address.packed) == said.address_of(str(address)) == told


@given(st.integers(0, 32))
def test_a_mask_and_its_length_are_the_same(length):
    mask = ip_network(f"0.0.0.0/{length}").netmask
    assert said.length_of(str(mask)) == length


def test_a_mask_with_holes_is_none():
    assert said.length_of("255.0.255.0") is None


@given(st.integers(0, 20 * 365), st.integers(0, 23), st.integers(0, 59), st.integers(0, 59))
def test_a_length_of_time_is_the_same_however_it_is_written(days, hours, minutes, seconds):
    meant = timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)
    ways = (
        f"{days} days, {hours:02}:{minutes:02}:{seconds:02}",
        f"{days}d{hours}h{minutes}m{seconds}s",
        f"{days} day(s), {hours} hour(s), {minutes} minute(s), {seconds} second(s)",
        f"{days // 7}w{days % 7}d{hours}h{minutes}m{seconds}s",
        f"{days // 7} weeks, {days % 7} days, {hours} hours, {minutes} minutes, {seconds} seconds",
    )
    assert {said.lasting(way) for way in ways} == {meant}


@pytest.mark.parametrize("text", ["never", "", "-", "unknown"])
def test_what_is_no_length_of_time_is_none(text):
    assert said.lasting(text) is None


@pytest.mark.parametrize(
    ("text", "bits"),
    [
        ("1000Mb/s", 10**9),
        ("1Gbps", 10**9),
        ("10 Gb/s", 10**10),
        ("100000 Kbit", 10**8),
        ("64K", 64_000),
        ("auto-speed", None),
        ("", None),
    ],
)
def test_a_speed_is_read_with_its_unit(text, bits):
    assert said.speed_of(text) == bits


@pytest.mark.parametrize(
    ("speed", "high", "bits"),
    [
        (1_000_000_000, 1000, 10**9),
        (4_294_967_295, 10_000, 10**10),  # ifSpeed stops at 2^32
        (4_294_967_295, 0, None),  # and says nothing without ifHighSpeed
        (100_000_000, 0, 10**8),  # an agent that leaves ifHighSpeed at 0
        (2_048_000, 2, 2_048_000),  # a slow line, rounded in ifHighSpeed
        (0, 0, None),
    ],
)
def test_both_figures_of_a_port_s_speed_become_one(speed, high, bits):
    assert said.told_speed(speed, high) == bits


@given(st.floats(-40, 10))
def test_optical_power_is_told_in_dbm(dbm):
    assert said.dbm_of_milliwatts(10 ** (dbm / 10)) == pytest.approx(dbm, abs=0.01)


def test_darkness_is_the_floor_and_not_an_error():
    assert said.dbm_of_milliwatts(0.0) == -40.0


@pytest.mark.parametrize(
    ("one", "long", "short"),
    [
        ("Gi1/0/1", "GigabitEthernet1/0/1", "Gi1/0/1"),
        ("TenGigabitEthernet 0/1", "TenGigabitEthernet0/1", "Te0/1"),
        ("Eth1/1", "Ethernet1/1", "Eth1/1"),
        ("GE0/0/1", "GigabitEthernet0/0/1", "Gi0/0/1"),
        ("Po10", "Port-channel10", "Po10"),
        ("sfp-sfpplus1", "sfp-sfpplus1", "sfp-sfpplus1"),
        ("eth0", "eth0", "eth0"),
    ],
)
def test_a_port_has_a_long_and_a_short_name(one, long, short):
    assert (long_name(one), short_name(one)) == (long, short)
    assert same_port(one, long)
    assert same_port(one, short)


@given(st.text(max_size=30))
def test_writing_a_name_out_twice_changes_nothing(name):
    assert long_name(long_name(name)) == long_name(name)
    assert short_name(short_name(name)) == short_name(name)

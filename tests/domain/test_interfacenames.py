"""Names of ports: one port has one spelling, however a device or a person writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.interfacenames import key_of_port, normalised
from sigap.domain.inventory_values import KEY_SHAPE


@pytest.mark.parametrize(
    ("spellings", "one"),
    [
        (("Gi0/1", "gi 0/1", "GigabitEthernet0/1", "GigabitEthernet 0/1"), "gigabitethernet0/1"),
        (("Te1/1/4", "TenGigabitEthernet1/1/4"), "tengigabitethernet1/1/4"),
        (("Po1", "port-channel1", "Port-channel 1"), "port-channel1"),
        (("Vl10", "Vlan10"), "vlan10"),
        (("eth0",), "eth0"),
        (("ether1",), "ether1"),
        (("sfp-sfpplus1",), "sfp-sfpplus1"),
        (("Ethernet1/1", "Eth1/1"), "ethernet1/1"),
    ],
)
def test_spellings_of_one_port_meet(spellings: tuple[str, ...], one: str) -> None:
    assert {normalised(each) for each in spellings} == {one}


@given(name=st.text(max_size=40))
def test_what_is_normal_stays_as_it_is(name: str) -> None:
    once = normalised(name)
    assert normalised(once) == once


@given(name=st.from_regex(r"[A-Za-z]{1,12} ?[0-9]{1,2}(/[0-9]{1,2}){0,2}", fullmatch=True))
def test_the_key_of_a_port_is_a_key(name: str) -> None:
    assert KEY_SHAPE.fullmatch(key_of_port("sw-1", name))

"""Several looks at one device are one picture: nothing lost, nothing twice."""

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.devicemerge import merged
from sigap.domain.deviceview import ArpEntry, Counters, DeviceView, Interface, System
from sigap.domain.interfacenames import normalised

texts = st.sampled_from(("", "a", "b"))
ports = st.builds(
    Interface,
    st.sampled_from(("Gi0/1", "GigabitEthernet0/1", "eth0")),
    alias=texts,
    oper=st.sampled_from(("up", "down", "unknown")),
    mtu=st.none() | st.just(1500),
    counters=st.builds(Counters, in_errors=st.none() | st.integers(0, 3)),
)
looks = st.builds(
    DeviceView,
    system=st.builds(System, name=texts, model=texts),
    interfaces=st.lists(ports, max_size=3).map(tuple),
    arp=st.lists(st.builds(ArpEntry, texts, texts, texts), max_size=3).map(tuple),
)


@given(looks)
def test_a_picture_of_one_look_is_that_look_each_port_once(look):
    one = merged([look])
    assert merged([one]) == one
    assert merged([one, one]) == one


@given(looks, looks)
def test_every_port_stands_once_and_none_is_lost(one, other):
    told = {normalised(port.name) for look in (one, other) for port in look.interfaces}
    found = [normalised(port.name) for port in merged([one, other]).interfaces]
    assert sorted(found) == sorted(told)


@given(looks, looks)
def test_what_the_first_look_told_stands(one, other):
    both = merged([one, other])
    assert not one.system.name or both.system.name == one.system.name
    assert set(one.arp) <= set(both.arp)


def test_a_later_look_fills_the_gaps_of_an_earlier():
    snmp = Interface("Gi0/1", oper="up", counters=Counters(in_errors=1))
    ssh = Interface("GigabitEthernet0/1", alias="ke kelurahan", oper="down", mtu=1500)
    (port,) = merged([DeviceView(interfaces=(snmp,)), DeviceView(interfaces=(ssh,))]).interfaces
    assert (port.name, port.oper, port.alias, port.mtu) == ("Gi0/1", "up", "ke kelurahan", 1500)
    assert port.counters.in_errors == 1


def test_no_look_is_an_empty_picture():
    assert merged([]) == DeviceView()

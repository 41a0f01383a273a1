"""Whatever a device sends where a number or a name should be: it is read, or left out."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sigap.domain.deviceview import DeviceView
from sigap.monitoring.platforms.known import PLATFORMS
from sigap.monitoring.probes import snmp, snmp_system
from sigap.monitoring.probes.snmp_walk import Walk

ROOTS = (*snmp._COMMON, *snmp._ROUTES, *(r for some in snmp._OF_VENDOR.values() for r in some))
values = st.one_of(
    st.integers(-(2**63), 2**64),
    st.binary(max_size=20),
    st.text(max_size=10),
    st.floats(),
    st.sampled_from((b"\xc0\x00\x02\x01", "1.3.6.1.2.1.25.2.1.2", b"Gi0/1 Rx Power", 0, 1, 14)),
)
numbers = st.sampled_from((0, 1, 2, 4, 6, 16, 192, 255, 256, 4294967295))
free = st.lists(numbers, min_size=1, max_size=24)
octets = st.lists(st.integers(0, 256), min_size=4, max_size=4)
# As the MIBs build them: a port and an address, with and without its kind and length, a route …
shapes = st.one_of(
    free,
    octets,
    octets.map(lambda four: [1, *four]),
    octets.map(lambda four: [1, 4, *four]),
    octets.map(lambda four: [3, 1, 4, *four]),
    octets.map(lambda four: [1, 4, *four, 24, 2, 0, 0, 1, 4, *four]),
    octets.map(lambda four: [*four, 255, 255, 255, 0, 0, *four]),
    octets.map(lambda four: [7, *four, *four, *four, *four]),
    octets.map(lambda four: [*four, *four, *four, *four, 64, 1]),
    octets.map(lambda four: [0, 1, 1, 1, 4, *four]),
)
indexes = shapes.map(lambda parts: ".".join(map(str, parts)))
rows = st.dictionaries(st.tuples(st.integers(1, 20), indexes), values, max_size=8)
walks = st.dictionaries(st.sampled_from(ROOTS), rows, max_size=6)
groups = st.dictionaries(st.sampled_from((*snmp_system.GROUP, *snmp_system.MIKROTIK)), values)


@settings(suppress_health_check=[HealthCheck.too_slow])
@given(groups, walks)
def test_a_picture_is_made_of_whatever_an_agent_sends(group, told):
    walked = {
        root: Walk(
            root, {f"{root}.{column}.{index}": said for (column, index), said in found.items()}
        )
        for root, found in told.items()
    }
    view = snmp.view_of(group, group, walked)
    assert isinstance(view, DeviceView)
    assert all(one.name for one in view.interfaces)
    assert all(one.address for one in (*view.addresses, *view.arp))
    assert all("/" in one.destination for one in view.routes)


cells = st.one_of(st.text(max_size=12), st.lists(st.text(max_size=8), max_size=3), st.none())
columns = ("interface", "name", "status", "ip_address", "prefix_length", "mac_address", "speed",
           "uptime", "dst_address", "network", "flags", "gateway", "state", "rx_pwr", "temperature",
           "ip_addresses", "ip_masks", "destination", "cpu_load", "comment")  # fmt: skip
outputs = st.lists(st.dictionaries(st.sampled_from(columns), cells, max_size=8), max_size=3)
READERS = [command.read for one in PLATFORMS.values() for command in one.commands]


@given(st.sampled_from(READERS), outputs)
def test_a_picture_is_made_of_whatever_a_template_gives(read, parsed):
    view = read(parsed)
    assert all(one.mac for one in view.arp)
    assert all("/" in one.destination for one in view.routes)

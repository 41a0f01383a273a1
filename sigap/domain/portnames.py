"""Names of ports as people read them: written out, and short. `interfacenames` compares them."""

import re
from typing import Final

from sigap.domain.interfacenames import normalised

# (long, the short forms that devices and LLDP write). The first short form is the one we show.
_FORMS: Final = (
    ("FastEthernet", ("Fa", "Fas")),
    ("TwoGigabitEthernet", ("Tw",)),
    ("FiveGigabitEthernet", ("Fi",)),
    ("GigabitEthernet", ("Gi", "Gig", "GE")),
    ("TenGigabitEthernet", ("Te", "Ten", "TenGigE")),
    ("XGigabitEthernet", ("XGE",)),
    ("TwentyFiveGigE", ("Twe", "TwentyFiveGigabitEthernet")),
    ("FortyGigabitEthernet", ("Fo", "FortyGigE")),
    ("HundredGigE", ("Hu", "HundredGigabitEthernet")),
    ("AppGigabitEthernet", ("Ap",)),
    ("Ethernet", ("Eth", "Et")),
    ("Port-channel", ("Po", "port-channel", "Port-Channel", "AggregatePort", "Ag")),
    ("Eth-Trunk", ("Eth-Trunk", "ETH-Trunk")),
    ("Vlan", ("Vl", "VLAN")),
    ("Vlanif", ("Vlanif", "VLANIF")),
    ("Loopback", ("Lo", "LoopBack", "loopback")),
    ("Tunnel", ("Tu",)),
    ("Serial", ("Se", "Ser")),
)
_LONG: Final = {form: long for long, forms in _FORMS for form in (long, *forms)}
_SHORT: Final = {long: forms[0] for long, forms in _FORMS}
# "Gi1/0/1", "GigabitEthernet 0/1", "Eth1/1.100"; a name such as "sfp-sfpplus1" is left alone.
_PARTS: Final = re.compile(r"([A-Za-z][A-Za-z-]*?) ?(\d[\w/.:]*)")


def long_name(name: str) -> str:
    """The port's name written out; a name of no known form stays as the device gave it.

    Capitals count: "Eth1/1" is a port of a Nexus, "eth1" one of a Linux machine.
    """
    parts = _PARTS.fullmatch(name.strip())
    if parts is None or parts[1] not in _LONG:
        return name.strip()
    return _LONG[parts[1]] + parts[2]


def short_name(name: str) -> str:
    """The port's name as people say it: "Gi0/1"; a name of no known form stays."""
    parts = _PARTS.fullmatch(long_name(name))
    if parts is None or parts[1] not in _SHORT:
        return name.strip()
    return _SHORT[parts[1]] + parts[2]


def same_port(one: str, other: str) -> bool:
    """Whether both name one port of the same device, however each is written."""
    return bool(one.strip()) and normalised(one) == normalised(other)

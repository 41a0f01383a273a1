"""One spelling for the names of ports: "Gi0/1" and "GigabitEthernet0/1" are the same port."""

import re
from typing import Final

# What makers and their own tools write short. Longer beginnings first: "te" before "t".
_LONG: Final = {
    "fa": "fastethernet",
    "fastethernet": "fastethernet",
    "gi": "gigabitethernet",
    "gig": "gigabitethernet",
    "ge": "gigabitethernet",
    "gigabitethernet": "gigabitethernet",
    "te": "tengigabitethernet",
    "ten": "tengigabitethernet",
    "tengigabitethernet": "tengigabitethernet",
    "tengige": "tengigabitethernet",
    "xge": "xgigabitethernet",
    "xgigabitethernet": "xgigabitethernet",
    "twe": "twentyfivegige",
    "fo": "fortygigabitethernet",
    "fortygige": "fortygigabitethernet",
    "hu": "hundredgige",
    "hundredgige": "hundredgige",
    "et": "ethernet",
    "eth": "ethernet",
    "ethernet": "ethernet",
    "po": "port-channel",
    "port-channel": "port-channel",
    "portchannel": "port-channel",
    "lo": "loopback",
    "loopback": "loopback",
    "vl": "vlan",
    "vlan": "vlan",
    "vlanif": "vlanif",
    "tu": "tunnel",
    "tunnel": "tunnel",
    "se": "serial",
    "serial": "serial",
    "mgmt": "mgmt",
}
_SHAPE: Final = re.compile(r"([a-z][a-z-]*?)[\s-]*(\d[\d/.:]*)")
_NOT_KEY: Final = re.compile(r"[^a-z0-9]+")


def normalised(name: str) -> str:
    """The one spelling of a port's name: small letters, the kind written out, no blanks.

    Only a kind followed by nothing but figures is written out: Linux's "eth0" is its own name
    ("eth0"), as are "ether1" of RouterOS and "ae0.100".
    """
    plain = " ".join(name.split()).casefold()
    found = _SHAPE.fullmatch(plain)
    if found is None:
        return plain.replace(" ", "")
    kind, number = found.groups()
    if kind == "eth" and "/" not in number:
        return f"eth{number}"
    return f"{_LONG.get(kind, kind)}{number}"


def key_of_port(device: str, name: str) -> str:
    """The key of a port in the inventory: that of its device, a full stop, its name.

    "sw-1" and "Gi0/1" give "sw-1.gigabitethernet0-1". Two ports of one device have the same key
    only when their names differ by punctuation alone.
    """
    return f"{device}.{_NOT_KEY.sub('-', normalised(name)).strip('-')}"

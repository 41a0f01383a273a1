"""What the inventory is made of: its kinds of items and their columns, as data.

Forms, imports, exports, the API and the history read the same table, so that a column is added in
one place. A picture is one item as plain values by column: what a version keeps.
"""

from collections.abc import Mapping
from typing import Any, Final

from sigap.domain.errors import words
from sigap.domain.inventory_choices import (
    DEVICE_KINDS,
    INTERFACE_KINDS,
    MEDIA,
    PLATFORMS,
    SITE_KINDS,
    STATUSES,
)
from sigap.domain.inventory_columns import (
    CIRCUIT,
    DEVICE,
    INTERFACE,
    LINK,
    PREFIX,
    SERVICE,
    SITE,
    VLAN,
)
from sigap.domain.inventory_model import Column, Kind, Picture, Type

__all__ = [
    "DEVICE_KINDS",
    "INTERFACE_KINDS",
    "KINDS",
    "MEDIA",
    "PLATFORMS",
    "SITE_KINDS",
    "STATUSES",
    "WORDS",
    "Column",
    "Kind",
    "Picture",
    "Type",
    "differences",
]

KINDS: Final[Mapping[str, Kind]] = {
    kind.key: kind
    for kind in (
        # In the order in which one can refer to another.
        Kind("site", "lokasi", words("Lokasi"), SITE, also=("sites", "site")),
        Kind(
            "device",
            "perangkat",
            words("Perangkat"),
            DEVICE,
            state="status",
            out="dilepas",
            back="dipakai",
            also=("devices", "device"),
        ),
        Kind(
            "interface",
            "antarmuka",
            words("Antarmuka"),
            INTERFACE,
            also=("interfaces", "interface", "port"),
        ),
        Kind("circuit", "sirkit", words("Sirkit"), CIRCUIT, also=("circuits", "circuit")),
        Kind(
            "link",
            "tautan",
            words("Tautan"),
            LINK,
            state="status",
            out="dilepas",
            back="dipakai",
            also=("links", "link"),
        ),
        Kind("vlan", "vlan", words("VLAN"), VLAN, also=("vlans",)),
        Kind("prefix", "prefiks", words("Prefiks"), PREFIX, also=("prefixes", "prefix")),
        Kind("service", "layanan", words("Layanan"), SERVICE, also=("services", "service")),
    )
}
WORDS: Final[Mapping[str, Kind]] = {kind.word: kind for kind in KINDS.values()}


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, tuple[Any, Any]]:
    """The columns in which two pictures differ, each with its old and its new value."""
    names = dict.fromkeys((*before, *after))
    return {
        name: (before.get(name), after.get(name))
        for name in names
        if before.get(name) != after.get(name)
    }

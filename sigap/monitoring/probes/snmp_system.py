"""Who the device is: the system group, ENTITY-MIB, and what vendors write into sysDescr."""

import re
from collections.abc import Mapping
from typing import Final

from sigap.domain.deviceview import System
from sigap.domain.devicewords import text_of, ticks, whole_of
from sigap.monitoring.probes.snmp_tables import Column
from sigap.monitoring.probes.snmp_walk import Rows, Said

DESCR, OBJECT_ID, UPTIME, CONTACT, NAME, LOCATION = (
    f"1.3.6.1.2.1.1.{number}.0" for number in (1, 2, 3, 4, 5, 6)
)
GROUP: Final = (DESCR, OBJECT_ID, UPTIME, CONTACT, NAME, LOCATION)

ENTITY_CLASS: Final = "1.3.6.1.2.1.47.1.1.1.1.5"
ENTITY_NAME: Final = "1.3.6.1.2.1.47.1.1.1.1.7"
ENTITY_SERIAL: Final = "1.3.6.1.2.1.47.1.1.1.1.11"
ENTITY_MODEL: Final = "1.3.6.1.2.1.47.1.1.1.1.13"
MIKROTIK_SERIAL: Final = "1.3.6.1.4.1.14988.1.1.7.3.0"
MIKROTIK_FIRMWARE: Final = "1.3.6.1.4.1.14988.1.1.4.4.0"
MIKROTIK_BOARD: Final = "1.3.6.1.4.1.14988.1.1.7.9.0"
MIKROTIK: Final = (MIKROTIK_SERIAL, MIKROTIK_FIRMWARE, MIKROTIK_BOARD)

_CHASSIS, _STACK = 3, 11
_ENTERPRISES: Final = "1.3.6.1.4.1."
# IANA's enterprise numbers of the vendors that are read further than the common MIBs.
_VENDORS: Final = {
    9: "cisco",
    2011: "huawei",
    4881: "ruijie",
    8072: "net-snmp",
    14988: "mikrotik",
    41112: "ubiquiti",
    10002: "ubiquiti",
    2021: "net-snmp",
}
# For agents that keep sysObjectID to themselves.
_DESCRIBED: Final = (
    ("cisco", re.compile(r"\bcisco\b", re.I)),
    ("mikrotik", re.compile(r"\b(routeros|swos|mikrotik)\b", re.I)),
    ("huawei", re.compile(r"\b(huawei|vrp)\b", re.I)),
    ("ruijie", re.compile(r"\bruijie\b", re.I)),
    ("ubiquiti", re.compile(r"\b(edgeos|edgeswitch|ubnt|ubiquiti)\b", re.I)),
    ("net-snmp", re.compile(r"^linux\b", re.I)),
)
_VERSION: Final = re.compile(
    r"\b(?:Version:?\s+|SwOS v|EdgeOS v|VRP \(R\) software,\s*Version\s+)([^\s,]+)", re.I
)
_KERNEL: Final = re.compile(r"^Linux \S+ (\d\S+)|^Linux (\d\S+)")
_MODELS: Final = (
    re.compile(r"^RouterOS (\S.*)$"),
    re.compile(r"^(\S+) SwOS v"),
    re.compile(r"\b(C\d{4}[A-Z]?|Nexus\d+ \S+?),? Software"),
    re.compile(r"^Huawei (\S+)"),
    re.compile(r"\((S\d\S+?)\)"),
)


def vendor_of(group: Rows) -> str:
    """The vendor's key ("cisco", "mikrotik" ...); "" for one that is not known."""
    object_id = text_of(group.get(OBJECT_ID)).strip(".")
    if object_id.startswith(_ENTERPRISES):
        number = object_id.removeprefix(_ENTERPRISES).partition(".")[0]
        if number.isdigit() and int(number) in _VENDORS:
            return _VENDORS[int(number)]
    described = text_of(group.get(DESCR))
    return next((vendor for vendor, sign in _DESCRIBED if sign.search(described)), "")


def system(group: Rows, chassis: tuple[str, str], own: Mapping[str, Said]) -> System:
    """The device's identity. `chassis` is its model and serial number, `own` the vendor's."""
    description = text_of(group.get(DESCR))
    kernel = _KERNEL.search(description)
    version = _VERSION.search(description)
    told = version[1] if version else (kernel[1] or kernel[2] if kernel else "")
    models = (sign.search(description) for sign in _MODELS)
    model = next((found[1].strip() for found in models if found), "")
    return System(
        name=text_of(group.get(NAME)),
        description=description,
        object_id=text_of(group.get(OBJECT_ID)).strip("."),
        location=text_of(group.get(LOCATION)),
        contact=text_of(group.get(CONTACT)),
        vendor=vendor_of(group),
        model=chassis[0] or text_of(own.get(MIKROTIK_BOARD)) or model,
        version=text_of(own.get(MIKROTIK_FIRMWARE)) or told,
        serial=chassis[1] or text_of(own.get(MIKROTIK_SERIAL)),
        uptime=ticks(group.get(UPTIME)) if UPTIME in group else None,
    )


def chassis_of(classes: Column, models: Column, serials: Column) -> tuple[str, str]:
    """Model and serial number of the first chassis that tells both, else of the first at all."""
    found = [
        (text_of(models.get(index)), text_of(serials.get(index)))
        for index, kind in classes.items()
        if whole_of(kind) in (_CHASSIS, _STACK)
    ]
    whole = [pair for pair in found if all(pair)]
    return next(iter(whole or [pair for pair in found if any(pair)]), ("", ""))

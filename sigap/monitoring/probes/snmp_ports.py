"""Ports out of ifTable and ifXTable (RFC 2863): 64-bit counters where the agent has them."""

from collections.abc import Mapping
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import Counters, Interface
from sigap.domain.devicewords import mac_of, text_of, ticks, told_speed, whole_of
from sigap.monitoring.probes.snmp_tables import Column, Table

IF_ENTRY: Final = "1.3.6.1.2.1.2.2.1"
IFX_ENTRY: Final = "1.3.6.1.2.1.31.1.1.1"

DESCRIPTION: Final = 2
BASIC: Final = (DESCRIPTION, 3, 4, 5, 6, 7, 8, 9, 10, 13, 14, 16, 19, 20)
MORE: Final = (1, 6, 10, 15, 18)
"""The columns of both tables that are read."""

_ADMIN: Final = {1: view.UP, 2: view.DOWN, 3: view.TESTING}
_OPER: Final = {
    1: view.UP,
    2: view.DOWN,
    3: view.TESTING,
    4: view.UNKNOWN,
    5: view.DORMANT,
    6: view.ABSENT,
    7: view.LOWER_DOWN,
}
# IANAifType, as far as an office meets it.
_KINDS: Final = {
    1: "other",
    6: "ethernet",
    23: "ppp",
    24: "loopback",
    53: "virtual",
    62: "ethernet",
    69: "ethernet",
    71: "wifi",
    117: "ethernet",
    131: "tunnel",
    135: "vlan",
    136: "vlan",
    161: "lag",
    209: "bridge",
    243: "lte",
}


def interfaces(basic: Table, more: Table) -> tuple[Interface, ...]:
    """Every port, in the order of ifTable. A port without any name is called by its number."""
    made = _Made(basic, more)
    return tuple(
        made.interface(index) for index in basic.indexes() or more.indexes() if index.isdigit()
    )


def names(ports: tuple[Interface, ...]) -> Mapping[int, str]:
    """The ports' names by ifIndex."""
    return {port.index: port.name for port in ports if port.index is not None}


class _Made:
    """The columns that are read, looked up once for all rows."""

    def __init__(self, basic: Table, more: Table) -> None:
        b, m = basic.column, more.column
        self.description, self.kind, self.mtu, self.speed = b(2), b(3), b(4), b(5)
        self.mac, self.admin, self.oper, self.changed = b(6), b(7), b(8), b(9)
        self.name, self.high_speed, self.alias = m(1), m(15), m(18)
        self.slow = (b(10), b(16))
        self.fast = (m(6), m(10))
        self.failed = (b(14), b(20), b(13), b(19))

    def interface(self, index: str) -> Interface:
        description = text_of(self.description.get(index))
        kind = whole_of(self.kind.get(index))
        return Interface(
            name=text_of(self.name.get(index)) or description or f"#{index}",
            index=int(index),
            description=description,
            alias=text_of(self.alias.get(index)),
            kind="" if kind is None else _KINDS.get(kind, f"type-{kind}"),
            admin=_ADMIN.get(whole_of(self.admin.get(index)) or 0, view.UNKNOWN),
            oper=_OPER.get(whole_of(self.oper.get(index)) or 0, view.UNKNOWN),
            speed_bps=told_speed(self.speed.get(index), self.high_speed.get(index)),
            mtu=whole_of(self.mtu.get(index)),
            mac=mac_of(self.mac.get(index)),
            changed_at_uptime=ticks(self.changed.get(index)),
            counters=self._counters(index),
        )

    def _counters(self, index: str) -> Counters:
        """An agent with an empty ifXTable counts in 32 bits only."""
        wide = index in self.fast[0] or index in self.fast[1]
        octets, failed = (self.fast if wide else self.slow), self.failed
        return Counters(
            in_octets=_count(octets[0], index),
            out_octets=_count(octets[1], index),
            in_errors=_count(failed[0], index),
            out_errors=_count(failed[1], index),
            in_discards=_count(failed[2], index),
            out_discards=_count(failed[3], index),
            bits=64 if wide else 32,
        )


def _count(column: Column, index: str) -> int | None:
    count = whole_of(column.get(index))
    return count if count is not None and count >= 0 else None

"""A look at a device as plain data for a JSON column, and back again without any loss."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, Field, fields
from datetime import datetime, timedelta
from typing import Any, Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import Counters, DeviceView, Interface, System
from sigap.domain.evidence import RawOutput

Plain = dict[str, Any]

_PARTS: Final[Mapping[str, type]] = {
    "interfaces": Interface,
    "addresses": view.Address,
    "neighbours": view.Neighbour,
    "arp": view.ArpEntry,
    "routes": view.Route,
    "optics": view.Optic,
    "health": view.Health,
    "notes": view.Note,
}
_SPANS: Final = frozenset({"uptime", "changed_at_uptime"})


def view_plain(seen: DeviceView) -> Plain:
    """The look as plain data: what was not told is left out, lengths of time are seconds."""
    told: Plain = {name: [_plain(one) for one in getattr(seen, name)] for name in _PARTS}
    return {"system": _plain(seen.system), **{name: rows for name, rows in told.items() if rows}}


def view_read(data: Mapping[str, Any]) -> DeviceView:
    """The look that `view_plain` wrote; a field that is not known (any more) is passed over."""
    parts = {
        name: tuple(_made(kind, row) for row in data.get(name, ())) for name, kind in _PARTS.items()
    }
    return DeviceView(system=_made(System, data.get("system", {})), **parts)


def raw_plain(raw: Iterable[RawOutput]) -> list[Plain]:
    """Raw outputs as plain data."""
    return [
        {
            "command": one.command,
            "at": one.at.isoformat(),
            "text": one.text,
            "sha256": one.sha256,
            "size": one.size,
            "cut": one.cut,
        }
        for one in raw
    ]


def raw_read(data: Sequence[Mapping[str, Any]]) -> tuple[RawOutput, ...]:
    """The raw outputs that `raw_plain` wrote, sealed as they were."""
    return tuple(RawOutput(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in data)


def _plain(one: Any) -> Plain:
    told = {each.name: getattr(one, each.name) for each in fields(one)}
    usual = {each.name: _usual(each) for each in fields(one)}
    return {name: _value(value) for name, value in told.items() if value != usual[name]}


def _usual(each: Field[Any]) -> Any:
    return each.default_factory() if each.default_factory is not MISSING else each.default


def _value(value: Any) -> Any:
    if isinstance(value, timedelta):
        return value.total_seconds()
    return _plain(value) if isinstance(value, Counters) else value


def _made(kind: type, row: Mapping[str, Any]) -> Any:
    known = {each.name for each in fields(kind)}
    told = {name: _read(name, value) for name, value in row.items() if name in known}
    return kind(**told)


def _read(name: str, value: Any) -> Any:
    if name in _SPANS:
        return timedelta(seconds=value)
    return _made(Counters, value) if name == "counters" else value

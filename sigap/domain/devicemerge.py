"""Several looks at one device as one picture: the earlier look wins, later ones fill its gaps."""

from collections.abc import Iterable
from dataclasses import fields, replace
from typing import Any, TypeVar

from sigap.domain.deviceview import UNKNOWN, Counters, DeviceView, Interface, Optic, System
from sigap.domain.interfacenames import normalised

_Filled = TypeVar("_Filled", System, Interface, Counters, Optic)


def merged(views: Iterable[DeviceView]) -> DeviceView:
    """One picture of all; nothing that any of them told is lost, nothing is told twice."""
    views = tuple(views)
    system = System()
    for view in views:
        system = _filled(system, view.system)
    return DeviceView(
        system=system,
        interfaces=_by_port(one for view in views for one in view.interfaces),
        addresses=_once(one for view in views for one in view.addresses),
        neighbours=_once(one for view in views for one in view.neighbours),
        arp=_once(one for view in views for one in view.arp),
        routes=_once(one for view in views for one in view.routes),
        optics=_by_port(one for view in views for one in view.optics),
        health=_once(one for view in views for one in view.health),
        notes=_once(one for view in views for one in view.notes),
    )


_Thing = TypeVar("_Thing")


def _once(things: Iterable[_Thing]) -> tuple[_Thing, ...]:
    return tuple(dict.fromkeys(things))


_Port = TypeVar("_Port", Interface, Optic)


def _by_port(things: Iterable[_Port]) -> tuple[_Port, ...]:
    found: dict[str, _Port] = {}
    for one in things:
        key = normalised(one.name if isinstance(one, Interface) else one.interface)
        found[key] = _filled(found[key], one) if key in found else one
    return tuple(found.values())


def _filled(known: _Filled, more: _Filled) -> _Filled:
    """What is known, with what only the other tells."""
    gaps: dict[str, Any] = {}
    for field in fields(known):
        here, there = getattr(known, field.name), getattr(more, field.name)
        if isinstance(here, Counters):
            gaps[field.name] = _filled(here, there)
        elif here in (None, "", UNKNOWN) and there not in (None, "", UNKNOWN):
            gaps[field.name] = there
    return replace(known, **gaps)

"""Who carries on an office that nobody holds: the nearest superior who is there (SOP ruling 6)."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from sigap.domain.actor import STOOD_IN_FOR


@dataclass(frozen=True, slots=True)
class EmptyOffice:
    """A seat of a role that nobody holds in full; `superior` is the role above it, "" for none."""

    role: str
    title: str
    superior: str


def carried_by(role: str, empty: Iterable[EmptyOffice]) -> str:
    """The role whose holders carry on this empty one, climbing over what is empty itself.

    "" where nobody does: the role is not empty, nobody stands above it, those above stand in a
    circle, or it is an office that is never taken over.
    """
    above = _above(empty)
    if role not in STOOD_IN_FOR:
        return ""
    seen: set[str] = set()
    while role in above and role not in seen:
        seen.add(role)
        role = above[role]
    return role if seen and role not in seen else ""


def stands_in(held: Container[str], empty: Iterable[EmptyOffice]) -> dict[str, EmptyOffice]:
    """The empty offices, by role, that whoever holds these roles carries on.

    `held` are the roles held in full: a limited holder is no superior of anybody.
    """
    listed = tuple(empty)
    return {
        office.role: office
        for office in reversed(listed)
        if (up := carried_by(office.role, listed)) and up in held
    }


def _above(empty: Iterable[EmptyOffice]) -> Mapping[str, str]:
    """The role above each empty one; the first seat that has anybody above it tells."""
    above: dict[str, str] = {}
    for office in empty:
        if not above.get(office.role):
            above[office.role] = office.superior if office.superior != office.role else ""
    return above

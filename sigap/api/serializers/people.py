"""The offices and the people in them as the API tells them."""

from collections.abc import Sequence

from sigap.api import people_shapes as shapes
from sigap.api.serializers.values import local
from sigap.people.models import Appointment, User
from sigap.people.seats import Seat, capacity


def position(seat: Seat, carried: str) -> shapes.PositionShape:
    """One office; `carried` is the capacity that carries it on while it is empty, or ""."""
    row = seat.position
    return shapes.PositionShape(
        key=row.key,
        title=row.title,
        role=row.role,
        agency=row.agency.key if row.agency else None,
        superior=row.superior.key if row.superior else None,
        holders=[_holder(held, row.title) for held in seat.held],
        vacant=seat.empty,
        vacant_since=local(seat.empty_since) if seat.empty_since else None,
        carried_by=carried or None,
    )


def _holder(held: Appointment, title: str) -> shapes.HolderShape:
    return shapes.HolderShape(
        key=held.user.username,
        name=held.user.name,
        kind=held.kind,
        capacity=capacity(held, title),
        decree_number=held.decree_number or None,
        decree_on=held.decree_on,
        starts_at=local(held.starts_at),
        ends_at=local(held.ends_at) if held.ends_at else None,
        scope=held.scope or None,
        steps=held.steps.split(),
    )


def person(user: User, held: Sequence[str]) -> shapes.PersonShape:
    """One person; NIP, NIK and addresses are not told."""
    return shapes.PersonShape(
        key=user.username,
        name=user.name,
        active=user.is_active,
        agency=user.agency.key if user.agency else None,
        capacities=list(held),
    )

"""The offices as pages show them: who sits where, and who carries on what is empty."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from sigap.domain.actor import SYSTEM_ADMIN, Actor
from sigap.domain.errors import NotFound, words
from sigap.domain.procedure import Procedure
from sigap.incidents.queries.procedures import DISRUPTION, in_force, parsed
from sigap.people.models import Appointment
from sigap.people.queries import CAPACITY_PREFIX
from sigap.people.seats import Seat, carriers, chart

KINDS = ("definitif", "plt", "plh")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the chart; `carried` is the capacity that carries an empty office on, `others`
    whether somebody else holds its role.
    """

    seat: Seat
    held: tuple[tuple[str, Appointment], ...]
    carried: str
    others: bool


def rows(at: datetime) -> list[Row]:
    """The chart with what happens to empty offices. Three queries."""
    seats = chart(at)
    carried = carriers(seats)
    return [row_of(seat, seats, carried) for seat in seats]


def row_of(seat: Seat, seats: Iterable[Seat], carried: Mapping[int, str]) -> Row:
    """One office among all `seats`; `carried` is what `seats.carriers` says of them."""
    held = tuple((CAPACITY_PREFIX[row.kind], row) for row in seat.held)
    role = seat.position.role
    others = any(each.position.role == role and not each.empty for each in seats)
    return Row(seat, held, carried.get(seat.position.pk, ""), others)


def may_edit(actor: Actor | None) -> bool:
    """Whether the forms are shown; the actions hold the same rule."""
    return actor is not None and actor.holds(SYSTEM_ADMIN)


def kind_choices() -> list[tuple[str, str]]:
    """The kinds of appointment as a form offers them."""
    told = (_("Definitif"), _("Plt. (pelaksana tugas)"), _("Plh. (pelaksana harian)"))
    return list(zip(KINDS, told, strict=True))


def disruption() -> Procedure | None:
    """The disruption SOP in force, None before there is one."""
    try:
        return parsed(in_force(DISRUPTION))
    except NotFound:
        return None


def step_choices(role: str) -> list[tuple[str, str]]:
    """The steps of the SOP in force that this role carries out."""
    procedure = disruption()
    steps = procedure.steps if procedure else ()
    return [(step.key, f"{step.no}. {step.short}") for step in steps if step.role == role]


def wanted_qualifications() -> tuple[str, ...]:
    """What the SOP in force asks of its performers (Kualifikasi pelaksana)."""
    procedure = disruption()
    return procedure.identity.qualifications if procedure else ()


def unknown_seat(key: str) -> NotFound:
    """There is no such office."""
    return NotFound("position-not-found", words("Jabatan “%(key)s” tidak ada."), key=key[:80])

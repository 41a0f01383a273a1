"""The duty roster (piket): who stands now, and the shifts of a time."""

from datetime import timedelta

from django.http import HttpResponse
from ninja import Query, Router

from sigap.api.answers import answer
from sigap.api.duty_shapes import DutyShape, OnDuty, ShiftShape
from sigap.api.fields import Moment, Text
from sigap.api.requests import ApiRequest
from sigap.api.serializers.values import local
from sigap.domain.errors import Fault, Invalid, words
from sigap.kit import clock
from sigap.people.duty import Duty, duty_between, on_duty
from sigap.people.models import User

router = Router(tags=["Piket"])

MOST = timedelta(days=92)
USUAL = timedelta(days=7)


@router.get("/duty", response=DutyShape)
def duty(
    request: ApiRequest,
    since: Query[Moment | None] = None,
    until: Query[Moment | None] = None,
    service_class: Text = "",
) -> HttpResponse:
    """Who is on duty now, and the shifts that stand in [since, until): a week from now, if left
    out, 92 days at most. With `service_class`, only of the rosters that cover it.
    """
    at, wanted = clock.now(), service_class or None
    first = since or at
    last = until or first + USUAL
    if not first < last <= first + MOST:
        template = words("Isi waktu sesudah since, paling lama 92 hari kemudian.")
        raise Invalid({"until": Fault("out-of-range", template)})
    shifts = duty_between(first, last, service_class=wanted)
    standing = [_person(user) for user in on_duty(at=at, service_class=wanted)]
    shown = [_shift(each) for each in shifts]
    return answer(DutyShape(at=local(at), now=standing, shifts=shown))


def _person(user: User) -> OnDuty:
    return OnDuty(user=user.username, name=user.name, phone=user.phone)


def _shift(each: Duty) -> ShiftShape:
    change = each.change
    return ShiftShape(
        slot=each.shift.slot,
        roster=each.roster.key,
        roster_name=each.roster.name,
        covers=each.roster.covers,
        starts_at=local(each.shift.start),
        ends_at=local(each.shift.end),
        person=_person(each.user),
        relieves=change.relieves.username if change and change.relieves else None,
        reason=change.reason if change else "",
    )

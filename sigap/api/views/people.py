"""Who sits in which office now, and who is who."""

from django.http import HttpResponse
from ninja import Query, Router

from sigap.api import people_shapes, shapes
from sigap.api.answers import answer
from sigap.api.fields import Text
from sigap.api.paging import checked_limit
from sigap.api.requests import ApiRequest, Paged
from sigap.api.serializers import people as told
from sigap.kit import clock
from sigap.people.persons import people_after, search_people
from sigap.people.seats import capacities, carriers, chart

router = Router(tags=["Orang"])


@router.get("/positions", response=shapes.Page[people_shapes.PositionShape])
def positions(request: ApiRequest) -> HttpResponse:
    """The offices in the order of the chart, with who holds each now; empty ones as empty."""
    seats = chart(clock.now())
    carried = carriers(seats)
    items = [told.position(seat, carried.get(seat.position.pk, "")) for seat in seats]
    return answer(shapes.Page(items=items))


@router.get("/people", response=shapes.Page[people_shapes.PersonShape])
def people(request: ApiRequest, filters: Query[Paged], q: Text = "") -> HttpResponse:
    """Who may sign in, in the order of user names; with `q` the best matches of a few letters."""
    limit, more = checked_limit(filters), False
    if q.strip():
        found = search_people(q, limit=limit)
    else:
        found = people_after(filters.cursor, limit=limit + 1)
        more, found = len(found) > limit, found[:limit]
    held = capacities(found, clock.now())
    items = [told.person(user, held.get(user.pk, ())) for user in found]
    return answer(shapes.Page(items=items, next=found[-1].username if more else None))

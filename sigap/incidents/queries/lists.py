"""Many cases at once: the inbox of a role, the register with its filters, what is similar."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from sigap.domain.actor import CONTACT, Actor
from sigap.domain.case import Status
from sigap.domain.errors import Fault, Invalid, words
from sigap.domain.machine import INFORMED, PERSON
from sigap.incidents.models import Category, Incident, Summons
from sigap.incidents.queries.cases import Sight, visible
from sigap.incidents.queries.listed import Listed, by_queue, newest_first, told
from sigap.incidents.search import expression, matching, newest_matching
from sigap.inventory.models import Device, Site
from sigap.inventory.queries import downstream_ids, upstream_of
from sigap.kit.prepared import Fixed, prepared
from sigap.people.models import Agency

AT_WORK = (Status.RUNNING.value, Status.ON_HOLD.value)
OPEN = (*AT_WORK, Status.FOLLOWING.value)
PAGE = 25
MOST = 100


@dataclass(frozen=True, slots=True)
class Filters:
    """What a list may be narrowed by; "" and None mean "any". `state` is a status or "terbuka"."""

    step: str = ""
    role: str = ""
    agency: str = ""
    site: str = ""
    device: str = ""
    state: str = ""
    category: str = ""
    q: str = ""
    late: bool | None = None


# The register as it is opened: composed once, where a filter is composed each time.
_UNFILTERED = (Filters(), Filters(state="terbuka"))


@dataclass(frozen=True, slots=True)
class Page:
    """One page of cases, and the cursor of the next one ("" when there is none)."""

    items: list[Listed]
    next: str


def _newest(found: QuerySet[Incident], limit: int) -> list[Listed]:
    """The newest of the found cases, with what a list tells of them and of what they refer to.

    Cases are found by their keys alone, over an index of one table, and only those few are joined
    with the rest: a planner that began with the smallest table would sort the whole register.
    """
    return newest_first(found.order_by("-id").values("pk")[:limit])


def listing(
    filters: Filters, *, by: Actor, at: datetime, cursor: str = "", limit: int = PAGE
) -> Page:
    """The register, newest first. Stable under inserts: the cursor names the last row seen.

    One query, whatever the number of cases. Invalid when the cursor or limit is not one of ours.
    """
    before = _opened(cursor, "r") if cursor else None
    if not 1 <= limit <= MOST:
        raise Invalid(
            {"limit": Fault("out-of-range", words("Isi 1 sampai %(most)s."), {"most": MOST})}
        )
    if filters in _UNFILTERED:
        found = _unfiltered(Sight.of(by), by.key, by.agency, bool(filters.state), before, limit + 1)
        items = [*map(Listed._make, found)]
    else:
        rows = _register(filters, by, at=at, before=before, most=limit + 1)
        items = _newest(rows, limit + 1)
    more = len(items) > limit
    items = items[:limit]
    return Page(items, _sealed("r", items[-1].pk) if more else "")


@prepared
def _unfiltered(
    sight: Sight,
    person: str | None,
    agency: str | None,
    is_open: bool,
    before: int | None,
    limit: Fixed[int],
) -> QuerySet[Incident, tuple[Any, ...]]:
    rows = visible(sight.actor(person, agency))
    rows = rows.filter(finished_at=None) if is_open else rows
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return told(rows.order_by("-pk").values("pk")[:limit]).order_by("-pk")


def _register(
    filters: Filters, by: Actor, *, at: datetime, before: int | None, most: int
) -> QuerySet[Incident]:
    wanted = expression(filters.q)
    if wanted and filters == Filters(q=filters.q) and by.holds(*INFORMED):
        return newest_matching(wanted, before=before, most=most)
    rows = _narrowed(visible(by), filters, at=at)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return matching(rows, wanted) if wanted else rows


def _narrowed(rows: QuerySet[Incident], filters: Filters, *, at: datetime) -> QuerySet[Incident]:
    # Keys as subqueries of one value: a join would tempt a planner to begin with the small table.
    if filters.agency:
        rows = rows.filter(agency=_of_key(Agency, filters.agency))
    if filters.site:
        rows = rows.filter(site=_of_key(Site, filters.site))
    if filters.device:
        rows = rows.filter(device=_of_key(Device, filters.device))
    if filters.category:
        rows = rows.filter(category=_of_key(Category, filters.category))
    if filters.step:
        rows = rows.filter(step=filters.step)
    if filters.role:
        rows = rows.filter(role=filters.role)
    if filters.state == "terbuka":
        rows = rows.filter(finished_at=None)
    elif filters.state:
        rows = rows.filter(status=filters.state)
    if filters.late is True:
        rows = rows.filter(status=Status.RUNNING.value, late_at__lt=at)
    elif filters.late is False:
        rows = rows.exclude(status=Status.RUNNING.value, late_at__lt=at)
    return rows


def _of_key(model: type[Agency | Category | Site | Device], key: str) -> QuerySet[Any]:
    return model.objects.filter(key=key).values("pk")[:1]


def inbox(by: Actor, *, limit: int = 50) -> list[Listed]:
    """What waits for this actor, by due moment; held steps come last.

    A step given to a named person waits for that person alone, one that nobody accepted for
    everybody it went up to as well. At most three queries: the keys of either side over its own
    index, then those cases. In one, PostgreSQL planned for longer than all three take.
    """
    sight = Sight.of(by)
    keys = _waiting_keys(sight, by.key, by.agency, limit)
    if not by.holds(CONTACT):
        keys += _handed_up_keys(sight, by.key, PERSON + by.key, by.agency, limit)
    return by_queue(keys, limit) if keys else []


@prepared
def _waiting_keys(
    sight: Sight, person: str | None, agency: str | None, limit: Fixed[int]
) -> QuerySet[Incident, int]:
    return _first(_waiting(sight.actor(person, agency)), limit)


@prepared
def _handed_up_keys(
    sight: Sight, person: str | None, mark: str | None, agency: str | None, limit: Fixed[int]
) -> QuerySet[Incident, int]:
    return _first(_handed_up(sight.actor(person, agency), mark), limit)


def _first(rows: QuerySet[Incident], limit: int) -> QuerySet[Incident, int]:
    return rows.order_by("queue_at", "id").values_list("pk", flat=True)[:limit]


def _handed_up(by: Actor, mark: str | None) -> QuerySet[Incident]:
    """The steps that went up to this actor, by office or mark, and nobody else has accepted."""
    mine = [mark, *(by.roles - by.limits.keys())]
    handed = Summons.objects.filter(key__in=mine).values("incident")
    return visible(by).filter(finished_at=None, status__in=AT_WORK, pk__in=handed)


def _waiting(by: Actor) -> QuerySet[Incident]:
    rows = visible(by).filter(finished_at=None, status__in=AT_WORK)
    if by.holds(CONTACT):
        # The sum keeps SQLite from the index of all the agency's cases: the open ones are few.
        own = rows.annotate(own=F("agency_id") + 0).filter(own=_of_key(Agency, by.agency or ""))
        return own.filter(step=F("procedure__confirmation_step"))
    return rows.filter(Q(assignee="") | Q(assignee=by.key), _steps_of(by))


def _steps_of(by: Actor) -> Q:
    """The steps that are this actor's to do: of whole offices, of limited ones some only."""
    own = Q(role__in=by.roles - by.limits.keys())
    for role, steps in by.limits.items():
        own |= Q(role=role, step__in=steps)
    return own


@dataclass(frozen=True, slots=True)
class Load:
    """How much is in hand: open cases by step, and today's coming and going."""

    by_step: dict[str, int]
    arrived: int
    finished: int
    on_time: int


_LOAD_KEPT = timedelta(seconds=15)
_load: dict[datetime, tuple[datetime, Load]] = {}


def load(*, day_start: datetime, at: datetime) -> Load:
    """The office's present load, restricted cases left out; at most fifteen seconds old.

    The same figures for everybody in the office, so that a process counts them once for all who
    look: two queries over indexed columns, then none.
    """
    counted_at, counted = _load.get(day_start, (None, None))
    if counted is not None and counted_at is not None and at - _LOAD_KEPT < counted_at <= at:
        return counted
    _load.clear()
    _load[day_start] = (at, _counted(day_start))
    return _load[day_start][1]


def forget_load() -> None:
    """Drop what `load` keeps, so that the next look counts anew."""
    _load.clear()


def _counted(day_start: datetime) -> Load:
    rows = Incident.objects.filter(restricted=False)
    at_work = rows.filter(finished_at=None, status__in=AT_WORK)
    steps = at_work.values_list("step").annotate(n=Count("id"))
    today = day_start + timedelta(days=1)
    moved = rows.filter(
        Q(recorded_at__gte=day_start, recorded_at__lt=today)
        | Q(finished_at__gte=day_start, finished_at__lt=today)
    ).aggregate(
        arrived=Count("id", filter=Q(recorded_at__gte=day_start)),
        finished=Count("id", filter=Q(finished_at__gte=day_start)),
        on_time=Count("id", filter=Q(finished_at__gte=day_start, late_steps=0)),
    )
    return Load(dict(steps.order_by()), moved["arrived"], moved["finished"], moved["on_time"])


def similar_open(site: Site, *, by: Actor, limit: int = 5) -> list[Listed]:
    """Open cases at this site or above it: the likely same disruption, before a second is filed."""
    above = [each.pk for each in upstream_of(site)]
    rows = visible(by).filter(site__in=[site.pk, *above], finished_at=None, parent=None)
    return _newest(rows, limit)


def open_below(site: Site, *, by: Actor, limit: int = 20) -> list[Listed]:
    """Open cases at sites that hang on this one: what a common cause here would explain."""
    rows = visible(by).filter(site__in=downstream_ids(site), finished_at=None, parent=None)
    return _newest(rows, limit)


def earlier_at(incident: Incident, *, by: Actor, within: timedelta) -> int:
    """How many other cases this site had in the time before this one."""
    if incident.site_id is None:
        return 0
    until = incident.recorded_at
    found = _recorded(Sight.of(by), by.key, by.agency, incident.site_id, until - within, until)
    return len(found) - 1


@prepared
def _recorded(
    sight: Sight,
    person: str | None,
    agency: str | None,
    site: int,
    since: datetime,
    until: datetime,
) -> QuerySet[Incident, int]:
    seen = visible(sight.actor(person, agency)).filter(site=site)
    return seen.filter(recorded_at__gte=since, recorded_at__lte=until).values_list("pk", flat=True)


def last_reporter(site: Site, *, by: Actor) -> Incident | None:
    """The newest case of a site, for its reporter's name and number. One query."""
    return visible(by).filter(site=site).order_by("-id").first()


def _sealed(kind: str, pk: int) -> str:
    return urlsafe_b64encode(f"{kind}{pk}".encode()).decode().rstrip("=")


def _opened(cursor: str, kind: str) -> int:
    try:
        text = urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()
        if not text.startswith(kind):
            raise ValueError(text)
        key = int(text[len(kind) :])
        if not 0 <= key < 2**63:  # no row has such a key, and no database could compare it
            raise ValueError(text)
        return key
    except ValueError:
        raise Invalid(
            {"cursor": Fault("bad-cursor", words("Penanda halaman tidak dikenal; mulai lagi."))}
        ) from None

"""How the network stands now: what is not well, since when, and how the probers stand."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, NamedTuple

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from sigap.domain.health import Standing
from sigap.inventory.models import Device
from sigap.monitoring.models import INVENTED, Check, HealthChange, Order, Segment
from sigap.people.letters import matching, words_of

# Worst first: what people look for when they open the page.
WORST: Final = (
    Standing.DOWN,
    Standing.FLAPPING,
    Standing.DEGRADED,
    Standing.UNKNOWN,
    Standing.UP,
)
SEARCHED: Final = ("device__letters", "device__site__letters", "device__site__agency__letters")
# Nobody has asked for so long: no worker runs, or none reaches this segment.
UNASKED_AFTER: Final = timedelta(minutes=5)


class Filters(NamedTuple):
    """What the board is narrowed by; "" is everything. `standing` "" is everything not well."""

    standing: str = ""
    agency: str = ""
    q: str = ""


def counts() -> Counter[str]:
    """How many active checks stand how, by the word of the standing. One query."""
    rows = Check.objects.filter(active=True).values_list("standing").annotate(Count("pk"))
    return Counter(dict(rows.order_by()))


def board(filters: Filters, *, limit: int, offset: int = 0) -> list[Check]:
    """Active checks, worst first and the newest trouble first, with device, site and agency."""
    rows = listed(filters)
    if not filters.standing and not filters.q:
        rows = rows.exclude(standing=Standing.UP.value)
    rank = Case(
        *(When(standing=each.value, then=Value(n)) for n, each in enumerate(WORST)),
        default=Value(len(WORST)),
        output_field=IntegerField(),
    )
    found = rows.select_related("device__site__agency", "interface", "segment")
    return list(found.order_by(rank, "-since", "pk")[offset : offset + limit])


def listed(filters: Filters) -> QuerySet[Check]:
    """Active checks by standing, agency and a few letters of device, site or agency."""
    rows = Check.objects.filter(active=True)
    if filters.standing:
        rows = rows.filter(standing=filters.standing)
    if filters.agency:
        rows = rows.filter(device__site__agency__key=filters.agency)
    if typed := words_of(filters.q):
        rows = rows.filter(matching(typed, SEARCHED))
    return rows


def troubled_segments(*, at: datetime) -> list[Segment]:
    """Segments whose prober failed its proof, or leaves what is due unasked for five minutes."""
    unasked = Q(checks__active=True, checks__next_at__lt=at - UNASKED_AFTER)
    troubled = Segment.objects.filter(~Q(trouble="") | unasked).exclude(by=INVENTED)
    return list(troubled.distinct())


def is_invented() -> bool:
    """Whether any of what is shown is the demo's, which nobody probes."""
    return Segment.objects.filter(by=INVENTED).exists()


def checks_of(device: Device) -> Sequence[Check]:
    """The checks of a device: its ping first, resting ones last."""
    rows = Check.objects.filter(device=device).select_related("device", "interface", "segment")
    return list(rows.order_by("-active", "-automatic", "kind", "label", "pk"))


def changes_of(device: Device, *, limit: int) -> list[HealthChange]:
    """How the checks of a device came to stand as they do, newest first."""
    rows = HealthChange.objects.filter(check_row__device=device).select_related("check_row")
    return list(rows.order_by("-at", "-pk")[:limit])


def last_order(device: Device) -> Order | None:
    """The newest probe of this device that somebody asked for."""
    return Order.objects.filter(device=device).order_by("-pk").first()

"""What is known of a part of the network before anybody looks at it: for a diagnosis."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from statistics import median
from typing import Final, NamedTuple

from django.db.models import Q

from sigap.domain.answers import WORDS, Answer
from sigap.domain.deviceview import DeviceView
from sigap.domain.diagnosis import RecentChange
from sigap.domain.errors import words
from sigap.domain.evidence import Told
from sigap.domain.health import Standing
from sigap.domain.viewplain import view_read
from sigap.inventory.models import Link, Version
from sigap.monitoring.models import Check, Diagnosis, HealthChange, Hourly
from sigap.monitoring.probes.base import Kind

LATELY: Final = timedelta(days=7)
_USUAL_OVER: Final = timedelta(days=7)
# The hour of the fault itself is not what is usual.
_USUAL_UNTIL: Final = timedelta(hours=1)
_MOST_CHANGES: Final = 50
# After a day counters of errors say nothing of the present fault any more.
_EARLIER: Final = timedelta(days=1)
_ACTS: Final[Mapping[str, str]] = {
    "dibuat": words("%(item)s baru dicatat di inventaris"),
    "diubah": words("data %(item)s diubah di inventaris"),
    "dilepas": words("%(item)s dilepas dari inventaris"),
    "dikembalikan": words("%(item)s dikembalikan ke inventaris"),
}
_KINDS: Final = ("device", "link", "interface")


class Ping(NamedTuple):
    """How one device stands by its standing ping, and who asks it. `rtt` is microseconds."""

    device: str
    check: int
    standing: str
    answer: str
    rtt: int | None
    loss: float
    read_at: datetime | None
    address: str | None
    segment: str
    segment_name: str
    by: str
    trouble: str


def pings() -> dict[str, Ping]:
    """The standing ping of every device that has one, by the device's key. One query."""
    columns = (
        "device__key", "pk", "standing", "answer", "rtt", "loss", "read_at",
        "device__management_address", "segment__key", "segment__name", "segment__by",
        "segment__trouble",
    )  # fmt: skip
    rows = Check.objects.filter(kind=Kind.ICMP.value, label="").order_by()
    return {row.device: row for row in map(Ping._make, rows.values_list(*columns))}


def usual_trips(checks: Collection[int], *, at: datetime) -> dict[int, float]:
    """By check the usual round trip of its last week in milliseconds. One query.

    The median of hourly means, so that a bad night does not become what is usual.
    """
    rows = Hourly.objects.filter(
        check_row_id__in=checks, at__gt=at - _USUAL_OVER, at__lt=at - _USUAL_UNTIL
    )
    means: dict[int, list[float]] = {}
    for check, total, sent, lost in rows.values_list("check_row_id", "total", "sent", "lost"):
        if sent > lost:
            means.setdefault(check, []).append(total / (sent - lost) / 1000)
    return {check: median(found) for check, found in means.items()}


def recent_changes(
    devices: Collection[str], links: Collection[str], names: Mapping[str, str], *, at: datetime
) -> tuple[RecentChange, ...]:
    """What changed on these devices and links in the last week, newest first. Two queries."""
    found = [*_health(devices, names, at), *_register(devices, links, names, at)]
    return tuple(sorted(found, key=lambda each: each.at, reverse=True))


def _health(
    devices: Collection[str], names: Mapping[str, str], at: datetime
) -> Iterator[RecentChange]:
    rows = HealthChange.objects.filter(
        check_row__device__key__in=devices,
        check_row__kind=Kind.ICMP.value,
        check_row__label="",
        at__gt=at - LATELY,
        at__lte=at,
    )
    columns = ("check_row__device__key", "since", "before", "after", "answer")
    fallen: set[str] = set()
    for key, since, before, after, answer in rows.values_list(*columns)[:_MOST_CHANGES]:
        # Newest first: the first row of a device says whether it is down since then.
        fell = after == Standing.DOWN and key not in fallen
        fallen.add(key)
        template = words("%(name)s berubah dari %(before)s menjadi %(after)s (%(answer)s)")
        told = {
            "name": names.get(key, key),
            "before": before,
            "after": after,
            "answer": Told(WORDS[Answer(answer)]) if answer in set(Answer) else answer,
        }
        yield RecentChange(since, key, Told(template, told), fell=fell)


def _register(
    devices: Collection[str], links: Collection[str], names: Mapping[str, str], at: datetime
) -> Iterator[RecentChange]:
    ports = Q()
    for key in devices:
        ports |= Q(kind="interface", key__startswith=f"{key}.")
    own = Q(kind="device", key__in=devices) | Q(kind="link", key__in=links) | ports
    rows = Version.objects.filter(own, valid_from__gt=at - LATELY, valid_from__lte=at)
    columns = ("kind", "key", "act", "valid_from")
    for kind, key, act, moment in rows.order_by("-pk").values_list(*columns)[:_MOST_CHANGES]:
        if act in _ACTS:
            node = key.partition(".")[0] if kind == "interface" else key
            told = Told(_ACTS[act], {"item": names.get(key, key)})
            yield RecentChange(moment, node, told)


def providers() -> tuple[dict[str, str], dict[str, str]]:
    """By link who it is rented from, and the telephone number for its faults. One query."""
    columns = ("key", "circuit__provider", "circuit__number", "circuit__hotline")
    found = list(Link.objects.filter(circuit__isnull=False).order_by().values_list(*columns))
    named = {key: f"{provider} {number}".strip() for key, provider, number, _ in found}
    return named, {key: hotline for key, _, _, hotline in found if hotline}


def earlier_views(site: str, *, at: datetime) -> dict[str, DeviceView]:
    """What devices said of themselves at the look before this one, if it was today. One query."""
    rows = Diagnosis.objects.filter(site__key=site, at__gt=at - _EARLIER, at__lt=at)
    views = rows.values_list("views", flat=True).first() or {}
    return {key: view_read(plain) for key, plain in views.items()}

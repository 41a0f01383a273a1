"""An office of many years: a hundred thousand ended cases, and some four hundred in hand."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, transaction

from bench.bulk import Sheet, Stencil, analyse, count_on, next_ids
from bench.paths import ENDED, FIELD, REMOTE, Desk
from sigap.audit.models import Entry, Stream
from sigap.config.demo_people import load_demo_people
from sigap.config.office import load_office
from sigap.domain.actor import SYSTEM
from sigap.domain.case import Kind
from sigap.domain.ledger import genesis, seal
from sigap.incidents.actions.family import follow
from sigap.incidents.actions.intake import tracking_code
from sigap.incidents.models import AffectedAgency, Category, Hold, Incident, Serial, StepVisit
from sigap.incidents.search import indexed_text
from sigap.inventory.models import Site
from sigap.notifications.models import Notice

WEEKS = 52 * 4
OPEN = 400
ON_HOLD = 20
FOLLOWING = 20
TABLES = (Stream, Entry, Incident, StepVisit, Hold, AffectedAgency, Notice)

_PLACES = ("lantai 1", "lantai 2", "lantai 3", "ruang rapat", "loket", "gudang", "ruang kepala")
_TROUBLES = (
    "WiFi {} mati",
    "Internet {} putus sejak pagi",
    "FO putus di dekat {}",
    "Jaringan {} lambat sekali",
    "Access point {} tidak memancar",
    "Aplikasi SIPD tidak terbuka dari {}",
    "Switch {} mati setelah listrik padam",
    "Telepon IP {} tidak ada nada",
)
_FIRST = ("Agus", "Dewi", "Hendra", "Lestari", "Neneng", "Rudi", "Sri", "Teguh", "Wulan", "Yusuf")
_LAST = ("Hermawan", "Kartika", "Mulyana", "Nugraha", "Pratama", "Rosmiati", "Santoso", "Wijaya")


@dataclass(frozen=True, slots=True)
class Original:
    """A true ended case and all its rows, ready to be copied."""

    incident: Stencil
    others: tuple[tuple[type, Stencil], ...]
    entries: tuple[tuple[Entry, Stencil], ...]
    notices: tuple[tuple[Notice, Stencil], ...]
    stream: Stencil
    number: str
    recorded_at: datetime


class Office:
    """What cases are drawn from; the same on every run."""

    def __init__(self) -> None:
        self.chance = random.Random(2026)
        self.sites = list(Site.objects.filter(active=True).select_related("agency"))
        self.categories = list(Category.objects.all())
        # A few places report most.
        self.weights = [1 / (1 + place / 8) for place in range(len(self.sites))]

    def site(self) -> Site:
        return self.chance.choices(self.sites, self.weights)[0]

    def category(self) -> Category:
        return self.chance.choice(self.categories)

    def told(self) -> tuple[str, str]:
        """A summary and who tells it."""
        summary = self.chance.choice(_TROUBLES).format(self.chance.choice(_PLACES))
        return summary, f"{self.chance.choice(_FIRST)} {self.chance.choice(_LAST)}"

    def report(self, desk: Desk) -> Incident:
        """One report at some place."""
        summary, reporter = self.told()
        return desk.report(self.site(), self.category(), summary, reporter)


def fill(cases: int, *, now: datetime, say: Callable[[str], object]) -> None:
    """Load the office's reference data and `cases` cases, the open ones newest."""
    # A Monday at 08.15 in Jakarta, so that whole weeks later is the same working time.
    begin = now - timedelta(weeks=WEEKS, days=now.weekday())
    begin = begin.replace(hour=1, minute=15, second=0, microsecond=0)
    load_office(at=begin, by=SYSTEM)
    load_demo_people(at=begin, by=SYSTEM, password="none of them signs in by it")
    office = Office()
    opened = min(OPEN, cases // 2)
    originals = [_original(office, begin, way) for way in range(len(ENDED))]
    say(f"{cases - opened:,} ended cases …")
    with transaction.atomic():
        Copies(office, originals).write(cases - opened - len(originals))
        count_on(TABLES)
    say(f"{opened} open cases …")
    with transaction.atomic():
        _open_cases(office, opened, now)
    analyse()


def _original(office: Office, begin: datetime, way: int) -> Original:
    _, minutes, verbs = ENDED[way]
    desk = Desk(begin + timedelta(days=way % 5, minutes=7 * way), minutes)
    incident = Incident.objects.get(pk=desk.walk(office.report(desk), verbs).pk)
    notices = Notice.objects.filter(number=incident.number)
    notices.update(seen_at=desk.at + timedelta(hours=1))
    others = [
        (model, Stencil(row, ("id", "incident_id", *extra)))
        for model, extra in ((StepVisit, ()), (Hold, ()), (AffectedAgency, ("agency_id",)))
        for row in model.objects.filter(incident=incident)
    ]
    return Original(
        Stencil(incident, _OF_CASE),
        tuple(others),
        tuple((row, Stencil(row, _OF_ENTRY)) for row in incident.ledger.entries.order_by("seq")),
        tuple((row, Stencil(row, _OF_NOTICE)) for row in notices),
        Stencil(incident.ledger, ("id", "key", "head")),
        incident.number,
        incident.recorded_at,
    )


_OF_CASE = (
    *("id", "number", "tracking_code", "ledger_id", "agency_id", "site_id", "category_id"),
    *("summary", "reporter_name"),
)
_OF_ENTRY = ("id", "stream_id", "data", "prev", "seal")
_OF_NOTICE = ("id", "number", "subject", "body", "url", "dedupe_key")


class Copies:
    """Writes ended cases as copies of true ones: other place, other words, whole weeks later."""

    def __init__(self, office: Office, originals: list[Original]) -> None:
        self.office, self.originals = office, originals
        self.sheets = {model: Sheet.of(model) for model in TABLES}
        self.search = _search_sheet()
        self.ids = next_ids(TABLES)
        self.serials = Counter(dict(Serial.objects.values_list("year", "last")))
        self.zone = ZoneInfo(settings.TIME_ZONE)

    def write(self, count: int) -> None:
        """Write this many, oldest first, and let the agenda go on behind them."""
        weights = [weight for weight, *_ in ENDED]
        # The newest copy lies four weeks back, before the cases that are still open.
        for place in range(count):
            week = timedelta(weeks=1 + place * (WEEKS - 5) // count)
            self._copy(self.office.chance.choices(self.originals, weights)[0], week)
        for sheet in chain(self.sheets.values(), [self.search]):
            sheet.write()
        for year, last in self.serials.items():
            Serial.objects.update_or_create(year=year, defaults={"last": last})

    def _copy(self, original: Original, shift: timedelta) -> None:
        year = (original.recorded_at + shift).astimezone(self.zone).year
        self.serials[year] += 1
        site, category = self.office.site(), self.office.category()
        summary, reporter = self.office.told()
        case = Incident(
            id=self._id(Incident),
            number=f"{year}-{self.serials[year]:06d}",
            tracking_code=tracking_code(),
            ledger_id=self._id(Stream),
            agency=site.agency,
            site=site,
            category=category,
            summary=summary,
            reporter_name=reporter,
        )
        row = original.incident.copy(shift, *(getattr(case, name) for name in _OF_CASE))
        self.sheets[Incident].add(row)
        self.search.add((case.pk, indexed_text(case)))
        for model, stencil in original.others:
            extra = (case.agency_id,) if model is AffectedAgency else ()
            self.sheets[model].add(stencil.copy(shift, self._id(model), case.pk, *extra))
        self._copy_ledger(original, shift, case)
        for notice, stencil in original.notices:
            told = [
                getattr(notice, name).replace(original.number, case.number)
                for name in _OF_NOTICE[1:]
            ]
            self.sheets[Notice].add(stencil.copy(shift, self._id(Notice), *told))

    def _copy_ledger(self, original: Original, shift: timedelta, case: Incident) -> None:
        """The same story under the new number, each entry truly sealed to the one before."""
        key = f"perkara/{case.number}"
        head = genesis(key)
        for entry, stencil in original.entries:
            data, prev = _retold(entry, case, shift), head
            head = seal(key, entry.seq, entry.at + shift, entry.kind, entry.actor, data, prev)
            changed = (self._id(Entry), case.ledger_id, data, prev, head)
            self.sheets[Entry].add(stencil.copy(shift, *changed))
        self.sheets[Stream].add(original.stream.copy(shift, case.ledger_id, key, head))

    def _id(self, model: type) -> int:
        key = self.ids[model]
        self.ids[model] = key + 1
        return key


def _retold(entry: Entry, case: Incident, shift: timedelta) -> dict[str, Any]:
    """What the entry tells, told of another case."""
    data = dict(entry.data)
    if "agency" in data:
        data["agency"] = case.agency.key
    if entry.kind == Kind.REPORTED:
        reported_at = datetime.fromisoformat(data["reported_at"]) + shift
        data |= {
            "number": case.number,
            "site": case.site.key,
            "category": case.category.key,
            "summary": case.summary,
            "reporter_name": case.reporter_name,
            "reported_at": reported_at.isoformat(),
        }
    return data


def _search_sheet() -> Sheet:
    if connection.vendor == "postgresql":
        places = "%s, to_tsvector('simple', %s)"
        return Sheet("incident_search", ("incident_id", "document"), places)
    return Sheet("incident_search", ("rowid", "document"))


def _open_cases(office: Office, count: int, now: datetime) -> None:
    """Cases in hand, at every step, made by the product's own actions."""
    parents = []
    for place in range(count):
        way = office.chance.choice((REMOTE, FIELD))
        done = office.chance.randrange(len(way))
        minutes = office.chance.choice((4, 8, 30))
        # Most are of the last hours, some have lain for days.
        age = office.chance.expovariate(1 / 8) * 60
        desk = Desk(now - timedelta(minutes=done * minutes + age + 1), minutes)
        incident = desk.walk(office.report(desk), way[:done])
        if place < ON_HOLD and done >= 2:
            desk.walk(incident, ("tahan",))
        elif 0 < done < 5 and len(parents) < FOLLOWING:
            parents.append(incident.number)
    for parent in parents[: count // 20]:
        desk = Desk(now)
        child = office.report(desk)
        follow(child.number, parent=parent, at=now, by=desk.actor("operator"))

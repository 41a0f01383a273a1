"""Loads the reference data of Kota Bekasi: agencies, sites, offices and working calendars."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from sigap.domain.actor import Actor
from sigap.domain.calendarcontent import Content, Hours, Ramadan, with_listed_days
from sigap.domain.workcalendar import PERPRES_21_2023
from sigap.inventory.actions.loading import begin_site_histories
from sigap.inventory.models import Site
from sigap.people.actions import begin_calendar, change_calendar, contact_seat, write_down
from sigap.people.actions.record import PEOPLE_STREAM
from sigap.people.library import listed_days
from sigap.people.models import Agency, Position, ServiceClass, WorkingCalendar
from sigap.people.worktime import forget_calendars

FOLDER = Path(__file__).parent / "reference"
DECREED = "SKB 3 Menteri, menurut daftar pustaka holidays"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many rows one load added."""

    agencies: int
    positions: int
    sites: int
    days_off: int


@transaction.atomic
def load_reference(*, at: datetime, by: Actor) -> Loaded:
    """Add what is missing of the reference data; what exists stays as the office edited it.

    Days off are filled in only for years in which the calendar has none, so that a day the
    office took back does not return.
    """
    agencies = _add_agencies()
    positions = _add_positions()
    sites = _add_sites(at=at, by=by)
    days_off = sum(_add_calendar(row, at=at, by=by) for row in _read("calendars", "calendar"))
    classes = _add_classes()
    loaded = Loaded(agencies, positions, sites, days_off)
    if agencies or positions or days_off or classes:
        told = {"agencies": agencies, "positions": positions, "days_off": days_off}
        told["service_classes"] = classes
        write_down(PEOPLE_STREAM, [("data-acuan-dimuat", told)], at=at, by=by)
    return loaded


def key_of(name: str) -> str:
    """A name as a key: "Bekasi Timur" is "bekasi-timur"."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def _read(name: str, table: str) -> list[Row]:
    content: dict[str, list[Row]] = tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))
    return content[table]


def _agency_rows() -> Iterator[Row]:
    yield from _read("agencies", "agency")
    for district in _read("districts", "district"):
        name = district["name"]
        yield {
            "key": f"kecamatan-{key_of(name)}",
            "name": f"Kecamatan {name}",
            "short_name": f"Kec. {name}",
            "kind": "kecamatan",
        }


def _add_agencies() -> int:
    known = set(Agency.objects.values_list("key", flat=True))
    made = [
        Agency(
            key=row["key"],
            name=row["name"],
            short_name=row["short_name"],
            kind=row["kind"],
            aliases=row.get("aliases", []),
            service_class=row.get("service_class", ""),
        )
        for row in _agency_rows()
        if row["key"] not in known
    ]
    return len(Agency.objects.bulk_create(made))


def _add_positions() -> int:
    agencies = {agency.key: agency for agency in Agency.objects.all()}
    known = {position.key: position for position in Position.objects.all()}
    before = len(known)
    for row in _read("positions", "position"):
        if row["key"] not in known:
            known[row["key"]] = Position.objects.create(
                key=row["key"],
                title=row["title"],
                role=row["role"],
                agency=agencies[row["agency"]],
                superior=known.get(row.get("superior", "")),
                single_seat=row.get("single_seat", False),
            )
    seats = [contact_seat(agency) for agency in agencies.values()]
    missing = [seat for seat in seats if seat.key not in known]
    Position.objects.bulk_create(missing)
    return len(known) - before + len(missing)


def _site_rows() -> Iterator[Row]:
    """Every site, each after its upstream: core, distribution, then the offices."""
    districts = _read("districts", "district")
    listed = _read("sites", "site")
    yield from (row for row in listed if "upstream" in row)
    for district in districts:
        yield _pop(district["name"])
    yield from (row for row in listed if "upstream" not in row)
    for agency in _read("agencies", "agency"):
        yield _office(agency)
    for district in districts:
        yield from _district_sites(district)


def _pop(district: str) -> Row:
    return {
        "key": f"pop-{key_of(district)}",
        "name": f"POP {district}",
        "agency": "diskominfostandi",
        "kind": "pop",
        "district": district,
        "service_class": "24x7",
        "upstream": "pop-inti",
    }


def _office(agency: Row) -> Row:
    return {
        "key": f"kantor-{agency['key']}",
        "name": agency["name"],
        "agency": agency["key"],
        "kind": agency.get("site_kind", "opd"),
        "critical": agency.get("critical", False),
        "service_class": agency.get("service_class", ""),
    }


def _district_sites(district: Row) -> Iterator[Row]:
    name = district["name"]
    agency = f"kecamatan-{key_of(name)}"
    where = {"district": name, "agency": agency}
    yield {
        "key": f"kantor-{agency}",
        "name": f"Kantor Kecamatan {name}",
        "kind": "kecamatan",
        "code": district["code"],
    } | where
    yield (
        {
            "key": f"wifi-{agency}",
            "name": f"WiFi Publik Kecamatan {name}",
            "kind": "wifi-publik",
        }
        | where
        | {"agency": "diskominfostandi"}
    )
    for code, village in district["villages"]:
        there = where | {"village": village}
        yield {
            "key": f"kelurahan-{key_of(village)}",
            "name": f"Kantor Kelurahan {village}",
            "kind": "kelurahan",
            "code": f"{district['code']}.{code}" if code else "",
        } | there
        yield (
            {
                "key": f"puskesmas-{key_of(village)}",
                "name": f"Puskesmas {village}",
                "kind": "puskesmas",
                "critical": True,
            }
            | there
            | {"agency": "dinas-kesehatan"}
        )


def _add_sites(*, at: datetime, by: Actor) -> int:
    """Add the missing sites, hang each below its upstream, and begin their histories."""
    agencies = {agency.key: agency for agency in Agency.objects.all()}
    known = set(Site.objects.values_list("key", flat=True))
    rows = [row for row in _site_rows() if row["key"] not in known]
    Site.objects.bulk_create(_site(row, agencies[row["agency"]]) for row in rows)
    sites = {site.key: site for site in Site.objects.all()}
    for row in rows:
        # Where no kecamatan is known, the office hangs where the city hall does.
        near = row.get("district") or "Bekasi Selatan"
        above = row.get("upstream", f"pop-{key_of(near)}")
        sites[row["key"]].upstream = sites[above] if above else None
    Site.objects.bulk_update([sites[row["key"]] for row in rows], ["upstream"])
    begin_site_histories([row["key"] for row in rows], at=at, by=by)
    return len(rows)


def _site(row: Row, agency: Agency) -> Site:
    columns = ("key", "name", "kind", "district", "village", "code", "critical", "service_class")
    return Site(agency=agency, **{column: row[column] for column in columns if column in row})


def _add_calendar(row: Row, *, at: datetime, by: Actor) -> int:
    """Open the calendar, or give it the years of which it holds nothing yet."""
    content = _content(row)
    kept = WorkingCalendar.objects.filter(key=row["key"]).first()
    if kept is None:
        begin_calendar(content, name=row["name"], source=row["source"], at=at, by=by)
        return len(content.days_off)
    filled = {day.year for day in kept.days_off.values_list("on", flat=True)}
    missing = [day for day in content.days_off if day.on.year not in filled]
    if missing:
        change_calendar(
            kept.key,
            lambda present: with_listed_days(present, missing),
            about="acuan",
            source=DECREED,
            at=at,
            by=by,
        )
    return len(missing)


def _content(row: Row) -> Content:
    hours = () if row["always"] else (Hours(PERPRES_21_2023, row["source"]),)
    return Content(
        key=row["key"],
        zone=row["zone"],
        always=row["always"],
        hours=hours,
        ramadan=tuple(
            Ramadan(span["starts_on"], span["ends_on"], span["source"])
            for span in row.get("ramadan", [])
        ),
        days_off=tuple(day for year in row["years"] for day in listed_days(year, decreed=DECREED)),
    )


def _add_classes() -> int:
    known = set(ServiceClass.objects.values_list("key", flat=True))
    rows = enumerate(_read("calendars", "service_class"))
    made = [
        ServiceClass(
            key=row["key"],
            name=row["name"],
            calendar_id=row["calendar"],
            covers_out_of_hours=row["covers_out_of_hours"],
            position=position,
        )
        for position, row in rows
        if row["key"] not in known
    ]
    ServiceClass.objects.bulk_create(made)
    forget_calendars()
    return len(made)

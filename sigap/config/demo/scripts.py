"""Cases told act by act, from the table beside this module: three true to life, one of cyber
origin.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from typing import Any

from sigap.config.demo.city import City
from sigap.config.demo.plan import Plan
from sigap.config.demo.played import Played
from sigap.config.demo.stage import Story
from sigap.config.demo.texts import Table, fault_named, phone_of, table
from sigap.config.demo.walk import following
from sigap.incidents.actions.reports import Report

_CHILD_FAULT = "dampak-pop"


def put_on(city: City, *, begins_at: datetime) -> None:
    """Put the told cases on the stage, each at its share of the time that is played."""
    numbers: dict[str, Played] = {}
    for script in table("real_cases")["kasus"]:
        first_day = begins_at + (city.stage.until - begins_at) * script["pada"]
        days = _working_days(city, first_day)
        morning = [next(days) for _ in range(script["hari"] + 1)][-1]
        case = _case(city, script, morning)
        numbers[script["kunci"]] = case
        city.stage.add(_told(case, script, morning, numbers))
        for child in script.get("turunan", ()):
            _put_child(city, case, child)


def _working_days(city: City, first_day: datetime) -> Iterator[datetime]:
    """The opening moments of the working days from the day after `first_day` on."""
    hours, zone = city.stage.office_hours, city.stage.zone
    day = first_day
    while True:
        evening = day.astimezone(zone).replace(hour=22, minute=0, second=0, microsecond=0)
        day = hours.next_working(evening)
        yield day


def _case(city: City, script: Table, morning: datetime) -> Played:
    site = city.site(script["lokasi"])
    case = city.case(
        site, fault_named(_CHILD_FAULT), begins_at=_at(city, morning, script["pukul"]), exact=True
    )
    case.technician = script.get("pelaksana", case.technician)
    return case


def _at(city: City, morning: datetime, clock: str) -> datetime:
    """This local time on the day of that morning."""
    day = morning.astimezone(city.stage.zone).date()
    return datetime.combine(day, time.fromisoformat(clock), city.stage.zone)


def _told(case: Played, script: Table, morning: datetime, numbers: dict[str, Played]) -> Story:
    """Report the case and carry out its acts, each at its told time of the same day."""

    def filled(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: filled(each) for key, each in value.items()}
        if isinstance(value, str) and "{" in value:
            known = {key: other.number for key, other in numbers.items() if other.is_reported}
            return value.format_map(known)
        return value

    yield from case.until(case.at)
    told = filled(script["laporan"])
    if told["channel"] == "surat":
        told["letter_on"] = case.at.date() - timedelta(days=1)
    case.report(Report(site=case.site.key, **told), by=script["oleh"])
    for act in script["tindak"]:
        day = morning.astimezone(case.stage.zone).date()
        clock = time.fromisoformat(act["pukul"])
        yield from case.until(datetime.combine(day, clock, case.stage.zone))
        _ACTS.get(act["apa"], _leave)(case, filled(act))


def _put_child(city: City, parent: Played, told: Table) -> None:
    """One of the many reports of the same cause."""
    site = city.site(told["lokasi"])
    child = city.case(
        site, fault_named(_CHILD_FAULT), begins_at=parent.at + timedelta(minutes=told["menit"])
    )
    by = child.contact or "operator"
    report = Report(
        category="wan-putus",
        summary=told["summary"],
        site=site.key,
        channel="formulir" if child.contact else "telepon",
        reporter_name=child.told.reporter,
        reporter_phone=phone_of(site),
        impact="seluruh-lokasi",
    )
    plan = Plan(remote=False, still_down=told.get("masih_gangguan", False))
    city.stage.add(following(child, plan, lambda: report, parent=parent, by=by))


def _leave(case: Played, act: Table) -> None:
    case.leave(act["apa"], act["isian"])


def _accept(case: Played, act: Table) -> None:
    case.accept()


def _note(case: Played, act: Table) -> None:
    case.note(act["teks"], by=act["oleh"], internal=not act.get("umum", False))


def _attach(case: Played, act: Table) -> None:
    if "log" in act:
        case.attach(act["nama"], ("\n".join(act["log"]) + "\n").encode(), by=act["oleh"])
    else:
        case.attach_photo(act["nama"], mended=act["pulih"], by=act["oleh"])


def _hold(case: Played, act: Table) -> None:
    day = case.at.astimezone(case.stage.zone).date()
    until = datetime.combine(day, time.fromisoformat(act["batas"]), case.stage.zone)
    case.hold(act["alasan"], evidence=act["bukti"], until=until)


def _resume(case: Played, act: Table) -> None:
    case.resume()


def _answer(case: Played, act: Table) -> None:
    case.answer(act["hasil"], by="operator", informant=act["narasumber"], channel=act["saluran"])


def _restrict(case: Played, act: Table) -> None:
    case.restrict(act["alasan"], personal_data=act["data_pribadi"], by=act["oleh"])


def _notify(case: Played, act: Table) -> None:
    case.notify(act["kewajiban"], act["nomor"], by=act["oleh"])


_ACTS: dict[str, Callable[[Played, Table], None]] = {
    "terima": _accept,
    "catatan": _note,
    "lampiran": _attach,
    "tunda": _hold,
    "lanjut": _resume,
    "jawab": _answer,
    "batasi": _restrict,
    "beritahu": _notify,
}

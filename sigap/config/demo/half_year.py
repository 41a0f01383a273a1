"""The ordinary months: how many cases of each path, on which days, and how late they were."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from sigap.config.demo.city import CONTACTS, City
from sigap.config.demo.plan import HoldPlan, Plan
from sigap.config.demo.stage import before
from sigap.config.demo.texts import fault_named
from sigap.config.demo.walk import duplicate, following
from sigap.inventory.models import Site

FULL_WEEKS = 26
# Working minutes that must lie between the report and the present, so that the case is over.
_SOON, _DAYS, _WEEKS = 270, 1900, 4600

_CHANCE_OF_LATENESS = {
    "disposisi": 0.04,
    "arahan": 0.09,
    "penanganan": 0.06,
    "perbaikan": 0.09,
    "laporan-lengkap": 0.05,
    "pemeriksaan": 0.04,
    "konfirmasi": 0.05,
}
_SECOND_AGENCIES = ("bapenda", "dinas-sosial", "dinas-dukcapil", "dinas-kesehatan", "satpol-pp")


@dataclass(frozen=True, slots=True)
class Path:
    """How often a path is taken in half a year, and the plan of it."""

    times: int
    plan: dict[str, Any]
    lasts: int = _SOON


def _held(times: int, reason: str, step: str, minutes: float, *, expires: bool = False) -> Path:
    hold = HoldPlan(step, reason, minutes, expires)
    return Path(times, {"remote": step == "penanganan", "hold": hold}, _WEEKS)


PATHS = (
    Path(92, {"remote": True}),
    Path(7, {"remote": True, "log": True}),
    Path(58, {"remote": False}, _DAYS),
    Path(26, {"remote": False, "photos": True}, _DAYS),
    Path(6, {"remote": True, "returns": frozenset({"laporan-lengkap"})}, _DAYS),
    Path(12, {"remote": False, "photos": True, "returns": frozenset({"laporan-lengkap"})}, _WEEKS),
    Path(8, {"remote": True, "returns": frozenset({"pemeriksaan"})}, _DAYS),
    Path(5, {"remote": True, "returns": frozenset({"konfirmasi"})}, _DAYS),
    Path(2, {"remote": False, "returns": frozenset({"laporan-lengkap", "pemeriksaan"})}, _WEEKS),
    Path(5, {"remote": True, "declines": "arahan"}, _DAYS),
    Path(4, {"remote": False, "declines": "perbaikan"}, _WEEKS),
    _held(7, "suku-cadang", "perbaikan", 500),
    _held(9, "vendor-isp", "penanganan", 420),
    _held(5, "pln", "perbaikan", 240),
    _held(5, "akses-lokasi", "perbaikan", 380),
    _held(3, "keamanan", "perbaikan", 300),
    _held(3, "pd-tidak-dapat-dihubungi", "konfirmasi", 260),
    _held(3, "vendor-isp", "penanganan", 300, expires=True),
    _held(2, "suku-cadang", "perbaikan", 700, expires=True),
    Path(8, {"remote": True, "reopened": "saat-konfirmasi"}, _DAYS),
    Path(4, {"remote": True, "reopened": "sesudah-selesai"}, _WEEKS),
    Path(8, {"ends": "limpah", "owner": "ISP milik Perangkat Daerah sendiri"}),
    Path(7, {"ends": "limpah", "owner": "Pemilik aplikasi"}),
    Path(3, {"ends": "limpah", "owner": "Vendor"}),
    Path(8, {"ends": "limpah", "owner": "Bukan gangguan jaringan"}),
    Path(6, {"ends": "keliru"}),
    Path(6, {"ends": "duplikat"}),
    Path(5, {"deviates": True, "remote": False}, _WEEKS),
    Path(2, {"deviates": True, "remote": False, "ratified": False}, _WEEKS),
    Path(4, {"remote": True, "second_agency": _SECOND_AGENCIES[0]}, _DAYS),
)
# A POP, what befell it, and how many of its sites report it.
_FAMILIES = (
    ("pop-jatiasih", "backbone", 4),
    ("pop-rawalumbu", "sfp-rusak", 3),
    ("pop-pondok-gede", "listrik", 5),
)


def put_on(city: City, *, begins_at: datetime, weeks: int) -> None:
    """Put the cases of these weeks on the stage, every path at least once."""
    random, until = city.stage.random, city.stage.until
    share = weeks / FULL_WEEKS
    for path in PATHS:
        latest = before(city.stage.office_hours, until, path.lasts)
        for _ in range(max(1, round(path.times * share))):
            _put(city, _plan(path, random), _moment(city, begins_at, latest))
    latest = before(city.stage.office_hours, until, _WEEKS)
    for pop, fault, children in _FAMILIES:
        _put_family(city, pop, fault, children, _moment(city, begins_at, latest))


def _plan(path: Path, random: Random) -> Plan:
    plan = Plan(**path.plan)
    if plan.second_agency:
        plan.second_agency = random.choice(_SECOND_AGENCIES)
    plan.late = frozenset(
        step for step, chance in _CHANCE_OF_LATENESS.items() if random.random() < chance
    )
    return plan


def _put(city: City, plan: Plan, moment: datetime) -> None:
    entry = city.fault(plan)
    site = city.anywhere(entry)
    if plan.second_agency == site.agency.key:
        plan.second_agency = "dinas-perhubungan"
    case = city.case(site, entry, begins_at=_hour(city, site, moment))
    if plan.ends != "duplikat":
        city.stage.add(city.story(case, plan))
        return
    city.stage.add(city.story(case, Plan(remote=plan.remote)))
    again = city.case(site, entry, begins_at=case.at + timedelta(minutes=3))
    _, report = city.reporter(again)
    city.stage.add(duplicate(again, report, of=case, by="operator"))


def _put_family(city: City, pop: str, fault: str, children: int, moment: datetime) -> None:
    """One cause at a POP, and what its sites report of it."""
    random = city.stage.random
    begins_at = city.stage.office_hours.add(moment, timedelta(minutes=random.uniform(0, 60)))
    parent = city.case(city.site(pop), fault_named(fault), begins_at=begins_at)
    city.stage.add(city.story(parent, Plan(remote=False, photos=True)))
    for order, site in enumerate(city.below(pop, number=children)):
        minutes = random.uniform(6, 70)
        reported_at = begins_at + timedelta(minutes=minutes)
        child = city.case(site, fault_named("dampak-pop"), begins_at=reported_at)
        by, report = city.reporter(child)
        plan = Plan(remote=False, still_down=order == 0)
        city.stage.add(following(child, plan, report, parent=parent, by=by))


def _moment(city: City, begins_at: datetime, latest: datetime) -> datetime:
    """A working moment between the two: most in the morning, more on a Monday."""
    random, hours, zone = city.stage.random, city.stage.office_hours, city.stage.zone
    while True:
        day = (begins_at + (latest - begins_at) * random.random()).astimezone(zone)
        opening = hours.next_working(day.replace(hour=0, minute=0, second=0, microsecond=0))
        minutes = random.triangular(1, 440, 70)
        moment = hours.add(opening, timedelta(minutes=minutes))
        monday = opening.astimezone(zone).weekday() == 0
        if begins_at <= moment <= latest and (monday or random.random() < 0.7):
            return moment


def _hour(city: City, site: Site, moment: datetime) -> datetime:
    """On that day, but at a hospital or a POP often at night, and seldom in the evening."""
    random = city.stage.random
    if site.service_class == "24x7" and random.random() < 0.55:
        shifted = moment + timedelta(hours=random.uniform(8, 17))
    elif site.agency.key in CONTACTS and random.random() < 0.05:
        shifted = moment + timedelta(hours=random.uniform(7, 11))
    else:
        return moment
    return shifted if shifted < city.stage.until - timedelta(hours=6) else moment

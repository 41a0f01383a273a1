"""The cases that are open when the demo begins: something true in the inbox of every office.

They are laid out backwards from the present in working time, so that they look the same on a
Sunday evening as in the middle of a working day.
"""

from collections import deque
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sigap.config.demo.city import City
from sigap.config.demo.plan import HoldPlan, Plan
from sigap.config.demo.played import Played
from sigap.config.demo.stage import before
from sigap.config.demo.texts import fault_named
from sigap.config.demo.walk import following


@dataclass(frozen=True, slots=True)
class Standing:
    """One open case: where, what, the working minutes of the steps done, and since when it waits.

    `waits` are the working minutes that the present step has lasted.
    """

    site: str
    fault: str
    pace: tuple[float, ...]
    waits: float
    plan: dict[str, Any] = field(default_factory=dict)
    technician: str = "pelaksana"


_FIELD = {"remote": False}
_TO_REPAIR = (6.0, 9.0, 34.0)
_TO_CHECK = (7.0, 11.0, 41.0)

# By step; within a step from late to fresh. Standards: 15, 15, 60, 450 (1 day), 60, 60, 60.
OPEN = (
    Standing("kelurahan-jatirasa", "dropcore-putus", (), 31, {"received": False}),
    Standing("kantor-bapenda", "bandwidth", (), 12.6, {"received": False}),
    Standing("puskesmas-pengasinan", "ap-mati", (), 3.5, {"received": False}),
    Standing("kantor-rsud-chasbullah-abdulmadjid", "rute", (), 6, {"received": False}),
    Standing("kantor-kecamatan-mustika-jaya", "switch-hang", (9,), 44),
    Standing("kantor-dinas-sosial", "dhcp-liar", (5,), 12.4),
    Standing("smp-negeri-2", "ap-mati", (8,), 4, {"received": False}),
    Standing("kantor-dpmptsp", "dns", (6, 10), 96),
    Standing("puskesmas-jatibening", "switch-hang", (4, 12), 51),
    Standing("kantor-satpol-pp", "loop-switch", (7, 8), 14),
    Standing(
        "kantor-kecamatan-rawalumbu",
        "penyedia",
        (5, 9),
        170,
        {"hold": HoldPlan("penanganan", "vendor-isp", 520)},
    ),
    Standing(
        "kantor-dinas-perhubungan",
        "bandwidth",
        (6, 9, 33, 21, 17, 14),
        22,
        {"reopened": "saat-konfirmasi"},
    ),
    Standing("kelurahan-sumur-batu", "galian", _TO_REPAIR, 560, _FIELD),
    Standing("kantor-kecamatan-jatisampurna", "redaman-tinggi", _TO_CHECK, 372, _FIELD),
    Standing("puskesmas-bintara", "sfp-rusak", _TO_REPAIR, 128, _FIELD, "pelaksana-2"),
    Standing(
        "kelurahan-jatiwarna",
        "petir",
        _TO_REPAIR,
        240,
        _FIELD | {"hold": HoldPlan("perbaikan", "suku-cadang", 600)},
        "pelaksana-2",
    ),
    Standing(
        "kantor-bpbd", "utp-putus", (5, 6), 85, _FIELD | {"deviates": True, "ratified": False}
    ),
    Standing(
        "kantor-inspektorat",
        "redaman-tinggi",
        (7, 10, 30, 150, 20),
        65,
        _FIELD | {"returns": frozenset({"laporan-lengkap"})},
        "pelaksana-2",
    ),
    Standing("smp-negeri-3", "switch-hang", (6, 9, 35, 210), 50, _FIELD | {"photos": True}),
    Standing("kantor-kecamatan-pondok-melati", "ap-mati", (5, 7, 28), 11),
    Standing("kelurahan-jatikramat", "listrik", (6, 9, 31, 190, 24), 74, _FIELD),
    Standing("kantor-dbmsda", "portal", (4, 8, 25, 18), 19),
    Standing("kantor-dinas-pendidikan", "loop-switch", (5, 8, 29, 20, 16), 13),
    Standing(
        "smp-negeri-1", "dropcore-putus", (6, 9, 34, 205, 22, 15), 49, _FIELD | {"photos": True}
    ),
    Standing("puskesmas-kayuringin-jaya", "dns", (5, 7, 22, 15, 18), 8),
    Standing("kantor-dinas-kesehatan", "wifi-penuh", (6, 9, 38, 21, 25), 47),
    Standing("kantor-dinas-pemadam-kebakaran", "penyedia", (4, 7, 26, 15, 12), 18),
    Standing("kantor-dinas-dukcapil", "rute", (3, 6, 21, 14, 12), 66),
)
_PARENT = Standing("pop-bantargebang", "listrik", (6, 10, 32), 95, _FIELD, "pelaksana-2")
# Site and working minutes after the parent's report.
_CHILDREN = (
    ("kelurahan-ciketing-udik", 9),
    ("puskesmas-cikiwul", 14),
    ("kantor-kecamatan-bantargebang", 21),
    ("uptd-tpa-sumur-batu", 60),
)


def put_on(city: City) -> None:
    """Put the open cases on the stage: late, nearing, in time, held, returned, following."""
    for standing in OPEN:
        case, plan = _laid_out(city, standing)
        city.stage.add(city.story(case, plan))
    parent, plan = _laid_out(city, _PARENT)
    city.stage.add(city.story(parent, plan))
    for key, minutes in _CHILDREN:
        site = city.site(key)
        begins_at = parent.at + timedelta(minutes=minutes)
        child = city.case(site, fault_named("dampak-pop"), begins_at=begins_at)
        by, report = city.reporter(child)
        city.stage.add(following(child, Plan(), report, parent=parent, by=by))


def _laid_out(city: City, standing: Standing) -> tuple[Played, Plan]:
    """The case, begun so long ago that its present step has now lasted as it should."""
    site = city.site(standing.site)
    plan = Plan(**standing.plan, pace=deque(standing.pace))
    ago = sum(standing.pace) + standing.waits
    begins_at = before(city.hours_of(site), city.stage.until, ago)
    case = city.case(site, fault_named(standing.fault), begins_at=begins_at, exact=True)
    case.technician = standing.technician
    return case, plan

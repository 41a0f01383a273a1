"""A network probed for some hours: one device down, one with loss, one whose prober broke."""

import random
import re
from datetime import timedelta

from playwright.sync_api import Page, expect

from sigap.domain.answers import Answer
from sigap.monitoring.actions.rolling import roll_due
from sigap.monitoring.actions.storing import store
from sigap.monitoring.models import Check, Order, Segment
from sigap.monitoring.probes.base import Reading, Target
from tests.browser.scene import Scene
from tests.monitoring import check, device

DEVICE = "/pemantauan/perangkat/alat-1/"
_MINUTES = 200
_WAY = {
    "address": "127.0.0.2",
    "at": "2026-11-23T09:15:00+07:00",
    "reached": False,
    "loop": [],
    "stopped": "!H",
    "hops": [
        {
            "distance": 1,
            "said": [{"address": "127.0.0.9", "rtt_ms": 0.4, "mark": "", "reached": False}] * 3,
        },
        {
            "distance": 2,
            "said": [{"address": "127.0.1.9", "rtt_ms": 1.2, "mark": "!H", "reached": False}, None],
        },
    ],
}


def board(scene: Scene) -> str:
    """The board with something of everything."""
    _probed(scene)
    return "/pemantauan/"


def target(scene: Scene) -> str:
    """The page of the device that stopped answering."""
    _probed(scene)
    return DEVICE


def probed(scene: Scene) -> str:
    """The same page after a probe that somebody asked for."""
    _probed(scene)
    row = Check.objects.get(device__key="alat-1")
    heard = {"kind": "icmp", "label": "", "address": "127.0.0.2", "answer": "timeout", "detail": ""}
    heard |= {"sent": 3, "lost": 3, "rtt_ms": None, "rtts_ms": [], "raw": {}}
    Order.objects.create(
        device=row.device,
        segment=row.segment,
        asked_at=scene.office.at,
        asked_by={"name": "Bambang Wicaksono"},
        asker="kasi",
        done_at=scene.office.at,
        result={"readings": [heard], "way": _WAY, "trouble": ""},
    )
    return DEVICE


def questions(scene: Scene) -> str:
    """The questions put to that device."""
    _probed(scene)
    return f"{DEVICE}pemeriksaan/"


def segment(scene: Scene) -> str:
    """What proves the prober of the centre."""
    _probed(scene)
    return "/pemantauan/segmen/pusat/"


def ask(page: Page, scene: Scene) -> None:
    """Ask for a probe, and wait with the page for the worker."""
    with page.expect_request(re.compile("/hasil/")):
        page.get_by_role("button", name=re.compile("^Periksa sekarang")).click()
        expect(page.get_by_text("Menunggu pekerja")).to_be_visible()


def _probed(scene: Scene) -> None:
    if Check.objects.filter(device__key="alat-1").exists():
        return
    site, at, chance = scene.office.cast.site("pop-inti"), scene.office.at, random.Random(5)
    rows = [check(device(site, number), at=at) for number in range(1, 5)]
    readings = [
        _reading(row, number, minute, at - timedelta(minutes=_MINUTES - minute), chance)
        for number, row in enumerate(rows)
        for minute in range(_MINUTES)
    ]
    store(readings, at=at)
    roll_due(at=at)
    Segment.objects.update(
        proved_at=at,
        trouble="Sasaran pembanding tidak menjawab: pemeriksa ini terputus dari jaringan.",
        trouble_since=at - timedelta(minutes=4),
    )


def _reading(row: Check, number: int, minute: int, at: object, chance: random.Random) -> Reading:
    asked = Target(row.pk, "icmp", "127.0.0.2")
    if number == 3 and minute > 190:
        return Reading(asked, at, Answer.PROBER_BROKEN, 3)
    if number == 0 and minute > 180:
        return Reading(asked, at, Answer.TIMEOUT, 3)
    base = 0.004 + 0.002 * (minute % 60 > 40)
    trips = tuple(base + chance.expovariate(1500) for _ in range(3))
    lost = number == 1 and minute % 3 == 0
    return Reading(asked, at, Answer.OK, 3, trips[: 2 if lost else 3])

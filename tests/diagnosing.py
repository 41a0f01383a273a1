"""Looks at the network for the tests: what a look would have found, without any network."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import count
from threading import Lock
from typing import Any
from zlib import compress

from sigap.domain.actor import Actor
from sigap.domain.deviceview import DeviceView, Interface
from sigap.domain.diagnosis import (
    Cause,
    Confidence,
    Evidence,
    FaultClass,
    OpenCase,
    Proposal,
    SiteDiagnosis,
    State,
    Way,
    as_json,
)
from sigap.domain.evidence import Told, raw_output
from sigap.domain.topology import Element, Kind
from sigap.domain.viewplain import view_plain
from sigap.inventory.models import Site
from sigap.monitoring.models import Diagnosis, DiagnosisRaw

MONDAY = datetime.fromisoformat("2026-11-23T02:15:00+00:00")
SWITCH = "sw-disdik"
_KEYS = count(1)


def cut_off(
    way: Way = Way.FIELD, fault: FaultClass = FaultClass.LINK, at: datetime = MONDAY
) -> SiteDiagnosis:
    """The site is cut off: one cause with evidence, an alternative and directions."""
    cause = Cause(
        element=Element(Kind.LINK, "pop-inti--sw-disdik"),
        fault=fault,
        confidence=Confidence.HIGH,
        told=Told("Tautan %(link)s putus", {"link": "POP Inti – Switch Disdik"}),
        since=at,
        evidence=(Evidence(at, SWITCH, Told("ether1 mati"), "0" * 64),),
        alternatives=(Told("listrik di lokasi padam"),),
        sites=("kantor-disdik",),
        agencies=("dinas-pendidikan",),
        ours=True,
    )
    directions = (Told("Periksa kabel ke %(name)s", {"name": "Switch Disdik"}),)
    proposal = Proposal(way, fault, directions, Told("port di ujung dekat mati"))
    path = ("pop-inti", "pop-inti--sw-disdik", SWITCH)
    notes = (Told("SNMP tidak ditanyakan"),)
    return SiteDiagnosis("kantor-disdik", at, State.DOWN, (cause,), proposal, path, notes)


def well(at: datetime = MONDAY) -> SiteDiagnosis:
    """Nothing is wrong as far as the site's device."""
    proposal = Proposal(Way.NONE, FaultClass.NONE, (), Told("tidak ada gangguan yang terlihat"))
    found = cut_off(at=at)
    return replace(found, state=State.WELL, causes=(), proposal=proposal, notes=())


class Looks:
    """Looks one after the other: each finds the next of `found`, the last one again and again.

    An exception among them is raised. `asked` is what each look was called with.
    """

    def __init__(self, *found: SiteDiagnosis | Exception) -> None:
        self._found = list(found)
        self._lock = Lock()
        self.asked: list[dict[str, Any]] = []

    def __call__(
        self,
        site_key: str,
        *,
        at: datetime,
        by: Actor,
        device_key: str = "",
        open_cases: Sequence[OpenCase] = (),
    ) -> Diagnosis:
        with self._lock:
            self.asked.append({"site": site_key, "by": by.key, "device": device_key})
            found = self._found.pop(0) if len(self._found) > 1 else self._found[0]
        if isinstance(found, Exception):
            raise found
        return kept(replace(found, site=site_key, at=at), at=at, by=by)


def kept(found: SiteDiagnosis, *, at: datetime, by: Actor) -> Diagnosis:
    """What the monitoring keeps of such a look: one device that was read, one raw output."""
    oper = "up" if found.state is State.WELL else "down"
    view = DeviceView(interfaces=(Interface(name="ether1", admin="up", oper=oper),))
    row = Diagnosis.objects.create(
        key=f"{next(_KEYS):016x}",
        site=Site.objects.get(key=found.site),
        at=at,
        took_ms=1200,
        state=found.state.value,
        result=as_json(found),
        views={SWITCH: view_plain(view)},
        by=by.signature(),
    )
    raw = raw_output("show interfaces", f"ether1 is {oper}\n", at=at)
    DiagnosisRaw.objects.create(
        diagnosis=row,
        device=SWITCH,
        command=raw.command,
        at=raw.at,
        packed=compress(raw.text.encode()),
        sha256=raw.sha256,
        size=raw.size,
    )
    return row

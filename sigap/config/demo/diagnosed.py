"""Looks at the invented network on behalf of the demo's cases, concluded by the rules themselves.

Nothing is asked over any wire: what a look would have seen is invented to fit the category of the
report. What is made of it, kept, proposed and compared goes the same way as a real look.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice
from typing import Final

from django.utils import timezone

from sigap.domain.actor import SYSTEM
from sigap.domain.deviceview import DOWN, UP, DeviceView, Interface, System
from sigap.domain.diagnosis import LookedAt, NodeSight, RecentChange
from sigap.domain.errors import words
from sigap.domain.evidence import RawOutput, Told, raw_output
from sigap.domain.topology import Element, Kind
from sigap.domain.topology_seen import Seen
from sigap.incidents.actions.diagnosing import keep_choices
from sigap.incidents.actions.looking import carry_out
from sigap.incidents.models import CaseDiagnosis, Incident, StepVisit
from sigap.incidents.models.diagnosis import REPORTED, STEP_LEFT
from sigap.incidents.queries.cases import procedure_of
from sigap.inventory.queries.topology import Network, network
from sigap.monitoring.actions.diagnosing import diagnose_site
from sigap.monitoring.actions.gathering import Gathered

_PAST: Final = 10
_LOOKED_BACK: Final = timedelta(days=80)
# By the reported category: what has failed at the site. Other reports find nothing.
_FAILED: Final[Mapping[str, Kind]] = {
    "fo-dropcore": Kind.LINK,
    "fo-putus": Kind.LINK,
    "fo-sfp": Kind.LINK,
    "lan-switch": Kind.NODE,
    "listrik-pln": Kind.NODE,
    "listrik-ups": Kind.NODE,
    "wan-putus": Kind.LINK,
}
_POP: Final = "pop"
_REPAIR: Final = "perbaikan"
_FELL: Final = words("berhenti menjawab")


def put_on(*, at: datetime) -> None:
    """Look for some of the open cases and for some past ones; then set choices beside proposals."""
    invented = Invented(network())
    rows = Incident.objects.filter(site__isnull=False, parent=None, restricted=False)
    rows = rows.select_related("site", "device", "category").order_by("-id")
    for incident in rows.filter(finished_at=None):
        invented.look_for(incident)
    past = rows.filter(finished_at__isnull=False, recorded_at__gt=at - _LOOKED_BACK)
    told = (
        row for row in past.filter(category__key__in=_FAILED) if invented.is_told_by_a_port(row)
    )
    for incident in islice(told, _PAST):
        invented.look_for(incident)
    keep_choices(at=at, within=_LOOKED_BACK)


@dataclass(frozen=True, slots=True)
class Uplink:
    """The link by which a site hangs: its near end with the port there, and its far end."""

    key: str
    near: str
    port: str
    far: str


class Invented:
    """The network as it would have been seen at some moment with some failure."""

    def __init__(self, known: Network) -> None:
        self._known = known
        self._names = {element.key: named.name for element, named in known.named.items()} | {
            place.key: place.name for place in known.places.values()
        }
        self._ports = {
            (element.key, node): port
            for element, named in known.named.items()
            if element.kind is Kind.LINK
            for node, port in named.ends
            if port
        }
        self._uplinks = {
            known.topology.site_of[known.topology.vertex[up.far]]: up for up in self._links()
        }

    def _links(self) -> Iterator[Uplink]:
        """Each link between two places, told from the side of the office."""
        topology = self._known.topology
        for element, named in self._known.named.items():
            if element.kind is not Kind.LINK:
                continue
            ends = sorted(named.ends, key=lambda end: topology.graph.hops[topology.vertex[end[0]]])
            (near, port), (far, _far_port) = ends
            if topology.site_of[topology.vertex[near]] != topology.site_of[topology.vertex[far]]:
                yield Uplink(element.key, near, port, far)

    def is_told_by_a_port(self, incident: Incident) -> bool:
        """Whether the near end of the way to this case's site has a port that tells of it."""
        uplink = self._uplinks.get(incident.site.key) if incident.site else None
        return uplink is not None and bool(uplink.port)

    def look_for(self, incident: Incident) -> None:
        """Look after the report of this case, and again after each of its repairs."""
        assert incident.site is not None
        uplink = self._uplinks.get(incident.site.key)
        if uplink is None:
            return
        kind = _FAILED.get(incident.category.key)
        if kind and incident.site.kind == _POP:
            kind = Kind.NODE  # It hangs on two ways: with one of them alone nothing is cut off.
        fell = incident.reported_at - timedelta(minutes=4)
        seen = partial(self.gathered, uplink=uplink, kind=kind, fell=fell)
        first = procedure_of(incident).first.key
        self._look(incident, (REPORTED, 0, first), incident.recorded_at, seen)
        repairs = StepVisit.objects.filter(
            incident=incident, step=_REPAIR, left_at__isnull=False, output__isnull=False
        )
        for visit in repairs.order_by("ordinal"):
            mended = (visit.output or {}).get("hasil") == "pulih"
            seen = partial(self.gathered, uplink=uplink, kind=None if mended else kind, fell=fell)
            if visit.left_at is not None:
                self._look(incident, (STEP_LEFT, visit.ordinal, visit.step), visit.left_at, seen)

    @staticmethod
    def _look(
        incident: Incident, which: tuple[str, int, str], on: datetime, seen: Callable[..., Gathered]
    ) -> None:
        (occasion, ordinal, step), at = which, on + timedelta(seconds=2)
        row = CaseDiagnosis.objects.create(
            incident=incident,
            occasion=occasion,
            ordinal=ordinal,
            step=step,
            asked_at=at,
            asked_by=SYSTEM.signature(),
            due=at,
        )
        at += timedelta(seconds=6)
        carry_out(row, at=at, look=partial(diagnose_site, look=seen))

    def gathered(
        self,
        site: str,
        *,
        at: datetime,
        uplink: Uplink,
        kind: Kind | None,
        fell: datetime,
        **_how: object,
    ) -> Gathered:
        """What a look would have had: who answers, the near end's ports, and their raw output."""
        topology = self._known.topology
        failed = {
            Kind.LINK: Element(Kind.LINK, uplink.key),
            Kind.NODE: Element(Kind.NODE, uplink.far),
        }
        heard = topology.hears([failed[kind]] if kind else [])
        silent = [key for key in topology.vertex if key not in heard]
        views = {
            node: _view(self._names.get(node, node), port, up=kind is None)
            for node, port in self._told_by(uplink, kind)
        }
        looked = LookedAt(
            topology=topology,
            site=site,
            at=at,
            zone=timezone.get_default_timezone(),
            sights={key: _sight(key, at, key in heard) for key in topology.vertex},
            views=views,
            ports=self._ports,
            names=self._names,
            changes=tuple(RecentChange(fell, key, Told(_FELL), fell=True) for key in silent[:20]),
        )
        return Gathered(
            looked, {node: (_raw(view, at),) for node, view in views.items()}, {}, {}, ()
        )

    def _told_by(self, uplink: Uplink, kind: Kind | None) -> Iterator[tuple[str, str]]:
        """The living ends that tell of the failure, with their ports: all that lead to a node."""
        if kind is not Kind.NODE:
            if uplink.port:
                yield uplink.near, uplink.port
            return
        for element, named in self._known.named.items():
            ends = dict(named.ends) if element.kind is Kind.LINK else {}
            if uplink.far in ends:
                yield from (
                    (node, port) for node, port in ends.items() if node != uplink.far and port
                )


def _view(name: str, port: str, *, up: bool) -> DeviceView:
    told = Interface(name=port, admin=UP, oper=UP if up else DOWN)
    return DeviceView(system=System(name=name), interfaces=(told,))


def _raw(view: DeviceView, at: datetime) -> RawOutput:
    lines = (f"{port.name} admin {port.admin} oper {port.oper}" for port in view.interfaces)
    return raw_output("SNMP IF-MIB (contoh)", "\n".join((*lines, "")), at=at)


def _sight(node: str, at: datetime, answers: bool) -> NodeSight:
    if not answers:
        return NodeSight(node, Seen.UNREACHABLE, at, answer="timeout", sent=3)
    return NodeSight(node, Seen.REACHABLE, at, rtt_ms=0.9, answer="ok", sent=3)

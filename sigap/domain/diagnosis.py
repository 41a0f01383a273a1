"""What is wrong with a site's network: the causes, how sure they are, and what to do.

How a verdict is reached stands in docs/diagnosis.md. The laws (proved in the tests):

- where nothing is wrong no cause is named, and while the prober is in trouble none ever is;
- of a single failure the cause or one of its alternatives is that failure, and the sites named
  are exactly those that it cuts off;
- what answers is never told as cut off; what is only mute or unmanaged is never an outage;
- the order of what is told changes nothing.
"""

from typing import Final

from sigap.domain import diagnosis_notes as notes
from sigap.domain.diagnosis_faults import HARMLESS, Called, harmless, outages, signs
from sigap.domain.diagnosis_json import as_json, from_json
from sigap.domain.diagnosis_judged import Judged, judged, stale_ports
from sigap.domain.diagnosis_model import (
    Cause,
    Confidence,
    Evidence,
    FaultClass,
    LookedAt,
    NodeSight,
    OpenCase,
    Proposal,
    RecentChange,
    Recovery,
    SiteDiagnosis,
    State,
    Way,
)
from sigap.domain.diagnosis_proposal import proposal
from sigap.domain.diagnosis_scene import Scene, scene_of
from sigap.domain.evidence import Told
from sigap.domain.topology import Element
from sigap.domain.topology_cause import common_cause
from sigap.domain.topology_graph import way_to
from sigap.domain.topology_impact import Verdict, impact

__all__ = [
    "Cause",
    "Confidence",
    "Evidence",
    "FaultClass",
    "LookedAt",
    "NodeSight",
    "OpenCase",
    "Proposal",
    "RecentChange",
    "Recovery",
    "SiteDiagnosis",
    "State",
    "Way",
    "as_json",
    "diagnose",
    "from_json",
    "recovered",
]


MOST_OTHERS: Final = 20
"""Of causes that do not touch the site, the rest is told as a number."""
_GRAVE: Final = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)


def diagnose(looked: LookedAt) -> SiteDiagnosis:
    """What these looks say of the site. The order in which they come changes nothing.

    While the prober itself is in trouble no cause is ever called. What answers is never counted
    as cut off. A device that is only mute, or whose SNMP or SSH alone is silent, is told and never
    makes a site less than well.
    """
    scene = scene_of(looked)
    vertices = looked.topology.sites[looked.site].vertices if _is_known(looked) else ()
    keys = looked.topology.graph.keys
    own = tuple(keys[vertex] for vertex in vertices)
    path = _path(looked)
    if not looked.prober_well:
        return _concluded(scene, State.UNSEEN, (), path, (notes.blind(),))
    found = common_cause(looked.topology, scene.observations)
    taken = judged(found.findings, scene)
    muted = tuple(sorted({*scene.muted, *found.muted}))
    causes, left_out = _bounded(_causes(scene, taken, muted))
    told = (
        *(() if own else (notes.unknown_site(),)),
        *notes.of_answers(scene, found.strays, stale_ports(found.findings, taken)),
        *notes.on_the_way(scene, path, own),
        *notes.of_cases(looked, causes, path),
        *notes.of_changes(looked, path, own),
        *notes.of_others(left_out),
    )
    state = _state(scene, taken, causes, [key for key in own if key in muted or scene.answers(key)])
    return _concluded(scene, state, causes, path, told)


def recovered(before: SiteDiagnosis | None, after: SiteDiagnosis) -> Recovery:
    """Whether the site is well again: by how it stands after, and beside how it stood before.

    Partly: it is reached again but still impaired, or some of its causes went and none came.
    """
    if after.state is State.UNSEEN:
        return Recovery.TAK_PASTI
    if after.state is State.WELL:
        return Recovery.PULIH
    if after.state is State.DOWN or before is None:
        return Recovery.BELUM
    if before.state is State.DOWN:
        return Recovery.SEBAGIAN
    was, now = _named(before), _named(after)
    return Recovery.SEBAGIAN if now < was else Recovery.BELUM


def _named(diagnosis: SiteDiagnosis) -> set[tuple[Element, FaultClass]]:
    return {(cause.element, cause.fault) for cause in diagnosis.ours}


def _is_known(looked: LookedAt) -> bool:
    return looked.site in looked.topology.sites


def _path(looked: LookedAt) -> tuple[str, ...]:
    """The usual way to the node of the site that is nearest to the office."""
    graph = looked.topology.graph
    vertices = looked.topology.sites[looked.site].vertices if _is_known(looked) else ()
    nearest = min(vertices, key=lambda vertex: (graph.hops[vertex], vertex), default=None)
    return way_to(graph, nearest) if nearest is not None else ()


def _causes(scene: Scene, taken: tuple[Judged, ...], muted: tuple[str, ...]) -> tuple[Called, ...]:
    ailing = {sign.link for sign in (*scene.loss.links, *scene.delays)}
    causes = (
        *outages(taken, scene),
        *signs(scene),
        *harmless(muted, scene, ailing),
    )
    return tuple(sorted(causes, key=lambda called: _gravity(called, scene.looked.site)))


def _bounded(causes: tuple[Called, ...]) -> tuple[tuple[Called, ...], int]:
    """All causes of the site and the gravest of the others; how many of those are left out."""
    kept = sum(called.cause.ours for called in causes) + MOST_OTHERS
    return causes[:kept], max(0, len(causes) - kept)


def _gravity(called: Called, site: str) -> tuple[bool, bool, bool, int, int, Element, str]:
    cause = called.cause
    return (
        not cause.ours,
        cause.fault in HARMLESS,
        site not in called.cut_off,
        -len(cause.sites),
        _GRAVE.index(cause.confidence),
        cause.element,
        cause.fault,
    )


def _state(
    scene: Scene, taken: tuple[Judged, ...], causes: tuple[Called, ...], alive: list[str]
) -> State:
    """Down when all failures together leave nothing of the site reached."""
    failed = [each.cut for each in taken if not each.finding.unsettled]
    fallen = impact(scene.looked.topology, failed).verdict(scene.looked.site)
    if fallen is Verdict.UNREACHABLE:
        return State.DOWN
    if any(called.cause.ours for called in causes):
        return State.IMPAIRED
    return State.WELL if alive else State.UNSEEN


def _concluded(
    scene: Scene,
    state: State,
    causes: tuple[Called, ...],
    path: tuple[str, ...],
    told: tuple[Told, ...],
) -> SiteDiagnosis:
    return SiteDiagnosis(
        site=scene.looked.site,
        at=scene.looked.at,
        state=state,
        causes=tuple(called.cause for called in causes),
        proposal=proposal(state, causes, scene),
        path=path,
        notes=told,
    )

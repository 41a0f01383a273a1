"""The causes of a scene: outages, loss and delay, and what looks like a fault and is none."""

from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from sigap.domain import diagnosis_evidence as evidence
from sigap.domain import diagnosis_words as said
from sigap.domain.diagnosis_judged import Judged, Other, Spot
from sigap.domain.diagnosis_model import Cause, Confidence, FaultClass
from sigap.domain.diagnosis_scene import Scene
from sigap.domain.diagnosis_signs import Sign
from sigap.domain.evidence import Told
from sigap.domain.topology import Element, Kind, Topology
from sigap.domain.topology_cause import Ask
from sigap.domain.topology_impact import Verdict, impact
from sigap.domain.topology_seen import PortState

HARMLESS: Final = (FaultClass.MANAGEMENT, FaultClass.MUTED)
"""What is told and is never a disturbance."""
LOSSY: Final = 0.2
"""With more loss than this, silence of SNMP or SSH says nothing of the device."""
_SUPPLIED: Final = (FaultClass.LINK, FaultClass.LOSS, FaultClass.UNKNOWN)


class Called(NamedTuple):
    """A cause with the place from which it is looked at; `cut_off` are sites it parts wholly."""

    cause: Cause
    spot: Spot
    provider: str = ""
    cut_off: frozenset[str] = frozenset()


def outages(taken: Collection[Judged], scene: Scene) -> Iterator[Called]:
    """One cause for each finding, with the sites that it cuts off."""
    for each, hurt in zip(taken, _hurt(taken, scene), strict=True):
        settled = not each.finding.unsettled
        provider = scene.looked.provider.get(each.spot.link, "")
        if each.cut.kind is Kind.NODE or each.fault not in _SUPPLIED:
            provider = ""
        began = evidence.port_changed(each, scene.looked) or evidence.fell(each, scene.looked)
        what = said.since(said.supplied(_what(each, scene), provider), began, scene.looked)
        sites, agencies = tuple(sorted(hurt)), _agencies(hurt, scene)
        hit = said.affected(what, len(sites), len(agencies)) if sites else said.spared(what)
        cause = Cause(
            element=each.element,
            fault=FaultClass.PROVIDER if provider and settled else each.fault,
            confidence=confidence(each),
            told=hit,
            since=began,
            evidence=evidence.of_outage(each, scene),
            alternatives=tuple(_alternative(other, scene) for other in each.others),
            sites=sites,
            agencies=agencies,
            ours=scene.looked.site in sites,
            others=tuple(other.element for other in each.others),
        )
        whole = (site for site, verdict in hurt.items() if verdict is Verdict.UNREACHABLE)
        yield Called(cause, each.spot, provider, frozenset(whole) if settled else frozenset())


def confidence(judged: Judged) -> Confidence:
    """How sure a cause is, and nothing else decides it:

    - high: a living device tells it of its own ports (shut, or down), and nothing else would look
      the same;
    - medium: a port that is down speaks for it and what would look the same stands beside it (a
      cut cable and a device without power); or packets that go round, or a missing way where a
      neighbour is heard, prove a lost route;
    - low: everything else: ports are not known or up, a device in between was not looked at,
      answers come and go.
    """
    finding = judged.finding
    if finding.unsettled or any(each.ask is Ask.PROBE for each in finding.alternatives):
        return Confidence.LOW
    if judged.fault is FaultClass.ROUTING:
        return Confidence.MEDIUM
    dark = {border.port for border in finding.borders} <= {PortState.DOWN, PortState.SHUT}
    if not dark or not finding.borders or judged.fault is FaultClass.UNKNOWN:
        return Confidence.LOW
    return Confidence.MEDIUM if judged.others else Confidence.HIGH


def _hurt(taken: Collection[Judged], scene: Scene) -> list[dict[str, Verdict]]:
    """The sites that each cuts off alone, and those cut off only because several fail together."""
    topology = scene.looked.topology
    found = [_lost(topology, [each.cut]) for each in taken]
    every = [each.cut for each in taken if not each.finding.unsettled]
    together = _lost(topology, every)
    claimed = {site for alone in found for site in alone}
    if together.keys() <= claimed:
        return found
    for each, alone in zip(taken, found, strict=True):
        without = _lost(topology, [cut for cut in every if cut != each.cut])
        alone |= {
            site: verdict
            for site, verdict in together.items()
            if site not in claimed and site not in without
        }
    return found


def _lost(topology: Topology, failed: Collection[Element]) -> dict[str, Verdict]:
    return {hit.site: hit.verdict for hit in impact(topology, failed).hits if hit.lost}


def _what(judged: Judged, scene: Scene) -> Told:
    looked, spot = scene.looked, judged.spot
    params = {
        "link": link_name(spot.link, scene),
        "near": looked.name(spot.near),
        "far": looked.name(spot.far),
        "port": said.port_named(spot.port, looked.name(spot.far)),
        "count": len(judged.finding.borders),
    }
    return said.filled(said.CAUSES[judged.word], params)


def link_name(link: str, scene: Scene) -> str:
    """A link as people call it, by its ends where it has no name of its own."""
    if not link:
        return ""
    looked = scene.looked
    near, far = scene.ends(link)
    return looked.names.get(link) or f"{looked.name(near)}–{looked.name(far)}"


def _alternative(other: Other, scene: Scene) -> Told:
    is_link = other.element.kind is Kind.LINK
    key = other.element.key
    what = link_name(key, scene) if is_link else scene.looked.name(key)
    return said.filled(
        said.ALTERNATIVES[other.word], {"what": what, "at": scene.looked.name(other.at)}
    )


def _agencies(sites: Iterable[str], scene: Scene) -> tuple[str, ...]:
    places = scene.looked.topology.sites
    return tuple(sorted({places[site].place.agency for site in sites} - {""}))


def signs(scene: Scene) -> Iterator[Called]:
    """The links that lose or delay packets; where one does both it is full."""
    full = {sign.link for sign in scene.delays}
    for sign in scene.delays:
        params: dict[str, object] = {"ms": round(sign.amount)}
        yield _sign(sign, FaultClass.CONGESTION, "congestion", params, scene)
    for sign in scene.loss.links:
        if sign.link not in full:
            percent = round(sign.amount * 100)
            yield _sign(sign, FaultClass.LOSS, "loss", {"percent": percent}, scene)


def _sign(
    sign: Sign, fault: FaultClass, word: str, params: dict[str, object], scene: Scene
) -> Called:
    """High is kept for what a device says of itself; one measured node alone is little."""
    element = scene.link(sign.link)
    near, far = scene.ends(element.key)
    sites = _behind(sign, scene)
    agencies = _agencies(sites, scene)
    measured = sign.clean and len(sign.behind) > 1 and not sign.others
    provider = scene.looked.provider.get(element.key, "")
    told = said.filled(said.CAUSES[word], {**params, "link": link_name(element.key, scene)})
    others = tuple(Other(scene.link(each), "loss", "") for each in sign.others)
    cause = Cause(
        element=element,
        fault=fault,
        confidence=Confidence.MEDIUM if measured else Confidence.LOW,
        told=said.affected(said.supplied(told, provider), len(sites), len(agencies)),
        since=None,
        evidence=evidence.of_sign(sign, scene, late=fault is FaultClass.CONGESTION),
        alternatives=tuple(_alternative(other, scene) for other in others),
        sites=sites,
        agencies=agencies,
        ours=scene.looked.site in sites,
        others=tuple(other.element for other in others),
    )
    port = scene.looked.ports.get((element.key, near), "")
    return Called(cause, Spot(element.key, near, far, port), provider)


def _behind(sign: Sign, scene: Scene) -> tuple[str, ...]:
    """The sites with a node that packets reach over this link alone."""
    nodes = (node for node, way in scene.ways.items() if sign.link in way.links)
    return tuple(sorted({scene.site_of(node) for node in nodes} - {""}))


def harmless(muted: Iterable[str], scene: Scene, ailing: Collection[int]) -> Iterator[Called]:
    """Devices that keep silent and live, and those whose SNMP or SSH alone is silent.

    Behind a link that loses or delays packets the latter says nothing (`ailing`, by number).
    """
    for node in muted:
        sure = scene.answers(node) or _carries(node, scene)
        yield _harmless(node, FaultClass.MUTED, sure, scene)
    for node, sight in sorted(scene.looked.sights.items()):
        lossy = sight.sent and LOSSY < sight.loss < 1
        if node not in scene.seen or sight.managed is not False or lossy:
            continue
        way = scene.ways.get(node)
        clear = way is None or not set(way.links) & set(ailing)
        if clear and scene.answers(node):
            yield _harmless(node, FaultClass.MANAGEMENT, True, scene)


def _carries(node: str, scene: Scene) -> bool:
    """Whether something answers to which no other way leads."""
    topology = scene.looked.topology
    behind = topology.cuts.lost_with(topology.vertex[node])
    return any(scene.answers(topology.graph.keys[vertex]) for vertex in behind)


def _harmless(node: str, fault: FaultClass, sure: bool, scene: Scene) -> Called:
    word = "muted" if fault is FaultClass.MUTED else "management"
    what = ", ".join(scene.looked.sights[node].unmanaged) or "SNMP/SSH"
    params = {"far": scene.looked.name(node), "what": what}
    cause = Cause(
        element=Element(Kind.NODE, node),
        fault=fault,
        confidence=Confidence.HIGH if sure else Confidence.MEDIUM,
        told=said.filled(said.CAUSES[word], params),
        since=None,
        evidence=(evidence.of_node(node, said.filled(said.SHOWN[word], params), scene),),
        alternatives=(),
        sites=(),
        agencies=(),
        ours=False,
    )
    return Called(cause, Spot("", node, node, ""))

"""What kind of fault a finding is: by the ports at its border, by routes, and by what is usual.

What the common cause cannot tell apart is decided by one rule, and the rest stays an alternative:
a port that is down speaks for a cut cable; all ports towards one device down speak for a device
without power; a port that is up although everything behind it keeps silent speaks for a link that
carries nothing, since a converter, a radio or a provider in between keeps the light of a port on.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from ipaddress import ip_address, ip_network
from typing import Final, NamedTuple, TypeVar

from sigap.domain.answers import Answer
from sigap.domain.deviceview import DeviceView
from sigap.domain.diagnosis_model import FaultClass
from sigap.domain.diagnosis_scene import Scene
from sigap.domain.portnames import same_port
from sigap.domain.topology import Element, Kind
from sigap.domain.topology_cause import Alternative, Ask, Border, Finding
from sigap.domain.topology_seen import PortState, Seen

Read = TypeVar("Read")


class Spot(NamedTuple):
    """Where to stand: a link, its end that is alive, its end that is not, and the live port."""

    link: str
    near: str
    far: str
    port: str


class Other(NamedTuple):
    """What would look the same: the element, a word of `ALTERNATIVES`, and where to look."""

    element: Element
    word: str
    at: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding with its kind. `cut` is what failed in the graph; `word` is one of `CAUSES`.

    `element` is what people are told, which for a lost route is the device that lacks it.
    """

    cut: Element
    element: Element
    fault: FaultClass
    word: str
    spot: Spot
    others: tuple[Other, ...]
    finding: Finding


def judged(findings: Iterable[Finding], scene: Scene) -> tuple[Judged, ...]:
    """The findings with their kinds, without those that what answers contradicts."""
    every = [each for finding in findings for each in _split(finding)]
    kept: list[Finding] = [finding for finding in every if finding.explains]
    for finding in every:
        # A port that was read a moment too early: what hangs on it answers.
        if not finding.explains and not _contradicted([*kept, finding], scene):
            kept.append(finding)
    return tuple(_judged(finding, scene) for finding in every if finding in kept)


def stale_ports(findings: Iterable[Finding], taken: Iterable[Judged]) -> tuple[Border, ...]:
    """The borders of the findings that `judged` left out."""
    used = {border for each in taken for border in each.finding.borders}
    borders = {border: None for each in findings for border in each.borders}
    return tuple(border for border in borders if border not in used)


def _split(finding: Finding) -> Iterator[Finding]:
    """Ports that were shut by hand leave no doubt, so each is a cause of its own."""
    shut = [border for border in finding.borders if border.port is PortState.SHUT]
    if not shut or finding.cause.kind is Kind.LINK:
        yield finding
        return
    rest = tuple(border for border in finding.borders if border not in shut)
    for border in shut:
        link = Element(Kind.LINK, border.link)
        yield replace(finding, cause=link, alternatives=(), borders=(border,))
    if len(rest) == 1:
        link, ask = Element(Kind.LINK, rest[0].link), _ask(rest[0])
        other = Alternative(finding.cause, ask, rest[0].link)
        yield replace(finding, cause=link, alternatives=(other,), borders=rest)
    elif rest:
        yield replace(finding, borders=rest)


def _ask(border: Border) -> Ask:
    return {None: Ask.PORT, PortState.UP: Ask.PASSAGE}.get(border.port, Ask.POWER)


def _contradicted(findings: Iterable[Finding], scene: Scene) -> bool:
    """Whether something that answers would be cut off by these causes together."""
    topology = scene.looked.topology
    heard = topology.hears([finding.cause for finding in findings])
    away = set(topology.islands())
    return any(
        what is Seen.REACHABLE and key not in heard and key not in away
        for key, what in scene.seen.items()
    )


def _judged(finding: Finding, scene: Scene) -> Judged:
    border = finding.borders[0] if finding.borders else None
    spot = _spot(border, scene) if border else Spot("", "", finding.cause.key, "")
    cause, others = _likeliest(finding, border)
    fault, word = _kind(finding, cause, border)
    found = Judged(
        cut=cause,
        element=cause,
        fault=fault,
        word=word,
        spot=spot if cause.key in spot[:3] else _deeper(cause, spot, scene),
        others=tuple(_other(each, spot, border) for each in others),
        finding=finding,
    )
    if word not in ("passes-nothing", "hung") or border is None:
        return found
    return _routed(found, border, scene)


def _spot(border: Border, scene: Scene) -> Spot:
    """The end that says it, of two that say the same the last good one."""
    ends = (border.last_good, border.first_bad)
    told = [end for end in ends if scene.ports.get((border.link, end)) is border.port]
    near = told[0] if told and border.port else border.last_good
    far = ends[near == ends[0]]
    return Spot(border.link, near, far, scene.looked.ports.get((border.link, near), ""))


def _deeper(cause: Element, spot: Spot, scene: Scene) -> Spot:
    """A cause beyond the border: its own ends, of which nobody has said anything."""
    if cause.kind is Kind.NODE:
        return spot._replace(far=cause.key)
    near, far = scene.ends(cause.key)
    return Spot(cause.key, near, far, scene.looked.ports.get((cause.key, near), ""))


def _likeliest(finding: Finding, border: Border | None) -> tuple[Element, tuple[Alternative, ...]]:
    """The cause, and what else it may be: behind one port that is up, the link first."""
    lit = border is not None and border.port is PortState.UP and len(finding.borders) == 1
    link = Element(Kind.LINK, border.link if border else "")
    if not lit or border is None or link not in [each.element for each in finding.alternatives]:
        return finding.cause, finding.alternatives
    instead = Alternative(finding.cause, Ask.PASSAGE, border.link)
    rest = [each for each in finding.alternatives if each.element != link]
    return link, (instead, *rest)


def _kind(finding: Finding, cause: Element, border: Border | None) -> tuple[FaultClass, str]:
    states = {each.port for each in finding.borders}
    if finding.unsettled:
        return FaultClass.LOSS, "unsettled"
    if border is None:
        return FaultClass.UNKNOWN, "silent"
    if not any(cause.key in (each.link, each.first_bad) for each in finding.borders):
        return FaultClass.UNKNOWN, "unseen-port"
    if cause.kind is Kind.NODE:
        if PortState.UP in states:
            return FaultClass.HUNG, "hung"
        if states == {None}:
            return FaultClass.UNKNOWN, "unseen-port"
        return FaultClass.POWER, "power"
    return {
        PortState.SHUT: (FaultClass.SHUT, "shut"),
        PortState.DOWN: (FaultClass.LINK, "link"),
        PortState.UP: (FaultClass.LOSS, "passes-nothing"),
        None: (FaultClass.UNKNOWN, "unseen-port"),
    }[border.port]


def _other(each: Alternative, spot: Spot, border: Border | None) -> Other:
    is_link = each.element.kind is Kind.LINK
    if each.ask is Ask.PROBE or border is None:
        return Other(each.element, "probe-link" if is_link else "probe-node", each.at)
    if each.ask is Ask.PORT:
        return Other(each.element, "unseen-link" if is_link else "unseen-node", spot.near)
    if each.ask is Ask.POWER:
        return Other(each.element, "link" if is_link else "power", spot.near)
    return Other(each.element, "passes-nothing" if is_link else "hung", spot.near)


_LOST: Final = (Answer.NO_ROUTE, Answer.LOOP)


def _routed(found: Judged, border: Border, scene: Scene) -> Judged:
    """The same, or a lost route: where routers said so and the table of the last good one agrees.

    A router says "no route" also of a neighbour whose hardware address it cannot learn, and where
    routes are learnt one is lost with its link; so these are only alternatives. A packet that goes
    round is proof, and so is a way that is missing while a neighbour is heard behind the port.
    """
    sights = scene.looked.sights
    said = {sights[key].answer for key in found.finding.explains if key in sights}
    if said.isdisjoint(_LOST) or len(found.finding.borders) > 1:
        return found
    near = Element(Kind.NODE, border.last_good)
    knows = _knows_way(found, scene)
    instead = (Other(found.element, found.word, found.spot.near), *found.others)
    routed = replace(found, element=near, fault=FaultClass.ROUTING, others=instead)
    if Answer.LOOP in said:
        return replace(routed, word="loop")
    if knows is True:
        return found
    if knows is False and _meets(scene.looked.views[found.spot.near], found.spot.port):
        return replace(routed, word="no-route")
    return replace(found, others=(*found.others, Other(near, "no-route", border.last_good)))


def _knows_way(found: Judged, scene: Scene) -> bool | None:
    """Whether the last good device has a route to the first bad one; None if nobody can say."""
    view = scene.looked.views.get(found.spot.near)
    address = scene.looked.addresses.get(found.spot.far, "")
    if view is None or not address or not view.routes:
        return None
    return _has_route(view, address, found.spot.port)


def _has_route(view: DeviceView, address: str, port: str) -> bool | None:
    """Whether a route of its own leads there; the default one leaves it open if it may."""
    wanted = _read(ip_address, address)
    if wanted is None:
        return None
    by_default = False
    for route in view.routes:
        net = _read(ip_network, route.destination)
        if net is None or net.version != wanted.version or wanted not in net:
            continue
        if net.prefixlen:
            return True
        by_default |= not (route.interface and port) or same_port(route.interface, port)
    return None if by_default else False


def _meets(view: DeviceView, port: str) -> bool:
    """Whether the device hears a neighbour behind this port (LLDP, CDP, MNDP): it carries."""
    return any(same_port(each.interface, port) for each in view.neighbours)


def _read(kind: Callable[[str], Read], text: str) -> Read | None:
    try:
        return kind(text)
    except ValueError:
        return None

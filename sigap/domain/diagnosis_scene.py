"""From what was looked at to what may be concluded from: silence that means something, and ports.

A device that keeps silent to the ping and yet speaks otherwise is alive; a device behind a lossy
link that answered nothing may only have had bad luck; a port counts as its own device tells it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.answers import Answer
from sigap.domain.deviceview import Interface
from sigap.domain.diagnosis_model import LookedAt, NodeSight
from sigap.domain.diagnosis_signs import Loss, Sign, delays, losses
from sigap.domain.diagnosis_ways import Passage, passages
from sigap.domain.topology import Element, Kind
from sigap.domain.topology_graph import MIDDLE
from sigap.domain.topology_seen import Observations, Port, PortState, Seen

USUAL_SENT: Final = 3
"""How many requests a look has that does not say how many it had."""
_NOT_ASKED: Final = (Answer.UNUSABLE, Answer.PROBER_BROKEN)
_DEAD: Final = (view.DOWN, view.LOWER_DOWN, view.ABSENT)


@dataclass(frozen=True, slots=True, eq=False)
class Scene:
    """What was looked at, read: `muted` are silent and alive, `doubtful` silent behind loss."""

    looked: LookedAt
    seen: Mapping[str, Seen]
    ports: Mapping[tuple[str, str], PortState]
    muted: tuple[str, ...]
    doubtful: tuple[str, ...]
    ways: Mapping[str, Passage]
    loss: Loss
    delays: tuple[Sign, ...]

    @property
    def observations(self) -> Observations:
        """What the search for the common cause is told."""
        ports = sorted(Port(link, node, state) for (link, node), state in self.ports.items())
        doubtful = dict.fromkeys(self.doubtful, Seen.UNKNOWN)
        return Observations({**self.seen, **doubtful}, tuple(ports))

    def link(self, number: int) -> Element:
        """The link of this number."""
        return Element(Kind.LINK, self.looked.topology.graph.links[number])

    def ends(self, link: str) -> tuple[str, str]:
        """The two nodes that a link joins, the one nearer to the office first."""
        graph = self.looked.topology.graph
        a, b = graph.ends[self.looked.topology.link[link]]
        far = graph.hops[a] < 0 or (0 <= graph.hops[b] < graph.hops[a])
        near_first = (b, a) if far else (a, b)
        return graph.keys[near_first[0]], graph.keys[near_first[1]]

    def answers(self, node: str) -> bool:
        """Whether a node was heard, by whatever it spoke."""
        return self.seen.get(node) is Seen.REACHABLE

    def site_of(self, node: str) -> str:
        """The site at which a node stands; "" where none is known."""
        return self.looked.topology.site_of[self.looked.topology.vertex[node]]


def scene_of(looked: LookedAt) -> Scene:
    """What these looks mean, before any cause is sought."""
    known = looked.topology.vertex
    sights = {key: looked.sights[key] for key in sorted(looked.sights) if key in known}
    muted = [key for key, sight in sights.items() if _is_muted(sight)]
    seen = {key: _seen(sight) for key, sight in sights.items()}
    ports = _ports(looked)
    down = {looked.topology.link[link] for (link, _), what in ports.items() if what != PortState.UP}
    ways = passages(looked.topology, down)
    loss = losses(sights, ways)

    def unlucky(key: str) -> bool:
        sent = sights[key].sent or USUAL_SENT
        return key in ways and loss.may_silence(ways[key], sent)

    silent = [key for key, what in seen.items() if what is Seen.UNREACHABLE and key in ways]
    doubtful = (key for key in silent if down.isdisjoint(ways[key].links) and unlucky(key))
    late = delays(sights, ways, known)
    return Scene(
        looked=looked,
        seen=seen,
        ports=ports,
        # One that only lost every ping on its way is not mute.
        muted=tuple(key for key in muted if not unlucky(key)),
        doubtful=tuple(doubtful),
        ways=ways,
        loss=loss,
        delays=late,
    )


def _is_muted(sight: NodeSight) -> bool:
    if sight.answer == Answer.MUTED:
        return True
    return sight.seen is Seen.UNREACHABLE and sight.managed is True


def _seen(sight: NodeSight) -> Seen:
    if sight.answer in _NOT_ASKED:
        return Seen.UNKNOWN
    answered = sight.sent > 0 and sight.loss < 1 and sight.seen is not Seen.UNREACHABLE
    return Seen.REACHABLE if answered or _is_muted(sight) else sight.seen


def _ports(looked: LookedAt) -> dict[tuple[str, str], PortState]:
    """What each device that was read says of its ports towards links that we know."""
    graph, found = looked.topology.graph, {}
    for (link, node), name in sorted(looked.ports.items()):
        if link not in looked.topology.link or node not in looked.views:
            continue
        ends = graph.ends[looked.topology.link[link]]
        port = looked.views[node].interface(name)
        state = port_state(port) if port else None
        if state is not None and looked.topology.vertex.get(node, MIDDLE) in ends:
            found[link, node] = state
    return found


def port_state(port: Interface) -> PortState | None:
    """What a port says of itself in the words of the topology; None where it says neither."""
    if port.oper == view.UP:
        return PortState.UP
    if port.admin == view.DOWN:
        return PortState.SHUT
    return PortState.DOWN if port.oper in _DEAD else None

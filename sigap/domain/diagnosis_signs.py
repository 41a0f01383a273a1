"""Loss and delay: on which link they begin.

Loss is laid on links by likelihood: each node answered so many of so many requests, what survives
a way is the product of what survives its links, and a link is named only where that makes what
was seen far likelier than without it. Delay adds up along a way: a link is named where everything
behind it waits longer than what is before it.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import log
from typing import Final, NamedTuple

from sigap.domain.diagnosis_model import NodeSight
from sigap.domain.diagnosis_ways import Passage

HEALTHY: Final = 0.99
"""What survives a healthy way: one packet in a hundred may be late or lost anywhere."""
CONVINCED: Final = 5.0
"""By how much (natural logarithm) a lossy link must make it likelier: about 150 times. One lost
packet of ten never does."""
JUMP_MS: Final = 60.0
"""How much longer everything behind a link must wait."""
JUMP_TIMES: Final = 3.0
"""And how many times as long: a full queue keeps one packet much longer than the next."""
CHANCE: Final = 0.001
"""Silence that loss alone brings about more often than this says nothing of its node."""
_GRID: Final = tuple(number / 100 for number in range(1, 100))


class Sample(NamedTuple):
    """What one node answered: over which links, how many requests, how many answers."""

    node: str
    links: tuple[int, ...]
    sent: int
    got: int


@dataclass(frozen=True, slots=True)
class Sign:
    """A link behind which packets are lost or late.

    `amount` is the share lost there and back, or milliseconds; `behind` the nodes that show it;
    `others` the links that would look the same because nobody looked in between; `clean` says that
    a node before it was seen to be free of it (and, of delay, that the link is not just long).
    """

    link: int
    amount: float
    behind: tuple[str, ...]
    others: tuple[int, ...] = ()
    clean: bool = False


@dataclass(frozen=True, slots=True)
class Loss:
    """All lossy links, and nodes that drop requests to themselves and pass on everything else."""

    links: tuple[Sign, ...] = ()
    shy: tuple[str, ...] = ()
    surviving: Mapping[int, float] = field(default_factory=dict)

    def may_silence(self, way: Passage, sent: int) -> bool:
        """Whether loss on its way alone may have swallowed every request to a node."""
        survives = 1.0
        for link in way.links:
            survives *= self.surviving.get(link, 1.0)
        return survives < 1.0 and (1.0 - survives) ** max(sent, 1) > CHANCE


def losses(sights: Mapping[str, NodeSight], ways: Mapping[str, Passage]) -> Loss:
    """The lossy links that the answers of these nodes speak for.

    Only nodes that answered something and to which one way leads are read.
    """
    samples = [
        Sample(node, ways[node].links, sight.sent, sight.sent - round(sight.loss * sight.sent))
        for node, sight in sorted(sights.items())
        if node in ways and ways[node].sure and sight.sent and sight.loss < 1
    ]
    if all(sample.got == sample.sent for sample in samples):
        return Loss()
    fit = _Fit(samples)
    fit.grow()
    fit.prune()
    return fit.told()


class _Fit:
    """Greedy search for the fewest lossy elements: links by number, nodes themselves as ~place."""

    def __init__(self, samples: list[Sample]) -> None:
        self._samples = samples
        self._over: dict[int, list[int]] = {}
        for place, sample in enumerate(samples):
            for element in (*sample.links, ~place):
                self._over.setdefault(element, []).append(place)
        self._survives: dict[int, float] = {}

    def grow(self) -> None:
        """Take the likeliest element again and again, until none convinces any more."""
        hurt = [sample for sample in self._samples if sample.got < sample.sent]
        links = {link for sample in hurt for link in sample.links}
        own = {~place for place, each in enumerate(self._samples) if each.got < each.sent}
        # Of equal gain a link before a node, and of links the one nearest to the office.
        depth = {link: each.links.index(link) for each in hurt for link in each.links}
        order = [*sorted(links, key=lambda link: (depth[link], link)), *sorted(own)]
        while len(self._survives) < len(order):
            offers = [(each, *self._best(each)) for each in order if each not in self._survives]
            element, share, gain = max(offers, key=lambda offer: offer[2])
            if gain < CONVINCED:
                return
            self._survives[element] = share
            for _round in range(2):
                self._fit_again()

    def prune(self) -> None:
        """Let go what later elements explain as well."""
        for element in sorted(self._survives, key=lambda each: (each >= 0, each)):
            if self._best(element)[1] < CONVINCED:
                del self._survives[element]
                self._fit_again()

    def told(self) -> Loss:
        """What was found, links nearest to the office first."""
        links = [element for element in self._survives if element >= 0]
        return Loss(
            links=tuple(self._sign(link) for link in sorted(links)),
            shy=tuple(self._samples[~each].node for each in sorted(self._survives) if each < 0),
            surviving={link: self._survives[link] for link in links},
        )

    def _fit_again(self) -> None:
        for element in sorted(self._survives):
            self._survives[element] = self._best(element)[0]

    def _best(self, element: int) -> tuple[float, float]:
        """What most likely survives this element, all others given, and what naming it gains."""
        alike: Counter[float] = Counter()
        lost: Counter[float] = Counter()
        for place in self._over[element]:
            sample = self._samples[place]
            base = self._base(place, element)
            alike[base] += sample.got
            lost[base] += sample.sent - sample.got
        if not any(lost.values()):
            return 1.0, 0.0

        def likelihood(share: float) -> float:
            return sum(
                alike[base] * log(base * share) + lost[base] * log(1 - base * share)
                for base in alike
            )

        if len(alike) == 1:
            ((base, got),) = alike.items()
            share = min(1.0, max(0.01, got / (got + lost[base]) / base))
        else:
            share = max(_GRID, key=likelihood)
        return share, likelihood(share) - likelihood(1.0)

    def _base(self, place: int, without: int) -> float:
        survives = HEALTHY
        for element in (*self._samples[place].links, ~place):
            if element != without:
                survives *= self._survives.get(element, 1.0)
        return round(survives, 6)

    def _sign(self, link: int) -> Sign:
        behind = self._over[link]
        others = (each for each in self._samples[behind[0]].links if self._over[each] == behind)
        before = [sample for sample in self._samples if link not in sample.links]
        return Sign(
            link=link,
            amount=1 - self._survives[link],
            behind=tuple(self._samples[place].node for place in behind),
            others=tuple(each for each in others if each != link),
            clean=bool(before),
        )


def excess(sight: NodeSight) -> float | None:
    """How many milliseconds longer than usual a node's answer took; None if nobody measured.

    The worse of a small packet and a train of full frames: behind a full queue both wait, on a
    narrow line only the train does. Where nothing usual is known it is taken to be nothing: across
    a city a link needs far less than `JUMP_MS`.
    """
    told = [each for each in (sight.rtt_ms, sight.large_rtt_ms) if each is not None]
    return max(0.0, max(told) - (sight.usual_rtt_ms or 0.0)) if told else None


def _is_unusual(sight: NodeSight) -> bool:
    """Whether a delay is more than the length of a line, of which nobody knows what is usual."""
    if sight.usual_rtt_ms is not None:
        return True
    small, large = sight.rtt_ms or 0.0, sight.large_rtt_ms or 0.0
    return large - small >= JUMP_MS


def delays(
    sights: Mapping[str, NodeSight], ways: Mapping[str, Passage], vertex: Mapping[str, int]
) -> tuple[Sign, ...]:
    """The links behind which everything waits by `JUMP_MS` longer than before them."""
    late = {
        node: waits
        for node, sight in sorted(sights.items())
        if node in ways and ways[node].sure and (waits := excess(sight)) is not None
    }
    if all(waits < JUMP_MS for waits in late.values()):
        return ()
    behind: dict[int, list[str]] = {}
    depth: dict[int, int] = {}
    for node in late:
        for place, link in enumerate(ways[node].links):
            behind.setdefault(link, []).append(node)
            depth[link] = place
    at = {vertex[node]: node for node in late}
    signs: dict[int, Sign] = {}
    for link in sorted(behind, key=lambda each: (depth[each], each)):
        way = ways[behind[link][0]]
        above = way.links[: way.links.index(link)]
        if any(behind[each] == behind[link] for each in above):
            continue  # Nobody looked in between: it stands among the others of that link.
        before = [at[each] for each in way.nodes[: len(above) + 1] if each in at]
        explained = sum(signs[each].amount for each in above if each in signs)
        known = max(explained, late[before[-1]] if before else 0.0)
        least = min(late[node] for node in behind[link])
        if least - known >= JUMP_MS and least >= JUMP_TIMES * known:
            others = (each for each in way.links if each != link and behind[each] == behind[link])
            clean = bool(before) and all(_is_unusual(sights[node]) for node in behind[link])
            signs[link] = Sign(link, least - known, tuple(behind[link]), tuple(others), clean)
    return tuple(signs.values())

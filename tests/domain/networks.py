"""Small random networks and a plain, slow reading of them: what the quick one is held against."""

from collections import deque
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from itertools import product

from hypothesis import strategies as st

from sigap.domain.topology import Element, Kind, Link, Node, Place, Service, Topology, topology


@dataclass(frozen=True)
class Network:
    """The rows of a network, as they are handed to `topology`."""

    nodes: tuple[Node, ...]
    links: tuple[Link, ...]
    roots: tuple[str, ...]
    places: tuple[Place, ...] = ()
    services: tuple[Service, ...] = ()

    def loaded(self) -> Topology:
        return topology(self.nodes, self.links, self.roots, self.places, self.services)

    def elements(self) -> Iterator[Element]:
        yield from (Element(Kind.NODE, node.key) for node in self.nodes)
        yield from (Element(Kind.LINK, link.key) for link in self.links)

    def of_site(self, site: str) -> list[str]:
        return [node.key for node in self.nodes if node.site == site]


def hears(network: Network, failed: Collection[Element] = ()) -> set[str]:
    """The nodes a root reaches, by the plainest search there is."""
    gone = {(element.kind, element.key) for element in failed}
    passes = {node.key for node in network.nodes if node.forwards} | set(network.roots)
    start = [root for root in network.roots if (Kind.NODE, root) not in gone]
    seen, queue = set(start), deque(start)
    while queue:
        here = queue.popleft()
        for link in network.links:
            if here not in (link.a, link.b) or (Kind.LINK, link.key) in gone or here not in passes:
                continue
            there = link.b if here == link.a else link.a
            if there not in seen and (Kind.NODE, there) not in gone:
                seen.add(there)
                queue.append(there)
    return seen


def reached_site(network: Network, site: str, failed: Collection[Element] = ()) -> bool:
    return not hears(network, failed).isdisjoint(network.of_site(site))


def outside(network: Network, site: str) -> list[Element]:
    """What could part a site from the roots without being of the site or a root."""
    own = {*network.of_site(site), *network.roots}
    return [each for each in network.elements() if each.kind is Kind.LINK or each.key not in own]


def ways(network: Network, site: str, failed: Collection[Element] = ()) -> int:
    """How many ways, at most two, lead to a site that share no node or link outside it.

    By trying: two ways exist unless one element parts the site (Menger's theorem). With the
    theorem itself in doubt, `disjoint_ways` below walks pairs of ways.
    """
    if not reached_site(network, site, failed):
        return 0
    alone = (reached_site(network, site, [*failed, one]) for one in outside(network, site))
    return 2 if all(alone) else 1


def disjoint_ways(network: Network, site: str) -> int:
    """The same by laying out all simple ways and looking for two that share nothing outside."""
    found = list(_simple_ways(network, site))
    apart = any(one.isdisjoint(other) for one, other in product(found, repeat=2))
    # A way without anything outside is a root at the site: it shares nothing with itself.
    return 2 if apart else min(1, len(found))


def _simple_ways(network: Network, site: str) -> Iterator[set[Element]]:
    counted = set(outside(network, site))
    own, passes = network.of_site(site), {node.key for node in network.nodes if node.forwards}
    stack = [((root,), ()) for root in network.roots]
    while stack:
        nodes, links = stack.pop()
        here = nodes[-1]
        if here in own:
            used = {Element(Kind.NODE, key) for key in nodes}
            yield (used | {Element(Kind.LINK, key) for key in links}) & counted
        if here not in passes and here not in network.roots:
            continue
        for link in network.links:
            if here in (link.a, link.b):
                there = link.b if here == link.a else link.a
                if there not in nodes:
                    stack.append(((*nodes, there), (*links, link.key)))


@st.composite
def networks(draw, most_nodes: int = 7, silent: bool = True) -> Network:
    """Any small network: meshes, parallel links, islands, several roots, sites of several nodes."""
    count = draw(st.integers(1, most_nodes))
    keys = [f"n{number}" for number in range(count)]
    sites = [f"s{number}" for number in range(draw(st.integers(1, 4)))]
    nodes = tuple(
        Node(key, draw(st.sampled_from(["", *sites])), not silent or draw(st.integers(0, 3)) > 0)
        for key in keys
    )
    pairs = draw(st.lists(st.tuples(st.sampled_from(keys), st.sampled_from(keys)), max_size=11))
    joined = [(a, b) for a, b in pairs if a != b]
    links = tuple(Link(f"l{number}", a, b) for number, (a, b) in enumerate(joined))
    roots = tuple(draw(st.lists(st.sampled_from(keys), min_size=1, max_size=2, unique=True)))
    places = tuple(Place(site, f"a{site[1:]}", f"PIC {site}") for site in sites)
    return Network(nodes, links, roots, places)


@st.composite
def failures(draw, network: Network, most: int = 3) -> list[Element]:
    """Some elements of a network that fail together."""
    every = list(network.elements())
    return draw(st.lists(st.sampled_from(every), max_size=most, unique=True))


def tree(children: dict[str, str], root: str = "noc") -> Network:
    """A tree: each node named with the one it hangs on; every node but the root is a site too."""
    nodes = (Node(root), *(Node(key, f"site-{key}") for key in children))
    links = tuple(Link(f"{above}:{key}", above, key) for key, above in children.items())
    return Network(nodes, links, (root,), tuple(Place(f"site-{key}", "dinas") for key in children))


def ring(size: int, root: str = "r0") -> Network:
    """A ring of so many nodes, each a site but the root."""
    keys = [f"r{number}" for number in range(size)]
    nodes = tuple(Node(key, "" if key == root else f"site-{key}") for key in keys)
    pairs = zip(keys, [*keys[1:], keys[0]], strict=True)
    links = tuple(Link(f"{a}:{b}", a, b) for a, b in pairs)
    return Network(nodes, links, (root,), tuple(Place(f"site-{key}", "dinas") for key in keys[1:]))

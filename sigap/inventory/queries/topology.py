"""The inventory as a graph: devices and links in use, and what a site's upstream says in between.

What is broken keeps its place, marked: who hangs on it hangs on nothing else until the register
says so.
Registered links count first. A site none of whose devices is linked to another site hangs by its
`upstream`; a device without a link hangs on the gateway of its site; a site without any device
that forwards stands in the graph as itself. What was concluded so is marked `assumed`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, NamedTuple

from sigap.domain.topology import Element, Kind, Link, Node, Place, Service, Topology, topology
from sigap.domain.topology_impact import Impact, impact
from sigap.inventory.models import Device, Version
from sigap.inventory.models import Link as LinkRow
from sigap.inventory.models import Service as ServiceRow
from sigap.inventory.models import Site as SiteRow
from sigap.kit.briefly import KeptByStamp
from sigap.people.models import Agency

IN_USE: Final = "dipakai"
BROKEN: Final = "rusak"
_THERE: Final = (IN_USE, BROKEN)

SITE: Final = "lokasi:"
UPSTREAM: Final = "hulu:"
INSIDE: Final = "dalam:"
"""How the keys of what was concluded begin."""

_POWER: Final = "ups"  # Feeds others and carries nothing: in the graph only where it is linked.
_ENDS_THERE: Final = frozenset({"server", _POWER})
# The device through which a site's traffic leaves, where no link says it: the first of these.
_GATEWAYS: Final = ("router", "firewall", "switch", "olt", "ont", "media-converter", "radio", "ap")
# Where the office stands; the kinds of site that are looked for one after the other.
_ROOTS: Final = ("noc", "data-center")


class PlaceRow(NamedTuple):
    """One site with its agency, as the pages show it."""

    pk: int
    key: str
    name: str
    kind: str
    district: str
    latitude: float | None
    longitude: float | None
    critical: bool
    upstream_id: int | None
    pic_name: str
    pic_phone: str
    agency: str
    agency_short: str
    agency_full: str

    @property
    def agency_name(self) -> str:
        """The agency as lists name it."""
        return self.agency_short or self.agency_full

    @property
    def contact(self) -> str:
        """Who answers for the site there, with the telephone number."""
        return " · ".join(part for part in (self.pic_name, self.pic_phone) if part)


class DeviceRow(NamedTuple):
    """One device in use, or broken where it stands."""

    pk: int
    key: str
    name: str
    kind: str
    site_id: int
    status: str


@dataclass(frozen=True, slots=True)
class Named:
    """A node or link as people know it; `assumed` was concluded and not registered.

    `site` is the key of a node's site; `ends` are the keys of a link's two nodes, with the names
    of their ports where they are known.
    """

    name: str
    kind: str
    site: str = ""
    ends: tuple[tuple[str, str], ...] = ()
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Network:
    """The graph with the names of all that is in it. `linked` says whether any link is registered.

    `named` by element, `places` and `services` by key. `broken` are the elements that the register
    calls broken: they stand in the graph as if they worked, so that it can be said what they part.
    Who asks how things are now takes them as failed, as `fallen` does.
    """

    topology: Topology
    named: dict[Element, Named]
    places: dict[str, PlaceRow]
    services: dict[str, str]
    roots: tuple[str, ...]
    linked: bool
    broken: frozenset[Element] = frozenset()

    def fallen(self, failed: Iterable[Element] = ()) -> Impact:
        """What is cut off when these fail beside what is broken already."""
        return impact(self.topology, self.broken | set(failed))


def _read_network() -> Network:
    """The network as it is registered now: four queries whatever its size, kept by the process.

    A change counts at once where it was made by an act of this process, elsewhere within two
    seconds. What is answered is shared: nobody may change it.
    """
    places = {row.pk: row for row in _places()}
    devices = [row for row in _devices() if row.site_id in places]
    links = list(_links({row.pk for row in devices}))
    drawn = _Drawn(places, devices, links)
    served = [row for row in _services() if row.place in drawn.by_key]
    return Network(
        topology=topology(
            drawn.nodes,
            drawn.links,
            drawn.roots(),
            [Place(row.key, row.agency, row.contact) for row in places.values()],
            [_service(row, drawn.of_site) for row in served],
        ),
        named=drawn.named,
        places=drawn.by_key,
        services={row.key: row.name for row in served},
        roots=tuple(sorted(drawn.roots())),
        linked=bool(links),
        broken=frozenset(drawn.broken),
    )


def _stamp() -> Hashable:
    """Differs after every change: each adds a version or ends one, and none is ever taken away.

    Agencies have no versions; they are few, so their names are the stamp. The sites of the
    reference city have theirs only when they first change, so sites are counted too.
    """
    present = Version.objects.filter(valid_to=None).count()
    agencies = Agency.objects.order_by("key").values_list("key", "short_name", "name")
    return Version.objects.count(), present, SiteRow.objects.count(), tuple(agencies)


network: Final = KeptByStamp(_read_network, _stamp)


class _LinkRow(NamedTuple):
    key: str
    name: str
    medium: str
    a_id: int
    a_port: str | None
    b_id: int
    b_port: str | None
    status: str


class _ServiceRow(NamedTuple):
    key: str
    name: str
    agency: str
    place: str
    node: str | None


def _places() -> Iterator[PlaceRow]:
    rows = SiteRow.objects.filter(active=True).order_by("key")
    agency = ("agency__key", "agency__short_name", "agency__name")
    columns = (*PlaceRow._fields[: -len(agency)], *agency)
    return map(PlaceRow._make, rows.values_list(*columns))


def _devices() -> Iterator[DeviceRow]:
    rows = Device.objects.filter(status__in=_THERE).order_by("key")
    return map(DeviceRow._make, rows.values_list(*DeviceRow._fields))


def _links(devices: set[int]) -> Iterator[_LinkRow]:
    rows = LinkRow.objects.filter(status__in=_THERE).order_by("key")
    ends = ("a_device_id", "a_interface__name", "b_device_id", "b_interface__name")
    for row in map(_LinkRow._make, rows.values_list("key", "name", "medium", *ends, "status")):
        if {row.a_id, row.b_id} <= devices:
            yield row


def _services() -> Iterator[_ServiceRow]:
    rows = ServiceRow.objects.filter(active=True).order_by("key")
    columns = ("key", "name", "agency__key", "site__key", "device__key")
    return map(_ServiceRow._make, rows.values_list(*columns))


def _service(row: _ServiceRow, of_site: Mapping[str, str]) -> Service:
    there = row.node if row.node and of_site.get(row.node) == row.place else ""
    return Service(row.key, row.agency, row.place, there)


class _Drawn:
    """The nodes and links of the graph: what is registered, then what follows from the sites."""

    def __init__(
        self,
        places: Mapping[int, PlaceRow],
        devices: list[DeviceRow],
        links: list[_LinkRow],
    ) -> None:
        self._places = places
        self.by_key = {row.key: row for row in places.values()}
        self.nodes: list[Node] = []
        self.links: list[Link] = []
        self.named: dict[Element, Named] = {}
        self.of_site: dict[str, str] = {}
        self.broken: set[Element] = set()
        self._at: dict[int, list[DeviceRow]] = {}
        self._aside: dict[int, list[DeviceRow]] = {}
        self._keys = {row.pk: row.key for row in devices}
        self._wired = {pk for link in links for pk in (link.a_id, link.b_id)}
        for device in devices:
            self._place(device)
        for link in links:
            self._join(link)
        self._gateways = {pk: self._gateway(pk) for pk in sorted(places, key=self._key)}
        self._hang_devices()
        self._hang_sites(devices, links)

    def roots(self) -> set[str]:
        """Where the office stands: what forwards at the NOC, else the top of the tree."""
        for kind in _ROOTS:
            found = [row for row in self._places.values() if row.kind == kind]
            if found:
                return {key for row in found for key in self._forwarding(row)}
        above = {row.upstream_id for row in self._places.values()}
        tops = [row for pk, row in self._places.items() if not row.upstream_id and pk in above]
        return {self._gateways[row.pk] for row in tops}

    def _forwarding(self, place: PlaceRow) -> list[str]:
        there = [row.key for row in self._able(place.pk) if row.status == IN_USE]
        return there or [self._gateways[place.pk]]

    def _able(self, pk: int) -> list[DeviceRow]:
        return [row for row in self._at.get(pk, ()) if row.kind not in _ENDS_THERE]

    def _place(self, device: DeviceRow) -> None:
        """A device in the graph; one that is broken and hangs on no link is put aside first."""
        if device.pk not in self._wired:
            if device.kind == _POWER:
                return
            if device.status == BROKEN:
                self._aside.setdefault(device.site_id, []).append(device)
                return
        self._at.setdefault(device.site_id, []).append(device)
        self._node(device.key, device.name, device.kind, self._places[device.site_id].key)
        if device.status == BROKEN:
            self.broken.add(Element(Kind.NODE, device.key))

    def _join(self, link: _LinkRow) -> None:
        ends = ((self._keys[link.a_id], link.a_port), (self._keys[link.b_id], link.b_port))
        name = link.name or self._between(*(key for key, _port in ends))
        self._link(link.key, name, link.medium, tuple((key, port or "") for key, port in ends))
        if link.status == BROKEN:
            self.broken.add(Element(Kind.LINK, link.key))

    def _gateway(self, pk: int) -> str:
        """The device through which a site's traffic leaves, else the site itself as a node."""
        rank = {kind: number for number, kind in enumerate(_GATEWAYS)}
        able = self._able(pk)
        if not any(row.pk in self._wired for row in able):
            # No link says how this site hangs, so a broken router may be what it hung on.
            able += [row for row in self._aside.get(pk, ()) if row.kind not in _ENDS_THERE]
        if able:
            first = min(
                able,
                key=lambda row: (rank.get(row.kind, len(rank)), row.status == BROKEN, row.key),
            )
            self._bring(first)
            return first.key
        place = self._places[pk]
        self._node(f"{SITE}{place.key}", place.name, "lokasi", place.key, assumed=True)
        return f"{SITE}{place.key}"

    def _bring(self, device: DeviceRow) -> None:
        """Put into the graph what was put aside."""
        aside = self._aside.get(device.site_id, [])
        if device in aside:
            self._wired.add(device.pk)
            self._place(device)

    def _hang_devices(self) -> None:
        for site_id, devices in self._at.items():
            gateway = self._gateways[site_id]
            for device in devices:
                if device.pk not in self._wired and device.key != gateway:
                    self._concluded(f"{INSIDE}{device.key}", gateway, device.key)

    def _hang_sites(self, devices: Iterable[DeviceRow], links: Iterable[_LinkRow]) -> None:
        at = {row.pk: row.site_id for row in devices}
        joined = {
            at[pk]
            for link in links
            if at[link.a_id] != at[link.b_id]
            for pk in (link.a_id, link.b_id)
        }
        for pk, place in self._places.items():
            above = place.upstream_id
            if above in self._places and above is not None and pk not in joined:
                self._concluded(f"{UPSTREAM}{place.key}", self._gateways[above], self._gateways[pk])

    def _concluded(self, key: str, a: str, b: str) -> None:
        self._link(key, self._between(a, b), "", ((a, ""), (b, "")), assumed=True)

    def _node(self, key: str, name: str, kind: str, site: str, *, assumed: bool = False) -> None:
        self.nodes.append(Node(key, site, kind not in _ENDS_THERE))
        self.named[Element(Kind.NODE, key)] = Named(name, kind, site, assumed=assumed)
        self.of_site[key] = site

    def _link(
        self,
        key: str,
        name: str,
        kind: str,
        ends: tuple[tuple[str, str], ...],
        *,
        assumed: bool = False,
    ) -> None:
        self.links.append(Link(key, ends[0][0], ends[1][0]))
        self.named[Element(Kind.LINK, key)] = Named(name, kind, ends=ends, assumed=assumed)

    def _between(self, a: str, b: str) -> str:
        named = self.named
        return f"{named[Element(Kind.NODE, a)].name} – {named[Element(Kind.NODE, b)].name}"

    def _key(self, pk: int) -> str:
        return self._places[pk].key

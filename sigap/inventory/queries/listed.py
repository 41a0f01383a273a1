"""Lists of the inventory: narrowed and searched, and what stands around one item."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from django.db.models import Q, QuerySet

from sigap.domain.inventory import KINDS
from sigap.inventory.models import Circuit, Device, Interface, Site, Vlan
from sigap.inventory.pictures import Item, with_references
from sigap.people.letters import best_first, matching, words_of

PAGE: Final = 50
# By which columns an item lies at a site; "" is the site itself.
_AT_SITE: Final = {
    "site": ("",),
    "device": ("site__",),
    "interface": ("device__site__",),
    "circuit": ("a_site__", "b_site__"),
    "link": ("a_device__site__", "b_device__site__"),
    "vlan": ("site__",),
    "prefix": ("site__",),
    "service": ("site__",),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a list is narrowed by; "" means any. `state`: "" in use, "semua" all, or a state.

    `sort` is the value of the column `kind`, for kinds that have one.
    """

    q: str = ""
    agency: str = ""
    district: str = ""
    site: str = ""
    device: str = ""
    sort: str = ""
    state: str = ""


def listing(
    kind: str, wanted: Wanted, *, after: str = "", limit: int = PAGE
) -> tuple[list[Item], str]:
    """A page of items with everything their pictures name, and the cursor of the next one.

    In the order of keys; with `q` the best matches alone, on one page. One query.
    """
    rows = narrowed(kind, wanted)
    typed = words_of(wanted.q)
    if typed:
        rows = rows.filter(matching(typed, ("letters",)))
        return list(rows.order_by(best_first(typed, ("letters",)), "key")[:limit]), ""
    found = list(rows.filter(key__gt=after).order_by("key")[: limit + 1])
    return found[:limit], found[limit - 1].key if len(found) > limit else ""


def narrowed(kind: str, wanted: Wanted) -> QuerySet[Item]:
    """The items of a kind that fit, in no order; `q` is left to the caller."""
    made = KINDS[kind]
    rows = with_references(kind)
    if not wanted.state or (wanted.state == "dipakai" and made.state != "status"):
        rows = rows.exclude(**{made.state: made.out})
    elif wanted.state == "dilepas":
        rows = rows.filter(**{made.state: made.out})
    elif wanted.state != "semua":
        rows = rows.filter(status=wanted.state) if made.state == "status" else rows.none()
    for name, path in (("agency", "agency__key"), ("district", "district"), ("site", "key")):
        value = getattr(wanted, name)
        if value:
            rows = rows.filter(_any(kind, path, value))
    if wanted.device and kind == "interface":
        rows = rows.filter(device__key=wanted.device)
    elif wanted.device and kind == "link":
        rows = rows.filter(Q(a_device__key=wanted.device) | Q(b_device__key=wanted.device))
    if wanted.sort and made.column("kind"):
        rows = rows.filter(kind=wanted.sort)
    return rows


def _any(kind: str, path: str, value: str) -> Q:
    found = Q()
    for place in _AT_SITE[kind]:
        found |= Q(**{f"{place}{path}": value})
    return found


def found_everywhere(q: str, *, limit: int = 8) -> list[tuple[str, list[Item]]]:
    """The best matches of every kind, out of use ones too. One query for each kind."""
    if not words_of(q):
        return []
    wanted = Wanted(q=q, state="semua")
    found = ((kind, listing(kind, wanted, limit=limit)[0]) for kind in KINDS)
    return [(kind, rows) for kind, rows in found if rows]


def counts() -> dict[str, int]:
    """How many items of each kind are in use. One query for each kind."""
    return {kind: narrowed(kind, Wanted()).count() for kind in KINDS}


def districts() -> list[str]:
    """The kecamatan that sites lie in. One query."""
    rows = Site.objects.exclude(district="").order_by("district")
    return list(rows.values_list("district", flat=True).distinct())


def around(kind: str, row: Item) -> list[tuple[str, Sequence[Item]]]:
    """What hangs on an item, by kind, in use or not; kinds without any are left out."""
    wanted = replace(Wanted(), state="semua")
    found: list[tuple[str, Any]] = []
    if isinstance(row, Site):
        found = [
            (each, narrowed(each, replace(wanted, site=row.key)).order_by("key")[:200])
            for each in ("device", "link", "circuit", "service", "prefix", "vlan")
        ]
        found.append(("site", with_references("site").filter(upstream=row).order_by("key")[:200]))
    elif isinstance(row, Device):
        found = [
            ("interface", with_references("interface").filter(device=row).order_by("norm")[:500]),
            ("link", narrowed("link", replace(wanted, device=row.key)).order_by("key")[:200]),
            ("service", with_references("service").filter(device=row).order_by("key")[:200]),
        ]
    elif isinstance(row, Interface):
        ends = Q(a_interface=row) | Q(b_interface=row)
        found = [("link", with_references("link").filter(ends).order_by("key")[:50])]
    elif isinstance(row, Circuit):
        found = [("link", with_references("link").filter(circuit=row).order_by("key")[:50])]
    elif isinstance(row, Vlan):
        found = [("prefix", with_references("prefix").filter(vlan=row).order_by("key")[:50])]
    return [(each, listed) for each, rows in found if (listed := list(rows))]


def devices_at_address(address: str) -> list[Device]:
    """The devices in use that answer at an IP address: their management address, or a port's."""
    ports = Interface.objects.filter(matching(words_of(address), ("letters",)), active=True)
    owners = [
        port.device_id
        for port in ports.only("device_id", "addresses")
        if address in {each.split("/")[0] for each in port.addresses}
    ]
    rows = Device.objects.filter(Q(management_address=address) | Q(pk__in=owners))
    return list(rows.exclude(status="dilepas").select_related("site").order_by("key"))

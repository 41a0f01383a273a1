"""Reads about sites and devices: found by a few letters, what lies above and below them."""

from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Length

from sigap.domain.errors import NotFound, words
from sigap.inventory.models import Device, Site
from sigap.kit.briefly import KeptBriefly
from sigap.kit.prepared import prepared
from sigap.people.letters import best_first, matching, words_of
from sigap.people.models import Agency, ServiceClass
from sigap.people.worktime import service_class

SEARCHED = ("letters", "agency__letters")
MOST_HOPS = 16

_UPSTREAM = """
WITH RECURSIVE chain(id, hop) AS (
    SELECT upstream_id, 1 FROM inventory_site WHERE id = %s AND upstream_id IS NOT NULL
    UNION
    SELECT site.upstream_id, chain.hop + 1
    FROM chain JOIN inventory_site site ON site.id = chain.id
    WHERE site.upstream_id IS NOT NULL AND chain.hop < %s
)
SELECT site.id, site.key, site.name
FROM chain JOIN inventory_site site ON site.id = chain.id ORDER BY chain.hop
"""

_DOWNSTREAM = """
WITH RECURSIVE below(id) AS (
    SELECT id FROM inventory_site WHERE upstream_id = %s
    UNION
    SELECT site.id FROM below JOIN inventory_site site ON site.upstream_id = below.id
)
SELECT id FROM below WHERE id <> %s
"""


def search_sites(text: str, *, agency_key: str | None = None, limit: int = 10) -> list[Site]:
    """Sites found by a few letters, best first, each with its agency.

    Every word must stand in the site's name, kind, village or district, or in a name or alias of
    its agency, in any order ("dik pusat", "pkm jati", "rs chas"). With `agency_key` only that
    agency's sites; then no letters at all list its sites by name.
    """
    sites = Site.objects.filter(active=True).select_related("agency")
    if agency_key is not None:
        sites = sites.filter(agency__key=agency_key)
    typed = words_of(text)
    if not typed:
        return list(sites.order_by("name", "pk")[:limit]) if agency_key is not None else []
    return list(_ranked(sites.filter(matching(typed, SEARCHED)), typed)[:limit])


def _ranked(sites: QuerySet[Site], typed: tuple[str, ...]) -> QuerySet[Site]:
    return sites.order_by(best_first(typed, SEARCHED), Length("name"), "name", "pk")


def site(key: str) -> Site:
    """The site of this key with its agency; raises NotFound."""
    for row in _sites(key):
        return row
    raise NotFound("site-unknown", words("Tidak ada lokasi dengan kunci %(key)s."), key=key)


@prepared
def _sites(key: str) -> QuerySet[Site]:
    return Site.objects.filter(key=key).select_related("agency")


def device(key: str) -> Device:
    """The device of this key with its site and agency; raises NotFound."""
    row = Device.objects.select_related("site__agency").filter(key=key).first()
    if row is None:
        raise NotFound(
            "device-unknown", words("Tidak ada perangkat dengan kunci %(key)s."), key=key
        )
    return row


def service_class_of(site: Site | None, agency: Agency) -> ServiceClass:
    """How this place is served: the site's own class, else its agency's, else the default.

    No query while the process remembers the classes.
    """
    own = site.service_class if site is not None else ""
    return service_class(own, agency.service_class)


class Above(NamedTuple):
    """A site through which another one's traffic leaves."""

    pk: int
    key: str
    name: str


def upstream_of(site: Site) -> tuple[Above, ...]:
    """The sites through which this one's traffic leaves, nearest first, in one query.

    Stops after sixteen hops and before any site seen already, so a loop in the data is harmless.
    """
    with connection.cursor() as cursor:
        cursor.execute(_UPSTREAM, [site.pk, MOST_HOPS])
        found = [*map(Above._make, cursor.fetchall())]
    seen: dict[int, Above] = {}
    for above in found:
        if above.pk == site.pk or above.pk in seen:
            break
        seen[above.pk] = above
    return tuple(seen.values())


@KeptBriefly
def known_above(site: str) -> tuple[Above, ...]:
    """`upstream_of` the site with this row key, written as text; at most two seconds old."""
    return upstream_of(Site(pk=int(site)))


def downstream_ids(site: Site) -> frozenset[int]:
    """The ids of every site that hangs below this one, itself not included, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(_DOWNSTREAM, [site.pk, site.pk])
        return frozenset(row[0] for row in cursor.fetchall())

"""A place as it is named on a form: a site, or an agency as a whole, found by what was typed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from sigap.domain.errors import NotFound
from sigap.inventory.models import Site
from sigap.inventory.queries import search_sites, service_class_of, site
from sigap.people.models import Agency, ServiceClass
from sigap.people.queries import search_agencies

SITE: Final = "lokasi"
AGENCY: Final = "pd"
_MOST_SITES = 8
_MOST_AGENCIES = 3


@dataclass(frozen=True, slots=True)
class Place:
    """One place to choose: `value` names it in a form, `name` and `where` say it to people."""

    agency: Agency
    site: Site | None = None

    @property
    def value(self) -> str:
        return f"{SITE}:{self.site.key}" if self.site else f"{AGENCY}:{self.agency.key}"

    @property
    def name(self) -> str:
        return self.site.name if self.site else self.agency.name

    @property
    def served(self) -> ServiceClass:
        """The service class by which reports from here are served."""
        return service_class_of(self.site, self.agency)

    @property
    def where(self) -> str:
        """The rest of what tells it from its namesakes."""
        if self.site is None:
            return _("Perangkat Daerah, lokasi belum diketahui")
        parts = (self.agency.name, self.site.district and f"Kec. {self.site.district}")
        return " · ".join(part for part in parts if part)


def places(text: str, *, on: date) -> list[Place]:
    """What these letters may mean, best first: what bears the key, sites, then agencies that
    exist on that day. At most four queries.
    """
    if not text.strip():
        return []
    sites = [Place(row.agency, row) for row in search_sites(text, limit=_MOST_SITES)]
    agencies = [Place(row) for row in search_agencies(text, limit=_MOST_AGENCIES, on=on)]
    found = {place.value: place for place in (*_of_key(text.strip()), *sites, *agencies)}
    return list(found.values())


def _of_key(text: str) -> list[Place]:
    named = (place_of(f"{kind}:{text}") for kind in (SITE, AGENCY) if "-" in text)
    return [place for place in named if place]


def meant(text: str, found: Sequence[Place]) -> Place | None:
    """The one place that bears exactly this name or key; None when it is not clear."""
    wanted = " ".join(text.split()).casefold()
    same = [each for each in found if wanted in _names(each)]
    return same[0] if len(same) == 1 else None


def _names(place: Place) -> set[str]:
    if place.site:
        names = [place.site.key, place.site.name]
    else:
        names = [place.agency.key, place.agency.name, place.agency.short_name]
    return {name.casefold() for name in names if name}


def place_of(value: str) -> Place | None:
    """The place of a form value ("lokasi:…", "pd:…"), or None when there is none. One query."""
    kind, _colon, key = value.partition(":")
    if kind == SITE:
        try:
            row = site(key)
        except NotFound:
            return None
        return Place(row.agency, row)
    agency = Agency.objects.filter(key=key).first() if kind == AGENCY else None
    return Place(agency) if agency else None


def own_places(agency_key: str) -> list[Place]:
    """The sites of one agency by name, for its own contact. One query."""
    return [Place(row.agency, row) for row in search_sites("", agency_key=agency_key, limit=300)]

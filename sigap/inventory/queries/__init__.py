"""Reads of the inventory, in files by subject; the ones that other rooms use most are here."""

from sigap.inventory.queries.places import (
    MOST_HOPS,
    SEARCHED,
    Above,
    device,
    downstream_ids,
    known_above,
    search_sites,
    service_class_of,
    site,
    upstream_of,
)

__all__ = [
    "MOST_HOPS",
    "SEARCHED",
    "Above",
    "device",
    "downstream_ids",
    "known_above",
    "search_sites",
    "service_class_of",
    "site",
    "upstream_of",
]

"""The inventory: sites, devices, interfaces, links and circuits, now or as they were."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from ninja import Query, Router
from pydantic import BaseModel

from sigap.api import inventory_shapes as items
from sigap.api import shapes
from sigap.api.answers import answer
from sigap.api.fields import Text
from sigap.api.inventory_shapes import InventoryFilters, given
from sigap.api.paging import by_key, checked_limit
from sigap.api.requests import ApiRequest, Body
from sigap.api.serializers import inventory as told
from sigap.domain.actor import Actor
from sigap.domain.errors import NotAllowed, words
from sigap.incidents.queries.cases import may_see_inside
from sigap.inventory.actions import add_item, change_item
from sigap.inventory.models import Device, Site
from sigap.inventory.pictures import picture_of
from sigap.inventory.queries import search_sites
from sigap.inventory.queries.history import pictures_at
from sigap.inventory.queries.listed import Wanted, listing
from sigap.inventory.queries.register import item
from sigap.kit import clock

router = Router(tags=["Inventaris"])
Shape = Callable[[str, Mapping[str, Any]], BaseModel]


@router.get("/sites", response=shapes.Page[items.SiteItem])
def sites(request: ApiRequest, filters: Query[InventoryFilters]) -> HttpResponse:
    """The places of the agencies; a contact sees those of the own agency."""
    by = request.auth
    if filters.as_of is not None:
        return _then(by, "site", filters, told.site_then)
    agency = _agency(by, filters.agency)
    if filters.q.strip():
        found = search_sites(filters.q, agency_key=agency, limit=checked_limit(filters))
        prefetch_related_objects(found, "upstream")
        return answer(shapes.Page(items=[told.site(row, by=by) for row in found]))
    rows = Site.objects.filter(active=True).select_related("agency", "upstream")
    if agency is not None:
        rows = rows.filter(agency__key=agency)
    return answer(by_key(rows, filters, lambda row: told.site(row, by=by)))


@router.get("/devices", response=shapes.Page[items.DeviceItem])
def devices(request: ApiRequest, filters: Query[InventoryFilters]) -> HttpResponse:
    """The equipment at the sites; a contact sees that of the own agency."""
    by = request.auth
    if filters.as_of is not None:
        return _then(by, "device", filters, told.device_then)
    agency = _agency(by, filters.agency)
    if filters.q.strip() and may_see_inside(by):
        return _listed("device", filters, lambda _key, row: told.device(row, by=by))
    rows = Device.objects.select_related("site__agency", "owner")
    if not filters.state:
        rows = rows.exclude(status="dilepas")
    elif filters.state != "semua":
        rows = rows.filter(status=filters.state)
    if filters.site:
        rows = rows.filter(site__key=filters.site)
    if agency is not None:
        rows = rows.filter(site__agency__key=agency)
    return answer(by_key(rows, filters, lambda row: told.device(row, by=by)))


@router.get("/interfaces", response=shapes.Page[items.InterfaceItem])
def interfaces(request: ApiRequest, filters: Query[InventoryFilters]) -> HttpResponse:
    """The ports of the devices."""
    return _listed_or_then(request, "interface", filters)


@router.get("/links", response=shapes.Page[items.LinkItem])
def links(request: ApiRequest, filters: Query[InventoryFilters]) -> HttpResponse:
    """What joins the devices."""
    return _listed_or_then(request, "link", filters)


@router.get("/circuits", response=shapes.Page[items.CircuitItem])
def circuits(request: ApiRequest, filters: Query[InventoryFilters]) -> HttpResponse:
    """The rented lines, with the number and the hotline that one needs when they fail."""
    return _listed_or_then(request, "circuit", filters)


@router.post("/sites", response={201: items.SiteItem})
def add_site(request: ApiRequest, body: items.SiteBody) -> HttpResponse:
    """Add a site."""
    return _added(request, "site", body)


@router.patch("/sites/{key}", response=items.SiteItem)
def change_site(request: ApiRequest, key: Text, body: items.SiteBody) -> HttpResponse:
    """Change the columns that are sent; `active: false` takes it out of use."""
    return _changed(request, "site", key, body)


@router.post("/devices", response={201: items.DeviceItem})
def add_device(request: ApiRequest, body: items.DeviceBody) -> HttpResponse:
    """Add a device."""
    return _added(request, "device", body)


@router.patch("/devices/{key}", response=items.DeviceItem)
def change_device(request: ApiRequest, key: Text, body: items.DeviceBody) -> HttpResponse:
    """Change the columns that are sent; `status: dilepas` takes it out of use."""
    return _changed(request, "device", key, body)


@router.post("/interfaces", response={201: items.InterfaceItem})
def add_interface(request: ApiRequest, body: items.InterfaceBody) -> HttpResponse:
    """Add a port of a device."""
    return _added(request, "interface", body)


@router.patch("/interfaces/{key}", response=items.InterfaceItem)
def change_interface(request: ApiRequest, key: Text, body: items.InterfaceBody) -> HttpResponse:
    """Change the columns that are sent."""
    return _changed(request, "interface", key, body)


@router.post("/links", response={201: items.LinkItem})
def add_link(request: ApiRequest, body: items.LinkBody) -> HttpResponse:
    """Add a link."""
    return _added(request, "link", body)


@router.patch("/links/{key}", response=items.LinkItem)
def change_link(request: ApiRequest, key: Text, body: items.LinkBody) -> HttpResponse:
    """Change the columns that are sent; `status: dilepas` takes it out of use."""
    return _changed(request, "link", key, body)


@router.post("/circuits", response={201: items.CircuitItem})
def add_circuit(request: ApiRequest, body: items.CircuitBody) -> HttpResponse:
    """Add a rented line."""
    return _added(request, "circuit", body)


@router.patch("/circuits/{key}", response=items.CircuitItem)
def change_circuit(request: ApiRequest, key: Text, body: items.CircuitBody) -> HttpResponse:
    """Change the columns that are sent."""
    return _changed(request, "circuit", key, body)


def _added(request: ApiRequest, kind: str, body: Body) -> HttpResponse:
    row = add_item(kind, given(body), at=clock.now(), by=request.auth)
    return answer(told.whole(kind, item(kind, row.key), by=request.auth), status=201)


def _changed(request: ApiRequest, kind: str, key: str, body: Body) -> HttpResponse:
    change_item(kind, key, given(body), at=clock.now(), by=request.auth)
    return answer(told.whole(kind, item(kind, key), by=request.auth))


def _listed_or_then(request: ApiRequest, kind: str, filters: InventoryFilters) -> HttpResponse:
    if filters.as_of is not None:
        return _then(request.auth, kind, filters, told.SHAPES[kind])
    return _listed(kind, filters, lambda key, row: told.SHAPES[kind](key, picture_of(kind, row)))


def _listed(
    kind: str, filters: InventoryFilters, shape: Callable[[str, Any], BaseModel]
) -> HttpResponse:
    wanted = Wanted(
        q=filters.q,
        agency=filters.agency,
        site=filters.site,
        device=filters.device,
        state=filters.state,
    )
    found, following = listing(kind, wanted, after=filters.cursor, limit=checked_limit(filters))
    shown = [shape(row.key, row) for row in found]
    return answer(shapes.Page(items=shown, next=following or None))


def _then(by: Actor, kind: str, filters: InventoryFilters, shape: Shape) -> HttpResponse:
    if not may_see_inside(by):
        template = words("Keadaan inventaris pada waktu lalu hanya untuk petugas.")
        raise NotAllowed("office-only", template)
    assert filters.as_of is not None
    limit = checked_limit(filters)
    found, following = pictures_at(kind, filters.as_of, after=filters.cursor, limit=limit)
    shown = [shape(str(row["key"]), row) for row in found]
    return answer(shapes.Page(items=shown, next=following or None))


def _agency(by: Actor, asked: str) -> str | None:
    """The agency a list is held to: the asked one, for a contact always the own one."""
    if may_see_inside(by):
        return asked or None
    own = by.agency or ""
    return own if asked in ("", own) else ""

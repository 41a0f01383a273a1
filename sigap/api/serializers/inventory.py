"""Items of the inventory as the API tells them."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from pydantic import BaseModel

from sigap.api import inventory_shapes as shapes
from sigap.domain.actor import Actor
from sigap.incidents.queries.cases import may_see_inside
from sigap.inventory.models import Device, Site
from sigap.inventory.pictures import Item, picture_of
from sigap.inventory.queries import service_class_of
from sigap.people.models import Agency

_OF_DEVICES: Final = (
    *("serial", "management_address", "firmware", "platform", "owner_name"),
    *("bought_on", "warranty_until", "notes"),
)
_OF_SITES: Final = ("code", "address", "latitude", "longitude", "pic_name", "pic_phone")


def site(row: Site, *, by: Actor) -> shapes.SiteItem:
    """A place. What hangs on what, and who answers for it there, is not for contacts (UU 14/2008).

    For the office the row must come with its upstream.
    """
    inside = may_see_inside(by)
    upstream = row.upstream.key if inside and row.upstream else None
    return shapes.SiteItem(
        key=row.key,
        name=row.name,
        agency=row.agency.key,
        agency_name=row.agency.name,
        kind=row.kind,
        district=row.district,
        village=row.village,
        critical=row.critical,
        service_class=service_class_of(row, row.agency).key,
        upstream=upstream,
        active=row.active,
        **_more(picture_of("site", row), _OF_SITES) if inside else {},
    )


def device(row: Device, *, by: Actor) -> shapes.DeviceItem:
    """A piece of equipment; its make and its addresses are not for contacts (UU 14/2008)."""
    inside = may_see_inside(by)
    return shapes.DeviceItem(
        key=row.key,
        name=row.name,
        site=row.site.key,
        agency=row.site.agency.key,
        kind=row.kind,
        vendor=(row.vendor or None) if inside else None,
        model=(row.model or None) if inside else None,
        owner=row.owner.key if inside and row.owner else None,
        status=row.status,
        **_more(picture_of("device", row), _OF_DEVICES) if inside else {},
    )


def site_then(key: str, picture: Mapping[str, Any]) -> shapes.SiteItem:
    """A place as it was; its agency by the name of today."""
    named = dict(Agency.objects.values_list("key", "name").filter(key=picture["agency"]))
    told = {**picture, "key": key, "upstream": picture["upstream"] or None}
    return shapes.SiteItem(**told, agency_name=named.get(picture["agency"], ""))


def device_then(key: str, picture: Mapping[str, Any]) -> shapes.DeviceItem:
    """A piece of equipment as it was."""
    return shapes.DeviceItem(**{**picture, "key": key})


def whole(kind: str, row: Item, *, by: Actor) -> BaseModel:
    """One item after it was written."""
    if isinstance(row, Site):
        return site(row, by=by)
    if isinstance(row, Device):
        return device(row, by=by)
    return SHAPES[kind](row.key, picture_of(kind, row))


def _more(picture: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    return {name: picture[name] or None for name in names}


def _of(shape: type[BaseModel]) -> Callable[[str, Mapping[str, Any]], BaseModel]:
    return lambda key, picture: shape(**{**picture, "key": key})


SHAPES: Final[Mapping[str, Callable[[str, Mapping[str, Any]], BaseModel]]] = {
    "interface": _of(shapes.InterfaceItem),
    "link": _of(shapes.LinkItem),
    "circuit": _of(shapes.CircuitItem),
}

"""How the checks stand, and probing a device of the inventory now."""

from django.http import HttpResponse
from django.utils.translation import gettext
from ninja import Query, Router
from pydantic import Field

from sigap.api.answers import answer
from sigap.api.fields import Text
from sigap.api.monitoring_shapes import CheckShape, ProbeShape
from sigap.api.paging import checked_limit
from sigap.api.requests import ApiRequest, Paged
from sigap.api.serializers.values import local
from sigap.api.shapes import Page
from sigap.domain.errors import NotFound, words
from sigap.domain.health import Standing
from sigap.inventory.queries import device as device_of
from sigap.kit import clock
from sigap.monitoring.actions.orders import ask_probe
from sigap.monitoring.models import Check, Order
from sigap.monitoring.queries.board import Filters, last_order, listed

router = Router(tags=["Pemantauan"])


class CheckFilters(Paged):
    """Which checks, in the order of their numbers."""

    device: Text = ""
    site: Text = ""
    agency: Text = ""
    standing: Text = Field("", description=", ".join(each.value for each in Standing))


@router.get("/checks", response=Page[CheckShape])
def checks(request: ApiRequest, filters: Query[CheckFilters]) -> HttpResponse:
    """Every active check with how it stands now."""
    limit = checked_limit(filters)
    rows = listed(Filters(filters.standing, filters.agency))
    if filters.device:
        rows = rows.filter(device__key=filters.device)
    if filters.site:
        rows = rows.filter(device__site__key=filters.site)
    if filters.cursor.isdecimal():
        rows = rows.filter(pk__gt=int(filters.cursor))
    found = rows.select_related("device__site__agency", "interface", "segment").order_by("pk")
    some = list(found[: limit + 1])
    after = str(some[limit - 1].pk) if len(some) > limit else None
    return answer(Page(items=[_check(row) for row in some[:limit]], next=after))


@router.post("/devices/{key}/probe", response={202: ProbeShape})
def probe(request: ApiRequest, key: Text) -> HttpResponse:
    """Ask for a probe of this device now; a worker carries it out within seconds.

    Once every ten seconds for a device, twelve times a minute for a caller (429 beyond that).
    """
    order = ask_probe(device_of(key), at=clock.now(), by=request.auth)
    return answer(_order(order), status=202)


@router.get("/devices/{key}/probe", response=ProbeShape)
def probed(request: ApiRequest, key: Text) -> HttpResponse:
    """The newest probe of this device that was asked for, with what it heard once it is done."""
    order = last_order(device_of(key))
    if order is None:
        raise NotFound("order-unknown", words("Perangkat ini belum pernah diminta diperiksa."))
    return answer(_order(order))


def _check(row: Check) -> CheckShape:
    return CheckShape(
        id=row.pk,
        device=row.device.key,
        site=row.device.site.key,
        agency=row.device.site.agency.key,
        segment=row.segment.key,
        kind=row.kind,
        label=row.label,
        address=row.address,
        every=row.every,
        standing=row.standing,
        since=local(row.since),
        answer=row.answer,
        detail=row.detail,
        rtt_ms=None if row.rtt is None else row.rtt / 1000,
        loss=row.loss,
        read_at=local(row.read_at),
    )


def _order(row: Order) -> ProbeShape:
    trouble = row.result.get("trouble", "")
    return ProbeShape(
        id=row.pk,
        device=row.device.key,
        asked_at=local(row.asked_at),
        asked_by=row.asked_by["name"],
        done_at=local(row.done_at),
        trouble=gettext(trouble) if trouble else "",
        readings=row.result.get("readings", []),
        way=row.result.get("way"),
    )

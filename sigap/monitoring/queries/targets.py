"""Who is meant by a key or an address: only what the inventory names."""

from collections.abc import Sequence
from ipaddress import ip_address

from sigap.inventory.models import Device, Interface

MOST_OF_SITE = 200


def devices_meant(text: str) -> Sequence[Device]:
    """The devices in use that this word means: a device's key, a site's key, or an address.

    An address is that of a device or of one of its interfaces; empty for anything else.
    """
    rows = Device.objects.filter(status="dipakai").select_related("site__agency")
    if found := list(rows.filter(key=text)):
        return found
    if found := list(rows.filter(site__key=text).order_by("key")[:MOST_OF_SITE]):
        return found
    try:
        address = str(ip_address(text.strip()))
    except ValueError:
        return []
    if found := list(rows.filter(management_address=address)):
        return found
    return list(rows.filter(pk__in=_with_address(address)))


def _with_address(address: str) -> list[int]:
    """Devices of which an interface has this address; both databases keep the list as JSON."""
    # The text narrows, and Python decides: "10.0.0.1" also stands in "10.0.0.11".
    near = Interface.objects.filter(active=True, addresses__icontains=address)
    return [
        row.device_id
        for row in near.only("device_id", "addresses")
        if any(str(each).partition("/")[0] == address for each in row.addresses)
    ]

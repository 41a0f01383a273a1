"""The inventory as far as neighbours are recognised by it, for domain.discovery."""

from collections import defaultdict

from sigap.domain.discovery import Known, KnownDevice, KnownLink
from sigap.inventory.models import Device, Interface, Link

_OUT = "dilepas"
_FACTS = ("vendor", "model", "serial", "firmware")


def known_network() -> Known:
    """Every device and link in use, with the devices' ports. Three queries."""
    ports: dict[int, dict[str, str]] = defaultdict(dict)
    macs: dict[int, set[str]] = defaultdict(set)
    columns = ("device_id", "norm", "key", "mac")
    for device, norm, key, mac in Interface.objects.filter(active=True).values_list(*columns):
        ports[device][norm] = key
        if mac:
            macs[device].add(mac.lower())
    return Known(
        devices=tuple(
            KnownDevice(
                key=row.key,
                name=row.name,
                address=row.management_address or "",
                macs=frozenset(macs[row.pk]),
                ports=ports[row.pk],
                facts={column: getattr(row, column) for column in _FACTS},
            )
            for row in Device.objects.exclude(status=_OUT)
        ),
        links=_links(),
    )


def _links() -> tuple[KnownLink, ...]:
    columns = ("key", "a_device__key", "b_device__key", "a_interface__key", "b_interface__key")
    return tuple(
        KnownLink(key, a_device, b_device, a_interface or "", b_interface or "")
        for key, a_device, b_device, a_interface, b_interface in Link.objects.exclude(
            status=_OUT
        ).values_list(*columns)
    )

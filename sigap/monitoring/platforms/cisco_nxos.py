"""Cisco NX-OS."""

from typing import Final

from sigap.domain.deviceview import DeviceView, System
from sigap.domain.devicewords import lasting
from sigap.monitoring.platforms import cisco
from sigap.monitoring.platforms.base import PORT, Command, Platform, Rows, first, told


def _version(rows: Rows) -> DeviceView:
    row = first(rows)
    return DeviceView(
        system=System(
            name=told(row, "hostname"),
            vendor="cisco",
            model=told(row, "platform"),
            version=told(row, "os"),
            serial=told(row, "serial"),
            uptime=lasting(told(row, "uptime")),
        )
    )


PLATFORM: Final = Platform(
    key="cisco_nxos",
    driver="cisco_nxos",
    unknown=cisco.UNKNOWN,
    denied=cisco.DENIED,
    commands=(
        Command("show version", _version, routine=True),
        Command("show interface", cisco.interfaces, routine=True),
        Command("show ip arp", cisco.arp, routine=True),
        Command("show ip route", cisco.routes, routine=True),
        Command("show cdp neighbors detail", cisco.cdp, routine=True),
        Command("show lldp neighbors", cisco.lldp, routine=True),
        Command(f"show interface {PORT}", cisco.interfaces),
        Command("show interface brief"),
        Command("show interface status"),
    ),
)

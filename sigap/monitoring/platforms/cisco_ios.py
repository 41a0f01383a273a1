"""Cisco IOS and IOS-XE."""

from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import DeviceView, Health, Optic, System
from sigap.domain.devicewords import lasting, number_of
from sigap.monitoring.platforms import cisco
from sigap.monitoring.platforms.base import PORT, Command, Platform, Rows, first, told


def _version(rows: Rows) -> DeviceView:
    row = first(rows)
    return DeviceView(
        system=System(
            name=told(row, "hostname"),
            vendor="cisco",
            model=told(row, "hardware"),
            version=told(row, "version"),
            serial=told(row, "serial"),
            uptime=lasting(told(row, "uptime")),
        )
    )


def _processors(rows: Rows) -> DeviceView:
    load = number_of(told(first(rows), "cpu_usage_5_min"))
    return DeviceView(health=() if load is None else (Health(view.CPU, "CPU 1", load, "%"),))


def _supplies(rows: Rows) -> DeviceView:
    return DeviceView(
        health=tuple(
            Health(view.POWER_SUPPLY, told(row, "ps_module"), state=state)
            for row in rows
            if (state := _supply_state(told(row, "status") or told(row, "sys_pwr")))
        )
    )


def _supply_state(word: str) -> str:
    """A bay that is empty by design has no state."""
    if not word or word.lower() == "not present":
        return ""
    return view.GOOD if word.lower() in ("ok", "good") else view.BAD


def _optics(rows: Rows) -> DeviceView:
    return DeviceView(
        optics=tuple(
            Optic(
                interface=told(row, "interface"),
                rx_dbm=number_of(told(row, "rx_pwr")),
                tx_dbm=number_of(told(row, "tx_pwr")),
                temperature=number_of(told(row, "temperature")),
                voltage=number_of(told(row, "voltage")),
                bias_ma=number_of(told(row, "current")),
            )
            for row in rows
        )
    )


PLATFORM: Final = Platform(
    key="cisco_ios",
    driver="cisco_ios",
    unknown=cisco.UNKNOWN,
    denied=cisco.DENIED,
    commands=(
        Command("show version", _version, routine=True),
        Command("show interfaces", cisco.interfaces, routine=True),
        Command("show ip arp", cisco.arp, routine=True),
        Command("show ip route", cisco.routes, routine=True),
        Command("show cdp neighbors detail", cisco.cdp, routine=True),
        Command("show lldp neighbors detail", cisco.lldp, routine=True),
        Command("show interface transceiver", _optics, routine=True),
        Command("show processes cpu", _processors, routine=True),
        Command("show environment power all", _supplies, routine=True),
        Command("show logging", routine=True),
        Command(f"show interfaces {PORT}", cisco.interfaces),
        Command("show cdp neighbors", cisco.cdp),
        Command("show lldp neighbors", cisco.lldp),
        Command("show clock"),
        Command("show etherchannel summary"),
        Command("show interface link"),
        Command("show interfaces description"),
        Command("show interfaces status"),
        Command("show interfaces status err-disabled"),
        Command("show inventory"),
        Command("show ip bgp summary"),
        Command("show ip eigrp neighbors"),
        Command("show ip interface"),
        Command("show ip interface brief"),
        Command("show ip ospf neighbor"),
        Command("show mac-address-table"),
        Command("show power inline"),
        Command("show spanning-tree"),
        Command("show standby brief"),
    ),
)

"""Ubiquiti EdgeRouter (EdgeOS)."""

import re
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import Address, ArpEntry, DeviceView, Interface, Route, System
from sigap.domain.devicewords import (
    address_of,
    lasting,
    mac_of,
    prefix_of,
    speed_of,
    whole_of,
)
from sigap.monitoring.platforms.base import Command, Platform, Rows, first, told

_CODES: Final = {"S": "static", "C": "local", "O": "ospf", "B": "bgp", "R": "rip", "K": "local"}


def _version(rows: Rows) -> DeviceView:
    row = first(rows)
    return DeviceView(
        system=System(
            vendor="ubiquiti",
            model=told(row, "hardware_model"),
            version=told(row, "version").removeprefix("v"),
            serial=told(row, "serial_number"),
            # "16:17:57 up 11 days,  6:15,  1 user": the hour of the day comes first.
            uptime=lasting(told(row, "uptime").partition(" up ")[2].partition(" user")[0]),
        )
    )


def _interfaces(rows: Rows) -> DeviceView:
    return DeviceView(
        interfaces=tuple(
            Interface(
                name=told(row, "interface"),
                alias=told(row, "description"),
                # "A/D" is shut by hand; "u/D" is meant to be up and is not.
                admin=view.DOWN if told(row, "state") == "A" else view.UP,
                oper=view.UP if told(row, "link_status") == "u" else view.DOWN,
            )
            for row in rows
        ),
        addresses=tuple(
            Address(told(row, "interface"), address, whole_of(length))
            for row in rows
            for spelled, _, length in [one.partition("/") for one in row.get("ip_address") or []]
            if (address := address_of(spelled))
        ),
    )


def _physical(rows: Rows) -> DeviceView:
    return DeviceView(
        interfaces=tuple(
            Interface(
                name=told(row, "interface"),
                oper=view.UP if told(row, "link_detected") == "yes" else view.DOWN,
                speed_bps=speed_of(told(row, "speed")),
            )
            for row in rows
        )
    )


def _routes(rows: Rows) -> DeviceView:
    return DeviceView(
        routes=tuple(
            Route(
                destination,
                address_of(told(row, "nexthop_ip")),
                told(row, "interface"),
                _CODES.get(told(row, "code")[:1], ""),
            )
            for row in rows
            for network in [told(row, "ip_address") or told(row, "ipv6_address")]
            if (destination := prefix_of(network, told(row, "prefix_length")))
        )
    )


def _arp(rows: Rows) -> DeviceView:
    return DeviceView(
        arp=tuple(
            ArpEntry(told(row, "interface"), address, mac)
            for row in rows
            if (mac := mac_of(told(row, "mac_address")))
            and (address := address_of(told(row, "ip_address") or told(row, "ipv6_address")))
        )
    )


PLATFORM: Final = Platform(
    key="ubiquiti_edgerouter",
    driver="ubiquiti_edgerouter",
    unknown=re.compile(r"^\s*(Invalid command|Incomplete command|Ambiguous command)", re.M),
    denied=re.compile(r"(Permission denied|not authorized)", re.I),
    commands=(
        Command("show version", _version, routine=True),
        Command("show interfaces", _interfaces, routine=True),
        Command("show interfaces ethernet physical", _physical, routine=True),
        Command("show arp", _arp, routine=True),
        Command("show ip route", _routes, routine=True),
        Command("show ipv6 route", _routes, routine=True),
        Command("show ipv6 neighbors", _arp),
        Command("show dhcp leases"),
        Command("show dhcpv6 server leases"),
        Command("show nat rules"),
    ),
)

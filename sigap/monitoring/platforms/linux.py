"""Linux, as routers, servers and firewalls run it."""

import re
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import Address, ArpEntry, DeviceView, Interface, Route
from sigap.domain.devicewords import address_of, mac_of, prefix_of, whole_of
from sigap.monitoring.platforms.base import Command, Platform, Row, Rows, told

_KINDS: Final = {"ether": "ethernet", "loopback": "loopback"}


def _interfaces(rows: Rows) -> DeviceView:
    return DeviceView(
        interfaces=tuple(_interface(row) for row in rows),
        addresses=tuple(
            Address(told(row, "interface"), address, whole_of(length))
            for row in rows
            for spelled, length in [
                *zip(row.get("ip_addresses") or [], row.get("ip_masks") or [], strict=False),
                *zip(row.get("ipv6_addresses") or [], row.get("ipv6_masks") or [], strict=False),
            ]
            if (address := address_of(spelled))
        ),
    )


def _interface(row: Row) -> Interface:
    flags, state = told(row, "flags").split(","), told(row, "state")
    # A loopback tells UNKNOWN for ever; that its layer is up is what the flag says.
    up = state == "UP" or (state == "UNKNOWN" and "LOWER_UP" in flags)
    return Interface(
        name=told(row, "interface").partition("@")[0],
        index=whole_of(told(row, "id")),
        alias=told(row, "alias"),
        kind=_KINDS.get(told(row, "type"), told(row, "type")),
        admin=view.UP if "UP" in flags else view.DOWN,
        oper=view.UP if up else view.DOWN,
        mtu=whole_of(told(row, "mtu")),
        mac=mac_of(told(row, "mac_address")),
    )


def _routes(rows: Rows) -> DeviceView:
    return DeviceView(
        routes=tuple(
            Route(
                destination,
                address_of(told(row, "nexthop_ip")),
                told(row, "nexthop_if"),
                "local" if told(row, "protocol") == "kernel" else told(row, "protocol"),
            )
            for row in rows
            if (destination := _destination(told(row, "network")))
        )
    )


def _destination(network: str) -> str:
    if network == "default":
        return "0.0.0.0/0"
    spelled, _, length = network.partition("/")
    return prefix_of(spelled, length or "32")


def _arp(rows: Rows) -> DeviceView:
    return DeviceView(
        arp=tuple(
            ArpEntry(told(row, "interface"), address, mac)
            for row in rows
            if (mac := mac_of(told(row, "mac_address")))
            and (address := address_of(told(row, "ip_address")))
        )
    )


PLATFORM: Final = Platform(
    key="linux",
    driver="linux",
    unknown=re.compile(r"(command not found|: not found|No such file or directory)$", re.M),
    denied=re.compile(r"(Permission denied|Operation not permitted|must be superuser)", re.I),
    commands=(
        Command("ip address show", _interfaces, routine=True),
        Command("ip link show", _interfaces, routine=True),
        Command("ip route show", _routes, routine=True),
        Command("arp -a", _arp, routine=True),
    ),
)

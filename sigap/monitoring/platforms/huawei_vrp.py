"""Huawei VRP."""

import re
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import (
    Address,
    ArpEntry,
    Counters,
    DeviceView,
    Health,
    Interface,
    Neighbour,
    Route,
    System,
)
from sigap.domain.devicewords import address_of, lasting, mac_of, prefix_of, speed_of, whole_of
from sigap.monitoring.platforms.base import PORT, Command, Platform, Row, Rows, first, told

# "GigabitEthernet15/1/0(10G)": the speed is no part of the name.
_SPEED_BEHIND: Final = re.compile(r"\(\w+\)$")


def _version(rows: Rows) -> DeviceView:
    row = first(rows)
    return DeviceView(
        system=System(
            vendor="huawei",
            model=told(row, "model"),
            version=told(row, "vrp_version"),
            description=told(row, "product_version"),
            uptime=lasting(told(row, "uptime")),
        )
    )


def _interfaces(rows: Rows) -> DeviceView:
    return DeviceView(
        interfaces=tuple(_interface(row) for row in rows),
        addresses=tuple(
            Address(told(row, "interface"), address, whole_of(length))
            for row in rows
            for spelled, _, length in [told(row, "ip_address").partition("/")]
            if (address := address_of(spelled))
        ),
    )


def _interface(row: Row) -> Interface:
    link, line = told(row, "link_status").lower(), told(row, "protocol_status").lower()
    return Interface(
        name=told(row, "interface"),
        description=told(row, "interface_description"),
        admin=view.DOWN if "administratively" in link else view.UP,
        oper=view.UP if link.startswith("up") and line.startswith("up") else view.DOWN,
        # VRP tells megabits without saying so.
        speed_bps=speed_of(f"{told(row, 'speed')}M"),
        mtu=whole_of(told(row, "mtu")),
        mac=mac_of(told(row, "mac_address")),
    )


def _brief(rows: Rows) -> DeviceView:
    return DeviceView(
        interfaces=tuple(
            Interface(
                name=_SPEED_BEHIND.sub("", told(row, "interface")),
                admin=view.DOWN if told(row, "phy").startswith("*") else view.UP,
                oper=view.UP if told(row, "phy").startswith("up") else view.DOWN,
                counters=Counters(
                    in_errors=whole_of(told(row, "inerrors")),
                    out_errors=whole_of(told(row, "outerrors")),
                ),
            )
            for row in rows
        )
    )


def _descriptions(rows: Rows) -> DeviceView:
    return DeviceView(
        interfaces=tuple(
            Interface(name=told(row, "interface"), alias=told(row, "description")) for row in rows
        )
    )


def _arp(rows: Rows) -> DeviceView:
    return DeviceView(
        arp=tuple(
            ArpEntry(told(row, "interface"), address, mac)
            for row in rows
            if (mac := mac_of(told(row, "mac_address")))
            and (address := address_of(told(row, "ip_address")))
        )
    )


def _routes(rows: Rows) -> DeviceView:
    return DeviceView(
        routes=tuple(
            Route(destination, address_of(told(row, "next_hop")), told(row, "interface"), protocol)
            for row in rows
            if told(row, "state").startswith("Active")
            for spelled, _, behind in [told(row, "destination").partition("/")]
            if (destination := prefix_of(spelled, behind or told(row, "prefix_length")))
            for protocol in [_protocol(told(row, "protocol"))]
        )
    )


def _protocol(word: str) -> str:
    lower = word.lower()
    if lower == "direct":
        return "local"
    return "bgp" if lower in ("ebgp", "ibgp") else lower.partition("_")[0]


def _neighbours(rows: Rows) -> DeviceView:
    return DeviceView(
        neighbours=tuple(
            Neighbour(
                interface=told(row, "local_interface"),
                protocol="lldp",
                name=told(row, "neighbor_name"),
                port=told(row, "neighbor_port_id") or told(row, "neighbor_interface"),
                address=address_of(told(row, "mgmt_address")),
                platform=told(row, "neighbor_description"),
                mac=mac_of(told(row, "chassis_id")),
            )
            for row in rows
        )
    )


def _temperatures(rows: Rows) -> DeviceView:
    return DeviceView(
        health=tuple(
            Health(
                view.TEMPERATURE,
                f"{told(row, 'slotid')} {told(row, 'pcb')} {at}",
                whole_of(told(row, "temperature")),
                "°C",
                view.GOOD if told(row, "status").lower() == "normal" else view.BAD,
            )
            for at, row in enumerate(rows, start=1)
        )
    )


PLATFORM: Final = Platform(
    key="huawei_vrp",
    driver="huawei_vrp",
    unknown=re.compile(
        r"^\s*Error: ?(Unrecognized command|Wrong parameter|Incomplete command|Too many)", re.M
    ),
    denied=re.compile(
        r"^\s*Error: ?(The user has no|No permission|You do not have permission|"
        r"Failed to (pass the authorization|check the authorization))",
        re.M | re.I,
    ),
    commands=(
        Command("display version", _version, routine=True),
        Command("display interface", _interfaces, routine=True),
        Command("display interface brief", _brief, routine=True),
        Command("display interface description", _descriptions, routine=True),
        Command("display arp all", _arp, routine=True),
        Command("display ip routing-table verbose", _routes, routine=True),
        Command("display lldp neighbor", _neighbours, routine=True),
        Command("display temperature", _temperatures, routine=True),
        Command(f"display interface {PORT}", _interfaces),
        Command("display arp brief", _arp),
        Command("display bgp peer"),
        Command("display device"),
        Command("display eth-trunk"),
        Command("display isis peer"),
        Command("display mac-address"),
        Command("display vlan"),
    ),
)

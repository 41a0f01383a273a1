"""What Cisco's IOS and NX-OS answer alike."""

import re
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import (
    Address,
    ArpEntry,
    Counters,
    DeviceView,
    Interface,
    Neighbour,
    Route,
)
from sigap.domain.devicewords import address_of, mac_of, prefix_of, speed_of, whole_of
from sigap.monitoring.platforms.base import Row, Rows, told

UNKNOWN: Final = re.compile(
    r"^% ?(Invalid (input|command)|Incomplete command|Ambiguous command|Unknown command)", re.M
)
DENIED: Final = re.compile(
    r"^% ?(Authorization failed|Permission denied|This command is not authorized|Not authorized)"
    r"|Command authorization failed",
    re.M,
)
_ROUTES: Final = {
    "B": "bgp",
    "C": "local",
    "L": "local",
    "S": "static",
    "O": "ospf",
    "D": "eigrp",
    "i": "isis",
    "R": "rip",
}


def interfaces(rows: Rows) -> DeviceView:
    """`show interfaces`, `show interface`: ports, their counters and addresses."""
    return DeviceView(
        interfaces=tuple(_interface(row) for row in rows),
        addresses=tuple(
            Address(told(row, "interface"), address, whole_of(told(row, "prefix_length")))
            for row in rows
            if (address := address_of(told(row, "ip_address")))
        ),
    )


def _interface(row: Row) -> Interface:
    link, line = told(row, "link_status").lower(), told(row, "protocol_status").lower()
    admin = told(row, "admin_state").lower()
    shut = "administratively" in link or admin.startswith("down")
    # NX-OS tells no line protocol beside the state of the link.
    up = link.startswith("up") and not line.startswith("down")
    return Interface(
        name=told(row, "interface"),
        alias=told(row, "description"),
        admin=view.DOWN if shut else view.UP,
        oper=view.UP if up else view.DOWN,
        speed_bps=speed_of(told(row, "speed")) or speed_of(told(row, "bandwidth")),
        mtu=whole_of(told(row, "mtu")),
        mac=mac_of(told(row, "mac_address")),
        counters=Counters(
            in_errors=whole_of(told(row, "input_errors")),
            out_errors=whole_of(told(row, "output_errors")),
            in_discards=whole_of(told(row, "input_discards") or told(row, "queue_drops")),
            out_discards=whole_of(told(row, "output_discards") or told(row, "queue_output_drops")),
        ),
    )


def arp(rows: Rows) -> DeviceView:
    """`show ip arp`; an address nobody answers for is left out."""
    return DeviceView(
        arp=tuple(
            ArpEntry(told(row, "interface"), address, mac)
            for row in rows
            if (mac := mac_of(told(row, "mac_address")))
            and (address := address_of(told(row, "ip_address")))
        )
    )


def routes(rows: Rows) -> DeviceView:
    """`show ip route`."""
    return DeviceView(
        routes=tuple(
            Route(
                destination=destination,
                gateway=address_of(told(row, "nexthop_ip")),
                interface=told(row, "nexthop_if"),
                protocol=_protocol(told(row, "protocol")),
            )
            for row in rows
            if (destination := prefix_of(told(row, "network"), told(row, "prefix_length")))
        )
    )


def _protocol(code: str) -> str:
    """ "O" of IOS and "ospf-10" of NX-OS are the same."""
    word = _ROUTES.get(code[:1], "") if len(code) <= 2 else code.partition("-")[0].lower()
    return "local" if word == "direct" else word


def cdp(rows: Rows) -> DeviceView:
    """`show cdp neighbors detail`."""
    return DeviceView(neighbours=tuple(_neighbour(row, "cdp") for row in rows))


def lldp(rows: Rows) -> DeviceView:
    """`show lldp neighbors` with or without detail."""
    return DeviceView(neighbours=tuple(_neighbour(row, "lldp") for row in rows))


def _neighbour(row: Row, protocol: str) -> Neighbour:
    platform = told(row, "platform") or told(row, "neighbor_description")
    return Neighbour(
        interface=told(row, "local_interface"),
        protocol=protocol,
        name=told(row, "neighbor_name"),
        port=told(row, "neighbor_interface") or told(row, "neighbor_port_id"),
        address=address_of(told(row, "mgmt_address") or told(row, "interface_ip")),
        platform=platform,
        mac=mac_of(told(row, "chassis_id")),
    )

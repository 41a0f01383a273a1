"""MikroTik RouterOS 6 and 7."""

import re
from typing import Final

from sigap.domain import deviceview as view
from sigap.domain.deviceview import (
    Address,
    ArpEntry,
    DeviceView,
    Health,
    Interface,
    Neighbour,
    Optic,
    Route,
    System,
)
from sigap.domain.devicewords import (
    address_of,
    lasting,
    mac_of,
    number_of,
    prefix_of,
    speed_of,
    whole_of,
)
from sigap.monitoring.platforms.base import PORT, Command, Platform, Row, Rows, first, told

_KINDS: Final = {"ether": "ethernet", "wlan": "wifi", "bond": "lag"}
# The letter of a route that was put in by hand, or by whom.
_BY: Final = {"S": "static", "s": "static", "C": "local", "c": "local", "b": "bgp", "o": "ospf"}


def _identity(rows: Rows) -> DeviceView:
    return DeviceView(system=System(name=told(first(rows), "name"), vendor="mikrotik"))


def _resource(rows: Rows) -> DeviceView:
    row = first(rows)
    load = number_of(told(row, "cpu_load"))
    return DeviceView(
        system=System(
            vendor="mikrotik",
            model=told(row, "board_name"),
            version=told(row, "version").partition(" ")[0],
            uptime=lasting(told(row, "uptime")),
        ),
        health=() if load is None else (Health(view.CPU, "CPU 1", load, "%"),),
    )


def _routerboard(rows: Rows) -> DeviceView:
    row = first(rows)
    system = System(model=told(row, "hardware_model"), serial=told(row, "serial_number"))
    return DeviceView(system=system)


def _interfaces(rows: Rows) -> DeviceView:
    return DeviceView(interfaces=tuple(_interface(row) for row in rows if told(row, "name")))


def _interface(row: Row) -> Interface:
    state, kind = told(row, "status"), told(row, "type")
    comment = row.get("description") or row.get("comment") or ""
    return Interface(
        name=told(row, "name"),
        alias=" ".join(comment) if isinstance(comment, list) else str(comment),
        kind=_KINDS.get(kind, kind),
        admin=view.DOWN if "X" in state else view.UP,
        oper=view.UP if "R" in state else view.DOWN,
        mtu=whole_of(told(row, "actual_mtu") or told(row, "mtu")),
        mac=mac_of(told(row, "mac_address")),
    )


def _monitor(rows: Rows) -> DeviceView:
    return DeviceView(
        interfaces=tuple(
            Interface(
                name=told(row, "name"),
                oper=view.UP if told(row, "status") == "link-ok" else view.DOWN,
                speed_bps=speed_of(told(row, "rate")),
            )
            for row in rows
        ),
        optics=tuple(
            Optic(
                interface=told(row, "name"),
                rx_dbm=number_of(told(row, "sfp_rx_power")),
                tx_dbm=number_of(told(row, "sfp_tx_power")),
                temperature=number_of(told(row, "sfp_temperature")),
                voltage=number_of(told(row, "sfp_supply_voltage")),
                bias_ma=number_of(told(row, "sfp_tx_bias_current")),
            )
            for row in rows
            if told(row, "sfp_rx_power") or told(row, "sfp_tx_power")
        ),
    )


def _addresses(rows: Rows) -> DeviceView:
    return DeviceView(
        addresses=tuple(
            Address(told(row, "interface"), address, whole_of(told(row, "subnet")))
            for row in rows
            # X: switched off; the device does not have it now.
            if "X" not in told(row, "flags") and (address := address_of(told(row, "ip")))
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
            _route(destination, gateway, told(row, "flags"))
            for row in rows
            if "A" in told(row, "flags")
            for spelled, _, length in [told(row, "dst_address").partition("/")]
            if (destination := prefix_of(spelled, length))
            for gateway in told(row, "gateway").split(",")
        )
    )


def _route(destination: str, gateway: str, flags: str) -> Route:
    """A gateway is an address, or the port itself."""
    address = address_of(gateway)
    by = next((_BY[letter] for letter in flags if letter in _BY), "")
    return Route(destination, address, "" if address else gateway, by)


def _neighbours(rows: Rows) -> DeviceView:
    return DeviceView(
        neighbours=tuple(
            Neighbour(
                # "ether2,bridge_local": the port, and the bridge it belongs to.
                interface=told(row, "interface").partition(",")[0],
                protocol="mndp",
                name=told(row, "identity"),
                port=told(row, "interface_name"),
                address=address_of(told(row, "ip_address") or told(row, "ipv4_address")),
                platform=told(row, "board") or told(row, "platform"),
                mac=mac_of(told(row, "mac_address")),
            )
            for row in rows
        )
    )


PLATFORM: Final = Platform(
    key="mikrotik_routeros",
    driver="mikrotik_routeros",
    unknown=re.compile(
        r"^(bad command name|expected (end of command|command name)|syntax error|no such item)",
        re.M,
    ),
    denied=re.compile(r"not enough permissions|^permission denied", re.M | re.I),
    commands=(
        Command("/system identity print", _identity, routine=True),
        Command("/system resource print", _resource, routine=True),
        Command("/system routerboard print", _routerboard, routine=True),
        Command("/interface print terse without-paging", _interfaces, routine=True),
        Command("/ip address print", _addresses, routine=True),
        Command("/ip arp print without-paging", _arp, routine=True),
        Command("/ip route print terse", _routes, routine=True),
        Command("/ip neighbor print detail", _neighbours, routine=True),
        Command(f"/interface ethernet monitor {PORT} once", _monitor),
        Command("/interface bonding print detail"),
        Command("/interface bridge host print terse without-paging"),
        Command("/interface ethernet poe print without-paging"),
        Command("/interface ethernet print"),
        Command("/interface print detail", _interfaces),
        Command("/interface vlan print detail"),
        Command("/ip arp print", _arp),
        Command("/ip dhcp-server lease print"),
        Command("/ip dhcp-server lease print without-paging"),
        Command("/ip dhcp-server lease print terse without-paging"),
        Command("/ip firewall filter print all without-paging"),
        Command("/ip firewall nat print all without-paging"),
        Command("/ip route print detail"),
        Command("/ipv6 neighbor print without-paging"),
        Command("/routing bgp peer print status"),
        Command("/routing ospf interface print terse"),
        Command("/routing ospf neighbor print"),
        Command("/system clock print"),
    ),
)

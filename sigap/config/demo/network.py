"""The network of the demo city: core, rings of POPs, access to every site, all of it invented.

Addresses are private (RFC 1918), makes and providers say that they are examples, and places are
strewn around their kecamatan: nobody learns from it where anything really stands. It is brought
in as an office would bring it, by one import, and then changed a little, so that it has a history.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final
from zlib import crc32

from sigap.domain.actor import Actor
from sigap.domain.inventory import KINDS
from sigap.domain.inventory_import import Sheet
from sigap.inventory.actions import change_item
from sigap.inventory.actions.imports import carry_out, keep_import
from sigap.inventory.actions.proposals import CORRECTION, propose_change
from sigap.inventory.models import Site

CORE: Final = "pop-inti"
Row = Mapping[str, str]

# Roughly where each kecamatan lies; the places of its sites are strewn around it.
CENTRES: Final = {
    "Bekasi Timur": (-6.240, 107.018),
    "Bekasi Barat": (-6.234, 106.970),
    "Bekasi Utara": (-6.205, 107.000),
    "Bekasi Selatan": (-6.258, 106.978),
    "Medan Satria": (-6.200, 106.983),
    "Rawalumbu": (-6.279, 106.999),
    "Mustikajaya": (-6.299, 107.023),
    "Mustika Jaya": (-6.299, 107.023),
    "Bantargebang": (-6.320, 106.996),
    "Pondok Gede": (-6.283, 106.913),
    "Jatiasih": (-6.299, 106.956),
    "Jatisampurna": (-6.371, 106.927),
    "Pondok Melati": (-6.306, 106.932),
}
_OFFICES: Final = frozenset({"opd", "kecamatan", "rsud", "data-center", "noc", "uptd"})
_STREWN: Final = 0.018


def put_on(*, begins_at: datetime, at: datetime, actors: Mapping[str, Actor]) -> None:
    """Import the network at `begins_at`, and let some of it be changed and doubted since."""
    by = actors["admin-jaringan"]
    sites = list(
        Site.objects.filter(active=True).select_related("agency", "upstream").order_by("pk")
    )
    tables = Network(sites).tables()
    sheets = [_sheet(kind, rows) for kind, rows in tables.items()]
    run = keep_import("jaringan-contoh.xlsx", sheets, content=b"", at=begins_at, by=by)
    carry_out(run, at=begins_at, by=by)
    _live_on(sites, begins_at=begins_at, at=at, actors=actors)


def _sheet(kind: str, rows: list[Row]) -> Sheet:
    headings = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = [tuple(row.get(name, "") for name in headings) for row in rows]
    return Sheet(kind, KINDS[kind].word, headings, tuple(enumerate(cells, 2)))


class Network:
    """Draws up the rows of every kind from the sites that there are."""

    def __init__(self, sites: Iterable[Site]) -> None:
        self._sites = list(sites)
        self._pops = [each for each in self._sites if each.kind == "pop" and each.key != CORE]
        self._rows: dict[str, list[Row]] = {kind: [] for kind in KINDS}
        self._ports: dict[str, int] = {}

    def tables(self) -> dict[str, list[Row]]:
        """Rows by kind, as an import reads them."""
        self._places()
        self._core()
        self._rings()
        for number, pop in enumerate(self._pops, 1):
            self._pop(pop, number)
        by_key = {pop.key: number for number, pop in enumerate(self._pops, 1)}
        for number, site in enumerate(self._sites, 1):
            above = site.upstream.key if site.upstream else ""
            if site.kind != "pop" and above in by_key:
                self._access(site, above, by_key[above], number)
        self._rented()
        self._served()
        return {kind: rows for kind, rows in self._rows.items() if rows}

    def _add(self, table: str, /, **row: str) -> None:
        self._rows[table].append(row)

    def _device(self, key: str, name: str, site: str, kind: str, address: str) -> None:
        maker, model, platform = _MAKES[kind]
        serial = f"CONTOH-{crc32(key.encode()):08X}" if maker else ""
        made = {"vendor": maker, "model": model, "platform": platform, "serial": serial}
        where = {"site": site, "management_address": address}
        self._add("device", key=key, name=name, kind=kind, **where, **made)

    def _link(self, one: str, other: str, medium: str, speed: str, **more: str) -> None:
        ends = {}
        for end, device in (("a", one), ("b", other)):
            if device.startswith("odp-"):
                continue
            self._ports[device] = self._ports.get(device, 0) + 1
            port = f"ether{self._ports[device]}"
            ends[f"{end}_interface"] = port
            sort = "tembaga" if medium == "utp" else "serat"
            self._add("interface", device=device, name=port, kind=sort, speed_bps=speed)
        told = {"medium": medium, "capacity_bps": speed, **ends, **more}
        self._add("link", key=f"{one}--{other}", a_device=one, b_device=other, **told)

    def _places(self) -> None:
        for site in self._sites:
            lat, lon = CENTRES.get(site.district or "Bekasi Selatan", CENTRES["Bekasi Selatan"])
            mark = crc32(site.key.encode())
            north, east = (mark % 2001 / 1000 - 1), (mark // 2001 % 2001 / 1000 - 1)
            self._add(
                "site",
                key=site.key,
                latitude=f"{lat + north * _STREWN:.6f}",
                longitude=f"{lon + east * _STREWN:.6f}",
                address="Titik contoh, bukan letak sebenarnya",
            )

    def _core(self) -> None:
        for number in (1, 2):
            name = f"Router inti {number}"
            self._device(f"rtr-inti-{number}", name, CORE, "router", f"10.32.0.{number}")
        self._device("fw-kota", "Firewall kota", "noc", "firewall", "10.32.0.10")
        self._device("sw-noc", "Switch NOC", "noc", "switch", "10.32.0.11")
        self._device("sw-dc", "Switch pusat data", "data-center", "switch", "10.32.0.12")
        self._device("srv-layanan", "Server layanan", "data-center", "server", "10.32.0.20")
        self._link("rtr-inti-1", "rtr-inti-2", "fo", "10 Gbps")
        for number in (1, 2):
            self._link(f"rtr-inti-{number}", "fw-kota", "fo", "10 Gbps")
            self._link(f"rtr-inti-{number}", "sw-dc", "fo", "10 Gbps")
        self._link("fw-kota", "sw-noc", "utp", "1 Gbps")
        self._link("sw-dc", "srv-layanan", "utp", "10 Gbps")
        for vid, name in ((10, "Manajemen"), (20, "Perangkat Daerah"), (30, "WiFi publik")):
            self._add("vlan", key=f"vlan-{vid}", vid=str(vid), name=name)
        network = {"network": "10.32.0.0/24", "name": "Manajemen inti", "site": CORE}
        self._add("prefix", key="mgmt-inti", vlan="vlan-10", gateway="10.32.0.1", **network)

    def _rings(self) -> None:
        """Two rings through the POPs, each from one core router round to the other."""
        half = (len(self._pops) + 1) // 2
        for pops in (self._pops[:half], self._pops[half:]):
            way = ["rtr-inti-1", *(f"sw-{pop.key}" for pop in pops), "rtr-inti-2"]
            for one, other in pairwise(way):
                self._link(one, other, "fo", "10 Gbps", path="Ring serat optik (contoh)")

    def _pop(self, pop: Site, number: int) -> None:
        address = f"10.32.{number}."
        self._device(f"sw-{pop.key}", f"Switch {pop.name}", pop.key, "switch", f"{address}1")
        self._device(f"olt-{pop.key}", f"OLT {pop.name}", pop.key, "olt", f"{address}2")
        self._device(f"ups-{pop.key}", f"UPS {pop.name}", pop.key, "ups", f"{address}3")
        self._link(f"sw-{pop.key}", f"olt-{pop.key}", "fo", "10 Gbps")
        for letter in "ab":
            name = f"ODP {pop.district} {letter.upper()}"
            self._device(f"odp-{pop.key}-{letter}", name, pop.key, "odp", "")
            self._link(f"olt-{pop.key}", f"odp-{pop.key}-{letter}", "fo", "2.5 Gbps")
        told = {"name": f"Manajemen {pop.name}", "site": pop.key, "vlan": "vlan-10"}
        self._add("prefix", key=f"mgmt-{pop.key}", network=f"{address}0/24", **told)

    def _access(self, site: Site, pop: str, pop_number: int, number: int) -> None:
        """A router of its own for an office, an ONT for the rest; WiFi where people wait."""
        kind = "router" if site.kind in _OFFICES else "ont"
        own = f"{'rtr' if kind == 'router' else 'ont'}-{site.key}"
        address = f"10.32.{pop_number}.{10 + number % 240}"
        word = "Router" if kind == "router" else "ONT"
        self._device(own, f"{word} {site.name}", site.key, kind, address)
        if kind == "router":
            self._link(f"sw-{pop}", own, "fo", "1 Gbps")
        else:
            letter = "ab"[number % 2]
            self._link(f"odp-{pop}-{letter}", own, "fo", "1 Gbps")
        if site.kind in ("wifi-publik", "rsud", "kecamatan"):
            access = f"ap-{site.key}"
            self._device(access, f"WiFi {site.name}", site.key, "ap", "")
            self._link(own, access, "utp", "1 Gbps")

    def _rented(self) -> None:
        rented = {"provider": "Penyedia Contoh Satu", "hotline": "021-555-0101 (contoh)"}
        self._add(
            "circuit",
            key="internet-kota",
            number="CONTOH-0001",
            a_site="noc",
            bandwidth_bps="2 Gbps",
            contract="000/CONTOH/2026",
            **rented,
        )
        hospitals = [each for each in self._sites if each.kind == "rsud"]
        rented = {"provider": "Penyedia Contoh Dua", "hotline": "021-555-0102 (contoh)"}
        for number, site in enumerate(hospitals, 2):
            more = {"number": f"CONTOH-{number:04d}", "a_site": site.key, "b_site": CORE}
            self._add("circuit", key=f"sewa-{site.key}", bandwidth_bps="100 Mbps", **more, **rented)
            self._link(
                "rtr-inti-2", f"rtr-{site.key}", "metro", "100 Mbps", circuit=f"sewa-{site.key}"
            )

    def _served(self) -> None:
        for site in self._sites:
            name = _SERVICES.get(site.kind)
            if name:
                told = {"name": f"{name} {site.name} (contoh)", "agency": site.agency.key}
                self._add("service", key=f"layanan-{site.key}", site=site.key, **told)


_SERVICES: Final = {
    "rsud": "Pendaftaran pasien",
    "kecamatan": "Layanan kependudukan",
    "data-center": "Portal layanan kota",
}
_MAKES: Final = {
    "router": ("MikroTik", "CCR2004 (contoh)", "mikrotik_routeros"),
    "switch": ("Cisco", "C9200L (contoh)", "cisco_ios"),
    "firewall": ("Contoh", "FW-1 (contoh)", ""),
    "olt": ("Huawei", "MA5800 (contoh)", ""),
    "ont": ("Huawei", "HG8145 (contoh)", ""),
    "odp": ("", "", ""),
    "ap": ("Ubiquiti", "U6 (contoh)", "ubiquiti"),
    "server": ("Contoh", "SRV-1 (contoh)", "linux"),
    "ups": ("Contoh", "UPS-1 (contoh)", ""),
}


def _live_on(
    sites: list[Site], *, begins_at: datetime, at: datetime, actors: Mapping[str, Actor]
) -> None:
    by = actors["admin-jaringan"]
    hospital = next((f"rtr-{each.key}" for each in sites if each.kind == "rsud"), "rtr-inti-2")
    span = (at - begins_at) / 4
    changes = (
        (1, "rtr-inti-1", {"firmware": "7.14 (contoh)"}),
        (2, hospital, {"status": "rusak", "notes": "Catu daya bermasalah, menunggu suku cadang."}),
        (2, hospital, {"status": "dipakai", "model": "RB5009 (contoh)", "notes": "Diganti unit."}),
        (3, "rtr-inti-1", {"firmware": "7.16 (contoh)"}),
    )
    for place, (quarter, key, values) in enumerate(changes):
        change_item("device", key, values, at=begins_at + quarter * span + place * _HOUR, by=by)
    propose_change(
        "device",
        "sw-noc",
        {"model": "C9300 (contoh)"},
        source=CORRECTION,
        evidence="Model yang tertera di badan perangkat berbeda dari inventaris.",
        at=at,
        by=actors["pelaksana"],
    )


_HOUR: Final = timedelta(hours=1)

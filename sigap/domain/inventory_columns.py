"""The columns of each kind of the inventory, as data: heading, what it takes, where it is found."""

from typing import Final

from sigap.domain.errors import words
from sigap.domain.inventory_choices import (
    DEVICE_KINDS,
    INTERFACE_KINDS,
    MEDIA,
    PLATFORMS,
    SITE_KINDS,
    STATUSES,
)
from sigap.domain.inventory_model import Column, Type

_SPEED_HINT: Final = words("Misalnya 100 Mbps atau 1 Gbps.")
_KEY: Final = Column(
    "key",
    words("Kunci"),
    needed=True,
    most=100,
    also=("key", "slug", "id"),
    hint=words("Huruf kecil, angka, dan tanda hubung; tidak dapat diubah kemudian."),
)
_NOTES: Final = Column("notes", words("Catatan"), Type.LONG, most=2000, also=("notes", "comments"))
_ACTIVE: Final = Column(
    "active", words("Dipakai"), Type.FLAG, first=True, also=("aktif", "active", "status")
)
_STATUS: Final = Column(
    "status", words("Keadaan"), Type.CHOICE, choices=STATUSES, first="dipakai", also=("status",)
)


def _name(needed: bool = True, most: int = 200) -> Column:
    return Column("name", words("Nama"), needed=needed, most=most, also=("name",))


def _site(key: str = "site", label: str = words("Lokasi"), *, needed: bool = False) -> Column:
    also = ("site", "site key") if key == "site" else (key.replace("_", " "),)
    return Column(key, label, Type.REF, needed=needed, to="site", also=also)


SITE: Final = (
    _KEY,
    _name(),
    Column(
        "agency",
        words("Perangkat Daerah"),
        Type.REF,
        needed=True,
        to="agency",
        also=("agency", "opd", "tenant"),
    ),
    Column(
        "kind",
        words("Jenis"),
        Type.CHOICE,
        needed=True,
        choices=SITE_KINDS,
        also=("kind", "jenis lokasi"),
    ),
    Column("district", words("Kecamatan"), most=60, also=("district",)),
    Column("village", words("Kelurahan"), most=60, also=("village",)),
    Column("code", words("Kode wilayah"), most=20, also=("code", "kode")),
    Column("address", words("Alamat"), most=250, also=("address", "physical address")),
    Column(
        "latitude",
        words("Lintang"),
        Type.DEGREES,
        most=90,
        also=("latitude", "lat"),
        hint="-6.238270",
    ),
    Column(
        "longitude",
        words("Bujur"),
        Type.DEGREES,
        most=180,
        also=("longitude", "lon", "lng"),
        hint="106.975573",
    ),
    Column("critical", words("Kritis"), Type.FLAG, also=("critical",)),
    Column(
        "service_class",
        words("Kelas layanan"),
        Type.REF,
        to="service_class",
        also=("service class",),
    ),
    Column(
        "upstream",
        words("Lokasi induk"),
        Type.REF,
        to="site",
        also=("upstream", "induk"),
        hint=words("Lokasi tempat lalu lintasnya keluar."),
    ),
    Column("pic_name", words("Nama PIC"), most=150, also=("pic", "pic name", "contact name")),
    Column("pic_phone", words("Telepon PIC"), most=30, also=("pic phone", "contact phone")),
    _ACTIVE,
)
DEVICE: Final = (
    _KEY,
    _name(),
    _site(needed=True),
    Column(
        "kind",
        words("Peran"),
        Type.CHOICE,
        choices=DEVICE_KINDS,
        also=("kind", "role", "jenis", "device role"),
    ),
    Column("vendor", words("Merek"), most=60, also=("vendor", "manufacturer")),
    Column("model", words("Model"), most=100, also=("tipe", "device type", "model")),
    Column("serial", words("Nomor seri"), most=80, also=("serial", "serial number")),
    Column(
        "management_address",
        words("Alamat manajemen"),
        Type.ADDRESS,
        also=("management address", "ip", "alamat ip", "primary ip"),
    ),
    Column("firmware", words("Firmware"), most=80, also=("firmware", "version", "versi")),
    Column("platform", words("Platform SSH"), Type.CHOICE, choices=PLATFORMS, also=("platform",)),
    Column(
        "owner",
        words("Pemilik (Perangkat Daerah)"),
        Type.REF,
        to="agency",
        also=("owner", "pemilik"),
    ),
    Column(
        "owner_name",
        words("Pemilik lain"),
        most=100,
        also=("owner name", "penyedia"),
        hint=words("Misalnya penyedia yang meminjamkannya."),
    ),
    Column("bought_on", words("Tanggal beli"), Type.DAY, also=("bought on", "purchase date")),
    Column("warranty_until", words("Garansi sampai"), Type.DAY, also=("warranty until", "garansi")),
    _STATUS,
    _NOTES,
)
INTERFACE: Final = (
    Column("device", words("Perangkat"), Type.REF, needed=True, to="device", also=("device",)),
    _name(most=100),
    Column(
        "kind",
        words("Jenis"),
        Type.CHOICE,
        choices=INTERFACE_KINDS,
        also=("kind", "type", "jenis antarmuka"),
    ),
    Column(
        "speed_bps",
        words("Kecepatan"),
        Type.SPEED,
        also=("speed", "speed bps"),
        hint=_SPEED_HINT,
    ),
    Column("mac", words("Alamat MAC"), Type.MAC, also=("mac", "mac address")),
    Column(
        "addresses",
        words("Alamat IP"),
        Type.ADDRESSES,
        also=("addresses", "ip", "ip addresses"),
        hint=words("Dengan panjang prefiksnya, pisahkan dengan spasi: 10.32.1.2/30"),
    ),
    Column("description", words("Keterangan"), most=250, also=("description",)),
    Column("enabled", words("Dinyalakan"), Type.FLAG, first=True, also=("enabled",)),
    _ACTIVE,
)
CIRCUIT: Final = (
    _KEY,
    Column("provider", words("Penyedia"), needed=True, most=100, also=("provider", "isp")),
    Column(
        "number",
        words("Nomor sirkit"),
        needed=True,
        most=100,
        also=("number", "circuit id", "cid", "nomor"),
    ),
    Column("contract", words("Kontrak"), most=120, also=("contract", "nomor kontrak")),
    Column("hotline", words("Telepon gangguan"), most=60, also=("hotline",)),
    _site("a_site", words("Lokasi A")),
    _site("b_site", words("Lokasi B")),
    Column(
        "bandwidth_bps",
        words("Bandwidth"),
        Type.SPEED,
        also=("bandwidth", "bandwidth bps"),
        hint=_SPEED_HINT,
    ),
    Column("valid_from", words("Berlaku sejak"), Type.DAY, also=("valid from", "install date")),
    Column(
        "valid_until", words("Berlaku sampai"), Type.DAY, also=("valid until", "termination date")
    ),
    _NOTES,
    _ACTIVE,
)
LINK: Final = (
    Column("key", words("Kunci"), needed=True, most=180, also=_KEY.also, hint=_KEY.hint),
    _name(needed=False),
    Column(
        "a_device",
        words("Perangkat A"),
        Type.REF,
        needed=True,
        to="device",
        also=("a device", "device a"),
    ),
    Column(
        "a_interface",
        words("Antarmuka A"),
        Type.REF,
        to="interface",
        also=("a interface", "interface a"),
    ),
    Column(
        "b_device",
        words("Perangkat B"),
        Type.REF,
        needed=True,
        to="device",
        also=("b device", "device b"),
    ),
    Column(
        "b_interface",
        words("Antarmuka B"),
        Type.REF,
        to="interface",
        also=("b interface", "interface b"),
    ),
    Column("medium", words("Medium"), Type.CHOICE, choices=MEDIA, also=("medium", "type")),
    Column(
        "capacity_bps",
        words("Kapasitas"),
        Type.SPEED,
        also=("capacity", "capacity bps"),
        hint=_SPEED_HINT,
    ),
    Column("circuit", words("Sirkit"), Type.REF, to="circuit", also=("circuit",)),
    Column("path", words("Jalur"), Type.LONG, most=2000, also=("path", "path notes")),
    Column(
        "route",
        words("Titik jalur"),
        Type.ROUTE,
        also=("route",),
        hint=words("Lintang dan bujur berurutan: -6.238270,106.975573; -6.240000,106.980000"),
    ),
    _STATUS,
)
SERVICE: Final = (
    _KEY,
    _name(),
    Column(
        "agency",
        words("Perangkat Daerah"),
        Type.REF,
        needed=True,
        to="agency",
        also=("agency", "opd"),
    ),
    _site(needed=True),
    Column("device", words("Perangkat"), Type.REF, to="device", also=("device",)),
    Column("contact", words("Narahubung"), most=150, also=("contact",)),
    _NOTES,
    _ACTIVE,
)
VLAN: Final = (
    _KEY,
    _name(most=120),
    Column(
        "vid",
        words("Nomor VLAN"),
        Type.WHOLE,
        needed=True,
        least=1,
        most=4094,
        also=("vid", "vlan", "vlan id"),
    ),
    _site(),
    _NOTES,
    _ACTIVE,
)
PREFIX: Final = (
    _KEY,
    Column("network", words("Prefiks"), Type.NETWORK, needed=True, also=("network", "prefix")),
    _name(needed=False, most=120),
    _site(),
    Column("vlan", words("VLAN"), Type.REF, to="vlan", also=("vlan",)),
    Column("gateway", words("Gerbang"), Type.ADDRESS, also=("gateway",)),
    _NOTES,
    _ACTIVE,
)

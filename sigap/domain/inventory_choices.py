"""The few values that some columns of the inventory take, with their words."""

from typing import Final

from sigap.domain.errors import words

SITE_KINDS: Final = {
    "opd": words("Kantor Perangkat Daerah"),
    "uptd": words("UPTD"),
    "kecamatan": words("Kantor kecamatan"),
    "kelurahan": words("Kantor kelurahan"),
    "puskesmas": words("Puskesmas"),
    "rsud": words("RSUD"),
    "sekolah": words("Sekolah"),
    "wifi-publik": words("WiFi publik"),
    "pop": words("POP"),
    "noc": words("NOC"),
    "data-center": words("Pusat data"),
}
DEVICE_KINDS: Final = {
    "router": words("Router"),
    "switch": words("Switch"),
    "firewall": words("Firewall"),
    "olt": words("OLT"),
    "ont": words("ONT"),
    "odp": words("ODP"),
    "ap": words("Titik akses WiFi"),
    "radio": words("Radio"),
    "media-converter": words("Konverter media"),
    "server": words("Server"),
    "ups": words("UPS"),
    "lainnya": words("Lainnya"),
}
# "dilepas" is out of the network for good.
STATUSES: Final = {
    "dipakai": words("Dipakai"),
    "rusak": words("Rusak"),
    "dilepas": words("Dilepas"),
}
# How a device is read over SSH.
PLATFORMS: Final = {
    "cisco_ios": "Cisco IOS / IOS-XE",
    "cisco_nxos": "Cisco NX-OS",
    "mikrotik_routeros": "MikroTik RouterOS",
    "huawei_vrp": "Huawei VRP",
    "ubiquiti": "Ubiquiti",
    "linux": "Linux",
}
INTERFACE_KINDS: Final = {
    "tembaga": words("Tembaga (UTP)"),
    "serat": words("Serat optik"),
    "pon": words("PON"),
    "nirkabel": words("Nirkabel"),
    "virtual": words("Virtual (VLAN, loopback, tunnel)"),
    "agregat": words("Agregat (LAG)"),
    "lainnya": words("Lainnya"),
}
MEDIA: Final = {
    "fo": words("Serat optik"),
    "utp": words("UTP"),
    "wireless": words("Nirkabel"),
    "metro": words("Metro Ethernet"),
    "sewa": words("Sirkit sewa"),
}

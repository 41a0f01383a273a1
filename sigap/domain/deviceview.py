"""What a device says of itself, in one shape whatever the vendor and the way it was read.

Speeds are bits a second, lengths of time `timedelta`, optical power dBm, temperatures degrees
Celsius. What a device does not say is None or an empty text: never a guess.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from sigap.domain.errors import words
from sigap.domain.portnames import long_name, same_port, short_name

UP: Final = "up"
DOWN: Final = "down"
TESTING: Final = "testing"
UNKNOWN: Final = "unknown"
DORMANT: Final = "dormant"
ABSENT: Final = "not-present"
LOWER_DOWN: Final = "lower-layer-down"

TEMPERATURE: Final = "temperature"
VOLTAGE: Final = "voltage"
CURRENT: Final = "current"
POWER_SUPPLY: Final = "power-supply"
FAN: Final = "fan"
CPU: Final = "cpu"
MEMORY: Final = "memory"

GOOD: Final = "good"
BAD: Final = "bad"


@dataclass(frozen=True, slots=True)
class System:
    """Who the device is. `uptime` is that of its agent where only the agent tells it."""

    name: str = ""
    description: str = ""
    object_id: str = ""
    location: str = ""
    contact: str = ""
    vendor: str = ""
    model: str = ""
    version: str = ""
    serial: str = ""
    uptime: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Counters:
    """What passed and what failed since the counters began; they begin again after 2^bits."""

    in_octets: int | None = None
    out_octets: int | None = None
    in_errors: int | None = None
    out_errors: int | None = None
    in_discards: int | None = None
    out_discards: int | None = None
    bits: int = 64

    @property
    def errors(self) -> int | None:
        """Errors of both directions; None when neither is told."""
        known = [count for count in (self.in_errors, self.out_errors) if count is not None]
        return sum(known) if known else None


@dataclass(frozen=True, slots=True)
class Interface:
    """One port. `changed_at_uptime` is the device's uptime when it last went up or down."""

    name: str
    index: int | None = None
    description: str = ""
    alias: str = ""
    kind: str = ""
    admin: str = UNKNOWN
    oper: str = UNKNOWN
    speed_bps: int | None = None
    mtu: int | None = None
    mac: str = ""
    changed_at_uptime: timedelta | None = None
    counters: Counters = field(default_factory=Counters)

    @property
    def long(self) -> str:
        return long_name(self.name)

    @property
    def short(self) -> str:
        return short_name(self.name)


@dataclass(frozen=True, slots=True)
class Address:
    """An address the device has on one of its ports."""

    interface: str
    address: str
    prefix_length: int | None = None


@dataclass(frozen=True, slots=True)
class Neighbour:
    """What a device on the other end of a cable says of itself (LLDP, CDP or MNDP)."""

    interface: str
    protocol: str
    name: str = ""
    port: str = ""
    address: str = ""
    platform: str = ""
    mac: str = ""


@dataclass(frozen=True, slots=True)
class ArpEntry:
    """Which hardware address answers for an address."""

    interface: str
    address: str
    mac: str


@dataclass(frozen=True, slots=True)
class Route:
    """One way the device knows: `destination` as prefix ("0.0.0.0/0" is the default)."""

    destination: str
    gateway: str = ""
    interface: str = ""
    protocol: str = ""


@dataclass(frozen=True, slots=True)
class Optic:
    """What an optical module measures."""

    interface: str
    rx_dbm: float | None = None
    tx_dbm: float | None = None
    temperature: float | None = None
    voltage: float | None = None
    bias_ma: float | None = None


@dataclass(frozen=True, slots=True)
class Health:
    """One measurement of the device itself; `state` is good, bad or "" where it does not say."""

    kind: str
    name: str
    value: float | None = None
    unit: str = ""
    state: str = ""


NOTE_WORDS: Final = {
    "endless": words("daftar dari perangkat berputar tanpa akhir; dihentikan"),
    "too-many-rows": words("baris terlalu banyak; sisanya tidak dibaca"),
    "too-much": words("keluaran terlalu besar; sisanya tidak dibaca"),
    "too-slow": words("perangkat tidak selesai menjawab pada waktunya"),
    "unreadable": words("jawaban perangkat tidak dapat dibaca"),
    "dropped": words("sambungan diputus oleh perangkat"),
    "not-asked": words("tidak ditanyakan karena sambungan sudah berakhir"),
    "unknown-command": words("perintah tidak dikenal oleh perangkat"),
    "no-privilege": words("pengguna tidak berhak atas perintah ini"),
    "unparsed": words("keluaran tersimpan, tetapi bentuknya tidak dikenal"),
}
"""What each code of a note says to people."""


@dataclass(frozen=True, slots=True)
class Note:
    """Something that could not be read, or not to its end: which part, and a stable code."""

    part: str
    code: str


@dataclass(frozen=True, slots=True)
class DeviceView:
    """The device as it was at one moment. Empty parts were not told; `notes` says which failed."""

    system: System = field(default_factory=System)
    interfaces: tuple[Interface, ...] = ()
    addresses: tuple[Address, ...] = ()
    neighbours: tuple[Neighbour, ...] = ()
    arp: tuple[ArpEntry, ...] = ()
    routes: tuple[Route, ...] = ()
    optics: tuple[Optic, ...] = ()
    health: tuple[Health, ...] = ()
    notes: tuple[Note, ...] = ()

    def interface(self, name: str) -> Interface | None:
        """The port of this name, however it is written; None when the device has none such."""
        return next((one for one in self.interfaces if same_port(one.name, name)), None)

"""The words of the demo: what people say of one case, from the tables beside this module."""

import tomllib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zlib import crc32

from sigap.inventory.models import Site

FOLDER = Path(__file__).parent
Table = Mapping[str, Any]


@cache
def table(name: str) -> Table:
    """One of the TOML tables of the demo."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def fault_named(key: str) -> Table:
    """The kind of disruption of this key."""
    return next(fault for fault in faults(remote=False) if fault["kunci"] == key)


def faults(*, remote: bool) -> list[Table]:
    """The kinds of disruption; with `remote` only those that can be mended from afar."""
    return [fault for fault in table("faults")["gangguan"] if fault["jarak_jauh"] or not remote]


class Told:
    """What is said of one case: one kind of disruption at one site, the same names throughout."""

    def __init__(
        self, entry: Table, site: Site, *, at: datetime, zone: tzinfo, random: Random
    ) -> None:
        self.entry = entry
        self._random = random
        self._variant = random.randrange(8)
        self.reporter = _reporter(site)
        self._places = _places(site, at.astimezone(zone), random) | {"pelapor": self.reporter}

    def own(self, name: str) -> str:
        """What is said of this kind of disruption; sentences of one case fit each other."""
        return self._fill(self._variant_of(self.entry[name]))

    def any_of(self, name: str) -> str:
        """One of several equally fitting sentences of this kind of disruption."""
        return self._fill(self._random.choice(self.entry[name]))

    def talk(self, *path: str, **places: str) -> str:
        """One of the sentences of the office, whatever the disruption."""
        choices: Any = table("talk")
        for name in path:
            choices = choices[name]
        return self._fill(self._random.choice(choices), **places)

    def _variant_of(self, choices: Sequence[str]) -> str:
        return choices[self._variant % len(choices)]

    def _fill(self, text: str, **places: str) -> str:
        return text.format_map(self._places | places) if "{" in text else text


def _reporter(site: Site) -> str:
    """Everybody knows who calls from a place: always the same person."""
    names = table("talk")["pelapor"]
    return str(names[crc32(site.key.encode()) % len(names)])


def _spoken(site: Site) -> str:
    """The place as people call it: "Disdik", "Kelurahan Bintara"."""
    if site.kind == "opd" and site.agency.short_name:
        return site.agency.short_name
    return site.name.removeprefix("Kantor ")


def phone_of(site: Site) -> str:
    """An invented number of the person who calls from this place."""
    return f"0812-0000-{crc32(site.key.encode()) % 10_000:04d}"


def _places(site: Site, at: datetime, random: Random) -> dict[str, str]:
    noticed = at - timedelta(minutes=random.randint(6, 55))
    return {
        "site": _spoken(site),
        "jam": f"{noticed:%H.%M}",
        "lantai": str(random.randint(1, 4)),
        "port": random.choice(
            ["Gi0/3", "Gi0/11", "Gi0/24", "ether2", "ether5", "port 7", "port 18"]
        ),
        "vlan": str(random.choice([110, 120, 130, 210, 220, 310, 320])),
        "odp": f"ODP-{site.pk:03d}/{random.randint(1, 16):02d}",
        "db": f"-{random.randint(268, 324) / 10:.1f} dBm".replace(".", ","),
        "db2": f"-{random.randint(171, 219) / 10:.1f} dBm".replace(".", ","),
        "persen": str(random.randint(31, 97)),
        "unit": str(random.randint(4, 26)),
        "meter": str(random.randrange(35, 310, 5)),
        "seri": f"SN {random.choice('ABCDEFGH')}{random.randint(10_000, 99_999)}",
        "penyedia": random.choice(table("talk")["penyedia"]),
        "tiket": f"INC-{at:%y%m}-{random.randint(1000, 9999)}",
    }

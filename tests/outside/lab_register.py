"""A network lab as the inventory has it: sites, devices, ports, links, and what opens them."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from sigap.domain.actor import SYSTEM
from sigap.domain.interfacenames import key_of_port, normalised
from sigap.inventory.actions.credentials import MeantFor, keep_credential
from sigap.inventory.models import Device, Interface, Link, Site
from sigap.monitoring.actions.checks import watch_inventory
from sigap.people.models import Agency

AGENCIES = 3
_SITE_KINDS = {"noc": "noc", "core": "data-center"}


def register(opens: Mapping[str, Any], *, at: datetime) -> None:
    """Put what `netlab.py inventory` tells into the inventory, with checks of every device.

    The sites of the lab belong to three agencies in turn; each router above them stands at a site
    of its own, the prober at the NOC.
    """
    agencies = [
        Agency.objects.create(key=f"dinas-{n}", name=f"Dinas {n}", short_name=f"D{n}", kind="dinas")
        for n in range(1, AGENCIES + 1)
    ]
    devices: dict[str, Device] = {}
    for name, node in opens["nodes"].items():
        place = node["site"] or name
        site = Site.objects.filter(key=place).first() or Site.objects.create(
            key=place,
            name=place.capitalize(),
            agency=agencies[Site.objects.count() % AGENCIES],
            kind=_SITE_KINDS.get(place, "pop" if node["site"] is None else "kantor"),
        )
        devices[name] = _device(name, node, site, opens)
    for wire in opens["links"]:
        _link(wire, devices)
    _credentials(opens, at=at)
    watch_inventory(at=at)


def _device(name: str, node: Mapping[str, Any], site: Site, opens: Mapping[str, Any]) -> Device:
    kinds = {"noc": "switch", "router": "router", "host": "server"}
    # The prober's own node has no address but that of its port.
    own = next(wire["a_ip"] for wire in opens["links"] if wire["a"] == "noc")
    return Device.objects.create(
        key=name,
        name=name,
        site=site,
        kind=kinds[node["kind"]],
        management_address=own if node["kind"] == "noc" else node["mgmt"],
        platform="" if node["kind"] == "noc" else "linux",
    )


def _link(wire: Mapping[str, Any], devices: Mapping[str, Device]) -> None:
    ends = {}
    for end in ("a", "b"):
        owner, port = devices[wire[end]], wire[f"{end}_if"]
        ends[f"{end}_device"] = owner
        ends[f"{end}_interface"] = Interface.objects.create(
            device=owner, key=key_of_port(owner.key, port), name=port, norm=normalised(port)
        )
    Link.objects.create(key=wire["name"].replace(":", "--"), medium="fo", **ends)


def _credentials(opens: Mapping[str, Any], *, at: datetime) -> None:
    key = Path(opens["ssh_key"]).read_text()
    for kind, typed in (
        ("snmp-v2c", {"community": opens["community"]}),
        ("ssh-key", {"user": opens["ssh_user"], "private_key": key}),
    ):
        keep_credential(
            kind,
            kind=kind,
            name=kind,
            typed=typed,
            meant_for=MeantFor(platforms=("linux",)),
            new=True,
            at=at,
            by=SYSTEM,
        )

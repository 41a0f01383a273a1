"""Every recorded output of an allowed command is parsed as expected, and read into a picture.

The recordings are others' and stay outside the project; without them this is skipped.
"""

import re
from pathlib import Path

import pytest
import yaml

from sigap.monitoring.platforms.base import PORT, Command, nothing
from sigap.monitoring.platforms.known import PLATFORMS
from sigap.monitoring.platforms.parsing import parsed, seen
from tests.outside.devices import RECORDED

FOLDER = RECORDED / "cli"
pytestmark = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="the recorded outputs (../shared/data/cli) are not here"
)
# Recorded, and never asked by us: they act on the device or its network, take as long as they
# like, or show a key.
NOT_ASKED = {
    "cisco_ios/ping",
    "cisco_ios/traceroute",
    "huawei_vrp/virtual-cable-test",
    "mikrotik_routeros/interface_wireguard_print_terse_without-paging",
    "mikrotik_routeros/ip_address_export_verbose",
    "mikrotik_routeros/ip_firewall_connection_print_terse_without-paging",
    "mikrotik_routeros/ping",
    "mikrotik_routeros/routing_bgp_peer_print_status_without-paging",
    "mikrotik_routeros/tool_profile",
}


def folder_of(command: Command) -> str:
    """The recorder's name for a command."""
    plain = command.text.lstrip("/").replace(PORT, "name")
    return re.sub("[ /]+", "_", plain)


ASKED = {
    f"{platform.key}/{folder_of(command)}": (platform, command)
    for platform in PLATFORMS.values()
    for command in platform.commands
}
RECORDINGS = sorted(
    path for path in FOLDER.glob("*/*/*.raw") if "/".join(path.parts[-3:-1]) in ASKED
)


def recorded(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def named(path: Path) -> str:
    return "/".join(path.parts[-3:])


def test_every_recorded_command_is_allowed_or_left_out_on_purpose():
    folders = {"/".join(path.parts[-2:]) for path in FOLDER.glob("*/*") if path.is_dir()}
    assert folders - set(ASKED) == NOT_ASKED


@pytest.mark.parametrize("path", RECORDINGS, ids=named)
def test_a_recorded_output_gives_the_expected_rows(path):
    platform, command = ASKED["/".join(path.parts[-3:-1])]
    line = command.text.replace(PORT, "name")
    expected = yaml.safe_load(recorded(path.with_suffix(".yml")))["parsed_sample"]
    assert parsed(platform, line, recorded(path)) == expected


@pytest.mark.parametrize("path", RECORDINGS, ids=named)
def test_a_recorded_output_is_read_without_a_note_and_without_loss(path):
    platform, command = ASKED["/".join(path.parts[-3:-1])]
    view = seen(platform, command, command.text.replace(PORT, "name"), recorded(path))
    assert view.notes == ()
    if command.read is not nothing:
        parts = (view.interfaces, view.addresses, view.neighbours, view.arp, view.routes)
        assert any(parts) or view.optics or view.health or view.system != type(view.system)()
    assert all(one.name for one in view.interfaces)
    assert all(one.mac for one in view.arp)
    assert all("/" in one.destination for one in view.routes)

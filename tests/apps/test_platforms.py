"""The lists of commands: only what shows, word for word, and no output that breaks the reading."""

import time
from datetime import UTC, datetime

import pytest

from sigap.domain.deviceview import NOTE_WORDS, DeviceView, Note
from sigap.domain.errors import Invalid
from sigap.domain.inventory import PLATFORMS as IN_THE_INVENTORY
from sigap.monitoring.platforms.base import PORT, Command, nothing
from sigap.monitoring.platforms.known import PLATFORMS
from sigap.monitoring.platforms.parsing import UNPARSED, seen
from sigap.monitoring.probes import snmp_walk, ssh, ssh_session
from sigap.monitoring.probes.ssh import Asked, read_device
from sigap.monitoring.probes.ssh_access import Login, SshTarget

AT = datetime(2026, 11, 23, tzinfo=UTC)
IOS = PLATFORMS["cisco_ios"]
# Nobody listens there: what is refused must be refused before a connection is tried.
NOWHERE = SshTarget("127.0.0.1", Login("pembaca", "sandi"), 9)
platforms = pytest.mark.parametrize("platform", PLATFORMS.values(), ids=lambda one: one.key)


def faults(text: str, port: str = "") -> dict[str, str]:
    with pytest.raises(Invalid) as refused:
        read_device(NOWHERE, IOS, at=AT, asked=[Asked(Command(text), port)])
    return {field: fault.code for field, fault in refused.value.faults.items()}


def test_every_platform_of_the_inventory_can_be_read():
    assert set(IN_THE_INVENTORY) <= set(PLATFORMS)


def test_every_code_of_a_note_has_its_words():
    codes = {
        *(snmp_walk.ENDLESS, snmp_walk.TOO_MANY_ROWS, snmp_walk.UNREADABLE),
        *(ssh_session.TOO_MUCH, ssh_session.TOO_SLOW, ssh_session.DROPPED),
        *(ssh.NOT_ASKED, ssh.UNKNOWN_COMMAND, ssh.NO_PRIVILEGE, UNPARSED),
    }
    assert codes == set(NOTE_WORDS)


@platforms
def test_a_list_holds_nothing_but_commands_that_show(platform):
    for command in platform.commands:
        word = command.text.lstrip("/")
        shows = word.startswith(("show ", "display ", "ip ", "arp ")) or "print" in word
        assert shows or word == f"interface ethernet monitor {PORT} once"
        assert not any(letter in word for letter in ";|&<>$`\n\"'")


@platforms
def test_a_list_names_each_command_once(platform):
    texts = [command.text for command in platform.commands]
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("text", ["configure terminal", "reload", "show version | redirect x", ""])
def test_another_command_is_refused_before_anything_is_sent(text):
    assert faults(text) == {"command": "command-not-listed"}


@pytest.mark.parametrize(
    "port", ["", "Gi0/1\nreload", "Gi0/1; reload", "Gi0/1 | x", "a" * 60, "-x"]
)
def test_a_port_that_is_no_name_is_refused_before_anything_is_sent(port):
    assert faults(f"show interfaces {PORT}", port) == {"interface": "bad-interface"}


@platforms
@pytest.mark.parametrize("text", ["\n" * 500_000, "a " * 100_000, "bukan keluaran\n" * 100])
def test_a_hostile_output_is_left_unread_in_no_time(platform, text):
    began = time.monotonic()
    for command in platform.routine:
        view = seen(platform, command, command.text, text)
        assert view in (DeviceView(), DeviceView(notes=(Note(command.text, UNPARSED),))) or (
            command.read is not nothing and not view.interfaces
        )
    assert time.monotonic() - began < 10

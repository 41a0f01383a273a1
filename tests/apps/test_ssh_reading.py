"""Devices read over real SSH: only listed commands are typed, and every misdeed is survived."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sigap.domain import deviceview as view
from sigap.domain.answers import Answer
from sigap.domain.deviceview import Address, Note
from sigap.monitoring.platforms.known import PLATFORMS
from sigap.monitoring.probes.snmp_access import Unanswered
from sigap.monitoring.probes.ssh import Asked, SshRead, read_device
from sigap.monitoring.probes.ssh_access import Login, SshLimits, SshTarget
from tests.outside.devices import RECORDED, ROOT, running
from tests.outside.ssh_device import PASSWORD, QUIET, USER

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
QUICK = SshLimits(connect=3, command=2, seconds=15, octets=300_000, all_octets=4_000_000)
LOGIN = Login(USER, PASSWORD)
IOS = PLATFORMS["cisco_ios"]
THREE = [Asked(IOS.command(f"show {what}")) for what in ("version", "interfaces", "ip arp")]
NOBODY_LISTENS = 9

Start = Callable[..., int]


@pytest.fixture
def device() -> Iterator[Start]:
    """Starts a device with these properties; the port where it listens."""
    with ExitStack() as started:

        def start(platform: str = "cisco_ios", **more: object) -> int:
            folder = str(ROOT / "tests" / "outside" / "made_up" / platform)
            told = json.dumps({"platform": platform, "folder": folder, **more})
            return started.enter_context(running("ssh_device", told))

        yield start


def read(port: int, platform: str = "cisco_ios", limits: SshLimits = QUICK, **target) -> SshRead:
    asked = THREE if platform == "cisco_ios" else None
    place = SshTarget(**({"address": "127.0.0.1", "login": LOGIN, "port": port} | target))
    return read_device(place, PLATFORMS[platform], at=AT, asked=asked, limits=limits)


def refusal(port: int, limits: SshLimits = QUICK, **target) -> tuple[Answer, str]:
    with pytest.raises(Unanswered) as refused:
        read(port, limits=limits, **target)
    assert PASSWORD not in str(refused.value)
    return refused.value.answer, refused.value.fault.code


def test_a_switch_is_read_and_made_one_picture(device):
    seen = read(device()).view
    assert seen.notes == ()
    assert (seen.system.name, seen.system.version) == ("sw-uji", "15.0(2)SE11")
    assert seen.system.uptime == timedelta(weeks=5, days=2, hours=3, minutes=4)
    assert seen.addresses == (Address("GigabitEthernet0/1", "192.0.2.10", 26),)
    assert len(seen.arp) == 2


def test_ports_tell_what_they_are_and_what_failed(device):
    up, shut = read(device()).view.interfaces
    assert (up.alias, up.admin, up.oper, up.speed_bps) == ("ke Kelurahan Uji", "up", "up", 10**9)
    assert (up.mac, up.counters.in_errors, up.counters.out_errors) == ("02:00:5e:20:00:01", 7, 2)
    assert (shut.admin, shut.oper) == (view.DOWN, view.DOWN)


def test_a_routeros_is_read_too_and_unknown_commands_are_only_noted(device):
    seen = read(device("mikrotik_routeros"), "mikrotik_routeros").view
    assert seen.system.name == "rt-uji"
    assert [(one.name, one.oper) for one in seen.interfaces] == [
        ("ether1", "up"),
        ("ether2", "down"),
    ]
    assert Note("/ip neighbor print detail", "unknown-command") in seen.notes


@pytest.mark.parametrize("platform", ["cisco_ios", "mikrotik_routeros", "huawei_vrp", "linux"])
def test_nothing_but_listed_commands_is_ever_typed(device, tmp_path, platform):
    log = tmp_path / "typed"
    place = SshTarget("127.0.0.1", LOGIN, device(platform, log=str(log)))
    read_device(place, PLATFORMS[platform], at=AT, limits=QUICK)
    typed = {
        one for one in log.read_text(encoding="utf-8").splitlines() if not QUIET.fullmatch(one)
    }
    assert typed == {command.text for command in PLATFORMS[platform].routine}


def test_the_evidence_is_what_the_device_wrote_without_echo_and_prompt(device):
    raw = {one.command: one for one in read(device()).raw}
    written = (ROOT / "tests/outside/made_up/cisco_ios/show_ip_arp.txt").read_text(encoding="utf-8")
    assert raw["show ip arp"].text == written
    assert all(one.is_sealed and one.at == AT and not one.cut for one in raw.values())


def test_a_pager_that_cannot_be_switched_off_is_leafed_through(device):
    plain, paged = read(device()), read(device(misdeed="pager"))
    assert [one.sha256 for one in paged.raw] == [one.sha256 for one in plain.raw]


def test_an_old_device_with_old_algorithms_is_read(device):
    seen = read(device(old=True))
    assert seen.view.system.name == "sw-uji"
    assert seen.fingerprint.startswith("ssh-rsa SHA256:")


def test_a_hundred_megabytes_are_cut_and_that_is_said(device):
    began = time.monotonic()
    seen = read(device(misdeed="flood"))
    assert seen.raw[0].cut == "too-much"
    assert seen.raw[0].size <= QUICK.octets
    assert {note.code for note in seen.view.notes} >= {"too-much", "not-asked"}
    assert time.monotonic() - began < QUICK.seconds


def test_a_device_that_hangs_is_left_after_the_time_of_one_command(device):
    began = time.monotonic()
    seen = read(device(misdeed="hang"))
    assert seen.view.notes[0] == Note("show version", "too-slow")
    assert {note.code for note in seen.view.notes[1:]} == {"not-asked"}
    assert time.monotonic() - began < QUICK.command + 4


def test_a_connection_that_drops_is_said_and_what_came_before_stands(device):
    seen = read(device(misdeed="drop"))
    assert seen.view.notes[0] == Note("show version", "dropped")


def test_a_missing_privilege_is_told_apart_from_an_unknown_command(device):
    seen = read(device(misdeed="denied"))
    assert {note.code for note in seen.view.notes} == {"no-privilege"}


def test_the_first_key_is_trusted_and_told(device, tmp_path):
    port = device(key=str(tmp_path / "key"))
    first = read(port).fingerprint
    assert first.startswith("ssh-ed25519 SHA256:")
    assert read(port, fingerprint=first).fingerprint == first


def test_another_key_than_before_ends_it_before_the_password_is_sent(device, tmp_path):
    log = tmp_path / "typed"
    known = read(device()).fingerprint
    answer = refusal(device(log=str(log)), fingerprint=known)
    assert answer == (Answer.BAD_CERTIFICATE, "ssh-host-key-changed")
    assert not log.exists()


def test_a_wrong_password_is_told_as_that(device):
    answer = refusal(device(), login=replace(LOGIN, password="salah"))
    assert answer == (Answer.WRONG_CREDENTIALS, "ssh-wrong-login")


def test_a_private_key_that_is_none_is_refused_before_it_is_used(device):
    answer = refusal(device(), login=replace(LOGIN, key="bukan kunci"))
    assert answer == (Answer.UNUSABLE, "ssh-unusable-key")


def test_a_device_without_a_prompt_is_told_as_that(device):
    limits = replace(QUICK, connect=1.5)
    assert refusal(device(misdeed="silent"), limits)[1] == "ssh-no-prompt"


def test_a_refused_connection_and_a_name_are_told_as_that():
    assert refusal(NOBODY_LISTENS) == (Answer.REFUSED, "ssh-refused")
    assert refusal(22, address="sw-uji.contoh")[1] == "ssh-unusable-address"


def test_what_is_no_ssh_is_told_as_that():
    with running("postbox", str(Path("/dev/null"))) as port:
        assert refusal(port)[1] == "ssh-bad-answer"


def test_passwords_and_keys_are_never_shown():
    shown = repr(SshTarget("192.0.2.1", Login("x", "sandi-satu", "kunci-dua", "sandi-tiga")))
    assert not any(secret in shown for secret in ("sandi-satu", "kunci-dua", "sandi-tiga"))


@pytest.mark.parametrize("platform", ["cisco_ios", "cisco_nxos", "huawei_vrp", "mikrotik_routeros"])
def test_a_recorded_device_is_read_over_ssh_as_its_recordings_tell(platform):
    lab = RECORDED.parent / "lab" / "fakecli.py"
    if not lab.exists():
        pytest.skip("the recorded devices (../shared/lab, ../shared/data) are not here")
    with lab_device(lab, platform) as port:
        place = SshTarget("127.0.0.1", Login("ro", "ro"), port)
        seen = read_device(place, PLATFORMS[platform], at=AT, limits=SshLimits(command=10))
    assert seen.view.notes == ()
    assert seen.view.interfaces
    assert seen.view.arp
    assert seen.view.neighbours


@contextmanager
def lab_device(program: Path, platform: str) -> Iterator[int]:
    """The lab's own SSH server on a free port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = ["--platform", platform, "--port", str(port), "--data", str(RECORDED / "cli")]
    started = subprocess.Popen(
        [sys.executable, str(program), *told], stdout=subprocess.PIPE, text=True
    )
    try:
        assert started.stdout is not None
        started.stdout.readline()
        yield port
    finally:
        started.kill()
        started.communicate()

"""SNMPv3 against a real net-snmp agent: each wrong thing has its own answer."""

import asyncio
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sigap.domain.answers import Answer
from sigap.monitoring.probes.snmp import SnmpRead, read_device
from sigap.monitoring.probes.snmp_access import (
    Community,
    SnmpLimits,
    SnmpTarget,
    Unanswered,
    V3User,
)

SNMPD = shutil.which("snmpd") or shutil.which("/usr/sbin/snmpd")
pytestmark = pytest.mark.skipif(not SNMPD, reason="net-snmp's snmpd is not installed")
AT = datetime(2026, 11, 23, tzinfo=UTC)
QUICK = SnmpLimits(timeout=0.7, tries=2, seconds=10)
RIGHT = V3User("pembaca", "sha", "sandi-masuk-uji", "aes128", "sandi-rahasia-uji")
PLAIN = V3User("tanpa-privasi", "sha256", "sandi-masuk-uji")
PATIENCE_SECONDS = 10


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    folder = tmp_path_factory.mktemp("snmpd")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as free:
        free.bind(("127.0.0.1", 0))
        number = free.getsockname()[1]
    config = folder / "snmpd.conf"
    config.write_text(
        f"agentaddress udp:127.0.0.1:{number}\n"
        "rocommunity umum-uji 127.0.0.1\nsysName rt-uji\n"
        f"createUser {RIGHT.name} SHA {RIGHT.auth_password} AES {RIGHT.privacy_password}\n"
        f"createUser {PLAIN.name} SHA-256 {PLAIN.auth_password}\n"
        f"rouser {RIGHT.name} priv\nrouser {PLAIN.name} auth\n"
    )
    running = _agent(config, folder)
    try:
        _await(number)
        yield number
    finally:
        running.kill()
        running.wait()


def _agent(config: Path, folder: Path) -> subprocess.Popen[bytes]:
    # Without its own folder it would share engine and users with an agent of this machine.
    settings = {"SNMP_PERSISTENT_DIR": str(folder), "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"}
    command = [str(SNMPD), "-f", "-Lf", "/dev/null", "-C", "-c", str(config)]
    return subprocess.Popen(command, env=settings)


def _await(number: int) -> None:
    for _ in range(PATIENCE_SECONDS * 2):
        try:
            read(number, Community("umum-uji"))
            return
        except Unanswered:
            time.sleep(0.5)
    pytest.skip("snmpd does not start here")


def read(number: int, access: Community | V3User) -> SnmpRead:
    target = SnmpTarget("127.0.0.1", access, number)
    return asyncio.run(read_device(target, at=AT, limits=QUICK))


def refusal(number: int, access: V3User) -> tuple[Answer, str]:
    with pytest.raises(Unanswered) as refused:
        read(number, access)
    assert RIGHT.auth_password not in str(refused.value)
    return refused.value.answer, refused.value.fault.code


@pytest.mark.parametrize("access", [RIGHT, PLAIN, Community("umum-uji")])
def test_a_real_agent_is_read(port, access):
    view = read(port, access).view
    assert view.system.name == "rt-uji"
    assert view.interface("lo") is not None


def test_an_unknown_user_is_told_as_that(port):
    answer = refusal(port, replace(RIGHT, name="siapa"))
    assert answer == (Answer.WRONG_CREDENTIALS, "snmp-unknown-user")


def test_a_wrong_password_is_told_as_that(port):
    answer = refusal(port, replace(RIGHT, auth_password="sandi-yang-salah"))
    assert answer == (Answer.WRONG_CREDENTIALS, "snmp-wrong-password")


def test_another_algorithm_is_told_as_a_wrong_password(port):
    assert refusal(port, replace(RIGHT, auth="md5"))[1] == "snmp-wrong-password"


def test_a_wrong_privacy_password_is_told_as_that(port):
    answer = refusal(port, replace(RIGHT, privacy_password="sandi-yang-salah"))
    assert answer == (Answer.WRONG_CREDENTIALS, "snmp-wrong-privacy")


def test_a_level_that_is_too_low_is_named_beside_the_password(port):
    with pytest.raises(Unanswered, match="tingkat keamanan"):
        read(port, replace(RIGHT, privacy="", privacy_password=""))


def test_an_algorithm_nobody_knows_is_refused_before_anything_is_sent(port):
    assert refusal(port, replace(RIGHT, privacy="rot13"))[0] is Answer.UNUSABLE


def test_passwords_are_never_shown():
    shown = repr(SnmpTarget("192.0.2.1", RIGHT))
    assert RIGHT.auth_password not in shown
    assert RIGHT.privacy_password not in shown

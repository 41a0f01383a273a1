"""A Linux machine read over a real OpenSSH server, with a private key."""

import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sigap.monitoring.platforms.known import PLATFORMS
from sigap.monitoring.probes.snmp_access import Unanswered
from sigap.monitoring.probes.ssh import read_device
from sigap.monitoring.probes.ssh_access import Login, SshLimits, SshTarget

SSHD = shutil.which("sshd") or shutil.which("/usr/sbin/sshd")
pytestmark = pytest.mark.skipif(
    not (SSHD and shutil.which("ssh-keygen") and shutil.which("ip")),
    reason="OpenSSH's server, ssh-keygen or iproute2 is not installed",
)
AT = datetime(2026, 11, 23, tzinfo=UTC)
LIMITS = SshLimits(connect=5, command=10, seconds=30)
PATIENCE_SECONDS = 10
CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/host
AuthorizedKeysFile {folder}/mine.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[int, Path]]:
    folder = tmp_path_factory.mktemp("sshd")
    for name in ("host", "mine"):
        command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
        subprocess.run(command, check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = folder / "config"
    config.write_text(CONFIG.format(port=port, folder=folder))
    running = subprocess.Popen([str(SSHD), "-D", "-f", str(config)], stderr=subprocess.DEVNULL)
    try:
        _await(port, running)
        yield port, folder
    finally:
        running.terminate()
        running.wait()


def _await(port: int, running: subprocess.Popen[bytes]) -> None:
    for _ in range(PATIENCE_SECONDS * 10):
        if running.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.skip("sshd does not start here")


def test_a_linux_machine_tells_its_ports_addresses_and_routes(server):
    port, folder = server
    login = Login(getpass.getuser(), key=(folder / "mine").read_text())
    target = SshTarget("127.0.0.1", login, port)
    read = read_device(target, PLATFORMS["linux"], at=AT, limits=LIMITS)
    loopback = read.view.interface("lo")
    assert loopback is not None
    assert "127.0.0.1" in {one.address for one in read.view.addresses}
    assert read.raw[0].command == "ip address show"
    assert "lo:" in read.raw[0].text


def test_the_fingerprint_is_the_one_that_openssh_tells(server):
    port, folder = server
    login = Login(getpass.getuser(), key=(folder / "mine").read_text())
    read = read_device(
        SshTarget("127.0.0.1", login, port), PLATFORMS["linux"], at=AT, asked=(), limits=LIMITS
    )
    told = subprocess.run(
        ["ssh-keygen", "-lf", str(folder / "host.pub")], capture_output=True, text=True, check=True
    )
    assert read.fingerprint.split()[1] in told.stdout


def test_a_key_that_is_not_known_there_is_refused(server, tmp_path):
    command = ["ssh-keygen", "-q", "-t", "rsa", "-N", "", "-f", str(tmp_path / "other")]
    subprocess.run(command, check=True)
    login = Login(getpass.getuser(), key=(tmp_path / "other").read_text())
    with pytest.raises(Unanswered) as refused:
        read_device(
            SshTarget("127.0.0.1", login, server[0]), PLATFORMS["linux"], at=AT, limits=LIMITS
        )
    assert refused.value.fault.code == "ssh-wrong-login"

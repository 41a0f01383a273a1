"""Finds a PostgreSQL for the tests, or starts a throw-away one that touches nobody's data."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg

VARIABLE = "SIGAP_TEST_POSTGRES_URL"


class NoPostgresql(Exception):
    """There is none to be had; the message says why."""


@contextmanager
def server() -> Iterator[str]:
    """The address of a server on which the tests may create databases.

    In this order: the one that SIGAP_TEST_POSTGRES_URL names, a cluster of our own made from the
    installed programs, one that listens on this machine and trusts us, and, for root on a Debian
    or Ubuntu, the distribution's package. Raises NoPostgresql when none of these works.
    """
    if named := os.environ.get(VARIABLE):
        if not _answers(named):
            raise NoPostgresql(f"{VARIABLE} is set but the server there does not answer")
        yield named
        return
    programs = _programs() or (None if _listening() else _installed())
    if programs is None:
        yield _listening()
        return
    with _cluster(programs) as url:
        yield url


def _answers(url: str) -> bool:
    try:
        with psycopg.connect(url, connect_timeout=3):
            return True
    except psycopg.Error:
        return False


def _listening() -> str:
    users = dict.fromkeys(("postgres", pwd.getpwuid(os.getuid()).pw_name))
    urls = [f"postgres://{user}@127.0.0.1:5432/postgres" for user in users]
    return next((url for url in urls if _answers(url)), "")


def _programs() -> Path | None:
    """The folder of initdb and pg_ctl; the newest where the distribution keeps several."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def _installed() -> Path:
    if os.getuid() != 0 or not shutil.which("apt-get"):
        raise NoPostgresql(
            f"none is installed or running here and only root could install one; set {VARIABLE}"
        )
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", "postgresql"]):
        done = subprocess.run(
            ["apt-get", "-qq", *arguments], env=environment, capture_output=True, check=False
        )
    programs = _programs()
    if programs is None:
        raise NoPostgresql(f"apt-get could not install it: {done.stderr.decode()[-300:].strip()}")
    return programs


@contextmanager
def _cluster(programs: Path) -> Iterator[str]:
    """A cluster in a temporary folder that keeps nothing safe: it lives as long as the tests."""
    folder = Path(tempfile.mkdtemp(prefix="sigap-postgresql-"))
    # PostgreSQL refuses to run as root, so root hands the folder to an ordinary account.
    user = "postgres" if os.getuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    data, port = folder / "data", _free_port()
    options = (
        f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        " -c synchronous_commit=off -c full_page_writes=off"
    )
    try:
        _run(programs / "initdb", "-D", data, "-U", "sigap", "-A", "trust", "-E", "UTF8", user=user)
        _run(
            *(programs / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-o", options, "start"),
            user=user,
        )
        try:
            yield f"postgres://sigap@127.0.0.1:{port}/postgres"
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "immediate", "stop", user=user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: object, user: str | None) -> None:
    done = subprocess.run(
        [str(part) for part in command],
        user=user,
        stdin=subprocess.DEVNULL,
        # A file, not a pipe: the server keeps the handle for as long as it runs.
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        check=False,
    )
    if done.returncode:
        raise NoPostgresql(f"{Path(str(command[0])).name} ended with {done.returncode}")


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

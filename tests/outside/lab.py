"""A small city of network namespaces that can really break: `../shared/lab/netlab.py`, when there.

Every user of it takes a prefix and a network of his own, so that several labs live side by side.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = ROOT.parent / "shared" / "lab" / "netlab.py"
NEEDED = ("ip", "ping", "nft", "snmpd", "snmpbulkwalk", "sshd", "ssh-keygen")
# The lab goes by itself when whoever built it died.
LIVES_FOR = 1_800


def why_not() -> str:
    """Why there is no lab to be had here; "" when there is."""
    if not SCRIPT.exists():
        return f"{SCRIPT} is not there"
    if os.getuid() != 0:
        return "only root can make network namespaces"
    where = os.environ.get("PATH", "") + ":/usr/sbin:/sbin"
    missing = [name for name in NEEDED if shutil.which(name, path=where) is None]
    return f"not installed: {', '.join(missing)}" if missing else ""


class Lab:
    """A lab that is up."""

    def __init__(self, environment: dict[str, str]) -> None:
        self._environment = environment
        self.nodes: dict[str, Any] = json.loads(self.run("inventory"))["nodes"]

    def run(self, *arguments: str, said: str | None = None) -> str:
        """One command of the lab; what it wrote."""
        done = subprocess.run(
            [sys.executable, str(SCRIPT), *arguments],
            env=self._environment,
            input=said,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"netlab {arguments}: {done.stderr or done.stdout}")
        return done.stdout

    def address(self, node: str) -> str:
        """The management address of a node."""
        return str(self.nodes[node]["mgmt"])

    def ask(self, **asked: Any) -> Any:
        """Probe from inside the NOC (tests.outside.ask)."""
        program = ["env", f"PYTHONPATH={ROOT}", sys.executable, "-m", "tests.outside.ask"]
        return json.loads(self.run("exec", "noc", *program, said=json.dumps(asked)))

    def truth(self) -> Any:
        """What a correct diagnosis says now."""
        return json.loads(self.run("truth"))

    @contextmanager
    def diagnoser(self, folder: Path) -> Iterator["Diagnoser"]:
        """The product in the NOC, with the lab in its inventory (tests.outside.diagnoser)."""
        own = [f"PYTHONPATH={ROOT}", f"SIGAP_DATABASE_URL=sqlite:///{folder}/lab.db"]
        program = ["exec", "noc", "env", *own, sys.executable, "-m", "tests.outside.diagnoser"]
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), *program],
            env=self._environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            asks = Diagnoser(process)
            asks.ask(json.dumps(json.loads(self.run("inventory"))))
            yield asks
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(timeout=30)


class Diagnoser:
    """The product in the NOC of a lab, asked line by line."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, line: str) -> Any:
        """What it answers to this line: the diagnosis of the site of this key."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        said = self._process.stdout.readline()
        if not said:
            raise RuntimeError("the diagnoser has died; its reason stands above")
        return json.loads(said)


@contextmanager
def lab(prefix: str, network: str, *options: str) -> Iterator[Lab]:
    """A lab of one's own; skips the test, with the reason, where there cannot be one."""
    if reason := why_not():
        pytest.skip(f"no network lab: {reason}")
    state = Path(tempfile.gettempdir()) / f"netlab-{prefix}{os.getpid()}"
    own = {"NETLAB_PREFIX": prefix, "NETLAB_STATE": str(state), "NETLAB_NET": network}
    environment = os.environ | own | {"PATH": os.environ.get("PATH", "") + ":/usr/sbin:/sbin"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, str(SCRIPT), *arguments],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    try:
        made = run("up", "--ttl", str(LIVES_FOR), *options)
        if made.returncode:
            pytest.skip(f"no network lab: {(made.stderr or made.stdout).strip()[-200:]}")
        yield Lab(environment)
    finally:
        run("down")

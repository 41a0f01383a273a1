"""Reads a device of the lab, run as a program inside its NOC: by SNMP v2c and v3, and by SSH.

Takes {address, community, user, auth, privacy, key} as JSON, tells each way's ports and states.
"""

import asyncio
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sigap.domain.deviceview import DeviceView
from sigap.monitoring.platforms.known import PLATFORMS
from sigap.monitoring.probes import snmp, ssh
from sigap.monitoring.probes.snmp_access import Community, SnmpTarget, V3User
from sigap.monitoring.probes.ssh_access import Login, SshTarget

AT = datetime(2026, 11, 23, tzinfo=UTC)


def states(view: DeviceView) -> dict[str, str]:
    return {port.name: port.oper for port in view.interfaces}


def read(told: dict[str, Any]) -> dict[str, dict[str, str]]:
    v3 = V3User(told["user"], "sha", told["auth"], "aes128", told["privacy"])
    found = {}
    for way, access in (("v2c", Community(told["community"])), ("v3", v3)):
        target = SnmpTarget(told["address"], access)
        found[way] = states(asyncio.run(snmp.read_device(target, at=AT)).view)
    login = Login("root", key=Path(told["key"]).read_text(encoding="ascii"))
    place = SshTarget(told["address"], login)
    found["ssh"] = states(ssh.read_device(place, PLATFORMS["linux"], at=AT).view)
    return found


if __name__ == "__main__":
    print(json.dumps(read(json.load(sys.stdin))))

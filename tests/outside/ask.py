"""Probes what stands on standard input, as a program of its own: in a network namespace, or as
another user than the tests run as.

JSON in: {"targets": [[kind, address, options]], "known_good": [...], "trace": address or null,
"user": a number or null}. JSON out: {"readings": [...], "trouble": "...", "way": ...}.
"""

import json
import os
import sys
from datetime import UTC, datetime

from sigap.monitoring.plain import reading_plain, way_plain
from sigap.monitoring.probes.base import Target
from sigap.monitoring.probes.icmp import Pings
from sigap.monitoring.probes.round import probe
from sigap.monitoring.probes.trace import trace

QUICK = Pings(count=2, spacing=0.05, patience=0.6)


def main() -> None:
    """Ask once, answer once."""
    asked = json.load(sys.stdin)
    if asked.get("user"):
        os.setgid(asked["user"])
        os.setuid(asked["user"])
    at = datetime.now(UTC)
    targets = [Target(n, kind, to, how) for n, (kind, to, how) in enumerate(asked["targets"])]
    heard = probe(targets, at=at, known_good=asked.get("known_good", ()), how=QUICK)
    way = trace(asked["trace"], at=at) if asked.get("trace") else None
    told = {
        "readings": [reading_plain(each) for each in heard.readings],
        "trouble": heard.proof.trouble,
        "way": way_plain(way) if way else None,
    }
    json.dump(told, sys.stdout)


if __name__ == "__main__":
    main()

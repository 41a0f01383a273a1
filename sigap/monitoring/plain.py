"""Readings and ways as plain data: what orders keep, the command prints and the API answers."""

from collections.abc import Mapping
from typing import Any

from sigap.monitoring.probes.base import Reading
from sigap.monitoring.probes.trace import Said, Way

_THOUSAND = 1_000


def reading_plain(reading: Reading, *, label: str = "") -> dict[str, Any]:
    """One reading; round trips in milliseconds."""
    return {
        "kind": str(reading.target.kind),
        "label": label,
        "address": reading.target.address,
        "answer": reading.answer.value,
        "sent": reading.sent,
        "lost": reading.lost,
        "rtt_ms": _ms(reading.rtt),
        "rtts_ms": [_ms(trip) for trip in reading.trips],
        "detail": reading.detail,
        "raw": dict(reading.raw),
        "at": reading.at.isoformat(),
    }


def way_plain(way: Way) -> dict[str, Any]:
    """One way with its hops; a try that heard nothing is null."""
    return {
        "address": way.address,
        "at": way.at.isoformat(),
        "reached": way.reached,
        "loop": list(way.loop),
        "stopped": way.stopped,
        "hops": [
            {"distance": hop.distance, "said": [_said(each) for each in hop.said]}
            for hop in way.hops
        ],
    }


def hop_words(hop: Mapping[str, Any]) -> str:
    """One hop of `way_plain` as traceroutes write it: "10.0.0.1  0.4 ms  0.5 ms !N  *"."""
    told, last = [], ""
    for each in hop["said"]:
        if each is None:
            told.append("*")
            continue
        if each["address"] != last:
            last = each["address"]
            told.append(last)
        told.append(f"{each['rtt_ms']:.1f} ms")
        if each["mark"]:
            told.append(each["mark"])
    return "  ".join(told)


def _said(each: Said | None) -> dict[str, Any] | None:
    if each is None:
        return None
    return {
        "address": each.address,
        "rtt_ms": _ms(each.seconds),
        "mark": each.mark,
        "reached": each.reached,
    }


def _ms(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds * _THOUSAND, 3)

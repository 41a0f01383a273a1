"""What was measured, as a table for people and as JSON for programs."""

import os
import platform
from collections.abc import Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from django.db import connection

from bench.client import Load

_WIDTHS = (26, 9, 9, 9, 9, 8, 8, 8)
_HEADS = ("", "req/s", "p50 ms", "p95 ms", "cpu ms", "queries", "ratio", "limit")


@dataclass
class Result:
    """All rounds of one scenario; `ratios` are those to bare Django just before each round."""

    name: str
    limit: float
    queries: int
    loads: list[Load] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)
    processor: list[float] = field(default_factory=list)

    @property
    def refused(self) -> int:
        """How many answers were not the one wanted."""
        return sum(len(load.refused) for load in self.loads)

    def told(self) -> dict[str, Any]:
        """The medians over the rounds: requests a second, milliseconds, ratio to bare Django."""
        times = sorted(each for load in self.loads for each in load.times)
        return {
            "name": self.name,
            "requests_per_second": round(median(load.rate for load in self.loads), 1),
            "p50_ms": _milliseconds(times, 0.50),
            "p95_ms": _milliseconds(times, 0.95),
            "processor_ms": round(median(self.processor) * 1000, 2),
            "queries": self.queries,
            "ratio": round(median(self.ratios), 2) if self.ratios else None,
            "limit": self.limit if self.ratios else None,
            "refused": self.refused,
        }


def _milliseconds(times: list[float], part: float) -> float | None:
    return round(times[int(part * (len(times) - 1))] * 1000, 1) if times else None


def facts(cases: int) -> dict[str, Any]:
    """On what it was measured, in general words."""
    version = getattr(connection, "pg_version", None)
    return {
        "database": f"{connection.vendor} {version}" if version else connection.vendor,
        "cases": cases,
        "processors": os.cpu_count(),
        "python": platform.python_version(),
    }


def heading() -> str:
    """The names of the columns."""
    return _line(_HEADS)


def row(result: Result) -> str:
    """One line of the table."""
    told = result.told()
    ratio, limit = told["ratio"], told["limit"]
    over = " !" if ratio is not None and ratio > limit else ""
    refused = f"  {result.refused} refused" if result.refused else ""
    cells = (
        told["name"],
        told["requests_per_second"],
        told["p50_ms"],
        told["p95_ms"],
        told["processor_ms"],
        told["queries"],
        "" if ratio is None else f"{ratio:.2f}{over}",
        "" if limit is None else f"{limit:.0f}",
    )
    return _line(cells) + refused


def _line(cells: Iterable[object]) -> str:
    first, *rest = [str(cell) for cell in cells]
    numbers = "".join(cell.rjust(width) for cell, width in zip(rest, _WIDTHS[1:], strict=True))
    return first.ljust(_WIDTHS[0]) + numbers

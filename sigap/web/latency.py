"""Draws round trips and loss of one check as an inline SVG: bands in which the answers lay.

Each stretch of time is one column: from the quickest to the slowest answer (light), the half in
the middle (darker), and the median (a line). Loss stands below, in its own strip.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from html import escape
from typing import Final

from django.utils.translation import gettext as _
from markupsafe import Markup

from sigap.domain.probeplan import Span
from sigap.domain.samples import Summary, merged
from sigap.monitoring.queries.history import Reach, Stretch
from sigap.web.voice import FILTERS

WIDTH: Final = 760.0
_LEFT, _RIGHT, _TOP, _HIGH, _STRIP = 70.0, 6.0, 12.0, 150.0, 18.0
_LOSS_TOP: Final = _TOP + _HIGH + 14
HEIGHT: Final = _LOSS_TOP + _STRIP + 24
_LENGTHS: Final = {
    None: timedelta(minutes=1),
    Span.FIVE: timedelta(minutes=5),
    Span.HOUR: timedelta(hours=1),
    Span.DAY: timedelta(days=1),
}
_STEPS: Final = (1, 2, 5)


def svg(found: Sequence[Stretch], reach: Reach, *, at: datetime, label: str) -> Markup:
    """The drawing of these stretches, ready for the page; `label` says in words what it shows."""
    return Markup("".join(_Drawing(found, reach, at, label).parts()))


def grouped(found: Sequence[Stretch], *, most: int) -> list[Stretch]:
    """The same stretches in at most `most` groups, for a table that people can read."""
    size = max(1, -(-len(found) // most))
    groups = [found[first : first + size] for first in range(0, len(found), size)]
    return [Stretch(each[0].start, merged(one.summary for one in each)) for each in groups]


def nice_ceiling(microseconds: int) -> int:
    """The next round figure (1, 2 or 5 and noughts) that is not less; at least a tenth of a ms."""
    scale = 100
    while True:
        for step in _STEPS:
            if scale * step >= microseconds:
                return scale * step
        scale *= 10


class _Drawing:
    def __init__(self, found: Sequence[Stretch], reach: Reach, at: datetime, label: str) -> None:
        self._found, self._reach, self._at, self._label = found, reach, at, label
        self._since = at - reach.length
        # A single straggler must not flatten all the rest: the ceiling is that of the slow tenth.
        slow = [each.summary.percentile(0.95) or 0 for each in found]
        self._ceiling = nice_ceiling(max(slow, default=0))
        wide = (WIDTH - _LEFT - _RIGHT) * (_LENGTHS[reach.span] / reach.length)
        self._wide = max(1.2, wide - 0.3)

    def parts(self) -> Iterator[str]:
        yield (
            f'<svg class="smoke" role="img" aria-label="{escape(self._label)}"'
            f' viewBox="0 0 {WIDTH:g} {HEIGHT:g}">'
        )
        yield from self._grid()
        for each in self._found:
            x = self._x(each.start)
            if x >= _LEFT:
                yield from self._column(x, each.summary)
        yield "</svg>"

    def _x(self, moment: datetime) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * ((moment - self._since) / self._reach.length)

    def _y(self, microseconds: float) -> float:
        return _TOP + _HIGH * (1 - min(microseconds / self._ceiling, 1))

    def _grid(self) -> Iterator[str]:
        for quarter in range(5):
            value = self._ceiling * quarter / 4
            y = self._y(value)
            yield f'<path class="rule" d="M{_LEFT:g} {y:.1f}H{WIDTH - _RIGHT:g}"/>'
            if quarter % 2 == 0:
                ms = FILTERS["number"](value / 1000, places=1 if self._ceiling < 10_000 else 0)
                yield f'<text x="{_LEFT - 6:g}" y="{y + 4:.1f}" text-anchor="end">{ms} ms</text>'
        loss = _LOSS_TOP + _STRIP - 4
        yield f'<text x="{_LEFT - 6:g}" y="{loss:g}" text-anchor="end">{escape(_("hilang"))}</text>'
        say = FILTERS["time_of_day" if self._reach.length <= timedelta(hours=6) else "short_moment"]
        if self._reach.span in (Span.HOUR, Span.DAY):
            say = FILTERS["short_day"]
        for part, anchor in ((0, "start"), (0.5, "middle"), (1, "end")):
            x = _LEFT + (WIDTH - _LEFT - _RIGHT) * part
            when = say(self._since + self._reach.length * part)
            yield f'<text x="{x:g}" y="{HEIGHT - 5:g}" text-anchor="{anchor}">{escape(when)}</text>'

    def _column(self, x: float, summary: Summary) -> Iterator[str]:
        if summary.bins:
            low, high = summary.least or 0, summary.most or 0
            yield self._box(x, low, high, "reach")
            near, far = summary.percentile(0.25) or low, summary.percentile(0.75) or high
            yield self._box(x, near, far, "most")
            middle = self._y(summary.percentile(0.5) or low)
            yield self._rect(x, middle - 1, 2, "middle")
        if summary.loss:
            tall = max(2.0, _STRIP * summary.loss)
            yield self._rect(x, _LOSS_TOP + _STRIP - tall, tall, "lost" if summary.bad else "poor")
        if summary.blind:
            yield self._rect(x, _TOP, _HIGH + _STRIP + 14, "blind")

    def _box(self, x: float, low: float, high: float, kind: str) -> str:
        top, bottom = self._y(high), self._y(low)
        return self._rect(x, top, max(1.0, bottom - top), kind)

    def _rect(self, x: float, y: float, tall: float, kind: str) -> str:
        wide = self._wide
        return (
            f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}"/>'
        )

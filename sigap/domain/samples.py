"""Readings summed up over a stretch of time, so that sums of sums equal the sum of the parts.

Everything is counted in whole numbers (round trips in microseconds), and percentiles come from
bins of fixed edges: merging summaries in any grouping and order gives the very same summary.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sigap.domain.health import Grade

# Sixteen bins for each doubling: a bin is at most 1/16 as wide as its values.
_BITS: Final = 4
_EACH: Final = 1 << _BITS
MOST_MICROSECONDS: Final = 60_000_000
"""A round trip is told as a minute at most; no probe waits longer."""


@dataclass(frozen=True, slots=True)
class Summary:
    """What the readings of one check in one stretch of time say together.

    `good`, `poor`, `bad`, `blind` count readings by grade; `sent` and `lost` count packets (or
    tries); `total`, `least`, `most` are microseconds over the packets that came back; `bins` counts
    those packets by bin.
    """

    good: int = 0
    poor: int = 0
    bad: int = 0
    blind: int = 0
    sent: int = 0
    lost: int = 0
    total: int = 0
    least: int | None = None
    most: int | None = None
    bins: Mapping[int, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many readings this is."""
        return self.good + self.poor + self.bad + self.blind

    @property
    def seen(self) -> int:
        """How many readings say something of the target."""
        return self.good + self.poor + self.bad

    @property
    def back(self) -> int:
        """How many packets came back."""
        return self.sent - self.lost

    @property
    def mean(self) -> float | None:
        """The mean round trip in microseconds; None when nothing came back."""
        return self.total / self.back if self.back else None

    @property
    def loss(self) -> float | None:
        """The share of packets that did not come back, 0 to 1; None when none was sent."""
        return self.lost / self.sent if self.sent else None

    @property
    def availability(self) -> float | None:
        """Answered readings by readings that say something: (good + poor) / (good + poor + bad).

        Readings that the prober could not make are in neither; None when there is no other.
        """
        return (self.good + self.poor) / self.seen if self.seen else None

    def percentile(self, share: float) -> int | None:
        """Microseconds that `share` (0 to 1) of the round trips did not exceed; None without any.

        Told to within 1/16 of itself, and never outside of the least and the most.
        """
        if not self.bins or self.least is None or self.most is None:
            return None
        wanted = max(1, -(-share * self.back // 1))
        passed = 0
        for number in sorted(self.bins):
            passed += self.bins[number]
            if passed >= wanted:
                return min(max(_upper(number), self.least), self.most)
        return self.most


EMPTY: Final = Summary()


def of_reading(grade: Grade, *, sent: int, trips: Sequence[int]) -> Summary:
    """One reading as a summary. `trips` are microseconds of the packets that came back.

    Raises ValueError for more answers than packets or a trip below zero. A blind reading sent
    nothing that could be told of, so its packets do not count.
    """
    if len(trips) > sent or any(trip < 0 for trip in trips):
        raise ValueError("more came back than was sent, or before it was sent")
    if grade is Grade.BLIND:
        return Summary(blind=1)
    held = [min(trip, MOST_MICROSECONDS) for trip in trips]
    return Summary(
        good=int(grade is Grade.GOOD),
        poor=int(grade is Grade.POOR),
        bad=int(grade is Grade.BAD),
        sent=sent,
        lost=sent - len(held),
        total=sum(held),
        least=min(held, default=None),
        most=max(held, default=None),
        bins=Counter(map(bin_of, held)),
    )


def merged(summaries: Iterable[Summary]) -> Summary:
    """All of these as one; the order and the grouping make no difference."""
    found = list(summaries)
    bins: Counter[int] = Counter()
    for each in found:
        bins.update(each.bins)
    return Summary(
        good=sum(each.good for each in found),
        poor=sum(each.poor for each in found),
        bad=sum(each.bad for each in found),
        blind=sum(each.blind for each in found),
        sent=sum(each.sent for each in found),
        lost=sum(each.lost for each in found),
        total=sum(each.total for each in found),
        least=min((each.least for each in found if each.least is not None), default=None),
        most=max((each.most for each in found if each.most is not None), default=None),
        bins=bins,
    )


def bin_of(microseconds: int) -> int:
    """The bin of a round trip: its own number up to sixteen, then sixteen to each doubling."""
    if microseconds < _EACH:
        return microseconds
    shift = microseconds.bit_length() - 1 - _BITS
    return _EACH * (shift + 1) + ((microseconds >> shift) & (_EACH - 1))


def _upper(number: int) -> int:
    """The longest round trip of this bin."""
    if number < _EACH:
        return number
    shift = number // _EACH - 1
    return ((_EACH + number % _EACH + 1) << shift) - 1


def bins_written(bins: Mapping[int, int]) -> str:
    """Bins as one short text, "118:3 121:2", for a column; `bins_read` is its counterpart."""
    return " ".join(f"{number}:{bins[number]}" for number in sorted(bins) if bins[number])


def bins_read(text: str) -> dict[int, int]:
    """The bins that `bins_written` wrote. Raises ValueError for anything else."""
    pairs = (pair.split(":", 1) for pair in text.split())
    return {int(number): int(count) for number, count in pairs}

"""What many readings of one target mean together: up, degraded, down, flapping, or not known.

A reading is a witness, not a verdict. The laws (proved in the tests):

- no single lost answer changes anything; down needs `raise_after` bad readings in a row that span
  at least `raise_for`, and is left only after `clear_after` answers in a row over `clear_for`;
- a reading that could not be made (the prober itself is broken) is never a step towards down: it
  neither counts nor breaks a row, and many of them mean that nothing is known;
- a target that turned `flap_turns` times within `flap_window` is flapping, until no turn was seen
  for `flap_quiet`;
- a reading that is not newer than the last one changes nothing, so that results which arrive
  twice or late do no harm.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final


class Grade(StrEnum):
    """What one reading says of its target."""

    GOOD = "baik"
    POOR = "kurang"  # It answers, but slowly, with loss, or not as it should.
    BAD = "gagal"
    BLIND = "buta"  # The reading could not be made; it says nothing of the target.


class Standing(StrEnum):
    """How a target stands, as people are told."""

    UP = "normal"
    DEGRADED = "menurun"
    DOWN = "mati"
    FLAPPING = "labil"
    UNKNOWN = "tak-diketahui"


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of one target, graded, at one moment (aware, UTC)."""

    grade: Grade
    at: datetime


@dataclass(frozen=True, slots=True)
class Thresholds:
    """When a standing is entered and left. Numbers count readings in a row; spans are time.

    Raises ValueError where one lost answer could change a standing, or a row could never end.
    """

    raise_after: int = 3
    raise_for: timedelta = timedelta()
    clear_after: int = 2
    clear_for: timedelta = timedelta()
    degrade_after: int = 3
    blind_after: int = 3
    flap_turns: int = 6
    flap_window: timedelta = timedelta(minutes=30)
    flap_quiet: timedelta = timedelta(minutes=15)
    # Readings further apart than this are not in a row: nobody looked in between.
    memory: timedelta = timedelta(minutes=30)

    def __post_init__(self) -> None:
        if min(self.raise_after, self.degrade_after) < 2 or self.flap_turns < 3:
            raise ValueError("one lost answer alone must not change a standing")
        if min(self.clear_after, self.blind_after) < 1:
            raise ValueError("a row has at least one reading")
        if min(self.raise_for, self.clear_for) < timedelta() or self.memory <= timedelta():
            raise ValueError("a span of time is not negative, the memory not empty")
        if min(self.flap_window, self.flap_quiet) <= timedelta():
            raise ValueError("flapping needs a window, and a quiet that ends it")


USUAL: Final = Thresholds()


@dataclass(frozen=True, slots=True)
class Row:
    """Readings in a row that agree: what they say, how many, and the moment of the first."""

    says: bool
    count: int
    since: datetime

    def enough(self, says: bool, count: int, span: timedelta, at: datetime) -> bool:
        """Whether the row says this, often enough and for long enough."""
        return self.says is says and self.count >= count and at - self.since >= span


@dataclass(frozen=True, slots=True)
class Health:
    """How a target stands and what that rests on. `Health()` is a target never read.

    `since` is the first moment at which the standing can be seen in the readings, `known_at` the
    reading at which it was concluded; both None before the first reading.
    """

    standing: Standing = Standing.UNKNOWN
    since: datetime | None = None
    known_at: datetime | None = None
    level: Standing | None = None  # Up, degraded or down, beneath flapping and blindness.
    answering: Row | None = None
    fine: Row | None = None
    blind: int = 0
    blind_since: datetime | None = None
    turns: tuple[datetime, ...] = ()
    quiet_since: datetime | None = None
    read_at: datetime | None = None


def next_health(state: Health, reading: Reading, thresholds: Thresholds = USUAL) -> Health:
    """How the target stands after one more reading; the state as it is if that is not newer."""
    if state.read_at is not None and reading.at <= state.read_at:
        return state
    forgotten = state.read_at is not None and reading.at - state.read_at > thresholds.memory
    before = replace(state, answering=None, fine=None) if forgotten else state
    if reading.grade is Grade.BLIND:
        return _blinded(before, reading.at, thresholds)
    gap = forgotten or state.blind >= thresholds.blind_after
    return _concluded(_counted(before, reading, thresholds, gap=gap), reading.at, thresholds)


def _blinded(state: Health, at: datetime, thresholds: Thresholds) -> Health:
    first = state.blind_since or at
    now = replace(state, blind=state.blind + 1, blind_since=first, read_at=at)
    if now.blind < thresholds.blind_after and state.level is not None:
        return now
    return _stands(now, Standing.UNKNOWN, first, at)


def _counted(state: Health, reading: Reading, thresholds: Thresholds, *, gap: bool) -> Health:
    """The rows, turns and level after a reading that says something."""
    at, answers = reading.at, reading.grade is not Grade.BAD
    turned = state.answering is not None and state.answering.says is not answers
    turns = (*state.turns, at) if turned else state.turns
    recent = tuple(turn for turn in turns if at - turn <= thresholds.flap_window)
    counted = replace(
        state,
        answering=_longer(state.answering, answers, at),
        fine=_longer(state.fine, reading.grade is Grade.GOOD, at),
        turns=recent[-thresholds.flap_turns :],
        # Nobody saw what happened while nobody looked, so a gap is no quiet.
        quiet_since=at if turned or gap or state.quiet_since is None else state.quiet_since,
        blind=0,
        blind_since=None,
        read_at=at,
    )
    return replace(counted, level=_level(counted, at, thresholds))


def _longer(row: Row | None, says: bool, at: datetime) -> Row:
    if row is None or row.says is not says:
        return Row(says, 1, at)
    return replace(row, count=row.count + 1)


def _level(state: Health, at: datetime, thresholds: Thresholds) -> Standing | None:
    """Up, degraded or down by the rows alone; None until enough was read."""
    assert state.answering is not None
    assert state.fine is not None
    if state.answering.enough(False, thresholds.raise_after, thresholds.raise_for, at):
        return Standing.DOWN
    if state.level is None:
        return Standing.UP if state.answering.says else None
    if state.fine.enough(True, thresholds.clear_after, thresholds.clear_for, at):
        return Standing.UP
    answered = state.answering.enough(True, thresholds.clear_after, thresholds.clear_for, at)
    if state.level is Standing.DOWN:
        return Standing.DEGRADED if answered else Standing.DOWN
    if state.fine.enough(False, thresholds.degrade_after, timedelta(), at):
        return Standing.DEGRADED
    return state.level


def _concluded(state: Health, at: datetime, thresholds: Thresholds) -> Health:
    """The standing: flapping before the level, the level before nothing known."""
    assert state.answering is not None
    assert state.quiet_since is not None
    answers, was_flapping = state.answering.says, state.standing is Standing.FLAPPING
    if was_flapping and at - state.quiet_since >= thresholds.flap_quiet:
        state = replace(state, turns=())
    elif was_flapping or len(state.turns) >= thresholds.flap_turns:
        return _stands(state, Standing.FLAPPING, (*state.turns, at)[0], at)
    # After blindness what was known before may be over: the first reading that agrees decides.
    agrees = answers is not (state.level is Standing.DOWN)
    if state.level is None or (state.standing is Standing.UNKNOWN and not agrees):
        return _stands(state, Standing.UNKNOWN, at, at)
    return _stands(state, state.level, _begun(state), at)


def _begun(state: Health) -> datetime:
    """The first reading at which the level of now can be seen."""
    assert state.answering is not None
    assert state.fine is not None
    assert state.quiet_since is not None
    if state.standing is Standing.FLAPPING:
        return state.quiet_since
    if state.standing is Standing.UNKNOWN:
        return max(state.answering.since, state.quiet_since)
    down = Standing.DOWN in (state.level, state.standing)
    return state.answering.since if down else state.fine.since


def _stands(state: Health, standing: Standing, since: datetime, at: datetime) -> Health:
    if state.standing is standing and state.known_at is not None:
        return state
    # One standing never begins before the one that it follows.
    begun = max(since, state.since) if state.since else since
    return replace(state, standing=standing, since=begun, known_at=at)


def written(state: Health) -> dict[str, Any]:
    """The state as plain data for a JSON column; `read_back` makes the same state of it."""
    rows = {name: getattr(state, name) for name in ("answering", "fine")}
    return {
        "standing": state.standing.value,
        "level": state.level.value if state.level else None,
        "blind": state.blind,
        "turns": [turn.isoformat() for turn in state.turns],
        **{name: _told(getattr(state, name)) for name in _MOMENTS},
        **{
            name: [row.says, row.count, row.since.isoformat()] if row else None
            for name, row in rows.items()
        },
    }


def read_back(data: Mapping[str, Any]) -> Health:
    """The state that `written` wrote. Raises KeyError or ValueError for anything else."""
    return Health(
        standing=Standing(data["standing"]),
        level=Standing(data["level"]) if data["level"] else None,
        blind=int(data["blind"]),
        turns=tuple(datetime.fromisoformat(turn) for turn in data["turns"]),
        answering=_row(data["answering"]),
        fine=_row(data["fine"]),
        **{name: _moment(data[name]) for name in _MOMENTS},
    )


_MOMENTS: Final = ("since", "known_at", "blind_since", "quiet_since", "read_at")


def _told(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _row(data: list[Any] | None) -> Row | None:
    return Row(bool(data[0]), int(data[1]), datetime.fromisoformat(data[2])) if data else None

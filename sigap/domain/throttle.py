"""How wrong tries to sign in slow down the next one: a delay that grows and stays short.

Nobody is ever locked out: the longest delay is minutes, a refused try does not count, and a delay
belongs to the source it came from. So nobody can keep somebody else out by failing on purpose.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from sigap.domain.errors import Refusal, words


@dataclass(frozen=True, slots=True)
class Rule:
    """`free` tries cost nothing; then the delay begins with `first` and doubles up to `longest`.

    What lies further back than `memory` is forgotten.
    """

    free: int
    first: timedelta
    longest: timedelta
    memory: timedelta

    def delay(self, failures: int) -> timedelta:
        """How long the next try has to wait after so many wrong ones in a row."""
        doublings = failures - self.free
        if doublings < 0:
            return timedelta()
        # Beyond this many doublings every rule is at its longest; the number must stay small.
        return min(self.longest, self.first * (1 << min(doublings, 32)))


class Kind(Enum):
    """What is counted: each has the rule it goes by."""

    # One account from one source, or from one device known to the account.
    PAIR = Rule(5, timedelta(seconds=5), timedelta(minutes=5), timedelta(days=1))
    # One source, whatever accounts it tries: passwords sprayed over many names.
    SOURCE = Rule(30, timedelta(seconds=10), timedelta(minutes=5), timedelta(hours=1))
    # One account from all sources that it was never signed in from: guessing from many places.
    STRANGERS = Rule(20, timedelta(seconds=10), timedelta(minutes=5), timedelta(days=1))
    # Asking for sign-in links: by the address they would go to.
    LINK = Rule(3, timedelta(minutes=5), timedelta(hours=1), timedelta(days=1))

    @property
    def rule(self) -> Rule:
        """The rule of this count."""
        return self.value


@dataclass(frozen=True, slots=True)
class Count:
    """Wrong tries so far, the last of them, and the moment from which the next is free."""

    failures: int
    last_at: datetime
    free_at: datetime

    def after_one_more(self, rule: Rule, at: datetime) -> "Count":
        """The count with one more try at `at`, taken to be wrong until it proves right."""
        failures = 1 if at - self.last_at > rule.memory else self.failures + 1
        return Count(failures, at, at + rule.delay(failures))

    def after_taking_back(self, rule: Rule) -> "Count":
        """The count without its last try, which proved right."""
        failures = max(0, self.failures - 1)
        return Count(failures, self.last_at, self.last_at + rule.delay(failures))


class TooSoon(Refusal):
    """The try was not looked at, because it came before its time; `wait` says how long that is."""

    status = 429

    def __init__(self, wait: timedelta) -> None:
        self.wait = wait
        self.seconds = max(1, -(-wait // timedelta(seconds=1)))
        super().__init__(
            "too-soon",
            words("Terlalu banyak percobaan. Coba lagi dalam %(seconds)s detik."),
            seconds=self.seconds,
        )

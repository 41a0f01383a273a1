"""Which way a demo case takes through the SOP, and how long its performers need."""

from collections import deque
from dataclasses import dataclass, field
from random import Random

# Working minutes at each step: at least, usually, at most when in time, at most when late.
_MINUTES = {
    "disposisi": (2, 6, 14, 55),
    "arahan": (3, 8, 14.5, 75),
    "penanganan": (12, 30, 57, 160),
    "perbaikan": (70, 190, 430, 1100),
    "laporan-lengkap": (6, 22, 56, 190),
    "pemeriksaan": (5, 18, 55, 240),
    "konfirmasi": (4, 20, 56, 260),
}
STANDARDS = {
    "disposisi": 15,
    "arahan": 15,
    "penanganan": 60,
    "perbaikan": 450,
    "laporan-lengkap": 60,
    "pemeriksaan": 60,
    "konfirmasi": 60,
}


@dataclass(frozen=True, slots=True)
class HoldPlan:
    """A wait for others: at which step, for which reason, how many working minutes.

    A hold that `expires` is not ended by anybody: it runs out at its limit.
    """

    step: str
    reason: str
    minutes: float
    expires: bool = False


@dataclass(slots=True)
class Plan:
    """One way through the SOP; what is left at its default does not happen.

    `returns` are the checks that send the case back once, `declines` the step whose hand-over is
    once refused, `late` the steps that take too long. `reopened` is "saat-konfirmasi" or
    "sesudah-selesai", `ends` is "limpah" (to the `owner` of the network),
    "keliru" or "duplikat". `pace` gives the working
    minutes of one step after the other; when it is used up the case stands at the step it has
    reached, `received` by its performer or not.
    """

    remote: bool = True
    returns: frozenset[str] = frozenset()
    declines: str = ""
    hold: HoldPlan | None = None
    reopened: str = ""
    ends: str = ""
    owner: str = ""
    deviates: bool = False
    ratified: bool = True
    second_agency: str = ""
    still_down: bool = False
    late: frozenset[str] = frozenset()
    photos: bool = False
    log: bool = False
    pace: deque[float] | None = None
    received: bool = True
    done: set[str] = field(default_factory=set)

    def once(self, what: str) -> bool:
        """True the first time it is asked, so that nothing is returned for ever."""
        if what in self.done:
            return False
        self.done.add(what)
        return True

    def minutes(self, step: str, random: Random) -> float | None:
        """How long the performer needs, or None when the case is to stand here."""
        if self.pace is not None:
            return self.pace.popleft() if self.pace else None
        least, usual, most, late = _MINUTES[step]
        if step in self.late and self.once(f"late {step}"):
            # Most who are late are so by little.
            return random.triangular(STANDARDS[step] * 1.04, late, STANDARDS[step] * 1.3)
        return random.triangular(least, most, usual)

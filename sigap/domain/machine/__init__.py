"""What may be done with a case now, and what doing it means: facts in, events or a refusal out.

Nothing here writes. Each function takes the procedure the case is pinned to, the case, and who
acts, and answers with the events to record; what is offered (`open_verbs`) and what is refused
come from the same checks.
"""

from sigap.domain.machine.aside import (
    CANCEL_REASONS,
    DEVIATION_KINDS,
    Said,
    add_agency,
    answer,
    attach,
    cancel,
    deviate,
    follow,
    note,
    ratify,
    unfollow,
)
from sigap.domain.machine.verbs import open_verbs
from sigap.domain.machine.walk import (
    accept,
    decline,
    hold,
    hold_expired,
    named_person,
    report,
    resume,
    take_exit,
)

__all__ = [
    "CANCEL_REASONS",
    "DEVIATION_KINDS",
    "Said",
    "accept",
    "add_agency",
    "answer",
    "attach",
    "cancel",
    "decline",
    "deviate",
    "follow",
    "hold",
    "hold_expired",
    "named_person",
    "note",
    "open_verbs",
    "ratify",
    "report",
    "resume",
    "take_exit",
    "unfollow",
]

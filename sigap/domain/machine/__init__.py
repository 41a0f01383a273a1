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
    hand_back,
    note,
    ratify,
    unfollow,
)
from sigap.domain.machine.cyber import (
    NOTICE_NAMES,
    NOTICE_WITHIN,
    REMIND_BEFORE,
    notify,
    restrict,
)
from sigap.domain.machine.ladder import (
    PERSON,
    STEP_ACTS,
    escalate,
    lapse,
    performs,
    signature,
    summoned,
)
from sigap.domain.machine.selfcheck import needs_declaration, own_work_checked
from sigap.domain.machine.verbs import INFORMED, open_verbs
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
    "INFORMED",
    "NOTICE_NAMES",
    "NOTICE_WITHIN",
    "PERSON",
    "REMIND_BEFORE",
    "STEP_ACTS",
    "Said",
    "accept",
    "add_agency",
    "answer",
    "attach",
    "cancel",
    "decline",
    "deviate",
    "escalate",
    "follow",
    "hand_back",
    "hold",
    "hold_expired",
    "lapse",
    "named_person",
    "needs_declaration",
    "note",
    "notify",
    "open_verbs",
    "own_work_checked",
    "performs",
    "ratify",
    "report",
    "restrict",
    "resume",
    "signature",
    "summoned",
    "take_exit",
    "unfollow",
]

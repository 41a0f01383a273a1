"""Which acts are open to whom: the one place that offers and refuses."""

from sigap.domain.actor import (
    AUDITOR,
    CONTACT,
    HEAD,
    KABID,
    KASI,
    NETWORK_ADMIN,
    OPERATOR,
    Actor,
)
from sigap.domain.case import Case, Duty, Status
from sigap.domain.errors import Fault, Invalid, NotAllowed, Refused, words
from sigap.domain.machine.ladder import performs
from sigap.domain.procedure import Procedure, Step

# Who answers for the whole case and not only for one step of it.
STEERING = (KABID, KASI, NETWORK_ADMIN, OPERATOR)
# An act of its own that is later ratified by a superior (SOP ruling 12).
RATIFIERS = (KABID, HEAD)
# A fault of cyber origin (SOP ruling 13): who knows of it besides whoever holds its present step,
# who may find it to be one, and who answers for the notices.
INFORMED = (KABID, KASI, NETWORK_ADMIN, HEAD, AUDITOR)
RESTRICTERS = (KABID, KASI, NETWORK_ADMIN)
NOTIFIERS = (KABID, KASI)


def open_verbs(procedure: Procedure, case: Case, by: Actor) -> tuple[str, ...]:
    """The acts open to this actor now: the buttons, and the API's `allowed_actions`.

    The exits of the present step come first, in the order of the procedure.
    """
    step = procedure.step(case.step)
    if case.restricted and not by.holds(step.role, *INFORMED):
        return ()
    if not case.status.open:
        answering = case.status is Status.CLOSED and _may_answer(case, by)
        return (*(("confirm",) if answering else ()), *_cyber_verbs(case, by))
    verbs: list[str] = []
    own = performs(step.role, case, by)
    if own:
        verbs += _performer_verbs(procedure, case, step)
    if case.step == procedure.confirmation_step and (own or _may_answer(case, by)):
        verbs.append("confirm")
    if own or by.holds(step.role, *STEERING) or is_own_contact(case, by):
        verbs += ["attach", "note"]
    if by.holds_fully(*STEERING):
        verbs += ["unfollow"] if case.status is Status.FOLLOWING else ["add-agency"]
        if _may_follow(procedure, case):
            verbs.append("follow")
    if _may_cancel(procedure, case, by):
        verbs.append("cancel")
    if by.holds_fully(*RATIFIERS) and not all(case.deviations.values()):
        verbs.append("ratify")
    return (*verbs, *_cyber_verbs(case, by))


def _cyber_verbs(case: Case, by: Actor) -> tuple[str, ...]:
    """What ruling 13 asks for; neither the duties nor a late discovery end with the case."""
    verbs = []
    may_begin = case.status.open and not case.restricted
    may_add = case.restricted and Duty.PERSONAL_DATA not in case.duties
    if by.holds_fully(*RESTRICTERS) and (may_begin or may_add):
        verbs.append("restrict")
    if by.holds_fully(*NOTIFIERS) and case.open_duties:
        verbs.append("notify")
    return tuple(verbs)


def _performer_verbs(procedure: Procedure, case: Case, step: Step) -> list[str]:
    if case.status is Status.ON_HOLD:
        return ["resume"]
    if case.status is not Status.RUNNING:
        return []
    verbs = [way.verb for way in step.exits]
    if not case.received:
        verbs.append("accept")
        if case.sender is not None:
            verbs.append("decline")
    if procedure.holds:
        verbs.append("hold")
    return [*verbs, "deviate"]


def _may_follow(procedure: Procedure, case: Case) -> bool:
    """A report may join another case until it waits for its own confirmation."""
    return (
        case.status is Status.RUNNING
        and case.step != procedure.confirmation_step
        and not case.children
    )


def is_own_contact(case: Case, by: Actor) -> bool:
    return by.holds(CONTACT) and by.agency in case.answers


def _may_answer(case: Case, by: Actor) -> bool:
    return by.holds_fully(KABID, OPERATOR) or is_own_contact(case, by)


def _may_cancel(procedure: Procedure, case: Case, by: Actor) -> bool:
    if case.step == procedure.confirmation_step:
        return False
    untouched = case.step == procedure.first.key and case.visit == 1
    return by.holds_fully(KABID) or (
        untouched and (by.holds(OPERATOR) or (by.holds(CONTACT) and by.agency == case.agency))
    )


def require_open(verb: str, procedure: Procedure, case: Case, by: Actor) -> None:
    """Refuse an act that is not open to this actor now, and say which acts are."""
    offered = open_verbs(procedure, case, by)
    if verb in offered:
        return
    step = procedure.step(case.step)
    if not case.status.open:
        raise Refused(
            "case-ended",
            words("Perkara ini sudah berakhir (%(status)s); tidak ada lagi tindakan atasnya."),
            open_verbs=offered,
            status=str(case.status),
        )
    known = {way.verb for way in step.exits} | {"accept", "decline", "hold", "resume", "deviate"}
    if verb in known and not performs(step.role, case, by):
        raise NotAllowed(
            "not-your-step",
            words("Langkah %(no)s dikerjakan oleh %(lane)s; Anda tidak memegang jabatan itu."),
            no=step.no,
            lane=procedure.lane(step.role).title,
        )
    if case.status is Status.ON_HOLD and performs(step.role, case, by):
        raise Refused(
            "on-hold",
            words("Langkah ini sedang tertunda. Lanjutkan dulu, kemudian kerjakan."),
            open_verbs=offered,
        )
    raise Refused(
        "verb-not-open",
        words("“%(verb)s” tidak tersedia sekarang. Yang tersedia: %(open)s."),
        open_verbs=offered,
        verb=verb,
        open=", ".join(offered) or "–",
    )


def require_reason(value: str, name: str) -> None:
    """Refuse an act whose reason was left blank."""
    if not value.strip():
        raise Invalid({name: Fault("required", words("Alasan wajib diisi."))})

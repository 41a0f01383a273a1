"""Nobody checks his own work in another office without saying so (SOP ruling 6)."""

from collections.abc import Iterator

from sigap.domain.actor import Actor
from sigap.domain.case import Case
from sigap.domain.errors import Fault, Invalid, NotAllowed, words
from sigap.domain.procedure import Exit, Procedure, SelfCheck, Step

_LONGEST = 1000


def own_work_checked(procedure: Procedure, case: Case, by: Actor) -> tuple[Step, ...]:
    """The steps whose output the present one checks and that this actor carried out himself.

    A step checks what it requires when it may send that back. Work done in the same office is no
    second check: the procedure itself gives both steps to one lane.
    """
    step = procedure.step(case.step)
    if not step.checks:
        return ()
    return tuple(
        each
        for each in _checked(procedure, case, step)
        if each.role != step.role and case.authors.get(each.key) == by.key
    )


def _checked(procedure: Procedure, case: Case, present: Step) -> Iterator[Step]:
    """The steps that produced, in this round, what the present one requires."""
    skipped = {step.output.key for step in procedure.steps if step.key in case.skipped} & set(
        present.requires
    )
    for step in procedure.steps:
        own = step.output.key in present.requires and step.key not in case.skipped
        instead = any(skipped & set(way.produces) for way in step.exits)
        if own or instead:
            yield step


def needs_declaration(procedure: Procedure, case: Case, by: Actor) -> bool:
    """Whether this actor hands the present step on only with a declaration of his own."""
    rule = procedure.step(case.step).self_check
    return rule is SelfCheck.DECLARED and bool(own_work_checked(procedure, case, by))


def declared(procedure: Procedure, case: Case, by: Actor, way: Exit, declaration: str) -> str:
    """The declaration to record with this exit, "" where none is needed.

    Raises Invalid (code "self-check") where it is needed and was not given, NotAllowed (the same
    code) where the SOP forbids the check of one's own work. Giving one's own work back to be done
    again needs nothing.
    """
    own = own_work_checked(procedure, case, by) if way.kind == "maju" else ()
    if not own:
        return ""
    step, told = procedure.step(case.step), declaration.strip()
    said = {"no": step.no, "own": ", ".join(str(each.no) for each in own)}
    if step.self_check is SelfCheck.FORBIDDEN:
        raise NotAllowed(
            "self-check",
            words(
                "Langkah %(own)s Anda kerjakan sendiri, dan SOP ini melarang memeriksa pekerjaan"
                " sendiri. Minta pejabat lain atau Plh. mengerjakan langkah %(no)s."
            ),
            **said,
        )
    if not told:
        template = words(
            "Langkah %(own)s Anda kerjakan sendiri. Tulis pernyataan mengapa Anda sendiri yang"
            " memeriksanya, atau minta pejabat lain mengerjakan langkah %(no)s."
        )
        raise Invalid({"declaration": Fault("self-check", template, said)})
    if len(told) > _LONGEST:
        template = words("Paling banyak %(most)s huruf.")
        raise Invalid({"declaration": Fault("length", template, {"most": _LONGEST})})
    return told

"""The form of a step, made from the procedure's output fields, and what was typed into it last."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from markupsafe import Markup

from sigap.domain.errors import Fault
from sigap.domain.machine import own_work_checked
from sigap.domain.procedure import Exit, Field, FieldType, Output, Step
from sigap.incidents.papers.planned import signed_on_leaving
from sigap.incidents.queries.signing import UNRESOLVED, open_attempts
from sigap.inventory.models import Device
from sigap.inventory.queries import search_sites
from sigap.web.attempts import STEP, VERBS, Attempt
from sigap.web.casefile import CaseFile
from sigap.web.performers import people_for, warnings
from sigap.web.prefill import Filled, Offer, fill
from sigap.web.signing import ANEW, LABELS, LATER, Asked, asked
from sigap.web.voice import indonesian

PREFIX: Final = "isi-"
"""Before the key of an output field in the form, so that no field can take the place of `verb`."""
FILES: Final = "-berkas"
"""Behind an attachment field's name: the files that come with the form itself."""
_FEW: Final = 4
_DECLARED: Final = (("declaration", gettext_lazy("Pernyataan")),)
_SUGGESTED: Final = 100

Choices = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One field of the step's form. `value` is what stands in it: a list for attachments.

    `warnings` are lines to be read before choosing.
    """

    name: str
    field: Field
    value: Any
    fault: Fault | None
    hint: str
    optional: bool
    choices: Choices = ()
    warnings: tuple[str, ...] = ()

    @property
    def shape(self) -> str:
        """Which component shows it."""
        if self.field.type is FieldType.CHOICE and len(self.choices) > _FEW:
            return "select"
        return self.field.type.value


@dataclass(frozen=True, slots=True)
class StepForm:
    """The present step's form: its questions, the ways onward that need them, the ways back.

    `own_work` are the steps this person carried out himself and would now check in another
    office: he says why in `declaration`, or, where the SOP forbids it, cannot. `signature` is what
    is asked for where the step ends with a paper that its performer signs electronically. `filled`
    is what an offer put into the empty fields.
    """

    questions: tuple[Question, ...]
    onward: tuple[Exit, ...]
    aside: tuple[Exit, ...]
    note: str
    note_fault: Fault | None
    faults: Mapping[str, Fault]
    labels: Mapping[str, str]
    given_back: bool
    carried_over: bool
    own_work: tuple[Step, ...] = ()
    declaration: str = ""
    declaration_fault: Fault | None = None
    signature: Asked | None = None
    filled: Filled | None = None

    @classmethod
    def blank(cls, ways: Iterable[Exit]) -> "StepForm":
        """The ways out of a step without any questions or answers."""
        onward, aside = _parted(ways)
        return cls((), onward, aside, "", None, {}, {}, given_back=False, carried_over=False)


def step_form(
    found: CaseFile, attempt: Attempt | None, given: Offer | None = None
) -> StepForm | None:
    """The form as this person may send it now, None when the step is not this person's to do.

    What is `given` goes into empty fields of a form that was not sent yet.
    """
    ways = [way for way in found.step.exits if way.verb in found.verbs]
    if not ways:
        return None
    mine = attempt if attempt and _is_for(found, attempt) else None
    values = _typed(found.step.output, mine.typed) if mine else _earlier(found)
    onward, aside = _parted(ways)
    carried_over = mine is None and bool(values)
    filled = None
    if given is not None and mine is None:
        values, filled = _with_offer(found.step, values, given)
    faults = _named(mine.faults if mine else {}, found.step.output)
    questions = tuple(
        _question(each, values, faults, found, onward) for each in found.step.output.fields
    )
    return StepForm(
        questions=questions if onward else (),
        onward=onward,
        aside=aside,
        note=mine.typed.get("note", "") if mine else "",
        note_fault=faults.get("note"),
        faults=faults,
        labels={question.name: question.field.label for question in questions}
        | {"declaration": _("Pernyataan")}
        | {need: str(label) for need, label in LABELS.items()},
        given_back=mine is not None,
        carried_over=carried_over,
        own_work=own_work_checked(found.procedure, found.case, found.by),
        declaration=mine.typed.get("declaration", "") if mine else "",
        declaration_fault=faults.get("declaration"),
        signature=_signature(found, mine) if onward else None,
        filled=filled,
    )


def _with_offer(
    step: Step, values: Mapping[str, Any], given: Offer
) -> tuple[dict[str, Any], Filled]:
    filled, into, kept = fill(step.output, values, given)
    way = step.exit(given.verb)
    return filled, Filled(given.source, into, kept, way.label if way else "")


def _signature(found: CaseFile, mine: Attempt | None) -> Asked | None:
    """What the signature asks for; two queries where the office signs electronically."""
    if not signed_on_leaving(found.step):
        return None
    tries = open_attempts(found.incident.number)
    if mine is None:
        return asked({}, open=tries)
    anew = bool(mine.typed.get(ANEW))
    return asked(
        mine.faults,
        failed=mine.unsigned,
        later=bool(mine.typed.get(LATER)),
        unresolved=anew or mine.refusal.code == UNRESOLVED,
        anew=anew,
        open=tries,
    )


def _parted(ways: Iterable[Exit]) -> tuple[tuple[Exit, ...], tuple[Exit, ...]]:
    """Those that take the step's output along, and those that need none."""
    known = tuple(ways)
    onward = tuple(way for way in known if way.needs_output)
    return onward, tuple(way for way in known if not way.needs_output)


def _is_for(found: CaseFile, attempt: Attempt) -> bool:
    return attempt.act == STEP and attempt.typed.get("step") == found.step.key


def _typed(output: Output, typed: QueryDict) -> dict[str, Any]:
    return {
        each.key: typed.getlist(PREFIX + each.key)
        if each.type is FieldType.ATTACHMENT
        else typed.get(PREFIX + each.key, "")
        for each in output.fields
    }


def answers(output: Output, typed: QueryDict) -> dict[str, Any]:
    """The output's fields as typed, for the action; a field left out of the form is left out."""
    return {key: value for key, value in _typed(output, typed).items() if value not in ("", [])}


def _earlier(found: CaseFile) -> dict[str, Any]:
    """What this step said in its last round: returned work is mended, not written anew."""
    for clock in reversed(found.clocks):
        if clock.visit.step == found.step.key and clock.visit.output is not None:
            return {key: _plain(value) for key, value in clock.visit.output.items()}
    return {}


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return value["key"]
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    return value


def _named(faults: Mapping[str, Fault], output: Output) -> dict[str, Fault]:
    """The faults by the names that the form gives the fields."""
    keys = {each.key for each in output.fields}
    return {PREFIX + key if key in keys else key: fault for key, fault in faults.items()}


def _question(
    each: Field,
    values: Mapping[str, Any],
    faults: Mapping[str, Fault],
    found: CaseFile,
    onward: Sequence[Exit],
) -> Question:
    value = values.get(each.key, "")
    if each.type is FieldType.PERSON:
        return _person(each, value, faults.get(PREFIX + each.key), found, onward)
    if each.type is FieldType.DATETIME and isinstance(value, str) and len(value) > 16:
        value = _moment(value)
    if each.type is FieldType.ATTACHMENT and not isinstance(value, list):
        value = [value] if value else []
    return Question(
        name=PREFIX + each.key,
        field=each,
        value=value,
        fault=faults.get(PREFIX + each.key),
        hint=_hint(each, onward),
        optional=not each.required,
        choices=_choices(each, found),
    )


def _person(
    each: Field, value: Any, fault: Fault | None, found: CaseFile, onward: Sequence[Exit]
) -> Question:
    """The person who is given the next step, with what is not on record of whom. Two queries."""
    people = people_for(found.procedure, onward, at=found.at)
    return Question(
        name=PREFIX + each.key,
        field=each,
        value=value,
        fault=fault,
        hint=_hint(each, onward),
        optional=not each.required,
        choices=tuple((person.username, person.name) for person in people),
        warnings=warnings(found.procedure, people, at=found.at),
    )


def _moment(value: str) -> datetime | str:
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        return value


def _hint(each: Field, onward: Iterable[Exit]) -> str:
    """The field's own help, and which way asks for it or for a certain answer."""
    said = [indonesian(each.help)] if each.help else []
    ways = list(onward)
    if not each.required and (asking := [w.label for w in ways if w.verb in each.required_for]):
        said.append(_("Wajib untuk: %(ways)s.") % {"ways": ", ".join(asking)})
    for way in ways:
        if allowed := way.conditions.get(each.key):
            told = {"way": way.label, "choices": "; ".join(allowed)}
            said.append(_("“%(way)s” hanya untuk: %(choices)s.") % told)
    return Markup(" ").join(said)


def _choices(each: Field, found: CaseFile) -> Choices:
    """What may be chosen or is suggested; one query for sites and devices."""
    incident = found.incident
    match each.type:
        case FieldType.CHOICE:
            few = len(each.choices) <= _FEW  # an <option> holds text alone
            return tuple((one, indonesian(one) if few else one) for one in each.choices)
        case FieldType.BOOLEAN:
            return (("ya", _("Ya")), ("tidak", _("Tidak")))
        case FieldType.ATTACHMENT:
            return tuple((file.key, file.name) for file in found.attachments)
        case FieldType.SITE:
            sites = search_sites("", agency_key=incident.agency.key, limit=_SUGGESTED)
            return tuple((site.key, site.name) for site in sites)
        case FieldType.DEVICE:
            here = Device.objects.filter(site=incident.site_id).exclude(status="dilepas")
            devices = here.order_by("name")[:_SUGGESTED]
            return tuple((device.key, device.name) for device in devices)
    return ()


def unsent(found: CaseFile, attempt: Attempt | None, form: StepForm | None) -> Choices:
    """(label, text) of everything typed into a form that the page no longer shows: nothing is lost.

    `form` is what `step_form` answered for the same attempt.
    """
    if attempt is None:
        return ()
    if attempt.act != STEP:
        return () if VERBS.get(attempt.act) in found.verbs else attempt.told()
    if form is not None and form.given_back:
        return ()
    key = attempt.typed.get("step", "")
    known = [step for step in found.procedure.steps if step.key == key]
    labels = {PREFIX + each.key: each.label for step in known for each in step.output.fields}
    return tuple(
        (str(label), ", ".join(attempt.typed.getlist(name)))
        for name, label in (*labels.items(), ("note", _("Catatan")), *_DECLARED)
        if attempt.typed.get(name)
    )

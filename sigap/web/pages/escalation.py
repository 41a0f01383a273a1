"""The office's ladders of escalation: who is reached when nobody accepts a step, and their form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sigap.domain.errors import Fault, Invalid, NotFound, Stale, words
from sigap.domain.escalation import MINUTES, MOST_RUNGS, Ladder, Policy
from sigap.domain.ladder_rules import TypedLadder
from sigap.domain.procedure import Procedure
from sigap.incidents.actions.ladders import drop_ladder, set_ladder
from sigap.incidents.models import LadderVersion
from sigap.incidents.queries.escalation import ladders, ladders_version
from sigap.incidents.queries.procedures import parsed, published
from sigap.web.ladders import UNIT_WORDS, WAY_WORDS, limit_words, rung_words
from sigap.web.middleware import PageRequest
from sigap.web.navigation import url
from sigap.web.person import unseen

DEFAULT = "bawaan"
_LISTED_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One ladder in words; `own` tells whether the step has one of its own."""

    name: str
    address: str
    rungs: list[tuple[str, str]]
    lapse: str
    own: bool


@login_required
@require_safe
def show(request: PageRequest) -> HttpResponse:
    """Every ladder as it stands, and the latest changes."""
    version = ladders_version()
    policy = ladders(version)
    context = {
        "version": version,
        "default": _row(_("Semua langkah lain"), policy.default, DEFAULT, DEFAULT, own=True),
        "tables": [(each.title, _rows(policy, each)) for each in _procedures()],
        "versions": LadderVersion.objects.all()[:_LISTED_VERSIONS],
        "unread_notices": unseen(request),
    }
    return render(request, "settings/escalation.html", context)


def _procedures() -> list[Procedure]:
    """The newest version in force of every SOP."""
    newest: dict[str, Procedure] = {}
    for row in published().filter(status="berlaku"):
        if row.key not in newest:
            newest[row.key] = parsed(row)
    return list(newest.values())


def _rows(policy: Policy, procedure: Procedure) -> list[Row]:
    return [
        _row(
            f"{step.no}. {step.short}",
            policy.ladder(procedure.key, step.key),
            procedure.key,
            step.key,
            own=(procedure.key, step.key) in policy.steps,
        )
        for step in procedure.steps
    ]


def _row(name: str, ladder: Ladder, procedure: str, step: str, *, own: bool) -> Row:
    address = url("escalation-ladder", procedure, step)
    lapse = limit_words(ladder.lapse) if ladder.lapse else ""
    return Row(name, address, rung_words(ladder), lapse, own)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: PageRequest, procedure: str, step: str) -> HttpResponse:
    """The form of one ladder; sent, the change and back to the list."""
    name, key = _named(procedure, step)
    if request.method != "POST":
        return _form(request, name, key, None, {})
    assert request.actor is not None
    typed, at, by = request.POST, request.at, request.actor
    seen = typed.get("expected", "")
    expected = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 9 else None
    try:
        if typed.get("act") == "hapus":
            drop_ladder(*key, expected=expected, at=at, by=by)
        else:
            ladder = _ladder_typed(typed)
            set_ladder(ladder, procedure=key[0], step=key[1], expected=expected, at=at, by=by)
    except Invalid as refusal:
        return _form(request, name, key, typed, refusal.faults)
    except Stale as refusal:
        return _form(request, name, key, typed, {}, refusal=refusal)
    messages.success(request, _("Tangga eskalasi tersimpan; berlaku untuk langkah berikutnya."))
    return redirect("escalation")


def _named(procedure: str, step: str) -> tuple[str, tuple[str, str]]:
    """The name of this ladder for people, and its key; NotFound for a step that there is not."""
    if procedure == step == DEFAULT:
        return _("Semua langkah lain"), ("", "")
    for each in _procedures():
        for known in each.steps if each.key == procedure else ():
            if known.key == step:
                return f"{known.no}. {known.short}", (procedure, step)
    raise NotFound(
        "ladder-not-found", words("Tidak ada tangga eskalasi untuk langkah %(step)s."), step=step
    )


def _ladder_typed(typed: QueryDict) -> TypedLadder:
    places = range(1, MOST_RUNGS + 1)
    return TypedLadder(
        unit=typed.get("unit", ""),
        rungs=[(typed.get(f"rung-{n}-to", ""), typed.get(f"rung-{n}-after", "")) for n in places],
        lapse=typed.get("lapse", "").strip(),
        lapse_unit=typed.get("lapse_unit", ""),
    )


def _form(
    request: PageRequest,
    name: str,
    key: tuple[str, str],
    typed: QueryDict | None,
    faults: Mapping[str, Fault],
    refusal: Stale | None = None,
) -> HttpResponse:
    policy = ladders(version := ladders_version())
    context = {
        "name": name,
        "default": key == ("", ""),
        "own": key in policy.steps,
        "version": version,
        "values": _kept(policy.ladder(*key)) if typed is None else typed.dict(),
        "faults": faults,
        "refusal": refusal.fault if refusal else None,
        "labels": _labels(),
        "places": range(1, MOST_RUNGS + 1),
        "ways": [(way.value, words_) for way, words_ in WAY_WORDS.items()],
        "units": list(UNIT_WORDS.items()),
        "unread_notices": unseen(request),
    }
    status = 409 if refusal else 422 if faults else 200
    return render(request, "settings/escalation_form.html", context, status=status)


def _kept(ladder: Ladder) -> dict[str, Any]:
    """The ladder as its form shows it before anybody typed."""
    unit = ladder.rungs[0].after.unit if ladder.rungs else MINUTES
    values: dict[str, Any] = {"unit": unit, "lapse": "", "lapse_unit": "persen"}
    for place, rung in enumerate(ladder.rungs, start=1):
        values[f"rung-{place}-to"] = rung.way.value
        values[f"rung-{place}-after"] = str(rung.after.count)
    if ladder.lapse:
        values |= {"lapse": str(ladder.lapse.count), "lapse_unit": ladder.lapse.unit}
    return values


def _labels() -> dict[str, str]:
    """What the fields are called in the summary of what is wrong."""
    labels = {"unit": _("Satuan waktu"), "lapse": _("Penerimaan kedaluwarsa setelah")}
    for place in range(1, MOST_RUNGS + 1):
        labels[f"rung-{place}-to"] = _("Anak tangga %(no)s, kepada") % {"no": place}
        labels[f"rung-{place}-after"] = _("Anak tangga %(no)s, setelah") % {"no": place}
    return labels

"""The small forms of a case's page while nothing is typed: composed once, then only filled in.

They differ from case to case by a few figures and by nothing else, and are half of the page's
fields: composing them anew took a fifth of the time of the whole page.
"""

from functools import lru_cache
from types import SimpleNamespace
from typing import Any, Final

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from markupsafe import Markup

from sigap.domain.machine import CANCEL_REASONS, DEVIATION_KINDS
from sigap.domain.procedure import Procedure
from sigap.incidents.chronicle import DEVIATIONS
from sigap.web.attempts import Sheet
from sigap.web.casefile import CaseFile
from sigap.web.stepform import StepForm

# No number, figure or token looks like these, and nobody's words are in the forms.
_NUMBER: Final = "\ue000nomor\ue000"
_LENGTH: Final = "\ue000panjang\ue000"
_VISIT: Final = "\ue000kunjungan\ue000"
_TOKEN: Final = "\ue000token\ue000"


def blank_forms(template: str, found: CaseFile, token: str) -> Markup:
    """The forms of this template for the case, with nothing typed in them.

    `token` is the page's hidden field against forged requests, as safe markup.
    """
    compose = _composed.__wrapped__ if settings.DEBUG else _composed
    forms = compose(
        template,
        get_language() or "",
        found.procedure,
        found.step.key,
        found.verbs,
        found.inside,
        found.incident.site_id is not None,
    )
    return Markup(
        forms.replace(_NUMBER, found.incident.number)
        .replace(_LENGTH, str(found.incident.ledger.length))
        .replace(_VISIT, str(found.incident.visit))
        .replace(_TOKEN, token)
    )


@lru_cache(maxsize=512)
def _composed(
    template: str,
    _language: str,
    procedure: Procedure,
    step: str,
    verbs: tuple[str, ...],
    inside: bool,
    placed: bool,
) -> str:
    incident = SimpleNamespace(
        number=_NUMBER,
        visit=_VISIT,
        site=placed,
        ledger=SimpleNamespace(length=_LENGTH),
    )
    ways = [way for way in procedure.step(step).exits if way.verb in verbs]
    context = {
        "incident": incident,
        "verbs": verbs,
        "inside": inside,
        "step": procedure.step(step),
        "sheet": lambda act, key="": Sheet(act),
        "form": StepForm.blank(ways) if ways else None,
        "csrf_input": Markup(_TOKEN),
        **choices(procedure, step),
    }
    return render_to_string(template, context)


def choices(procedure: Procedure, step: str) -> dict[str, Any]:
    """What the small forms offer to choose from at this step."""
    order = [each.key for each in procedure.steps]
    ahead = procedure.steps[order.index(step) + 1 :]
    return {
        "ahead": [(each.key, f"{each.no}. {each.short}") for each in ahead],
        "deviation_kinds": [(key, DEVIATIONS[key]) for key in DEVIATION_KINDS],
        "cancel_reasons": [(key, _cancel_words(key)) for key in CANCEL_REASONS],
        "hold_choices": [(each.key, each.label) for each in procedure.holds],
        "hold_hint": _hold_hint(procedure),
    }


def _hold_hint(procedure: Procedure) -> str:
    """Which reasons ask for evidence, and for which."""
    asking = [each for each in procedure.holds if each.needs_evidence]
    said = [f"{each.label}: {each.evidence_label}" for each in asking]
    return _("Wajib untuk %(reasons)s.") % {"reasons": "; ".join(said)} if said else ""


def _cancel_words(key: str) -> str:
    return _("Laporan keliru") if key == "keliru" else _("Duplikat laporan lain")

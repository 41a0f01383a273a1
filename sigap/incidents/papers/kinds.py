"""Which papers a finished step gives, and to whom they go."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sigap.domain.procedure import Procedure, Step
from sigap.incidents.models import Incident, StepVisit
from sigap.incidents.queries.dossier import LETTER

WORK_ORDER: Final = "surat-tugas"
MINUTES: Final = "berita-acara"
PLAIN: Final = "keluaran"
_DISPATCH: Final = "kirim-pelaksana"
_SITE_PIC: Final = "pic_lokasi"

# The outputs of the SOP that have a form of their own (rules.md §2); any other is drawn plainly.
_OWN_FORM: Final = {
    "disposisi": ("disposisi", "Lembar Disposisi"),
    "arahan": ("arahan", "Nota Dinas"),
    "data-permasalahan": ("data-permasalahan", "Data Permasalahan"),
    "laporan-penanganan": ("laporan-penanganan", "Laporan Penanganan Gangguan"),
    "laporan-lengkap": ("laporan-lengkap", "Laporan Lengkap Penanganan Gangguan"),
    "laporan-diperiksa": ("laporan-diperiksa", "Nota Dinas"),
    "konfirmasi": (LETTER, "Surat Konfirmasi"),
}
SIGNED: Final = (*(kind for kind, _title in _OWN_FORM.values()), WORK_ORDER, MINUTES)
"""Kinds that are signed electronically, where the office can, until it says otherwise."""
COPIED: Final = ("arahan", WORK_ORDER, "laporan-diperiksa", LETTER)
"""Kinds that may name who gets a copy below the signature (rules.md §2: korespondensi)."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One paper to be made: its kind and title, and the agency it goes to where there is one."""

    kind: str
    title: str
    agency: str = ""

    def dedupe_key(self, visit: StepVisit, incident: Incident) -> str:
        """The name of this occasion: the same paper is never made twice."""
        return "/".join(filter(None, (incident.number, str(visit.ordinal), self.kind, self.agency)))


def occasions(
    procedure: Procedure, visit: StepVisit, agencies: list[tuple[str, str]]
) -> Iterator[Occasion]:
    """The papers that this finished visit gives; `agencies` are key and name of those affected.

    A confirmation goes to each of them (SOP ruling 10); a field dispatch also gives a work order,
    and a field report also the minutes that the site's PIC signs (rules.md §2).
    """
    step = procedure.step(visit.step)
    kind, title = _OWN_FORM.get(step.output.key, (PLAIN, step.output.title))
    if kind == LETTER:
        yield from (Occasion(kind, title, key) for key, _name in agencies)
        return
    yield Occasion(kind, title)
    if _sends_somebody(step, visit):
        yield Occasion(WORK_ORDER, "Surat Tugas")
    if (visit.output or {}).get(_SITE_PIC):
        yield Occasion(MINUTES, "Berita Acara Perbaikan")


def possible_kinds(step: Step) -> Iterator[str]:
    """The kinds of paper that ending this step may give, whatever is filled in."""
    yield _OWN_FORM.get(step.output.key, (PLAIN, ""))[0]
    if step.exit(_DISPATCH) is not None:
        yield WORK_ORDER
    if any(field.key == _SITE_PIC for field in step.output.fields):
        yield MINUTES


def _sends_somebody(step: Step, visit: StepVisit) -> bool:
    way = step.exit(visit.verb)
    return way is not None and way.verb == _DISPATCH

"""Reads a guide from its TOML form, and finds every fault with its line."""

from collections.abc import Collection, Mapping

from sigap.domain.errors import words
from sigap.domain.guides import Answer, Guide, Leaf, Place, Question
from sigap.domain.guides_checks import check_guide, check_use
from sigap.domain.procedure_faults import FileFaults, LineFault
from sigap.domain.procedure_model import Procedure
from sigap.domain.procedure_reader import Table, digest, load


class GuideFaults(FileFaults):
    """A guide file that cannot be used."""

    def __init__(self, faults: tuple[LineFault, ...]) -> None:
        template = words("Berkas panduan belum dapat dipakai: %(count)s kesalahan.")
        super().__init__("faulty-guide", template, faults)


def parse_guide(
    text: str,
    *,
    procedures: Mapping[str, Procedure] | None = None,
    guides: Collection[str] | None = None,
) -> Guide:
    """The guide that this TOML text tells (form: docs/guides-form.md).

    Raises GuideFaults with every fault in the order of lines. Steps, fields and choices are held
    against `procedures`, names of other guides against `guides`, where these are given.
    """
    findings, root = load(text)
    if root is None:
        raise GuideFaults(findings.sorted())
    guide = _guide(root, digest(text))
    check_guide(guide, findings)
    check_use(guide, findings, procedures=procedures, guides=guides)
    if faults := findings.sorted():
        raise GuideFaults(faults)
    return guide


def _guide(root: Table, source_hash: str) -> Guide:
    guide = Guide(
        key=root.text("kunci", required=True),
        version=root.integer("versi"),
        order=root.integer("urutan"),
        title=root.text("judul", required=True),
        about=root.text("ringkas", required=True),
        places=tuple(_place(each) for each in root.tables("untuk", required=True)),
        questions=tuple(_question(each) for each in root.tables("tanya", required=True)),
        leaves=tuple(_leaf(each) for each in root.tables("hasil", required=True)),
        source_hash=source_hash,
    )
    root.close()
    return guide


def _place(table: Table) -> Place:
    place = Place(
        procedure=table.text("sop", required=True),
        step=table.text("langkah", required=True),
        trail=table.text("jejak", required=True),
    )
    table.close()
    return place


def _question(table: Table) -> Question:
    question = Question(
        key=table.text("kunci", required=True),
        text=table.text("teks", required=True),
        help=table.text("petunjuk"),
        answers=tuple(_answer(each) for each in table.tables("jawab", required=True)),
    )
    table.close()
    return question


def _answer(table: Table) -> Answer:
    answer = Answer(
        key=table.text("kunci", required=True),
        text=table.text("teks", required=True),
        to=table.text("ke", required=True),
    )
    table.close()
    return answer


def _leaf(table: Table) -> Leaf:
    steps = table.table("isian")
    leaf = Leaf(
        key=table.text("kunci", required=True),
        conclusion=table.text("simpulan", required=True),
        advice=table.texts("saran"),
        fields={step: _texts_by_name(steps.table(step)) for step in steps.names()} if steps else {},
        verbs=_texts_by_name(table.table("verba")),
        guide=table.text("panduan"),
    )
    table.close()
    return leaf


def _texts_by_name(table: Table | None) -> dict[str, str]:
    return {name: table.text(name, required=True) for name in table.names()} if table else {}

"""The flowchart on a page: valid and safe markup, told in words, the case's way in bold."""

import re
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from markupsafe import Markup

from sigap.domain.procedure import Procedure
from sigap.web.flowchart import Trail, svg
from tests.domain.walks import procedure

SVG = "{http://www.w3.org/2000/svg}"
FIELD_VISIT = Trail(
    current="laporan-lengkap",
    visited=frozenset({"disposisi", "arahan", "penanganan", "perbaikan"}),
    taken=frozenset(
        {
            ("disposisi", "arahan"),
            ("arahan", "penanganan"),
            ("penanganan", "perbaikan"),
            ("perbaikan", "laporan-lengkap"),
        }
    ),
)


@pytest.fixture(scope="module")
def sop() -> Procedure:
    return procedure()


def drawn(sop: Procedure, trail: Trail | None = None, **options: bool) -> ElementTree.Element:
    return ElementTree.fromstring(svg(sop, trail, **options))


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [each for each in root.iter() if name in each.get("class", "").split()]


def words_of(element: ElementTree.Element) -> str:
    return " ".join(text for text in element.itertext() if text)


@pytest.mark.parametrize("name", ["penanganan-gangguan.v1", "penyambungan-baru.v1"])
@pytest.mark.parametrize("full", [False, True])
def test_the_markup_is_well_formed_and_safe_to_place_in_a_page(name: str, full: bool) -> None:
    markup = svg(procedure(name), full=full)
    assert isinstance(markup, Markup)
    assert ElementTree.fromstring(markup).tag == f"{SVG}svg"


def test_the_picture_has_a_name_and_a_description(sop: Procedure) -> None:
    root = drawn(sop, FIELD_VISIT)
    named = {each.get("id"): each.text for each in root if each.get("id")}
    assert root.get("role") == "img"
    title, told = (named[key] for key in root.get("aria-labelledby", "").split())
    assert title == "Diagram alir Penanganan Gangguan Jaringan TIK"
    assert told is not None
    assert "7. Konfirmasi" in told
    assert "Sekarang di langkah 5, Laporan lengkap (Administrator Sistem Jaringan)." in told
    assert "Langkah yang ditempuh: 1, 2, 3, 4." in told


def test_there_is_no_colour_and_no_style_in_it(sop: Procedure) -> None:
    markup = svg(sop, FIELD_VISIT, full=True)
    assert "style=" not in markup
    painted = set(re.findall(r'(?:fill|stroke)="([^"]+)"', markup))
    assert painted == {"none", "currentColor"}


def test_the_way_taken_is_bold_and_the_rest_is_not(sop: Procedure) -> None:
    root = drawn(sop, FIELD_VISIT)
    # From the start to the first step, and four ways between steps.
    assert len(of_class(root, "flow-taken")) == 5
    assert len(of_class(root, "flow-passed")) == 6
    assert not of_class(drawn(sop), "flow-taken")
    assert not of_class(drawn(sop), "flow-passed")


def test_the_token_is_in_the_current_step(sop: Procedure) -> None:
    root = drawn(sop, FIELD_VISIT)
    [current] = of_class(root, "flow-current")
    assert words_of(current) == "Penanganan sudah benar?"
    assert len(of_class(root, "flow-token")) == 1
    assert not of_class(drawn(sop), "flow-token")


@pytest.mark.parametrize(
    ("status", "last", "capsules"),
    [("selesai", ("konfirmasi", None), 1), ("dilimpahkan", ("arahan", None), 1)],
)
def test_a_closed_case_rests_in_its_end(
    sop: Procedure, status: str, last: tuple[str, None], capsules: int
) -> None:
    trail = replace(FIELD_VISIT, current=None, taken=frozenset({last}), status=status)
    ends = of_class(drawn(sop, trail), "flow-current")
    assert len(ends) == capsules
    assert "flow-capsule" in ends[0].get("class", "")


def test_a_cancelled_case_rests_nowhere(sop: Procedure) -> None:
    trail = replace(FIELD_VISIT, current=None, status="dibatalkan")
    assert not of_class(drawn(sop, trail), "flow-token")


def test_text_of_the_office_is_escaped(sop: Procedure) -> None:
    first = replace(sop.first, short="<b>A & B</b>")
    markup = svg(replace(sop, key="uji", steps=(first, *sop.steps[1:])))
    assert "<b>" not in markup
    assert "A &amp; B" in markup


def test_each_page_is_a_picture_of_its_own(sop: Procedure) -> None:
    pages = ElementTree.fromstring(f"<p>{svg(sop, FIELD_VISIT, rows_per_page=3)}</p>")
    titles = [page[0].text for page in pages]
    assert titles[1:] == [
        "Diagram alir Penanganan Gangguan Jaringan TIK, halaman 2 dari 3",
        "Diagram alir Penanganan Gangguan Jaringan TIK, halaman 3 dari 3",
    ]
    marks = [each.get("id") for each in pages.iter() if each.get("id")]
    assert len(marks) == len(set(marks))
    assert [len(of_class(page, "flow-token")) for page in pages] == [0, 1, 0]

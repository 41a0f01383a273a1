"""Guides: what they lead to, and every fault of a file found on its line."""

from pathlib import Path
from textwrap import dedent

import pytest

from sigap.domain.guides import Guide, Leaf, Walk, proposed, read_path, trail, walk, written_path
from sigap.domain.guides_checks import LONGEST, MOST_NODES
from sigap.domain.guides_toml import GuideFaults, parse_guide
from sigap.domain.procedure import LineFault, Procedure, parse
from tests.domain.walks import PROCEDURES

GUIDES = Path("sigap/guides")
SHIPPED = {path.name: path.read_text("utf-8") for path in sorted(GUIDES.glob("*.v*.toml"))}
SOP = {
    each.key: each
    for each in (parse(path.read_text("utf-8")) for path in sorted(PROCEDURES.glob("*.toml")))
}
KEYS = {name.split(".")[0] for name in SHIPPED}

SMALL = dedent(
    """\
    kunci = "contoh"
    versi = 1
    urutan = 9
    judul = "Contoh"
    ringkas = "Satu contoh."

    [[untuk]]
    sop = "penanganan-gangguan"
    langkah = "penanganan"
    jejak = "temuan"

    [[untuk]]
    sop = "penanganan-gangguan"
    langkah = "arahan"
    jejak = "status_lokasi"

    [[tanya]]
    kunci = "lampu"
    teks = "Lampu menyala?"
    jawab = [
      { kunci = "ya", teks = "Ya", ke = "kabel" },
      { kunci = "tidak", teks = "Tidak", ke = "mati" },
    ]

    [[tanya]]
    kunci = "kabel"
    teks = "Kabel tercolok?"
    jawab = [
      { kunci = "ya", teks = "Ya", ke = "baik" },
      { kunci = "tidak", teks = "Tidak", ke = "mati" },
    ]

    [[hasil]]
    kunci = "baik"
    simpulan = "Baik."

    [[hasil]]
    kunci = "mati"
    simpulan = "Mati."
    saran = ["Colokkan."]
    isian.penanganan.kategori_penyebab = "LAN"
    isian.penanganan.temuan = "Tidak ada lampu."
    isian.arahan.kepemilikan = "Vendor"
    verba.penanganan = "kirim-pelaksana"
    verba.arahan = "limpahkan"
    """
)


def read(text: str) -> Guide:
    return parse_guide(text, procedures=SOP, guides=KEYS)


def faults(text: str) -> tuple[LineFault, ...]:
    with pytest.raises(GuideFaults) as refusal:
        read(text)
    return refusal.value.faults


def line_of(text: str, part: str) -> int:
    return 1 + text[: text.index(part)].count("\n")


CHANGES = [
    ('ke = "kabel"', 'ke = "kabbel"', "unknown-next", 'ke = "kabbel"'),
    ('ke = "kabel"', 'ke = "mati"', "unreachable", '[[tanya]]\nkunci = "kabel"'),
    ('ke = "baik"', 'ke = "lampu"', "cycle", 'ke = "lampu"'),
    (
        'ke = "baik"',
        'ke = "kabel"',
        "cycle",
        'ke = "kabel" },\n  { kunci = "tidak", teks = "Tidak", ke = "mati" },\n]\n\n[[hasil',
    ),
    ('simpulan = "Baik."\n', "", "missing", '[[hasil]]\nkunci = "baik"'),
    ('simpulan = "Baik."', 'simpulan = " "', "empty", 'simpulan = " "'),
    ('teks = "Ya", ke = "baik"', 'teks = "Ya"', "missing", '{ kunci = "ya", teks = "Ya" }'),
    (
        'kunci = "tidak", teks = "Tidak", ke = "mati" },\n]\n\n[[hasil',
        'kunci = "ya", teks = "Tidak", ke = "mati" },\n]\n\n[[hasil',
        "doubled-answer",
        'kunci = "ya", teks = "Tidak"',
    ),
    ('kunci = "mati"', 'kunci = "baik"', "doubled-leaf", 'kunci = "baik"\nsimpulan = "Mati'),
    ('kunci = "mati"', 'kunci = "kabel"', "doubled-leaf", 'kunci = "kabel"\nsimpulan'),
    (
        'kategori_penyebab = "LAN"',
        'kategori_penyebab = "Lan"',
        "unknown-choice",
        "isian.penanganan.kat",
    ),
    (
        "penanganan.kategori_penyebab",
        "penanganan.kategori",
        "unknown-field",
        "isian.penanganan.kategori",
    ),
    (
        "penanganan.kategori_penyebab",
        "penanganan.lampiran",
        "field-kind",
        "isian.penanganan.lampiran",
    ),
    ("isian.arahan.kepemilikan", "isian.arahann.kepemilikan", "step-not-offered", "isian.arahann"),
    (
        'arahan.kepemilikan = "Vendor"',
        'arahan.kepemilikan = "Jaringan Pemerintah Kota"',
        "way-closed",
        "verba.arahan",
    ),
    ('"kirim-pelaksana"', '"kirim"', "unknown-verb", "verba.penanganan"),
    ('jejak = "temuan"', 'jejak = "kategori_penyebab"', "unknown-field", "jejak"),
    (
        'langkah = "arahan"',
        'langkah = "penanganan"',
        "doubled-place",
        '[[untuk]]\nsop = "penanganan-gangguan"\nlangkah = "penanganan"\njejak = "status',
    ),
    ('langkah = "arahan"', 'langkah = "arah"', "unknown-step", 'langkah = "arah"'),
    ('sop = "penanganan-gangguan"', 'sop = "penanganan"', "unknown-procedure", "sop ="),
    ('saran = ["Colokkan."]', 'panduan = "listrk"', "unknown-guide", "panduan ="),
    ('saran = ["Colokkan."]', 'panduan = "contoh"', "own-guide", "panduan ="),
    ('kunci = "lampu"', 'kunci = "Lampu"', "not-a-slug", 'kunci = "Lampu"'),
    ('ringkas = "Satu contoh."', 'rngkas = "Satu contoh."', "unknown-key", "rngkas"),
    ("Lampu menyala?", "x" * (LONGEST + 1), "too-long", 'teks = "xxx'),
]


def test_the_small_guide_is_right():
    assert [question.key for question in read(SMALL).questions] == ["lampu", "kabel"]


@pytest.mark.parametrize(("old", "new", "code", "place"), CHANGES)
def test_every_fault_is_named_with_its_line(old, new, code, place):
    text = SMALL.replace(old, new, 1)
    assert text != SMALL
    found = {(fault.code, fault.line) for fault in faults(text)}
    assert (code, line_of(text, place)) in found


def test_one_answer_or_none_is_no_question():
    one = SMALL.replace('  { kunci = "tidak", teks = "Tidak", ke = "mati" },\n', "", 1)
    assert [fault.code for fault in faults(one)] == ["one-answer"]
    begin, end = SMALL.index("jawab"), SMALL.index("]\n\n[[tanya")
    none = SMALL[:begin] + "jawab = [" + SMALL[end:]
    assert "empty" in {fault.code for fault in faults(none)}


@pytest.mark.parametrize("table", ["tanya", "hasil", "untuk"])
def test_a_guide_without_one_of_its_parts_is_refused(table):
    whole = SMALL.split("\n\n")
    rest = "\n\n".join(part for part in whole if not part.startswith(f"[[{table}]]"))
    assert "missing" in {fault.code for fault in faults(rest)}
    assert "empty" in {fault.code for fault in faults(f"{table} = []\n{rest}")}


def test_a_guide_too_long_for_anybody_is_refused():
    leaf = '[[hasil]]\nkunci = "h{no}"\nsimpulan = "x"\n'
    long = SMALL + "".join(leaf.format(no=no) for no in range(MOST_NODES))
    assert [fault.code for fault in faults(long)] == ["too-many-nodes"]


def test_without_procedures_only_the_tree_itself_is_checked():
    assert parse_guide(SMALL.replace('"LAN"', '"Lan"')).key == "contoh"


def step_three(path: str) -> Walk:
    return walk(read(SMALL), read_path(path))


def test_a_path_leads_from_question_to_leaf():
    assert step_three("").question == read(SMALL).first
    at_leaf = step_three("ya.tidak")
    assert isinstance(at_leaf.leaf, Leaf)
    assert at_leaf.leaf.key == "mati"
    assert written_path(at_leaf.path) == "ya.tidak"


@pytest.mark.parametrize(("path", "followed"), [("ya.x", "ya"), ("x", ""), ("tidak.ya", "tidak")])
def test_a_path_is_followed_up_to_an_answer_that_is_not_known(path, followed):
    lost = step_three(path)
    assert lost.lost
    assert written_path(lost.path) == followed


def test_a_leaf_fills_the_step_with_its_texts_and_the_trail_below_them():
    walked = step_three("ya.tidak")
    values = proposed(walked, "penanganan-gangguan", "penanganan")
    assert values["kategori_penyebab"] == "LAN"
    assert values["temuan"] == f"Tidak ada lampu.\n\n{trail(walked)}"
    assert trail(walked).splitlines() == [
        "Panduan “Contoh” versi 1:",
        "1. Lampu menyala? – Ya",
        "2. Kabel tercolok? – Tidak",
        "Simpulan: Mati.",
    ]


@pytest.mark.parametrize(
    ("path", "sop", "step"),
    [
        ("ya", "penanganan-gangguan", "penanganan"),
        ("tidak", "penanganan-gangguan", "perbaikan"),
        ("tidak", "penyambungan-baru", "penanganan"),
    ],
)
def test_nothing_is_filled_before_a_leaf_or_at_another_step(path, sop, step):
    assert proposed(step_three(path), sop, step) == {}


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_can_be_used_and_is_named_after_its_key_and_version(name):
    guide = read(SHIPPED[name])
    assert name == f"{guide.key}.v{guide.version}.toml"


def every_path(guide: Guide) -> list[Walk]:
    """Every way through a guide, to its leaf."""
    open_ones, done = [walk(guide, ())], []
    while open_ones:
        walked = open_ones.pop()
        if walked.question is None:
            done.append(walked)
            continue
        keys = [answer.key for answer in walked.question.answers]
        open_ones += [walk(guide, (*walked.path, key)) for key in keys]
    return done


@pytest.mark.parametrize("name", SHIPPED)
def test_what_ships_fills_only_what_the_step_takes_and_asks_few_questions(name):
    guide = read(SHIPPED[name])
    procedure: Procedure = SOP["penanganan-gangguan"]
    for walked in every_path(guide):
        assert len(walked.path) <= 8
        for place in guide.places:
            output = procedure.step(place.step).output
            for key, value in proposed(walked, place.procedure, place.step).items():
                field = output.field(key)
                assert field is not None
                assert not field.choices or value in field.choices


def test_the_example_of_the_documentation_is_right():
    form = Path("docs/guides-form.md").read_text("utf-8")
    example = form.split("```toml\n")[1].split("```")[0]
    assert read(example).key == "cctv"

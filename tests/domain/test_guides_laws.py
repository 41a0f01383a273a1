"""Laws of guides: whatever the tree, every way ends at a leaf; whatever the text, no crash."""

from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.guides import Guide, proposed, read_path, walk, written_path
from sigap.domain.guides_toml import GuideFaults, parse_guide
from sigap.domain.procedure import LineFault
from tests.domain.test_guides import SHIPPED, SMALL, SOP, every_path

LINES = [text.splitlines() for text in (SMALL, *SHIPPED.values())]
PIECES = st.sampled_from(
    ["", "0", "-1", "true", '""', '"x"', "[]", "{}", "[1]", '["x"]', "[{}]", '[{ kunci = "ya" }]']
)
NAMES = ("a", "b", "c", "d", "e")


@st.composite
def trees(draw: st.DrawFn) -> str:
    """The text of some tree of up to five questions; most are right, some go round or nowhere."""
    count = draw(st.integers(1, len(NAMES)))
    text = 'kunci = "acak"\nversi = 1\nurutan = 1\njudul = "Acak"\nringkas = "Acak."\n'
    text += '[[untuk]]\nsop = "penanganan-gangguan"\nlangkah = "penanganan"\njejak = "temuan"\n'
    for place, name in enumerate(NAMES[:count]):
        onward = [*NAMES[place + 1 : count], "selesai", "selesai"]
        if draw(st.integers(0, 9)) == 0:
            onward += NAMES[: place + 1]
        text += f'[[tanya]]\nkunci = "{name}"\nteks = "Tanya {name}?"\n'
        for answer in ("satu", "dua"):
            to = draw(st.sampled_from(onward))
            text += f'[[tanya.jawab]]\nkunci = "{answer}"\nteks = "{answer}"\nke = "{to}"\n'
    return text + '[[hasil]]\nkunci = "selesai"\nsimpulan = "Selesai."\n'


def guide_of(text: str) -> Guide | None:
    try:
        return parse_guide(text, procedures=SOP, guides=())
    except GuideFaults:
        return None


@given(trees())
def test_from_every_question_every_way_ends_at_a_leaf(text: str) -> None:
    guide = guide_of(text)
    if guide is not None:
        ways = every_path(guide)
        assert all(walked.leaf and len(walked.path) <= len(NAMES) for walked in ways)
        asked = {question.key for walked in ways for question, _answer in walked.answered}
        assert asked == {question.key for question in guide.questions}


@given(trees(), st.lists(st.sampled_from(["satu", "dua", "x"]), max_size=7))
def test_a_path_replayed_leads_to_the_same_place_and_says_the_same(
    text: str, path: list[str]
) -> None:
    guide = guide_of(text)
    if guide is not None:
        walked = walk(guide, path)
        again = walk(guide, read_path(written_path(walked.path)))
        assert (again.at, again.answered, again.lost) == (walked.at, walked.answered, False)
        values = proposed(walked, "penanganan-gangguan", "penanganan")
        assert values == proposed(again, "penanganan-gangguan", "penanganan")
        assert bool(values) == (walked.leaf is not None)


def faults_of(text: str) -> tuple[LineFault, ...]:
    """The faults of a text; none only when it is a guide."""
    try:
        parse_guide(text, procedures=SOP, guides={"listrik"})
    except GuideFaults as refusal:
        return refusal.faults
    return ()


def assert_lines_are_inside(text: str) -> None:
    last = text.count("\n") + 1
    assert all(1 <= fault.line <= last and str(fault) for fault in faults_of(text))


@st.composite
def edited(draw: st.DrawFn) -> str:
    """A right guide with a few lines dropped, doubled, swapped, cut or given another value."""
    lines = list(draw(st.sampled_from(LINES)))
    for _ in range(draw(st.integers(1, 4))):
        place, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.sampled_from(["drop", "double", "swap", "value", "cut"])):
            case "drop" if len(lines) > 1:
                del lines[place]
            case "double":
                lines.insert(place, lines[place])
            case "swap":
                lines[place], lines[other] = lines[other], lines[place]
            case "value":
                lines[place] = f"{lines[place].split('=')[0]}= {draw(PIECES)}"
            case _:
                lines[place] = lines[place][: draw(st.integers(0, 20))]
    return "\n".join(lines)


@given(edited())
def test_an_edited_guide_is_read_or_refused_with_lines_in_the_file(text: str) -> None:
    assert_lines_are_inside(text)


@given(st.text(max_size=200))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert_lines_are_inside(text)


@given(st.sampled_from(["[" * 5000, "a = " + "[" * 3000, "tanya = []\nhasil = []\nuntuk = []"]))
def test_text_made_to_break_a_reader_is_refused(text: str) -> None:
    assert faults_of(text)
    assert_lines_are_inside(text)

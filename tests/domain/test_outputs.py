"""What a performer fills in: stored values that fit the form, or a fault for each field."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sigap.domain.errors import Fault, Invalid
from sigap.domain.outputs import LONGEST_TEXT, MOST_ATTACHMENTS, Lookup, check
from sigap.domain.procedure import Field, FieldType
from tests.domain.walks import procedure

WIB = ZoneInfo("Asia/Jakarta")
NAMES = {"rina": "Rina Wulandari", "7": "foto.jpg", "8": "grafik.png"}
THINGS = (FieldType.PERSON, FieldType.SITE, FieldType.DEVICE, FieldType.ATTACHMENT)
LOOKUPS = dict.fromkeys(THINGS, NAMES.get)


def field(kind: FieldType, **more: Any) -> Field:
    return Field(key="isi", label="Isi", type=kind, **more)


def stored(kind: FieldType, value: Any, **more: Any) -> Any:
    fields = [field(kind, **more)]
    return check(fields, {"isi": value}, verb="lapor", lookups=LOOKUPS, zone=WIB).get("isi")


def faults_of(fields: list[Field], values: Mapping[str, Any], verb: str = "x") -> dict[str, Fault]:
    with pytest.raises(Invalid) as caught:
        check(fields, values, verb=verb, lookups=LOOKUPS, zone=WIB)
    return caught.value.faults


@pytest.mark.parametrize(
    ("kind", "given", "kept"),
    [
        (FieldType.TEXT, "  satu\r\ndua ", "satu dua"),
        (FieldType.LONG_TEXT, " satu\r\ndua ", "satu\ndua"),
        (FieldType.NUMBER, "0,75", 0.75),
        (FieldType.NUMBER, "-12", -12),
        (FieldType.NUMBER, "1.234,5", 1234.5),
        (FieldType.NUMBER, "1.234.567,25", 1234567.25),
        (FieldType.NUMBER, "2.5", 2.5),
        (FieldType.NUMBER, 0, 0),
        (FieldType.BOOLEAN, "ya", True),
        (FieldType.BOOLEAN, "Tidak", False),
        (FieldType.BOOLEAN, False, False),
        (FieldType.DATETIME, "2026-11-23T09:15", "2026-11-23T02:15:00+00:00"),
        (FieldType.DATETIME, "2026-11-23T09:15:00+09:00", "2026-11-23T00:15:00+00:00"),
        (FieldType.DATETIME, "2026-11-23T02:15:00Z", "2026-11-23T02:15:00+00:00"),
        (FieldType.DATETIME, "23/11/2026 09.15", "2026-11-23T02:15:00+00:00"),
        (FieldType.DATETIME, datetime(2026, 11, 23, tzinfo=UTC), "2026-11-23T00:00:00+00:00"),
        (FieldType.PERSON, "rina", {"key": "rina", "label": "Rina Wulandari"}),
        (FieldType.PERSON, {"key": "rina"}, {"key": "rina", "label": "Rina Wulandari"}),
        (FieldType.ATTACHMENT, 7, {"key": "7", "label": "foto.jpg"}),
    ],
)
def test_a_value_is_kept_in_one_form(kind: FieldType, given: Any, kept: Any) -> None:
    assert stored(kind, given) == kept


def test_several_attachments_stay_several() -> None:
    kept = stored(FieldType.ATTACHMENT, ["7", {"key": "8"}])
    assert kept == [{"key": "7", "label": "foto.jpg"}, {"key": "8", "label": "grafik.png"}]


def test_a_choice_is_kept_as_the_office_writes_it() -> None:
    assert stored(FieldType.CHOICE, " whatsapp ", choices=("telepon", "WhatsApp")) == "WhatsApp"


@pytest.mark.parametrize("blank", [None, "", "  \n", [], {}])
def test_a_blank_is_left_out_and_refused_only_where_required(blank: Any) -> None:
    assert stored(FieldType.TEXT, blank) is None
    faults = faults_of([field(FieldType.TEXT, required=True)], {"isi": blank})
    assert faults["isi"].code == "required"


def test_a_field_may_be_required_by_one_verb_alone() -> None:
    fields = [field(FieldType.TEXT, required_for=("limpahkan",))]
    assert check(fields, {}, verb="arahkan", lookups={}, zone="Asia/Jakarta") == {}
    assert faults_of(fields, {}, verb="limpahkan")["isi"].code == "required"


@pytest.mark.parametrize(
    ("kind", "value", "code"),
    [
        (FieldType.TEXT, 7, "not-text"),
        (FieldType.TEXT, "a\x00b", "unprintable"),
        (FieldType.TEXT, "a\ud800b", "unprintable"),
        (FieldType.TEXT, "x" * (LONGEST_TEXT + 1), "too-long"),
        (FieldType.CHOICE, "lain", "not-a-choice"),
        (FieldType.CHOICE, 7, "not-a-choice"),
        (FieldType.NUMBER, "banyak", "not-a-number"),
        (FieldType.NUMBER, True, "not-a-number"),
        (FieldType.NUMBER, float("nan"), "not-a-number"),
        (FieldType.NUMBER, 10**400, "not-a-number"),
        (FieldType.NUMBER, "9" * 5000, "not-a-number"),
        (FieldType.NUMBER, "1.500", "ambiguous"),
        (FieldType.BOOLEAN, "mungkin", "not-yes-or-no"),
        (FieldType.BOOLEAN, ["ya"], "not-yes-or-no"),
        (FieldType.DATETIME, "kemarin", "not-a-moment"),
        (FieldType.DATETIME, "2026-11-23", "not-a-moment"),
        (FieldType.DATETIME, "2026-02-30T10:00", "not-a-moment"),
        (FieldType.DATETIME, "31/02/2026 10.00", "not-a-moment"),
        (FieldType.DATETIME, "0001-01-01T00:00", "not-a-moment"),
        (FieldType.PERSON, "entah", "unknown-key"),
        (FieldType.PERSON, ["rina"], "not-a-key"),
        (FieldType.SITE, True, "not-a-key"),
        (FieldType.DEVICE, {"key": None}, "not-a-key"),
        (FieldType.ATTACHMENT, ["7"] * (MOST_ATTACHMENTS + 1), "too-many"),
        (FieldType.ATTACHMENT, ["7", "9"], "unknown-key"),
    ],
)
def test_a_wrong_value_is_named_with_its_field(kind: FieldType, value: Any, code: str) -> None:
    fault = faults_of([field(kind, choices=("satu",))], {"isi": value})["isi"]
    assert fault.code == code
    assert "Isi" in str(fault)


def test_a_fault_says_what_would_be_right() -> None:
    fault = faults_of([field(FieldType.NUMBER)], {"isi": "1.500"})["isi"]
    assert str(fault) == "Isi dapat dibaca dua cara; tulis 1500 atau 1,500."
    fields = [field(FieldType.CHOICE, choices=("pulih", "belum pulih"), required=True)]
    fault = faults_of(fields, {})["isi"]
    assert str(fault) == "Isi belum dipilih; pilih salah satu: pulih, belum pulih."


def test_a_thing_without_a_lookup_is_unknown() -> None:
    with pytest.raises(Invalid):
        check([field(FieldType.SITE)], {"isi": "x"}, verb="x", lookups={}, zone=WIB)


def test_every_faulty_field_is_named_at_once_and_unknown_ones_too() -> None:
    fields = [
        Field("satu", "Satu", FieldType.TEXT, required=True),
        Field("dua", "Dua", FieldType.NUMBER),
    ]
    faults = faults_of(fields, {"dua": "x", "tiga": "y"})
    assert {key: fault.code for key, fault in faults.items()} == {
        "satu": "required",
        "dua": "not-a-number",
        "tiga": "unknown-field",
    }


def fill(fields: tuple[Field, ...], verb: str) -> dict[str, Any]:
    """What a client that knows only the types would send for the required fields."""
    plain = {FieldType.CHOICE: None, FieldType.NUMBER: 1, FieldType.BOOLEAN: True}
    plain[FieldType.DATETIME] = "2026-11-23T09:15"
    return {
        each.key: each.choices[0] if each.choices else plain.get(each.type, "isi")
        for each in fields
        if each.required_by(verb)
    }


@pytest.mark.parametrize("name", ["penanganan-gangguan.v1", "penyambungan-baru.v1"])
def test_filling_the_required_fields_by_type_closes_every_step(name: str) -> None:
    for step in procedure(name).steps:
        for way in step.exits:
            values = fill(step.output.fields, way.verb)
            kept = check(step.output.fields, values, verb=way.verb, lookups={}, zone=WIB)
            assert set(kept) == set(values)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)


def kept_or_none(
    fields: list[Field], values: Mapping[str, Any], lookups: Mapping[FieldType, Lookup]
) -> dict[str, Any] | None:
    try:
        return check(fields, values, verb="x", lookups=lookups, zone=WIB)
    except Invalid as refusal:
        return None if [str(fault) for fault in refusal.faults.values()] else {}


@given(st.sampled_from(list(FieldType)), JSON)
def test_whatever_is_sent_is_kept_or_refused_and_checking_again_changes_nothing(
    kind: FieldType, value: Any
) -> None:
    fields = [field(kind, choices=("ya", "tidak"))]
    lookups = {each: lambda key: f"label {key}" for each in FieldType}
    kept = kept_or_none(fields, {"isi": value}, lookups)
    if kept is not None:
        assert kept_or_none(fields, kept, lookups) == kept

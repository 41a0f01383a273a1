"""The form reference for offices: its example is a procedure, and it names every key."""

import re
from pathlib import Path

from sigap.domain import procedure_reader, procedure_toml
from sigap.domain.procedure import FieldType, parse

FORM = Path(__file__).parents[2] / "docs" / "sop" / "form.md"
READS = re.compile(r'\.(?:text|texts|day|word|integer|share|boolean|time|table|tables)\("(\w+)"')


def test_the_example_is_a_procedure_without_fault() -> None:
    example = FORM.read_text(encoding="utf-8").split("```toml\n")[1].split("```")[0]
    assert [step.key for step in parse(example).steps] == ["persetujuan", "penyerahan"]


def test_every_key_and_every_type_is_explained() -> None:
    told = FORM.read_text(encoding="utf-8")
    source = Path(procedure_toml.__file__).read_text(encoding="utf-8")
    keys = set(READS.findall(source))
    assert len(keys) > 40
    assert not [key for key in keys if not re.search(rf"\b{key}\b", told)]
    assert not [kind.value for kind in FieldType if f"`{kind.value}`" not in told]


def test_every_unit_of_time_is_explained() -> None:
    told = FORM.read_text(encoding="utf-8")
    assert not [unit for unit in procedure_reader.LONGEST if f"{{ {unit} = " not in told]

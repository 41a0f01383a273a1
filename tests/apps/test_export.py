"""`sigap export csv`: the register as rows that a spreadsheet can count."""

import csv
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from sigap.incidents.actions.steps import hold_step, resume_step
from sigap.kit import clock
from tests.office import CHECKED, FIELD, REMOTE, Office

pytestmark = pytest.mark.django_db


def exported(*arguments: str) -> list[dict[str, str]]:
    out = StringIO()
    call_command("export", "csv", *arguments, stdout=out)
    return list(csv.DictReader(StringIO(out.getvalue())))


def test_every_round_of_every_step_is_a_row():
    office = Office()
    office.walk(office.report(), *FIELD, "kembalikan", "laporkan", *CHECKED, "konfirmasikan")
    rows = exported()
    assert [(row["step_no"], row["round"]) for row in rows] == [
        ("1", "1"), ("2", "1"), ("3", "1"), ("4", "1"), ("5", "1"),
        ("4", "2"), ("5", "2"), ("6", "1"), ("7", "1"),
    ]  # fmt: skip
    first = rows[0]
    assert (first["standard_seconds"], first["net_seconds"], first["held_seconds"]) == (
        "900", "300", "0"
    )  # fmt: skip
    assert first["verdict"] == "tepat-waktu"
    assert first["entered_at"] == "2026-11-23T09:15:00+07:00"
    assert first["left_by"] == "Hj. Ratna Kusumawardani, S.Kom., M.Si."


def test_a_step_that_was_passed_over_has_no_times_and_never_zero():
    office = Office()
    office.walk(office.report(), *REMOTE)
    skipped = next(row for row in exported() if row["step"] == "perbaikan")
    assert skipped["outcome"] == "tidak dilaksanakan (ditangani jarak jauh)"
    assert skipped["net_seconds"] == skipped["standard_seconds"] == skipped["verdict"] == ""


def test_waiting_is_told_apart_from_working():
    office = Office()
    incident = office.report()
    by = office.cast.actor("kabid")
    until = office.wait(hours=2)
    hold_step(incident.number, reason="pln", until=until, at=office.wait(hours=-2), by=by)
    resume_step(incident.number, at=office.wait(minutes=30), by=by)
    with clock.at(office.wait(minutes=5)):
        (row,) = exported()
    assert (row["net_seconds"], row["gross_seconds"], row["held_seconds"]) == (
        "300", "2100", "1800"
    )  # fmt: skip


def test_what_looks_like_a_formula_stays_text():
    Office().report(summary="=HYPERLINK(0)")
    assert exported()[0]["summary"] == "'=HYPERLINK(0)"


def test_days_are_those_of_the_office():
    Office().report()
    assert len(exported("--since", "2026-11-23", "--until", "2026-11-23")) == 1
    assert exported("--since", "2026-11-24") == exported("--until", "2026-11-22") == []


def test_it_can_be_written_to_a_file_and_says_when_it_cannot(tmp_path: Path):
    Office().report()
    call_command("export", "csv", "-o", str(tmp_path / "register.csv"))
    assert (tmp_path / "register.csv").read_text().count("\n") == 2
    with pytest.raises(CommandError):
        call_command("export", "csv", "-o", str(tmp_path / "tidak-ada" / "register.csv"))


@pytest.mark.parametrize("extra", [0, 10])
def test_more_cases_cost_no_more_queries(extra: int, django_assert_max_num_queries):
    office = Office()
    for _ in range(3 + extra):
        office.report()
    with django_assert_max_num_queries(5):
        exported()

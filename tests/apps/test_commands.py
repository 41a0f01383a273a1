"""The `sigap` command: output that scripts can use and exit codes that mean something."""

import json
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from sigap.config.cli import Sigap
from sigap.config.doctor import PROCEDURES
from sigap.kit import clock
from sigap.people.models import ApiToken, User
from sigap.people.queries import acting, digest_of
from tests.cast import cast

SHIPPED = PROCEDURES / "penanganan-gangguan.v1.toml"
pytestmark = pytest.mark.django_db


def run(*command: str) -> str:
    out = StringIO()
    call_command(*command, stdout=out, stderr=out)
    return out.getvalue()


def failed(*command: str) -> tuple[Any, str]:
    """Exit code and output of a command that does not end well."""
    out = StringIO()
    with pytest.raises((SystemExit, CommandError)) as ended:
        call_command(*command, stdout=out, stderr=out)
    if isinstance(ended.value, SystemExit):
        return ended.value.code, out.getvalue()
    return ended.value.returncode, str(ended.value)


def test_a_right_procedure_file_is_said_to_be_right() -> None:
    assert "7 langkah" in run("sop", "check", str(SHIPPED))


def test_every_fault_of_a_procedure_file_is_named_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "salah.toml"
    file.write_text(SHIPPED.read_text("utf-8").replace('pelaksana = "kabid"', 'pelaksana = "x"'))
    code, said = failed("sop", "check", str(file))
    assert code == 1
    assert all(line.startswith(f"{file}:") for line in said.splitlines())
    report = json.loads(failed("sop", "check", "--json", str(file))[1])
    assert not report["ok"]
    assert {"line", "code", "reason"} == set(report["faults"][0])


def test_a_missing_file_is_wrong_use() -> None:
    assert failed("sop", "check", "tidak-ada.toml")[0] == 2


def test_an_imported_procedure_is_listed_once_however_often_it_is_imported() -> None:
    for _ in range(2):
        assert run("sop", "import", str(SHIPPED)).strip() == "penanganan-gangguan v1 berlaku"
    listed = json.loads(run("sop", "list", "--json"))
    assert [(row["key"], row["version"]) for row in listed] == [("penanganan-gangguan", 1)]


def test_a_version_that_is_not_there_cannot_be_compared() -> None:
    code, said = failed("sop", "compare", "penanganan-gangguan", "1", "2")
    assert code == 1
    assert "penanganan-gangguan versi 1 tidak ada" in said


def test_two_versions_are_compared_step_by_step(tmp_path: Path) -> None:
    text = SHIPPED.read_text("utf-8")
    later = tmp_path / "v2.toml"
    later.write_text(text.replace("versi = 1", "versi = 2", 1).replace("menit = 15", "menit = 20"))
    run("sop", "import", str(SHIPPED))
    run("sop", "import", str(later))
    assert "- 15 menit\n  + 20 menit" in run("sop", "compare", "penanganan-gangguan", "1", "2")


def test_only_the_token_is_printed() -> None:
    user = User.objects.create(username="kabid", name="Bu Kabid")
    printed = run("token", "create", "--user", "kabid")
    assert printed == printed.split()[0] + "\n"
    assert ApiToken.objects.get(digest=digest_of(printed.strip())).user == user


def test_a_token_for_nobody_is_wrong_use() -> None:
    assert failed("token", "create", "--user", "hantu")[0] == 2


def test_the_ledger_is_exported_line_by_line_and_found_whole() -> None:
    run("sop", "import", str(SHIPPED))
    lines = [json.loads(line) for line in run("audit", "export").splitlines()]
    assert lines[0]["head"] == lines[-1]["seal"]
    assert json.loads(run("audit", "verify", "--json")) == {"ok": True, "breaks": []}


def test_the_doctor_names_every_thing_and_says_what_to_do() -> None:
    code, said = failed("doctor", "--json")
    checks = {check["name"]: check for check in json.loads(said)["checks"]}
    assert code == 1
    assert checks["database"]["ok"]
    assert checks["migrations"]["ok"]
    assert checks["procedures"]["ok"]
    assert "sigap worker" in checks["worker"]["detail"]


def test_help_lists_our_commands_by_what_one_wants_to_do() -> None:
    text = Sigap(["sigap"]).main_help_text()
    assert text.index("Menjalankan") < text.index("  up ") < text.index("Perintah Django")
    assert "Lainnya" not in text


def test_a_first_person_is_put_into_an_office_and_can_sign_in(client: Client) -> None:
    cast()
    name, password = run(
        "user", "add", "kabid-baru", "--name", "Sri Lestari, S.T.", "--position", "kasi"
    ).split()
    assert client.login(username=name, password=password)
    assert acting(User.objects.get(username=name), at=clock.now()).holds("kasi")


def test_an_unknown_office_leaves_no_account_behind() -> None:
    cast()
    before = User.objects.count()
    code, said = failed("user", "add", "x-1", "--name", "Sri Lestari", "--position", "raja")
    assert code == 2
    assert "kabid" in said
    assert User.objects.count() == before


def test_a_new_password_replaces_the_old_one(client: Client) -> None:
    cast()
    name, password = run("user", "password", "kabid").split()
    assert client.login(username=name, password=password)


def test_an_sop_is_drawn_as_its_paper_and_written_as_bpmn(tmp_path: Path) -> None:
    run("sop", "import", str(SHIPPED))
    paper, flow = tmp_path / "sop.pdf", tmp_path / "sop.bpmn"
    run("sop", "render", "penanganan-gangguan", "-o", str(paper))
    run("sop", "bpmn", "penanganan-gangguan", "--versi", "1", "-o", str(flow))
    assert paper.read_bytes().startswith(b"%PDF")
    assert b"definitions" in flow.read_bytes()


def test_a_drawing_that_cannot_be_written_is_wrong_use(tmp_path: Path) -> None:
    run("sop", "import", str(SHIPPED))
    nowhere = str(tmp_path / "tidak-ada" / "sop.pdf")
    assert failed("sop", "render", "penanganan-gangguan", "-o", nowhere)[0] == 2
    assert failed("sop", "render", "tidak-ada", "-o", nowhere)[0] == 1

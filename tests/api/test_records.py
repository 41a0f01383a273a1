"""What a case leaves behind: the ledger, the arithmetic, the outputs and the files."""

from datetime import datetime

import pytest

from sigap.domain.ledger import Record, first_break, genesis
from tests.api.caller import problem
from tests.office import FIELD, REMOTE


def test_the_timeline_is_the_ledger_and_can_be_proved_by_anyone(caller):
    number = caller.report()
    caller.walk(number, *REMOTE)
    told = caller.get("auditor", f"/incidents/{number}/timeline").json()
    assert told["items"][0]["prev"] == genesis(told["stream"])
    records = [
        Record(
            told["stream"],
            entry["seq"],
            datetime.fromisoformat(entry["at"]),
            entry["kind"],
            entry["actor"],
            entry["data"],
            entry["prev"],
            entry["seal"],
            entry["salt"],
        )
        for entry in told["items"]
    ]
    assert first_break(told["stream"], records, told["head"], told["length"]) is None


def test_the_lines_of_a_clock_add_up_to_its_net_time(caller):
    number = caller.report()
    caller.walk(number, "disposisikan", "arahkan")
    body = {"reason": "pln", "until": "2026-11-25T12:00:00"}
    caller.post("admin-jaringan", f"/incidents/{number}/hold", body)
    caller.office.wait(hours=24)
    caller.post("admin-jaringan", f"/incidents/{number}/resume")
    caller.walk(number, "kirim-pelaksana")
    caller.office.wait(hours=20)
    for clock in caller.get("kasi", f"/incidents/{number}/clocks").json()["items"]:
        counted = [line for line in clock["lines"] if line["kind"] == "kerja"]
        held = [line for line in clock["lines"] if line["kind"] == "tertunda"]
        assert sum(line["working_seconds"] for line in counted) == clock["net_seconds"]
        assert sum(line["working_seconds"] for line in held) == clock["held_seconds"]
        assert clock["standard_seconds"] - clock["net_seconds"] == clock["remaining_seconds"]


def test_a_late_step_has_a_negative_rest(caller):
    number = caller.report()
    caller.office.wait(minutes=20)
    clock = caller.get("kabid", f"/incidents/{number}/clocks").json()["items"][0]
    assert (clock["verdict"], clock["remaining"]) == ("terlambat", "-PT5M")
    assert (clock["standard"], clock["net"], clock["gross"]) == ("PT15M", "PT20M", "PT20M")


def test_documents_are_the_outputs_of_each_round(caller):
    number = caller.report()
    caller.walk(number, *FIELD, "kembalikan", "laporkan")
    items = caller.get("kasi", f"/incidents/{number}/documents").json()["items"]
    assert [(item["key"], item["round"]) for item in items] == [
        ("laporan-gangguan", 1),
        ("disposisi", 1),
        ("arahan", 1),
        ("data-permasalahan", 1),
        ("laporan-penanganan", 1),
        ("laporan-penanganan", 2),
    ]
    disposition = items[1]
    assert disposition["by"]["capacity"] == "Kepala Bidang TIK"
    assert disposition["files"] == []
    assert disposition["fields"][0] == {
        "key": "sifat",
        "label": "Sifat",
        "type": "choice",
        "value": "biasa",
    }


def test_a_remote_fix_yields_the_report_of_the_step_it_passed_over(caller):
    number = caller.report()
    caller.walk(number, *REMOTE)
    items = caller.get("kasi", f"/incidents/{number}/documents").json()["items"]
    assert [item["key"] for item in items[-2:]] == ["data-permasalahan", "laporan-penanganan"]


def test_a_file_comes_back_as_it_was_and_is_never_opened_in_place(caller):
    path = f"/incidents/{caller.report()}/attachments"
    answer = caller.upload("kasi", path, b"1 ms", "hasil ping é.txt")
    told = answer.json()
    assert answer.status_code == 201
    assert answer.headers["Location"] == f"/api/v1{path}/{told['key']}"
    file = caller.get("kasi", f"{path}/{told['key']}")
    assert b"".join(file.streaming_content) == b"1 ms"
    assert file.headers["Content-Disposition"].startswith("attachment; filename*=utf-8''hasil")
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in file.headers["Content-Security-Policy"]
    assert file.headers["Content-Type"] == "text/plain"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("a.exe", b"MZ\x90\x00", "unknown-kind"),
        ("a.pdf", b"teks saja", "lying-name"),
        ("a.png", b"\x89PNG\r\n\x1a\nrusak", "unknown-kind"),
        ("kosong.txt", b"", "empty"),
        ("besar.txt", b"a" * (10 * 1024 * 1024 + 1), "too-large"),
    ],
)
def test_a_file_that_is_not_fit_is_refused_by_its_content(caller, name, content, code):
    answer = caller.upload("kasi", f"/incidents/{caller.report()}/attachments", content, name)
    fault = problem(answer, 422, "invalid")["errors"][0]
    assert (fault["field"], fault["code"]) == ("file", code)


def test_a_file_named_in_an_output_must_be_one_of_the_case(caller):
    number = caller.report()
    caller.walk(number, "disposisikan", "arahkan")
    path = f"/incidents/{number}"
    key = caller.upload("admin-jaringan", f"{path}/attachments", b"x", "x.txt").json()["key"]
    output = {"temuan": "AP mati", "tindakan": "Nyalakan ulang", "lampiran": ["tidak-ada"]}
    answer = caller.post("admin-jaringan", f"{path}/exits/teratasi", {"output": output})
    assert problem(answer, 422, "invalid")["errors"][0]["field"] == "output.lampiran"
    output["lampiran"] = [key]
    answer = caller.post("admin-jaringan", f"{path}/exits/teratasi", {"output": output})
    assert answer.status_code == 200

"""Letters of a case by the API."""

from tests.api.caller import problem

LETTER = {"direction": "keluar", "number": "500/7/TIK", "on": "2026-11-23", "about": "Jawaban"}


def test_a_letter_is_written_down_and_listed(caller):
    number = caller.report()
    made = caller.post("kabid", f"/incidents/{number}/letters", LETTER)
    assert made.status_code == 201
    assert caller.get("kasi", f"/incidents/{number}/letters").json()["items"] == [made.json()]


def test_a_faulty_letter_names_its_fields(caller):
    number = caller.report()
    body = {**LETTER, "url": "tanpa-https"}
    answer = caller.post("kabid", f"/incidents/{number}/letters", body)
    assert problem(answer, 422, "invalid")["errors"][0]["field"] == "url"

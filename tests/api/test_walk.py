"""A case through the seven steps by five tokens, and every act beside the walk."""

from tests.api.caller import Caller, problem
from tests.office import CHECKED, FIELD, REMOTE


def at_confirmation(caller: Caller, **told: object) -> str:
    number = caller.report(**told)
    caller.walk(number, *REMOTE, *CHECKED)
    return number


def test_a_remote_fix_goes_through_all_its_steps(caller):
    told = caller.walk(caller.report(), *REMOTE, *CHECKED, "konfirmasikan")
    assert told["status"] == "selesai"
    assert told["verdict"] is None
    assert told["finished_at"]
    assert [clock["no"] for clock in told["clocks"]] == [1, 2, 3, 4, 5, 6, 7]
    skipped = told["clocks"][3]
    assert skipped["outcome"] == "tidak dilaksanakan (ditangani jarak jauh)"
    assert skipped["net"] is None
    assert skipped["standard_seconds"] is None


def test_a_field_visit_with_a_return_goes_two_rounds(caller):
    number = caller.report()
    caller.walk(number, *FIELD, "kembalikan")
    back = caller.get("pelaksana", f"/incidents/{number}").json()
    assert (back["step"], back["round"]) == ("perbaikan", 2)
    told = caller.walk(number, "laporkan", *CHECKED, "konfirmasikan")
    assert told["status"] == "selesai"
    rounds = [clock["round"] for clock in told["clocks"] if clock["key"] == "perbaikan"]
    assert rounds == [1, 2]


def test_what_is_offered_is_what_is_accepted(caller):
    number = caller.report()
    assert "accept" in caller.get("kabid", f"/incidents/{number}").json()["allowed_actions"]
    told = caller.post("kabid", f"/incidents/{number}/accept").json()
    assert told["received"]
    assert "accept" not in told["allowed_actions"]
    refused = problem(caller.post("kabid", f"/incidents/{number}/accept"), 409, "verb-not-open")
    assert refused["open_verbs"] == told["allowed_actions"]


def test_anothers_step_is_refused_with_403(caller):
    number = caller.report()
    answer = caller.post("kasi", f"/incidents/{number}/exits/disposisikan", {})
    problem(answer, 403, "not-your-step")


def test_a_step_is_not_closed_without_its_output(caller):
    number = caller.report()
    answer = caller.post("kabid", f"/incidents/{number}/exits/disposisikan", {"output": {}})
    told = problem(answer, 422, "invalid")
    assert [each["field"] for each in told["errors"]] == ["output.sifat", "output.instruksi"]
    assert {each["code"] for each in told["errors"]} == {"required"}


def test_a_return_without_a_reason_names_the_note(caller):
    number = caller.report()
    caller.walk(number, *REMOTE)
    answer = caller.post("admin-jaringan", f"/incidents/{number}/exits/kembalikan", {"output": {}})
    assert [each["field"] for each in problem(answer, 422, "invalid")["errors"]] == ["note"]


def test_a_handover_can_be_declined(caller):
    number = caller.report()
    caller.walk(number, "disposisikan")
    told = caller.post("kasi", f"/incidents/{number}/decline", {"reason": "Bukan untuk kami"})
    assert told.json()["step"] == "disposisi"


def test_a_held_step_waits_and_goes_on(caller):
    number = caller.report()
    body = {"reason": "pln", "until": "2026-11-24T12:00:00"}
    held = caller.post("kabid", f"/incidents/{number}/hold", body).json()
    assert held["status"] == held["verdict"] == "tertunda"
    assert held["hold"] == {
        "reason": "pln",
        "label": "Menunggu PLN",
        "until": "2026-11-24T12:00:00+07:00",
    }
    assert held["due_at"] is None
    caller.office.wait(minutes=30)
    told = caller.post("kabid", f"/incidents/{number}/resume").json()
    assert (told["status"], told["hold"]) == ("berjalan", None)
    clock = told["clocks"][0]
    assert (clock["net_seconds"], clock["held"]) == (0, "PT30M")
    assert clock["holds"][0]["ended_at"]


def test_a_hold_names_all_that_is_missing(caller):
    number = caller.report()
    body = {"reason": "vendor-isp", "until": "2026-11-20T12:00:00"}
    told = problem(caller.post("kabid", f"/incidents/{number}/hold", body), 422, "invalid")
    assert [each["field"] for each in told["errors"]] == ["evidence", "until"]


def test_a_deviation_is_recorded_and_ratified_by_another(caller):
    number = caller.report()
    body = {"reason": "Mendesak", "authority": "Perintah lisan Kadis", "to": "penanganan"}
    told = caller.post("kabid", f"/incidents/{number}/deviations", body)
    assert (told.status_code, told.json()["step"]) == (201, "penanganan")
    path = f"/incidents/{number}/deviations/1/ratify"
    problem(caller.post("kabid", path), 403, "own-deviation")
    ratified = caller.post("kadis", path, {"note": "Disetujui"}).json()["deviations"][0]
    assert (ratified["id"], ratified["ratified_by"]) == (1, "Dr. H. Surya Nugraha, S.H.")


def test_a_duplicate_is_struck(caller):
    original, number = caller.report(), caller.report()
    body = {"reason": "duplikat", "explanation": "Sama", "duplicate_of": original}
    told = caller.post("operator", f"/incidents/{number}/cancel", body).json()
    assert told["status"] == "dibatalkan"


def test_a_note_stands_in_the_timeline(caller):
    number = caller.report()
    answer = caller.post("kasi", f"/incidents/{number}/notes", {"text": "Sudah ditelepon"})
    assert answer.status_code == 201
    last = caller.get("kasi", f"/incidents/{number}/timeline").json()["items"][-1]
    assert (last["kind"], last["data"]["text"]) == ("noted", "Sudah ditelepon")


def test_a_report_follows_another_and_leaves_it_again(caller):
    parent, number = caller.report(), caller.report()
    path = f"/incidents/{number}"
    assert caller.post("kasi", f"{path}/parent", {"parent": parent}).json()["parent"] == parent
    told = caller.call("DELETE", "kasi", f"{path}/parent?reason=Lain%20penyebab").json()
    assert (told["status"], told["parent"]) == ("berjalan", None)
    caller.post("kasi", f"{path}/parent", {"parent": parent})
    told = caller.post("kasi", f"{path}/unfollow", {"reason": "Lain penyebab"}).json()
    assert told["status"] == "berjalan"


def test_every_affected_agency_confirms_for_itself(caller):
    number = caller.report()
    caller.post("kasi", f"/incidents/{number}/agencies", {"agency": "dinas-kesehatan"})
    caller.walk(number, *REMOTE, *CHECKED)
    path = f"/incidents/{number}"
    early = caller.post(
        "kabid",
        f"{path}/exits/konfirmasikan",
        {"output": {"dikonfirmasi_kepada": "Agus", "saluran": "telepon"}},
    )
    problem(early, 409, "agencies-unconfirmed")
    body = {"result": "pulih", "by": "dr. Lestari", "channel": "telepon"}
    told = caller.post("kabid", f"{path}/confirmations/dinas-kesehatan", body).json()
    answered = {each["agency"]: each["result"] for each in told["affected"]}
    assert answered == {"dinas-pendidikan": None, "dinas-kesehatan": "pulih"}
    assert caller.walk(number, "konfirmasikan")["status"] == "selesai"


def test_still_down_reopens_at_the_third_step(caller):
    number = at_confirmation(caller)
    body = {"result": "masih-gangguan", "by": "Agus", "channel": "telepon"}
    told = caller.post("operator", f"/incidents/{number}/confirmations/dinas-pendidikan", body)
    assert (told.json()["step"], told.json()["round"]) == ("penanganan", 2)


def test_if_match_lets_only_the_first_of_two_act(caller):
    number = caller.report()
    seen = caller.get("kabid", f"/incidents/{number}").headers["ETag"]
    path = f"/incidents/{number}"
    first = caller.post("kabid", f"{path}/notes", {"text": "Satu"}, If_Match=seen)
    assert first.status_code == 201
    stale = caller.post("kabid", f"{path}/accept", If_Match=seen)
    assert "disposisikan" in problem(stale, 409, "stale")["open_verbs"]
    fresh = caller.post("kabid", f"{path}/accept", If_Match=first.headers["ETag"])
    assert fresh.status_code == 200

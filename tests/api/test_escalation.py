"""A step that went up, over the API: how it stands, who may do it, in which capacity."""

from sigap.incidents.actions.clocks import mark_due
from sigap.people.models import Position
from tests.api.caller import Caller, problem
from tests.office import filled


def risen(caller: Caller) -> str:
    """The number of a case that the head was called for."""
    head = Position.objects.get(key="kadis")
    Position.objects.filter(key="kabid").update(superior=head)
    number = caller.report()
    mark_due(at=caller.office.wait(minutes=5))
    return number


def test_a_case_tells_how_it_stands_on_its_ladder(caller):
    number = caller.report()
    told = caller.get("kabid", f"/incidents/{number}").json()["escalation"]
    assert (told["waits"], told["rung"], told["handed_to"]) == (True, 0, [])
    assert [(rung["rung"], rung["to"]) for rung in told["ahead"]] == [
        (1, "rekan"),
        (2, "atasan"),
        (3, "piket"),
    ]
    assert told["ahead"][0]["at"] == "2026-11-23T09:20:00+07:00"
    caller.post("kabid", f"/incidents/{number}/accept")
    told = caller.get("kabid", f"/incidents/{number}").json()["escalation"]
    assert (told["waits"], told["ahead"]) == (False, [])
    assert told["lapses_at"] == "2026-11-23T09:45:00+07:00"


def test_a_contact_is_told_nothing_of_it(caller):
    number = caller.report()
    assert caller.get("opd-pendidikan", f"/incidents/{number}").json()["escalation"] is None


def test_the_superior_finds_the_step_and_carries_it_out_in_that_capacity(caller):
    number = risen(caller)
    (item,) = caller.get("kadis", "/inbox").json()["items"]
    assert item["number"] == number
    seen = caller.get("kadis", f"/incidents/{number}").json()
    assert seen["escalation"]["handed_to"] == ["kadis"]
    assert "disposisikan" in seen["allowed_actions"]
    body = {"output": dict(filled(caller.step(number), "disposisikan"))}
    answer = caller.post("kadis", f"/incidents/{number}/exits/disposisikan", body)
    assert answer.status_code == 200
    *_, entry = caller.get("kadis", f"/incidents/{number}/timeline").json()["items"]
    assert "selaku atasan (eskalasi)" in entry["actor"]["capacity"]


def test_once_the_performer_accepted_the_superior_is_refused(caller):
    number = risen(caller)
    caller.post("kabid", f"/incidents/{number}/accept")
    body = {"output": dict(filled(caller.step(number), "disposisikan"))}
    answer = caller.post("kadis", f"/incidents/{number}/exits/disposisikan", body)
    problem(answer, 403, "not-your-step")
    assert caller.get("kadis", "/inbox").json()["items"] == []

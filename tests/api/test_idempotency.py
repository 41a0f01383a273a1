"""The same request sent twice acts once, whatever happens in between."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import OperationalError, connections

from sigap.api.views import cases
from sigap.incidents.models import Incident
from sigap.kit.idempotency import forget_answers, take_key
from sigap.kit.models import KeptAnswer
from tests.api.caller import REPORT, Caller, problem

KEY = "5b0c1c4e-6a0e-4f0e-9f0a-0e6f2f2f8a11"


def test_the_same_key_and_body_answers_the_same_result_once(caller):
    first = caller.post("operator", "/incidents", REPORT, Idempotency_Key=KEY)
    caller.office.wait(hours=30)
    again = caller.post("operator", "/incidents", REPORT, Idempotency_Key=KEY)
    assert (again.status_code, again.content) == (201, first.content)
    assert again.headers["Location"] == first.headers["Location"]
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Idempotent-Replayed"] == "true"
    assert "Idempotent-Replayed" not in first.headers
    assert Incident.objects.count() == 1


def test_the_same_key_with_another_body_is_refused(caller):
    caller.post("operator", "/incidents", REPORT, Idempotency_Key=KEY)
    other = {**REPORT, "summary": "Lain"}
    answer = caller.post("operator", "/incidents", other, Idempotency_Key=KEY)
    problem(answer, 422, "idempotency-key-reuse")
    assert Incident.objects.count() == 1


def test_the_same_key_at_another_address_is_refused(caller):
    number = caller.report()
    path = f"/incidents/{number}"
    assert caller.post("kabid", f"{path}/accept", Idempotency_Key=KEY).status_code == 200
    problem(
        caller.post("kabid", f"{path}/resume", Idempotency_Key=KEY), 422, "idempotency-key-reuse"
    )


def test_the_key_of_one_caller_is_nothing_to_another(caller):
    for who in ("operator", "kabid"):
        answer = caller.post(who, "/incidents", REPORT, Idempotency_Key=KEY)
        assert "Idempotent-Replayed" not in answer.headers
    assert Incident.objects.count() == 2


def test_a_step_sent_again_after_it_was_taken_is_no_refusal(caller):
    number = caller.report()
    path, body = (
        f"/incidents/{number}/exits/disposisikan",
        {"output": {"sifat": "segera", "instruksi": "Cek"}},
    )
    first = caller.post("kabid", path, body, Idempotency_Key=KEY)
    assert caller.post("kabid", path, body, Idempotency_Key=KEY).content == first.content
    problem(caller.post("kabid", path, body), 409, "verb-not-open")


def test_a_refused_request_leaves_its_key_free_for_the_corrected_one(caller):
    wrong = {**REPORT, "summary": ""}
    problem(caller.post("operator", "/incidents", wrong, Idempotency_Key=KEY), 422, "invalid")
    answer = caller.post("operator", "/incidents", REPORT, Idempotency_Key=KEY)
    assert answer.status_code == 201


def test_a_crash_after_the_act_undoes_the_act_with_the_key(caller, monkeypatch):
    def crash(*_: object, **__: object) -> None:
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr(cases, "shown", crash)
        answer = caller.post("operator", "/incidents", REPORT, Idempotency_Key=KEY)
    problem(answer, 503, "busy")
    assert not Incident.objects.exists()
    assert not KeptAnswer.objects.exists()
    again = caller.post("operator", "/incidents", REPORT, Idempotency_Key=KEY)
    assert again.json()["number"] == "2026-000001"


def test_a_file_sent_again_is_kept_once_though_its_form_looks_different(caller):
    path = f"/incidents/{caller.report()}/attachments"
    first = caller.upload("kasi", path, b"ping 10.0.0.1", "ping.txt", Idempotency_Key=KEY)
    again = caller.upload("kasi", path, b"ping 10.0.0.1", "ping.txt", Idempotency_Key=KEY)
    assert first.status_code == 201, first.content
    assert again.content == first.content
    other = caller.upload("kasi", path, b"ping 10.0.0.2", "ping.txt", Idempotency_Key=KEY)
    problem(other, 422, "idempotency-key-reuse")


def test_answers_are_forgotten_after_a_week(caller):
    caller.post("operator", "/incidents", REPORT, Idempotency_Key=KEY)
    assert forget_answers(at=caller.office.wait(days=7)) == 0
    assert forget_answers(at=caller.office.wait(seconds=1)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_key_is_only_taken_within_the_transaction_of_the_act(moment):
    with pytest.raises(RuntimeError):
        take_key(owner="a", key=KEY, digest="d", at=moment + timedelta())


@pytest.mark.django_db(transaction=True)
def test_of_two_requests_at_once_one_acts_and_both_get_its_answer():
    caller = Caller()
    caller.token("operator")
    start = Barrier(4)

    def send(_: int) -> tuple[int, bytes]:
        try:
            start.wait()
            answer = caller.post("operator", "/incidents", REPORT, Idempotency_Key=KEY)
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        answers = set(threads.map(send, range(4)))
    assert len(answers) == 1
    assert answers.pop()[0] == 201
    assert Incident.objects.count() == 1

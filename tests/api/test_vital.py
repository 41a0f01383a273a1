"""Signs of life: up, ready, and the numbers that Prometheus reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor

from sigap.api import vital
from sigap.kit import clock, heartbeats
from tests.api.caller import problem
from tests.messages import message, queued


def test_the_process_answers_without_a_database(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_is_when_the_worker_has_given_a_sign_of_life(client, moment):
    with clock.at(moment):
        told = problem(client.get("/readyz"), 503, "not-ready")
        assert [each["field"] for each in told["errors"]] == ["worker"]
        heartbeats.beat("send messages", at=moment)
        assert client.get("/readyz").status_code == 200
    with clock.at(moment + timedelta(minutes=4)):
        told = problem(client.get("/readyz"), 503, "not-ready")
        assert "send messages" in told["errors"][0]["detail"]


class Unmigrated(MigrationExecutor):
    """As if the code had brought a migration that nobody has applied."""

    def migration_plan(self, *args: Any, **options: Any) -> list[Any]:
        return ["kit.0099"]


@pytest.mark.django_db
def test_a_missing_migration_is_said_until_it_is_applied(client, monkeypatch):
    vital._require_migrated.cache_clear()
    with monkeypatch.context() as changed:
        changed.setattr(vital, "MigrationExecutor", Unmigrated)
        told = problem(client.get("/readyz"), 503, "not-ready")
    assert [each["field"] for each in told["errors"]] == ["migrations"]
    told = problem(client.get("/readyz"), 503, "not-ready")
    assert [each["field"] for each in told["errors"]] == ["worker"]


def lost() -> None:
    raise OperationalError("connection refused")


@pytest.mark.django_db
def test_a_lost_database_is_said(client, monkeypatch):
    monkeypatch.setattr(vital, "beats", lost)
    told = problem(client.get("/readyz"), 503, "not-ready")
    assert [each["field"] for each in told["errors"]] == ["database"]
    assert "refused" not in told["detail"]


def test_the_numbers_are_prometheus_text_and_name_nobody(caller):
    number = caller.report()
    caller.report()
    caller.walk(number, "disposisikan")
    caller.office.wait(hours=3)
    due_at = caller.office.at - timedelta(minutes=2)
    queued(message(at=caller.office.at, due_at=due_at, address="agus@bekasikota.go.id"))
    heartbeats.beat("send messages", at=caller.office.at)
    with clock.at(caller.office.at):
        answer = caller.client.get("/metrics")
    text = answer.content.decode()
    assert answer.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert 'sigap_open_cases{step="arahan",status="berjalan"} 1' in text
    assert "sigap_late_cases 2" in text
    assert "sigap_outbox_waiting 1" in text
    assert "sigap_outbox_oldest_seconds 120" in text
    assert 'sigap_outbox_given_up{channel="email"} 0' in text
    assert 'sigap_worker_silence_seconds{job="send messages"} 0' in text
    assert "agus" not in text.lower()


def test_the_numbers_cost_six_queries(caller, django_assert_num_queries):
    for _ in range(3):
        caller.report()
    with django_assert_num_queries(6):
        caller.client.get("/metrics")

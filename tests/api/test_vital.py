"""Signs of life: up, ready, and the numbers that Prometheus reads."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.db.migrations.executor import MigrationExecutor

from sigap.api import vital
from sigap.domain.actor import SYSTEM
from sigap.kit import clock, heartbeats
from sigap.monitoring.actions.agents import add_agent
from sigap.monitoring.actions.rounds import note_pace
from sigap.monitoring.models import Agent, Segment
from tests.api.caller import problem
from tests.messages import message, queued
from tests.monitoring import check, device, series


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


def test_how_the_probers_keep_up_stands_among_the_numbers(caller):
    owner = device(caller.office.cast.site("pop-inti"))
    at = caller.office.at
    ping = check(owner, at=at - timedelta(seconds=90))
    series(ping, "++-", start=at - timedelta(seconds=40), every=10)
    check(device(caller.office.cast.site("pop-inti"), 2), at=at - timedelta(seconds=75))
    note_pace(Segment.objects.get(), "icmp", 1.25, 2, at=at)
    add_agent("agen-rsud", segment="rsud", at=at, by=SYSTEM)
    Agent.objects.update(seen_at=at - timedelta(seconds=8), waiting=12)
    with clock.at(at):
        text = caller.client.get("/metrics").content.decode()
    for line in (
        'sigap_probe_checks{segment="pusat"} 2',
        'sigap_probe_due{segment="pusat"} 2',
        'sigap_probe_due_oldest_seconds{segment="pusat"} 75',
        'sigap_probe_trouble{segment="pusat"} 0',
        'sigap_probe_round_seconds{segment="pusat",kind="icmp"} 1.25',
        'sigap_probe_readings{kind="icmp",answer="ok"} 2',
        'sigap_probe_readings{kind="icmp",answer="timeout"} 1',
        'sigap_probe_agent_silence_seconds{agent="agen-rsud"} 8',
        'sigap_probe_agent_waiting{agent="agen-rsud"} 12',
        "sigap_probe_oldest_reading_seconds 40",
        "sigap_probe_device_readings 0",
    ):
        assert line in text.splitlines()


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


def test_the_numbers_cost_eleven_queries(caller, django_assert_num_queries):
    for _ in range(3):
        caller.report()
    with django_assert_num_queries(11):
        caller.client.get("/metrics")

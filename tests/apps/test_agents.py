"""Probe agents: a real program over HTTP, cut off and back, revoked; and what a stranger may do."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from sigap.api.agent_shapes import Work
from sigap.domain.errors import Invalid, NotAllowed
from sigap.inventory.models import Device
from sigap.kit import clock
from sigap.monitoring.actions.agents import (
    add_agent,
    blind_silent,
    place_device,
    revoke_agent,
)
from sigap.monitoring.actions.orders import ask_probe, run_orders
from sigap.monitoring.agent import Centre, NoSafeWay, Outbox, ProbeAgent, TokenRefused
from sigap.monitoring.models import Agent, Check, Order, RawReading, Segment
from tests.browser.served import served
from tests.cast import Cast, cast
from tests.monitoring import check, device, series

pytestmark = pytest.mark.django_db(transaction=True)

KEY = {"segment": "rsud"}


@pytest.fixture
def office() -> Cast:
    return cast(clock.now())


@pytest.fixture
def token(office: Cast) -> str:
    made = add_agent("agen-rsud", at=office.at, by=office.actor("admin-jaringan"), **KEY)
    owner = device(office.site("rsud"), address="127.0.0.1")
    check(owner, at=office.at, kind="tcp", label="1", options={"port": 1}, every=1)
    place_device(owner, "rsud", at=office.at, by=office.actor("admin-jaringan"))
    return made


def post(token: str, path: str, body: Any) -> Any:
    return Client().post(
        f"/api/v1/agent/{path}",
        body if isinstance(body, str) else json.dumps(body),
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )


def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it did not come about in time"
        time.sleep(0.1)


class Broken:
    """A centre that can be cut off and comes back."""

    def __init__(self, token: str) -> None:
        self.token, self.cut, self.asked = token, False, list[str]()

    def post(self, path: str, body: Any) -> Any:
        self.asked.append(path)
        if self.cut:
            raise OSError("no route")
        answer = post(self.token, path, body)
        if answer.status_code == 401:
            raise TokenRefused
        assert answer.status_code == 200, answer.content
        return answer.json()


@pytest.fixture
def agent(token: str, tmp_path: Path) -> ProbeAgent:
    return ProbeAgent(Broken(token), Outbox(tmp_path / "buffer.db"), clock.now)  # type: ignore[arg-type]


def test_an_agent_asks_what_the_plan_says_and_delivers_it(agent: ProbeAgent) -> None:
    agent.talk()
    assert agent.ask() == 1
    agent.talk()
    row = Check.objects.get()
    assert (row.answer, row.segment.key) == ("refused", "rsud")
    assert RawReading.objects.count() == 1
    assert Segment.objects.get(key="rsud").proved_at is not None


def test_the_plan_is_what_the_description_says(token: str, office: Cast) -> None:
    ask_probe(Device.objects.get(key="alat-1"), at=clock.now(), by=office.actor("operator"))
    told = post(token, "work", {"stamp": ""}).json()
    assert told["checks"]
    assert told["orders"]
    assert Work.model_validate(told).model_dump(mode="json") == told


def test_an_agent_tells_how_much_it_has_still_to_deliver(agent: ProbeAgent) -> None:
    row = [1, clock.now().isoformat(), "ok", 1, [5], ""]
    agent.outbox.put([row] * 2_001)
    posted = agent._centre.post  # type: ignore[attr-defined]
    waiting = list[int]()
    agent._centre.post = lambda path, body: (  # type: ignore[method-assign]
        waiting.append(body["waiting"]) if path == "readings" else None,
        posted(path, body),
    )[1]
    agent.talk()
    assert waiting == [1, 0]
    assert Agent.objects.get().waiting == 0


def test_an_agent_that_is_cut_off_goes_on_and_delivers_everything_once(agent: ProbeAgent) -> None:
    agent.talk()
    agent._centre.cut = True  # type: ignore[attr-defined]
    for _ in range(3):
        agent.ask()
        with pytest.raises(OSError, match="no route"):
            agent.talk()
        time.sleep(1.05)
    assert len(agent.outbox) == 3
    again = ProbeAgent(agent._centre, Outbox(agent.outbox._path), clock.now)
    assert len(again.outbox) == 3, "a restart keeps what waits"
    agent._centre.cut = False  # type: ignore[attr-defined]
    again.talk()
    assert RawReading.objects.count() == 3
    assert Check.objects.get().standing == "mati"
    assert len(again.outbox) == 0


def test_what_is_delivered_twice_is_counted_once(agent: ProbeAgent, token: str) -> None:
    agent.talk()
    agent.ask()
    rows = [row for _, row in agent.outbox.first()]
    for _ in range(2):
        assert post(token, "readings", {"readings": rows, "trouble": ""}).status_code == 200
    assert RawReading.objects.count() == 1


def test_the_buffer_is_bounded_and_the_oldest_leave(tmp_path: Path) -> None:
    outbox = Outbox(tmp_path / "buffer.db", most=10)
    for number in range(25):
        outbox.put([[number]])
    assert [row for _, row in outbox.first()] == [[number] for number in range(15, 25)]


def test_a_plan_that_did_not_change_is_not_sent_again(token: str, office: Cast) -> None:
    first = post(token, "work", {}).json()
    assert [row["address"] for row in first["checks"]] == ["127.0.0.1"]
    assert post(token, "work", {"stamp": first["stamp"]}).json()["checks"] is None
    Check.objects.update(every=300)
    assert post(token, "work", {"stamp": first["stamp"]}).json()["checks"] is not None


def test_a_probe_on_demand_is_carried_out_by_the_agent_of_its_segment(agent, office) -> None:
    owner = Check.objects.get().device
    ask_probe(owner, at=clock.now(), by=office.actor("kasi"))
    assert run_orders(at=clock.now()) == 0, "the centre does not reach this segment"
    agent.talk()
    order = Order.objects.get()
    assert order.done_at is not None
    assert [each["kind"] for each in order.result["readings"]] == ["icmp", "tcp"]


def test_an_agent_tells_nothing_of_other_segments(token: str, office: Cast) -> None:
    other = check(device(office.site("pop-inti"), 2), at=office.at)
    row = [other.pk, clock.now().isoformat(), "timeout", 3, [], ""]
    answer = post(token, "readings", {"readings": [row] * 3, "trouble": ""})
    assert answer.json() == {"kept": 0}
    assert not RawReading.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[]",
        "null",
        "[" * 5000,
        {"readings": [[1, "kemarin", "timeout", 3, [], ""]]},
        {"readings": [[1, "2026-11-23T00:00:00Z", "ramalan", 3, [], ""]]},
        {"readings": [[1, "2026-11-23T00:00:00Z", "ok", 3, [-1], ""]]},
        {"readings": [[1, "2026-11-23T00:00:00Z", "ok", 99, [1] * 50, ""]]},
        {"readings": [[1, "2026-11-23T00:00:00Z", "ok", 1, [], "x" * 9999]]},
    ],
)
def test_what_is_not_as_agreed_is_refused_whole(token: str, body: Any) -> None:
    assert post(token, "readings", body).status_code == 422
    assert not RawReading.objects.exists()


def test_strangers_and_revoked_agents_are_refused(token: str, office: Cast) -> None:
    assert post("sga_lain", "work", {}).status_code == 401
    assert Client().post("/api/v1/agent/work").status_code == 401
    revoke_agent("agen-rsud", at=office.at, by=office.actor("admin"))
    assert post(token, "work", {}).status_code == 401
    assert token not in str(Agent.objects.values().get())


def test_only_the_administrators_make_agents_and_not_for_the_centre(office: Cast) -> None:
    with pytest.raises(NotAllowed):
        add_agent("agen", segment="jauh", at=office.at, by=office.actor("kasi"))
    for name, segment in (("agen", "pusat"), ("Agen Baru", "jauh")):
        with pytest.raises(Invalid):
            add_agent(name, segment=segment, at=office.at, by=office.actor("admin"))


def test_what_an_agent_tells_nothing_of_becomes_unknown(token: str, office: Cast) -> None:
    row = Check.objects.get()
    last = series(row, "+++", start=office.at)
    for minute in range(4, 9):
        blind_silent(at=last + timedelta(minutes=minute))
    row.refresh_from_db()
    assert (row.standing, row.answer, row.read_at) == ("tak-diketahui", "ok", last)
    series(row, "++", start=last + timedelta(minutes=10))
    row.refresh_from_db()
    assert row.standing == "normal"


def test_the_token_never_goes_over_an_open_line() -> None:
    with pytest.raises(NoSafeWay):
        Centre("http://sigap.example", "sga_x")
    assert Centre("http://127.0.0.1:8000", "sga_x")


@pytest.fixture
def program(token: str, tmp_path: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Starts the agent as a program with nothing of ours but its token."""
    running: list[subprocess.Popen[str]] = []
    (tmp_path / "token").write_text(token)

    def start(url: str) -> subprocess.Popen[str]:
        given = ["--server", url, "--token-file", tmp_path / "token", "--buffer", tmp_path / "b.db"]
        environment = {"PATH": os.environ["PATH"], "SIGAP_DATA_DIR": str(tmp_path / "var")}
        command = [sys.executable, "-m", "sigap.config.cli", "probe-agent", *map(str, given)]
        running.append(
            subprocess.Popen(command, env=environment, text=True, stderr=subprocess.PIPE)
        )
        return running[-1]

    yield start
    for each in running:
        each.kill()
        each.communicate()


def test_the_program_probes_is_cut_off_comes_back_and_ends_when_revoked(program, office) -> None:
    with served(clock.now) as site:
        agent = program(site.url)
        until(lambda: RawReading.objects.exists(), 30)
    told = RawReading.objects.count()
    time.sleep(3)
    assert RawReading.objects.count() == told
    assert agent.poll() is None, "it goes on while nobody answers"
    agent.terminate()
    assert agent.wait(30) == 0
    with served(clock.now) as site:
        agent = program(site.url)
        until(lambda: RawReading.objects.count() >= told + 3, 30)
        revoke_agent("agen-rsud", at=clock.now(), by=office.actor("admin"))
        assert agent.wait(30) == 1

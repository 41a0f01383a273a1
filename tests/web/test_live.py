"""News of an open page: the stream of server-sent events, and the same asked once."""

import json
from collections.abc import Iterator

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.http import HttpResponseBase
from django.test import Client

from sigap.notifications.actions import Telling, mark_seen, tell
from sigap.notifications.models import Notice
from sigap.web import live, streams
from sigap.web.live import HUB, Lookout
from tests.office import Office
from tests.web.sending import counted, signed_in


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing looks by itself: the test's transaction is seen by no other thread."""
    monkeypatch.setattr(streams.Hub, "_watch", lambda hub: hub._still_open())
    monkeypatch.setattr(live, "BEAT_EVERY", 0.01)
    yield
    HUB.end()


def told(chunk: bytes) -> dict[str, object]:
    """The data of one event."""
    line = next(line for line in chunk.decode().splitlines() if line.startswith("data: "))
    return json.loads(line.removeprefix("data: "))


def leave(answer: HttpResponseBase) -> None:
    """The page is gone; the connection of the test's own transaction stays."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)


def tell_kabid(office: Office, n: int) -> None:
    kabid = office.cast.user("kabid").pk
    words = {"subject": f"Kabar {n}", "body": "", "url": "/"}
    tell([Telling(kabid, None, "x", "", dedupe_key=f"x/{n}/kabid", **words)], at=office.at)


def test_a_stranger_hears_nothing_and_is_told_not_to_ask_again(office: Office) -> None:
    assert Client().get("/langsung").status_code == 204
    assert Client().get("/langsung/sekarang").headers["Location"].startswith("/masuk/")


def test_the_stream_begins_with_how_things_stand_and_beats_when_nothing_comes(
    office: Office,
) -> None:
    incident = office.report()
    answer = signed_in(office, "kabid").get("/langsung")
    assert answer["Content-Type"] == "text/event-stream"
    first, beat = (next(iter(answer.streaming_content)) for _ in range(2))
    assert first.startswith(b"retry: 3000\nid: ")
    assert told(first)["unseen"] == 1
    assert incident.number in str(told(first)["said"])
    assert beat == b": \n\n"
    leave(answer)


def test_news_is_said_in_the_language_of_its_reader(office: Office) -> None:
    office.report()
    kabid = office.cast.user("kabid")
    kabid.language = "en"
    kabid.save()
    answer = signed_in(office, "kabid").get("/langsung")
    assert "is waiting for you" in str(told(next(iter(answer.streaming_content)))["said"])
    leave(answer)


def test_a_page_without_room_for_a_stream_is_told_to_stop_asking_for_one(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(HUB, "_most", 1)
    kept = signed_in(office, "kabid").get("/langsung")
    assert signed_in(office, "kasi").get("/langsung").status_code == 204
    leave(kept)
    again = signed_in(office, "kasi").get("/langsung")
    assert again.status_code == 200
    leave(again)


def test_a_page_that_is_gone_gives_its_place_back_even_if_it_never_heard_anything(
    office: Office,
) -> None:
    leave(signed_in(office, "kabid").get("/langsung"))
    assert len(HUB) == 0


def test_a_stream_ends_after_its_life_so_that_the_reader_is_known_anew(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LIFE", 0)
    answer = signed_in(office, "kabid").get("/langsung")
    assert len(list(answer.streaming_content)) == 1
    leave(answer)


def test_without_a_stream_the_same_is_asked_in_two_queries_more_than_signing_in(
    office: Office,
) -> None:
    office.report()
    client = signed_in(office, "kabid")
    with counted() as queries:
        news = client.get("/langsung/sekarang").json()
    assert (news["unseen"], news["label"]) == (1, "1 pemberitahuan baru")
    assert len(queries) <= 5


def test_the_lookout_finds_each_news_once_and_for_its_readers_alone(office: Office) -> None:
    office.report()
    kabid, kasi = office.cast.user("kabid").pk, office.cast.user("kasi").pk
    lookout = Lookout()
    lookout.begin()
    assert lookout.look({kabid, kasi}) == {}
    tell_kabid(office, 1)
    tell_kabid(office, 2)
    found = lookout.look({kabid, kasi})
    assert (found.keys(), found[kabid].unseen) == ({kabid}, 3)
    assert found[kabid].newest.subject == "Kabar 2"
    assert lookout.look({kabid, kasi}) == {}


def test_news_whose_transaction_ended_late_is_found_all_the_same(office: Office) -> None:
    kabid = office.cast.user("kabid").pk
    tell_kabid(office, 1)
    late = Notice.objects.get()
    late.delete()
    tell_kabid(office, 2)
    lookout = Lookout()
    lookout.begin()
    late.save(force_insert=True)
    assert lookout.look({kabid})[kabid].newest.pk == late.pk


def test_a_look_is_one_query_and_two_when_there_is_news(office: Office) -> None:
    office.report()
    kabid = office.cast.user("kabid").pk
    lookout = Lookout()
    lookout.begin()
    with counted() as idle:
        lookout.look({kabid})
    tell_kabid(office, 1)
    with counted() as busy:
        lookout.look({kabid})
    assert (len(idle), len(busy)) == (1, 2)


def test_what_was_seen_elsewhere_is_no_longer_counted(office: Office) -> None:
    office.report()
    mark_seen(office.cast.user("kabid").pk, "all", at=office.at)
    assert signed_in(office, "kabid").get("/langsung/sekarang").json()["unseen"] == 0

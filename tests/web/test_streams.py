"""Pages that wait for news: woken when it matters, bounded in number, ended when we stop."""

import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from time import monotonic, sleep

import pytest

from sigap.web import streams
from sigap.web.streams import MOST_OF_ONE, Full, Hub


class Board:
    """What the looks find: news that a test pins up, and how often and for whom was looked."""

    def __init__(self) -> None:
        self.pinned: dict[int, object] = {}
        self.asked: list[set[int]] = []
        self.failing = False
        self.rests = 0

    def look(self, readers: Collection[int]) -> Mapping[int, object]:
        self.asked.append(set(readers))
        if self.failing:
            self.failing = False
            raise OSError("the database is away")
        found = {reader: self.pinned[reader] for reader in readers if reader in self.pinned}
        self.pinned = {}
        return found

    def rest(self) -> None:
        self.rests += 1


@pytest.fixture
def board(monkeypatch: pytest.MonkeyPatch) -> Board:
    monkeypatch.setattr(streams, "LOOK_EVERY", 0.01)
    return Board()


@pytest.fixture
def hub(board: Board) -> Iterator[Hub]:
    hub = Hub(board.look, rest=board.rest, most=4)
    yield hub
    hub.end()


def until(condition: Callable[[], bool]) -> None:
    given_up_at = monotonic() + 10
    while not condition():
        assert monotonic() < given_up_at, "it did not come about in ten seconds"
        sleep(0.005)


def test_news_wakes_the_pages_of_its_reader_alone(hub, board):
    mine, other = hub.open(1), hub.open(2)
    board.pinned = {1: "kabar"}
    assert mine.wait(5) == "kabar"
    assert other.wait(0.05) is None


def watchers() -> int:
    """How many threads look on behalf of pages, those of other hubs of this process too."""
    return sum(thread.name == "live" for thread in threading.enumerate())


def test_one_look_serves_all_pages(hub, board):
    others = watchers()
    for reader in (1, 2, 3):
        hub.open(reader)
    until(lambda: {1, 2, 3} in board.asked)
    assert watchers() - others == 1


def test_news_between_two_waits_is_not_lost(hub, board):
    stream = hub.open(1)
    board.pinned = {1: "kabar"}
    until(lambda: not board.pinned)
    sleep(0.02)
    assert stream.wait(5) == "kabar"
    assert stream.wait(0) is None


def test_a_full_house_refuses_and_has_room_again_when_a_page_is_gone(hub):
    opened = [hub.open(reader) for reader in range(4)]
    with pytest.raises(Full):
        hub.open(9)
    hub.close(opened[0])
    hub.close(opened[0])
    assert hub.open(9).reader == 9


def test_the_oldest_page_of_one_reader_gives_way(hub):
    opened = [hub.open(1) for _ in range(MOST_OF_ONE + 1)]
    assert [each.over for each in opened] == [True, False, False, False]
    assert len(hub) == MOST_OF_ONE


def test_a_look_that_fails_is_tried_again(hub, board, caplog):
    board.failing = True
    stream = hub.open(1)
    until(lambda: not board.failing)
    board.pinned = {1: "kabar"}
    assert stream.wait(5) == "kabar"
    assert "is tried again" in caplog.text


def test_a_watcher_that_died_is_replaced_when_the_next_page_comes(hub, board, monkeypatch):
    others = watchers()
    with monkeypatch.context() as broken:
        broken.setattr(streams.Hub, "_watch", lambda hub: None)
        hub.open(1)
    until(lambda: watchers() <= others)
    stream = hub.open(2)
    board.pinned = {2: "kabar"}
    assert stream.wait(5) == "kabar"


def test_nobody_looks_where_no_page_waits(hub, board):
    hub.close(hub.open(1))
    until(lambda: board.rests > 0)
    looks = len(board.asked)
    sleep(0.05)
    assert len(board.asked) == looks
    hub.open(2)
    until(lambda: {2} in board.asked)


def test_a_process_that_is_asked_to_stop_ends_its_streams(hub, monkeypatch):
    stopping = threading.Event()
    monkeypatch.setattr(streams, "_asked", [])
    streams.end_streams_when(stopping.is_set)
    stream = hub.open(1)
    assert stream.wait(0.05) is None
    stopping.set()
    begun = monotonic()
    assert stream.wait(10) is None
    assert stream.over
    assert monotonic() - begun < 5

"""Open pages that wait for news: one thread looks for all of them, each is woken when it matters.

Knows neither Django nor the database: what there is to see is asked of the `look` it is given, so
that the server can speak to it before anything else is loaded.
"""

import logging
import threading
from collections.abc import Callable, Collection, Mapping
from time import monotonic
from typing import Final

logger = logging.getLogger(__name__)

MOST: Final = 16
"""Streams of one process; each keeps a thread of the server as long as its page is in view."""
MOST_OF_ONE: Final = 3
LOOK_EVERY: Final = 0.5  # seconds

# What is new since the last look, by reader; asked for these readers alone.
Look = Callable[[Collection[int]], Mapping[int, object]]


class Full(Exception):
    """There are as many streams as this process can have; the page asks from time to time."""


class Stream:
    """The wait of one page for the news of one reader."""

    def __init__(self, reader: int) -> None:
        self.reader = reader
        self._woken = threading.Condition()
        self._news: object | None = None
        self._over = False

    @property
    def over(self) -> bool:
        """Whether it was ended from outside: the page gives way to a newer one, or we stop."""
        return self._over

    def wait(self, seconds: float) -> object | None:
        """What is new, None when nothing came in this time or the stream is over."""
        with self._woken:
            if self._news is None and not self._over:
                self._woken.wait(seconds)
            news, self._news = self._news, None
            return news

    def wake(self, news: object) -> None:
        """Hand over what is new; the newest stands for all that was not taken yet."""
        with self._woken:
            self._news = news
            self._woken.notify()

    def end(self) -> None:
        """End the wait, and every later one at once."""
        with self._woken:
            self._over = True
            self._woken.notify()


class Hub:
    """All streams of this process, and the thread that looks on their behalf while there are any.

    `begin` is called before the first look of a thread, in the thread of the first page; `rest`
    when the looking thread ends.
    """

    def __init__(
        self,
        look: Look,
        *,
        begin: Callable[[], None] = lambda: None,
        rest: Callable[[], None] = lambda: None,
        most: int = MOST,
    ) -> None:
        self._look, self._begin, self._rest, self._most = look, begin, rest, most
        self._lock = threading.Lock()
        self._streams: list[Stream] = []
        self._watcher: threading.Thread | None = None

    def __len__(self) -> int:
        return len(self._streams)

    def open(self, reader: int) -> Stream:
        """A new stream; Full when there is no room. The oldest of many of one reader gives way."""
        with self._lock:
            own = [each for each in self._streams if each.reader == reader]
            if len(own) >= MOST_OF_ONE:
                self._drop(own[0])
            if len(self._streams) >= self._most:
                raise Full
            # One that died of what nobody foresaw must not leave the pages without news for good.
            if self._watcher is None or not self._watcher.is_alive():
                self._begin()
                self._watcher = threading.Thread(target=self._watch, name="live", daemon=True)
                self._watcher.start()
            stream = Stream(reader)
            self._streams.append(stream)
            return stream

    def close(self, stream: Stream) -> None:
        """The page is gone; closing twice is no mistake."""
        with self._lock:
            if stream in self._streams:
                self._drop(stream)

    def end(self) -> None:
        """End every stream and wait until nobody looks any more."""
        with self._lock:
            for stream in tuple(self._streams):
                self._drop(stream)
            watcher = self._watcher
        if watcher is not None:
            watcher.join()

    def _drop(self, stream: Stream) -> None:
        self._streams.remove(stream)
        stream.end()

    def _watch(self) -> None:
        rested = threading.Event()
        while streams := self._still_open():
            begun = monotonic()
            try:
                news = self._look({stream.reader for stream in streams})
            except Exception:  # the database is away for a moment; the pages are still there
                logger.exception("a look for live news failed; it is tried again")
                news = {}
                self._rest()
            for stream in streams:
                if stream.reader in news:
                    stream.wake(news[stream.reader])
            rested.wait(max(0.0, LOOK_EVERY - (monotonic() - begun)))
        self._rest()

    def _still_open(self) -> tuple[Stream, ...]:
        """The streams to look for; none, and the watcher forgotten, when it is to end."""
        with self._lock:
            if _ending():
                for stream in tuple(self._streams):
                    self._drop(stream)
            if not self._streams:
                self._watcher = None
            return tuple(self._streams)


_asked: list[Callable[[], bool]] = []


def end_streams_when(asked_to_stop: Callable[[], bool]) -> None:
    """Let all streams of this process end within a second of its being asked to stop."""
    _asked.append(asked_to_stop)


def _ending() -> bool:
    return any(asked() for asked in _asked)

"""News that reaches an open page without reload: what is new, and the stream that says it."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final

from django.db import connections, transaction
from django.utils import translation
from django.utils.translation import gettext, ngettext

from sigap.notifications.models import Notice
from sigap.notifications.queries.notices import (
    MANY,
    newer_than,
    newest_id,
    newest_of,
    unseen_count,
    unseen_counts,
)
from sigap.web.news import subject_of
from sigap.web.streams import Hub, Stream

BEAT_EVERY: Final = 5.0
"""Seconds after which an idle stream says that it lives: so we hear of a page that is gone."""
LIFE: Final = 300.0
"""Seconds after which a page has to ask anew, and so to prove anew who asks."""

# A key is given before its transaction is over, so that a smaller one may come to be seen later.
_LATE_BY: Final = 30.0  # seconds
_LATE_KEYS: Final = 200


@dataclass(frozen=True, slots=True)
class News:
    """What a page is told: its newest notice and how many are unseen."""

    newest: Notice | None
    unseen: int

    def as_data(self) -> dict[str, Any]:
        """In the words of the language that is active."""
        said = subject_of(self.newest) if self.newest else ""
        return {
            "newest": self.newest.pk if self.newest else 0,
            "unseen": self.unseen,
            "label": ngettext(
                "%(num)s pemberitahuan baru", "%(num)s pemberitahuan baru", self.unseen
            )
            % {"num": self.unseen if self.unseen < MANY else f"{MANY - 1}+"},
            "said": gettext("Pemberitahuan baru: %(subject)s") % {"subject": said},
        }


def news_of(user_id: int) -> News:
    """How things stand for this person. Two queries."""
    return News(newest_of(user_id), unseen_count(user_id))


class Lookout:
    """Finds each notice once that was not there at the first look."""

    def __init__(self) -> None:
        self._above = 0
        self._known: dict[int, float] = {}

    def begin(self) -> None:
        """What is there now is not new."""
        self._above = max(0, newest_id() - _LATE_KEYS)
        self._known = dict.fromkeys((row.pk for row in newer_than(self._above)), monotonic())

    def look(self, readers: Collection[int]) -> Mapping[int, News]:
        """What is new for these people. One query, and one more when there is anything."""
        now = monotonic()
        newest: dict[int, Notice] = {}
        for row in newer_than(self._above):
            if row.pk not in self._known:
                self._known[row.pk] = now
                if row.user_id is not None and row.user_id in readers:
                    newest[row.user_id] = row
        self._forget(now)
        unseen = unseen_counts(newest) if newest else {}
        return {user: News(row, unseen.get(user, 0)) for user, row in newest.items()}

    def _forget(self, now: float) -> None:
        """Look no longer for what is older than any transaction lasts."""
        old = [key for key, seen in self._known.items() if now - seen > _LATE_BY]
        if old:
            self._above = max(self._above, *old)
            self._known = {key: seen for key, seen in self._known.items() if key > self._above}


class Feed:
    """A stream as server-sent events: how things stand, then each news, a beat when there is none.

    Opened for one page and closed by the server when the page is gone.
    """

    def __init__(self, stream: Stream, now: News, language: str) -> None:
        self._stream, self._now, self._language = stream, now, language
        self._until = monotonic() + LIFE
        self._begun = False

    def __iter__(self) -> "Feed":
        return self

    def __next__(self) -> bytes:
        if not self._begun:
            self._begun = True
            rest()
            return b"retry: 3000\n" + self._told(self._now)
        if self._stream.over or monotonic() > self._until:
            raise StopIteration
        news = self._stream.wait(BEAT_EVERY)
        return self._told(news) if isinstance(news, News) else b": \n\n"

    def close(self) -> None:
        """Give the place of this page back."""
        HUB.close(self._stream)

    def _told(self, news: News) -> bytes:
        with translation.override(self._language):
            data = json.dumps(news.as_data(), ensure_ascii=False)
        return f"id: {data_id(news)}\nevent: kabar\ndata: {data}\n\n".encode()


def data_id(news: News) -> int:
    """What the browser sends back as Last-Event-ID."""
    return news.newest.pk if news.newest else 0


def open_feed(user_id: int, language: str) -> Feed:
    """The feed of one more page of this person; streams.Full where there is no room.

    The stream is opened before the state is read: what comes in between is told twice, never not.
    """
    stream = HUB.open(user_id)
    try:
        return Feed(stream, news_of(user_id), language)
    except Exception:
        HUB.close(stream)
        raise


def rest() -> None:
    """Keep no database connection while only waiting; a thread that works again opens its own."""
    if not transaction.get_connection().in_atomic_block:
        connections.close_all()


_LOOKOUT: Final = Lookout()
HUB: Final = Hub(_LOOKOUT.look, begin=_LOOKOUT.begin, rest=rest)
"""All live pages of this process."""

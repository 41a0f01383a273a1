"""One language: sentences, moments, days and figures as its readers say them."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any, Final

from django.utils import timezone, translation
from django.utils.translation import get_language, gettext, ngettext
from markupsafe import Markup, escape

from sigap.domain import spoken as words
from sigap.domain.errors import Fault

_Words = Mapping[str, Callable[..., str]]


class Voice:
    """What is said in one language. A list or a page asks once for its voice, not for each word."""

    def __init__(self, language: str) -> None:
        self.language = language
        self.filters = _filters(language)
        self._sentence = lru_cache(maxsize=4096)(self._translated)
        self._counted = lru_cache(maxsize=4096)(self._translated_for)

    def say(self, message: str, /, **places: Any) -> Markup:
        """A sentence; whatever fills its places is escaped."""
        return self._sentence(message) % places

    def text(self, message: str) -> str:
        """A sentence as plain text, its places still open for `%`."""
        return str(self._sentence(message))

    def say_many(self, one: str, many: str, num: int, /, **places: Any) -> Markup:
        """A sentence that depends on a number, which is its place `num` where none is given."""
        return self._counted(one, many, num) % {"num": num, **places}

    def __getitem__(self, name: str) -> Callable[..., Any]:
        """The filter of this name, for moments, days and figures."""
        return self.filters[name]

    def _translated(self, message: str) -> Markup:
        with translation.override(self.language):
            return Markup(gettext(message))

    def _translated_for(self, one: str, many: str, num: int) -> Markup:
        with translation.override(self.language):
            return Markup(ngettext(one, many, num))


@lru_cache
def voice_in(language: str) -> Voice:
    """The voice of a language: "id" or "en"."""
    return Voice(language)


def voice() -> Voice:
    """The voice of this answer."""
    return voice_in(language())


def language() -> str:
    """The language of this answer: "id" or "en"."""
    return words.language_of(get_language())


def sentence(fault: Fault | str) -> str:
    """A refusal in the reader's language: the template is translated first, then filled."""
    if isinstance(fault, Fault):
        text = gettext(fault.template)
        return text % fault.params if fault.params else text
    return gettext(fault) if fault else ""


def lines(text: str) -> Markup:
    """Typed text with its line breaks kept and everything else escaped."""
    told = text.splitlines()
    return escape(told[0]) if len(told) == 1 else Markup("<br>").join(map(escape, told))


def indonesian(text: str) -> str:
    """Words of the SOP or of a person: marked as Indonesian on a page in another language."""
    return _marked(text) if language() != words.INDONESIAN else text


def _marked(text: str) -> str:
    return Markup('<span lang="id">{}</span>').format(text) if text else text


def local_input(value: date | str | None) -> str:
    """What a date or date-time field shows: a moment on the office's clock; typed text as it is."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value, timezone.get_default_timezone()):%Y-%m-%dT%H:%M}"
    return value.isoformat() if isinstance(value, date) else value or ""


_MOMENTS: Final[_Words] = {
    "moment": words.moment,
    "short_moment": words.short_moment,
    "clock_time": words.clock_time,
    "time_of_day": words.time_of_day,
    "due": words.due,
    "ago": words.ago,
}
_DAYS: Final[_Words] = {"day": words.day, "short_day": words.short_day}
_FIGURES: Final[_Words] = {
    "duration": words.duration,
    "short_duration": words.short_duration,
    "calendar_duration": words.calendar_duration,
    "number": words.number,
    "percent": words.percent,
    "file_size": words.file_size,
}


def _filters(language: str) -> Mapping[str, Callable[..., Any]]:
    """What templates say moments, days and figures with, in one language."""
    moments = {name: _moment_filter(say, language) for name, say in _MOMENTS.items()}
    return {
        **moments,
        **{name: _day_filter(say, language) for name, say in _DAYS.items()},
        **{name: _figure_filter(say, language) for name, say in _FIGURES.items()},
        "amount": lambda value: words.amount(str(value.unit), value.count, language),
        "nip": words.nip,
        "sentence": sentence,
        "time_tag": _time_tag(moments),
        "indonesian": (lambda text: text) if language == words.INDONESIAN else _marked,
        "lines": lines,
        "local_input": local_input,
    }


def _moment_filter(say: Callable[..., str], language: str) -> Callable[..., str]:
    """The same function with zone and language filled in; nothing at all is said as a dash."""

    def filter_(value: datetime | None, *at: datetime) -> str:
        if value is None:
            return "–"
        return say(value, *at, timezone.get_default_timezone(), language)

    return filter_


def _day_filter(say: Callable[..., str], language: str) -> Callable[..., str]:
    def filter_(value: date | None, **how: bool) -> str:
        if isinstance(value, datetime):
            value = timezone.localtime(value, timezone.get_default_timezone()).date()
        return "–" if value is None else say(value, language, **how)

    return filter_


def _figure_filter(say: Callable[..., str], language: str) -> Callable[..., str]:
    def filter_(value: float | timedelta | None, **how: Any) -> str:
        return "–" if value is None else say(value, language, **how)

    return filter_


def _time_tag(moments: Mapping[str, Callable[..., str]]) -> Callable[..., Markup]:
    """A <time> element with the machine's form inside; `shape` names one of the moment filters."""

    def filter_(value: datetime | None, shape: str = "moment") -> Markup:
        if value is None:
            return Markup("–")
        # Figures, month names and zone letters only: nothing here needs to be escaped.
        said = moments[shape](value)
        return Markup(f'<time datetime="{value.isoformat(timespec="minutes")}">{said}</time>')

    return filter_


def _as_now(name: str) -> Callable[..., Any]:
    return lambda *values, **how: voice()[name](*values, **how)


FILTERS: Final = {name: _as_now(name) for name in _filters(words.INDONESIAN)}
"""The same filters for Python, in the language of this answer."""

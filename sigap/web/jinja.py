"""What every template may say: addresses, sentences, moments and figures in the reader's words."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, Template, pass_environment
from jinja2.environment import TemplateModule
from jinja2.runtime import Context
from markupsafe import Markup, escape

from sigap.domain.errors import Fault
from sigap.web import words
from sigap.web.icons import icon
from sigap.web.navigation import address_of, navigation, url
from sigap.web.states import badge, state_of


class PageTemplate(Template):
    """A template whose macros are imported without asking what globals the page adds to them.

    Components take all they show as parameters, so a page adds none; yet Jinja compares the names
    at every import, some thirty times a case page and a tenth of its time
    (docs/decisions/0005-speed.md).
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        if self._module is None:
            self._module = self.make_module()
        return self._module


def environment(**options: Any) -> Environment:
    """The template environment of Django's Jinja2 backend.

    Names that a page forgot to pass are an error, not an empty place on the screen.
    """
    options.setdefault("undefined", StrictUndefined)
    made = Environment(
        **options, trim_blocks=True, lstrip_blocks=True, extensions=["jinja2.ext.i18n"]
    )
    made.template_class = PageTemplate
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(
        _=say,
        static=static_address,
        url=url,
        icon=icon,
        state_of=state_of,
        badge=badge,
        unchanging=unchanging,
        navigation=navigation,
        address_of=address_of,
        messages_of=get_messages,
        language=language,
    )
    made.filters.update(FILTERS)
    return made


def language() -> str:
    """The language of this answer: "id" or "en"."""
    return words.language_of(get_language())


def say(message: str, **places: Any) -> Markup:
    """A sentence in the reader's language; whatever fills its places is escaped.

    Takes the place of Jinja's own `_`, which resolves itself and looks the sentence up again at
    each of the hundreds of calls of a page: a third of the time of the page of a case.
    """
    spoken = get_language() or ""
    return _template(spoken, message) % places if places else _sentence(spoken, message)


@lru_cache(maxsize=4096)
def _template(_language: str, message: str) -> Markup:
    return Markup(gettext(message))


@lru_cache(maxsize=4096)
def _sentence(_language: str, message: str) -> Markup:
    return Markup(gettext(message)) % {}


def static_address(path: str) -> str:
    """The address of a file that ships with the product; the release decides it, so it is kept."""
    return static(path) if settings.DEBUG else _static_address(settings.STATIC_URL, path)


@lru_cache(maxsize=256)
def _static_address(root: str, path: str) -> str:
    return static(path)


@pass_environment
def unchanging(made: Environment, template: str) -> Markup:
    """A part that differs by language only, rendered once for each."""
    if settings.DEBUG:
        return Markup(made.get_template(template).render())
    return _unchanging(made, template, language())


@lru_cache(maxsize=64)
def _unchanging(made: Environment, template: str, _language: str) -> Markup:
    return Markup(made.get_template(template).render())


def sentence(fault: Fault | str) -> str:
    """A refusal in the reader's language: the template is translated first, then filled."""
    if isinstance(fault, Fault):
        text = gettext(fault.template)
        return text % fault.params if fault.params else text
    return gettext(fault) if fault else ""


def time_tag(value: datetime | None, shape: str = "moment") -> Markup:
    """A <time> element with the machine's form inside; `shape` names one of the moment filters."""
    if value is None:
        return Markup("–")
    # Figures, month names and zone letters only: nothing here needs to be escaped.
    said = FILTERS[shape](value)
    return Markup(f'<time datetime="{value.isoformat(timespec="minutes")}">{said}</time>')


def indonesian(text: str) -> str:
    """Words of the SOP or of a person: marked as Indonesian on a page in another language."""
    if language() == words.INDONESIAN or not text:
        return text
    return Markup('<span lang="id">{}</span>').format(text)


def lines(text: str) -> Markup:
    """Typed text with its line breaks kept and everything else escaped."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def _moment_filter(say: Callable[..., str]) -> Callable[..., str]:
    """The same function with zone and language filled in; nothing at all is said as a dash."""

    def filter_(value: datetime | None, *at: datetime) -> str:
        if value is None:
            return "–"
        return say(value, *at, timezone.get_default_timezone(), language())

    return filter_


def _day_filter(say: Callable[..., str]) -> Callable[..., str]:
    def filter_(value: date | None, **how: bool) -> str:
        if isinstance(value, datetime):
            value = timezone.localtime(value, timezone.get_default_timezone()).date()
        return "–" if value is None else say(value, language(), **how)

    return filter_


def _figure_filter(say: Callable[..., str]) -> Callable[..., str]:
    def filter_(value: float | timedelta | None, **how: Any) -> str:
        return "–" if value is None else say(value, language(), **how)

    return filter_


def amount(value: Any) -> str:
    """A procedure's time standard, kept in its own unit: "15 menit", "1 hari"."""
    return words.amount(str(value.unit), value.count, language())


def local_input(value: date | str | None) -> str:
    """What a date or date-time field shows: a moment on the office's clock; typed text as it is."""
    if isinstance(value, datetime):
        return f"{timezone.localtime(value, timezone.get_default_timezone()):%Y-%m-%dT%H:%M}"
    return value.isoformat() if isinstance(value, date) else value or ""


FILTERS: Mapping[str, Callable[..., Any]] = {
    "moment": _moment_filter(words.moment),
    "short_moment": _moment_filter(words.short_moment),
    "clock_time": _moment_filter(words.clock_time),
    "time_of_day": _moment_filter(words.time_of_day),
    "due": _moment_filter(words.due),
    "ago": _moment_filter(words.ago),
    "day": _day_filter(words.day),
    "short_day": _day_filter(words.short_day),
    "duration": _figure_filter(words.duration),
    "short_duration": _figure_filter(words.short_duration),
    "calendar_duration": _figure_filter(words.calendar_duration),
    "number": _figure_filter(words.number),
    "percent": _figure_filter(words.percent),
    "file_size": _figure_filter(words.file_size),
    "amount": amount,
    "nip": words.nip,
    "sentence": sentence,
    "time_tag": time_tag,
    "indonesian": indonesian,
    "lines": lines,
    "local_input": local_input,
}

"""What every template may say: addresses, sentences, moments and figures in the reader's words."""

from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.templatetags.static import static
from django.utils.translation import gettext, ngettext, npgettext, pgettext
from jinja2 import Environment, StrictUndefined, pass_environment
from markupsafe import Markup

from sigap.web.engine import PageEnvironment
from sigap.web.icons import icon
from sigap.web.navigation import address_of, navigation, settings_places, url
from sigap.web.states import badge, state_of
from sigap.web.voice import voice_in


def environment(*, language: str, **options: Any) -> PageEnvironment:
    """The template environment of one language, for `engine.Pages`.

    Names that a page forgot to pass are an error, not an empty place on the screen.
    """
    voice = voice_in(language)
    options.setdefault("undefined", StrictUndefined)
    made = PageEnvironment(
        language=language,
        **options,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    made.policies["ext.i18n.trimmed"] = True
    made.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )
    made.globals.update(
        _=voice.say,
        ngettext=voice.say_many,
        static=static_address,
        url=url,
        icon=icon,
        state_of=state_of,
        badge=partial(badge, voice),
        unchanging=unchanging,
        navigation=navigation,
        settings_places=settings_places,
        address_of=address_of,
        messages_of=get_messages,
        language=lambda: language,
    )
    made.filters.update(voice.filters)
    return made


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
    return _unchanging(made, template)


@lru_cache(maxsize=64)
def _unchanging(made: Environment, template: str) -> Markup:
    return Markup(made.get_template(template).render())

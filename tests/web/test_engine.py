"""The template engine says what Jinja says, whatever it settles when a template is compiled."""

from typing import Any

import jinja2
import pytest

from sigap.web.engine import PageEnvironment

PARTS = {
    "frame.html": "<main>{% block content %}{% endblock %}</main>",
    "line.html": "{% set tone = 'baik' %}<li class='{{ tone }}'>{{ each }}</li>",
    "all.html": "{% for each in lines %}{% include 'line.html' %}{% endfor %}{{ tone }}",
    "framed.html": "{% extends 'frame.html' %}{% block content %}{{ tone }}{% endblock %}",
    "boxes.html": "{% macro box(title, note='') %}<b>{{ title }}</b>{{ note }}"
    "{% if caller %}{{ caller() }}{% endif %}{% endmacro %}",
    "boxed.html": "{% from 'boxes.html' import box %}{{ box(lines[0]) }}"
    "{% call box('x', note=tone) %}<i>{{ lines|length }}</i>{% endcall %}",
}
PAGES = {
    "a part in a loop": "{% include 'all.html' %}",
    "a part in a block": "{% extends 'frame.html' %}"
    "{% block content %}{% set tone = 'buruk' %}{% include 'all.html' %}{{ tone }}{% endblock %}",
    "a part that imports": "{% set tone = '<' %}{% include 'boxed.html' %}{% include 'all.html' %}",
    "a part by a name that is not known yet": "{% include wanted %}",
    "a part that may be missing": "{% include 'nowhere.html' ignore missing %}{{ tone }}",
    "a part with a frame of its own": "{% include 'framed.html' %}",
    "a part without context": "{% include 'frame.html' without context %}",
}
GIVEN = {"lines": ["<FO putus>", "WiFi & LAN", "x"], "tone": "biasa", "wanted": "all.html"}


def engine(kind: type[jinja2.Environment], page: str, **options: Any) -> jinja2.Template:
    loader = jinja2.DictLoader({**PARTS, "page.html": page})
    return kind(loader=loader, autoescape=True, **options).get_template("page.html")


@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES.keys())
@pytest.mark.parametrize("auto_reload", [False, True])
def test_a_page_of_parts_is_what_jinja_makes_of_it(page: str, auto_reload: bool) -> None:
    known = engine(jinja2.Environment, page).render(GIVEN)
    ours = engine(PageEnvironment, page, language="id", auto_reload=auto_reload)
    assert ours.render(GIVEN) == known


def test_a_part_that_changes_is_seen_where_templates_are_reloaded() -> None:
    parts = {"page.html": "{% include 'part.html' %}", "part.html": "lama"}
    pages = PageEnvironment(
        language="id", autoescape=True, auto_reload=True, loader=jinja2.FunctionLoader(parts.get)
    )
    assert pages.get_template("page.html").render() == "lama"
    parts["part.html"] = "baru"
    pages.cache.clear()
    assert pages.get_template("page.html").render() == "baru"

"""WCAG 2.2 AA on every page: axe-core finds nothing, and no page is wider than a phone."""

from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import Resolver404, resolve
from playwright.sync_api import Page, Request

from sigap.web.urls import urlpatterns
from tests.browser.scene import Scene
from tests.browser.sights import SIGHTS, STRANGER, Sight
from tests.browser.visitors import DARK, DESKTOP, LIGHT, PHONE, TABLET, Visitors
from tests.office import Office

TAGS: Final = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
OPTIONS: Final = {"runOnly": list(TAGS), "resultTypes": ["violations"]}
# Everything unfolded, except what lies above the page and would cover it.
UNFOLD: Final = (
    "document.querySelectorAll('main details:not(.menu)').forEach(each => each.open = true)"
)
# What makes the page wider than the screen, leaving out what scrolls inside its own frame.
TOO_WIDE: Final = """() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  const framed = (each) => {
    for (let up = each.parentElement; up !== document.body; up = up.parentElement)
      if (getComputedStyle(up).overflowX !== 'visible') return true;
    return false;
  };
  return [...document.querySelectorAll('body *')]
    .filter((each) => each.getBoundingClientRect().right > room + 1 && !framed(each))
    .slice(0, 3).map((each) => each.outerHTML.slice(0, 90));
}"""
# Two of one id, so that the label of one field leads to another: axe looks for it no more.
TWICE: Final = """() => {
  const ids = [...document.querySelectorAll('[id]')].map((each) => each.id);
  return ids.filter((id, at) => ids.indexOf(id) !== at);
}"""
axe = Axe()


@pytest.fixture
def scene(office: Office) -> Scene:
    return Scene(office)


def route(url: str) -> str | None:
    """The name of the address behind this request, None for files of the design."""
    try:
        return resolve(urlsplit(url).path).url_name
    except Resolver404:
        return None


def faults(page: Page, sight: Sight) -> Iterator[str]:
    """What is wrong with the page as it stands now, and unfolded."""
    for unfolded in (False, True):
        if unfolded:
            page.evaluate(UNFOLD)
        state = f"{sight.name} ({'unfolded' if unfolded else 'folded'})"
        for wide in page.evaluate(TOO_WIDE):
            yield f"{state}: wider than the screen: {wide}"
    yield from (f"{sight.name}: the id {name} twice" for name in page.evaluate(TWICE))
    page.evaluate("scrollTo(0, 0)")  # what happens to lie under the bar is not too small
    found: dict[str, Any] = axe.run(page, options=OPTIONS).response
    for violation in found["violations"]:
        for node in violation["nodes"]:
            yield f"{sight.name}: {violation['id']}: {node['target']} {node['failureSummary']}"


def visit(page: Page, sight: Sight, scene: Scene) -> list[str]:
    """Go there, do what the sight says, and answer what is wrong."""
    asked: list[str] = []

    def remember(request: Request) -> None:
        asked.append(request.url)

    page.on("request", remember)
    page.goto(sight.at(scene))
    sight.then(page, scene)
    page.wait_for_load_state()
    wrong = list(faults(page, sight)) if sight.ours else []
    page.remove_listener("request", remember)
    missed = set(sight.uses) - {route(url) for url in asked}
    return [*wrong, *(f"{sight.name}: never asked for {name}" for name in missed)]


def test_every_address_of_the_pages_is_visited() -> None:
    visited = {name for sights in SIGHTS.values() for sight in sights for name in sight.uses}
    assert {pattern.name for pattern in urlpatterns} - visited == set()


@pytest.mark.browser
@pytest.mark.parametrize(
    ("device", "theme"),
    [pytest.param(DESKTOP, LIGHT, id="desktop"), pytest.param(PHONE, DARK, id="phone-dark")],
)
@pytest.mark.parametrize("who", SIGHTS)
def test_no_page_has_a_barrier(
    scene: Scene, visitors: Visitors, who: str, device: dict[str, Any], theme: str
) -> None:
    chosen: dict[str, Any] = {"device": device, "theme": theme, "reduced_motion": "reduce"}
    if who == STRANGER:
        page = visitors.stranger(**chosen)
    else:
        page = visitors.signed_in(scene.office.cast.user(who), **chosen)
    wrong = [fault for sight in SIGHTS[who] for fault in visit(page, sight, scene)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.browser
@pytest.mark.parametrize(("who", "state"), [("kabid", "disposisi"), ("pelaksana", "dikembalikan")])
def test_the_case_page_has_no_barrier_on_a_tablet(
    scene: Scene, visitors: Visitors, who: str, state: str
) -> None:
    page = visitors.signed_in(scene.office.cast.user(who), TABLET, reduced_motion="reduce")
    sight = Sight(f"{state} tablet", scene.page(state), ("incident",))
    wrong = visit(page, sight, scene)
    assert not wrong, "\n".join(wrong)


# Whether the point in the middle of what has the focus, or of its label, belongs to something else.
HIDDEN: Final = """() => {
  const at = document.activeElement;
  if (at === document.body) return null;
  const box = at.getBoundingClientRect();
  const spots = [0.1, 0.5, 0.9].map((part) => [box.x + box.width / 2, box.y + box.height * part]);
  const seen = spots.some(([x, y]) => {
    const top = document.elementFromPoint(x, y);
    return top && (at.contains(top) || top.contains(at));
  });
  return seen ? '' : at.outerHTML.slice(0, 120);
}"""


@pytest.mark.browser
@pytest.mark.parametrize(
    ("who", "state"), [("kabid", "disposisi"), ("admin-jaringan", "penanganan")]
)
def test_what_has_the_focus_is_never_hidden_behind_a_bar(
    scene: Scene, visitors: Visitors, who: str, state: str
) -> None:
    page = visitors.signed_in(scene.office.cast.user(who))
    page.goto(scene.page(state))
    hidden: list[str] = []
    for key in ("Tab", "Shift+Tab"):
        for _ in range(60):
            page.keyboard.press(key)
            if under := page.evaluate(HIDDEN):
                hidden.append(f"{key}: {under}")
    assert not hidden, "\n".join(hidden)

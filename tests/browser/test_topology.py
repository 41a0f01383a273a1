"""The drawing of the network under the hand: dragged, enlarged, pressed; and without the script."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import topology_scene
from tests.browser.scene import Scene
from tests.browser.visitors import Visitors
from tests.office import Office

pytestmark = pytest.mark.browser


@pytest.fixture
def scene(office: Office) -> Scene:
    return Scene(office)


@pytest.fixture
def page(scene: Scene, visitors: Visitors) -> Page:
    page = visitors.signed_in(scene.office.cast.user("kasi"))
    page.goto(topology_scene.drawn(scene))
    return page


def width(page: Page) -> float:
    return float(page.locator("svg.net").first.get_attribute("width") or 0)


def test_dragging_moves_the_drawing_and_presses_nothing(page: Page) -> None:
    larger = page.get_by_role("button", name="Perbesar").first
    for _ in range(6):
        larger.click()
    node = page.locator('[data-element="perangkat:t-jatiasih"] text')
    node.scroll_into_view_if_needed()
    box = node.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] - 120, box["y"] + 5, steps=6)
    page.mouse.up()
    assert page.evaluate("document.querySelector('[data-net]').scrollLeft") > 50
    assert page.url.endswith(topology_scene.PAGE)


def test_keys_and_buttons_enlarge_and_bring_the_first_size_back(page: Page) -> None:
    before = width(page)
    page.get_by_role("button", name="Perbesar").first.click()
    assert width(page) > before
    page.locator("[data-net]").first.focus()
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert width(page) < before
    page.keyboard.press("0")
    assert width(page) == before


def test_a_pressed_node_joins_what_fails_and_pressed_again_leaves_it(page: Page) -> None:
    page.locator('[data-element="perangkat:t-jatiasih"] text').click()
    expect(page.locator(".net-chosen")).to_contain_text("Router t-jatiasih")
    page.locator('[data-element="perangkat:t-rsud"] text').click()
    expect(page.locator(".net-chosen li")).to_have_count(2)
    page.locator('[data-element="perangkat:t-jatiasih"] text').click()
    expect(page.locator(".net-chosen li")).to_have_count(1)


def test_without_the_script_the_table_leads_to_the_rehearsal(
    scene: Scene, visitors: Visitors
) -> None:
    page = visitors.signed_in(scene.office.cast.user("kasi"), java_script_enabled=False)
    page.goto(topology_scene.drawn(scene))
    page.get_by_role("link", name="Router t-jatiasih", exact=True).first.click()
    expect(page.get_by_role("main")).to_contain_text("Jalurnya terputus di Router t-jatiasih.")
    page.get_by_label("Cari perangkat atau tautan").fill("t-rsud")
    page.get_by_role("main").get_by_role("button", name="Cari").click()
    page.get_by_role("button", name="Router t-rsud").first.click()
    expect(page.locator(".net-chosen li")).to_have_count(2)

"""A technician and a guide: on a phone, question by question, into the form of the step."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser import guide_scene
from tests.browser.hands import work
from tests.browser.scene import Scene
from tests.browser.visitors import PHONE, Visitors
from tests.office import Office

pytestmark = pytest.mark.browser

# A thumb in a glove; WCAG asks for 24.
HIGH = 60


@pytest.fixture
def scene(office: Office) -> Scene:
    return guide_scene.loaded(Scene(office))


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def phone(request: pytest.FixtureRequest, scene: Scene, visitors: Visitors) -> Page:
    user = scene.office.cast.user("pelaksana")
    page = visitors.signed_in(user, PHONE, java_script_enabled=request.param)
    page.goto(scene.page("perbaikan"))
    return page


def tap(page: Page, *answers: str) -> None:
    for answer in answers:
        page.get_by_role("link", name=answer, exact=True).click()


def test_answers_lead_to_a_filled_form(phone: Page) -> None:
    work(phone).locator("summary", has_text="Panduan pemeriksaan").click()
    tap(phone, "Kabel dan fiber optik", "ONT (ada lampu PON dan LOS)")
    for button in phone.get_by_role("main").locator(".taps:not(.two) .button").all():
        box = button.bounding_box()
        assert box is not None
        assert box["height"] >= HIGH
    tap(phone, "PON berkedip, LOS mati")
    phone.go_back()
    tap(phone, "LOS merah, berkedip atau tetap", "Putus, digigit, atau konektor pecah")
    expect(phone.get_by_role("heading", name="Patch cord serat atau")).to_be_visible()
    phone.get_by_role("link", name="Pakai di isian langkah").click()
    form = work(phone)
    expect(form.get_by_label("Tindakan perbaikan")).to_have_value(
        "Mengganti patch cord serat, membersihkan konektor, dan mengukur daya terima."
    )
    cause = form.get_by_label("Penyebab yang ditemukan")
    assert "2. Bagaimana lampu PON dan LOS di ONT? – LOS merah" in cause.input_value()


def test_what_was_typed_before_comes_back_over_what_the_guide_says(
    scene: Scene, visitors: Visitors
) -> None:
    page = visitors.signed_in(scene.office.cast.user("pelaksana"), PHONE)
    page.goto(scene.page("perbaikan"))
    work(page).get_by_label("Tindakan perbaikan").fill("Sudah saya ganti sendiri.")
    page.goto(guide_scene.used(scene))
    expect(work(page).get_by_label("Tindakan perbaikan")).to_have_value("Sudah saya ganti sendiri.")
    expect(work(page).get_by_label("Suku cadang yang dipakai")).to_have_value("1 patch cord serat")

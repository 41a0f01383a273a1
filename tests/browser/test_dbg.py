import pytest, re
pytestmark = pytest.mark.browser
from tests.browser.hands import *
from tests.browser.visitors import *
from tests.browser.scene import Scene
from tests.browser import test_accessibility as t
def test_a(office, visitors):
    scene = Scene(office)
    for dev, n in ((PHONE,"phone"),(TABLET,"tablet"),(DESKTOP,"desktop")):
        page = visitors.signed_in(office.cast.user("kabid"), dev)
        page.goto(scene.page("konfirmasi"))
        print(n, page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]"), page.evaluate(t.TOO_WIDE))
        page.screenshot(path=f"/tmp/{n}.png", full_page=True)
        page.evaluate(t.UNFOLD)
        print(n, page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]"), page.evaluate(t.TOO_WIDE))
        page.locator(".clock").screenshot(path=f"/tmp/{n}-clock.png")
        page.screenshot(path=f"/tmp/{n}-open.png", full_page=True)

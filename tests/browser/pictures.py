"""Makes the pictures of the documentation from the demo city, at a moment that stands still.

Not collected with the tests; run it by name: `python -m pytest tests/browser/pictures.py`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from sigap.config.demo.loading import load
from sigap.incidents.models import Incident
from sigap.people.models import User
from tests.browser.served import served
from tests.browser.visitors import DARK, DESKTOP, LIGHT, PASSWORD, PHONE, Visitors

pytestmark = pytest.mark.browser

FOLDER: Final = Path(__file__).parents[2] / "docs" / "pictures"
# Selasa, 24 November 2026 pukul 10.40 WIB: a working morning.
MOMENT: Final = datetime(2026, 11, 24, 3, 40, tzinfo=UTC)
WEEKS: Final = 6
SHARP: Final = PHONE | {"device_scale_factor": 2}
MOST_BYTES: Final = 200_000
# The letters of an ordinary office computer, whatever this one has.
LETTERS: Final = ":root { --letters: 'Liberation Sans', Arial, sans-serif; }"


@pytest.fixture
def visitors(browser: Browser, transactional_db: None) -> Iterator[Visitors]:
    """People at work in the demo city."""
    load(at=MOMENT, password=PASSWORD, weeks=WEEKS)
    with served(lambda: MOMENT) as site:
        people = Visitors(browser, site)
        yield people
        people.close()


def keep(page: Page, name: str) -> None:
    """Store what the screen shows, small enough to be read on a slow line."""
    page.add_style_tag(content=LETTERS)
    drawn = Image.open(BytesIO(page.screenshot(animations="disabled"))).convert("RGB")
    path = FOLDER / f"{name}.png"
    path.parent.mkdir(exist_ok=True)
    drawn.quantize(128, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < MOST_BYTES


def user(name: str) -> User:
    return User.objects.get(username=name)


def standing(site: str) -> Incident:
    """The open case of the demo at this site."""
    return Incident.objects.get(site__key=site, finished_at=None)


def test_the_pictures_of_the_documentation(visitors: Visitors) -> None:
    desktop = visitors.signed_in(user("admin-jaringan"), DESKTOP, LIGHT, bypass_csp=True)
    desktop.goto(f"/gangguan/{standing('puskesmas-jatibening').number}/")
    keep(desktop, "perkara")
    phone = visitors.signed_in(user("kabid"), SHARP, DARK, bypass_csp=True)
    phone.goto("/")
    keep(phone, "kotak-masuk")
    public = visitors.stranger(SHARP, LIGHT, bypass_csp=True)
    public.goto(f"/lacak/{standing('smp-negeri-1').tracking_code}")
    keep(public, "lacak")

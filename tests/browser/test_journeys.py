"""One case through all seven steps of its SOP, in the browsers of the people who do them."""

import re

import pytest
from playwright.sync_api import Page, expect

from sigap.domain.errors import NotFound
from sigap.incidents.models import Incident
from sigap.incidents.queries.cases import case_row
from tests.browser.hands import fill, send_back, take, told, work
from tests.browser.visitors import DARK, DESKTOP, PASSWORD, PHONE, TABLET, Visitors
from tests.office import CHECKED, FIELD, REMOTE, Office

pytestmark = pytest.mark.browser


class Team:
    """The people of the SOP, each with a browser of their own, all at one case."""

    def __init__(self, office: Office, visitors: Visitors) -> None:
        self.office, self.visitors = office, visitors
        self._pages: dict[str, Page] = {}

    def page(self, who: str, device: dict = DESKTOP, **more: object) -> Page:
        """The browser of this person, signed in on first use."""
        if who not in self._pages:
            user = self.office.cast.user(who)
            self._pages[who] = self.visitors.through_the_form(user, device, **more)
        return self._pages[who]

    def open_from_inbox(self, who: str, act: str, device: dict = DESKTOP, **more: object) -> Page:
        """The inbox shows that this act waits; one press leads to the case."""
        self.office.wait(minutes=5)
        page = self.page(who, device, **more)
        page.goto("/")
        page.get_by_role("link", name=re.compile(f"^{act} 2026-")).click()
        expect(work(page)).to_be_visible()
        return page


@pytest.fixture
def team(office: Office, visitors: Visitors) -> Team:
    return Team(office, visitors)


def step_now(page: Page) -> str:
    """The heading of the step the case page shows."""
    return work(page).get_by_role("heading", level=2).inner_text()

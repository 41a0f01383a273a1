"""A browser, a served office at work, and visitors whose pages have to stay without a complaint."""

from collections.abc import Iterator

import pytest
from django.core.cache import cache
from playwright.sync_api import Browser, expect, sync_playwright

from tests.browser.served import Served, served
from tests.browser.visitors import WAIT, Visitors
from tests.office import Office


@pytest.fixture(scope="module")
def browser(chromium: str | None) -> Iterator[Browser]:
    """One browser for a module; its contexts share nothing."""
    with pytest.MonkeyPatch.context() as environment, sync_playwright() as playwright:
        # The browser's event loop runs in this thread, and Django would take the test for a
        # coroutine; the server answers in threads of its own.
        environment.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=WAIT)
        started = playwright.chromium.launch(
            executable_path=chromium, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield started
        started.close()


@pytest.fixture
def office(browser: Browser, transactional_db: None) -> Office:
    """The cast at work on a Monday morning."""
    cache.clear()
    return Office()


@pytest.fixture
def site(office: Office) -> Iterator[Served]:
    """The product, at the office's moment."""
    with served(lambda: office.at) as server:
        yield server


@pytest.fixture
def visitors(browser: Browser, site: Served) -> Iterator[Visitors]:
    """Whoever opens a page; in the end no page may have complained."""
    people = Visitors(browser, site)
    yield people
    people.close()
    complaints = people.complaints
    assert not complaints, "\n".join(complaints)

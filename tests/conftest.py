"""What every test may ask for: one moment that stands still, and a reason for what is skipped."""

import shutil
from datetime import UTC, datetime

import pytest
from django.conf import settings
from hypothesis import settings as hypothesis

from sigap.kit.briefly import forget_all

hypothesis.register_profile("sigap", deadline=None, print_blob=True)
hypothesis.load_profile("sigap")

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")


def browser_path() -> str | None:
    """The installed Chromium or Chrome, None where there is none."""
    return next((path for name in CHROMIUM_NAMES if (path := shutil.which(name))), None)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, what this machine or this database cannot show."""
    engine = settings.DATABASES["default"]["ENGINE"]
    browser = browser_path()
    for item in items:
        if item.get_closest_marker("postgresql") and not engine.endswith("postgresql"):
            item.add_marker(pytest.mark.skip(reason="speaks of PostgreSQL; this run is on SQLite"))
        if item.get_closest_marker("browser") and browser is None:
            reason = f"no browser: none of {', '.join(CHROMIUM_NAMES)} is in PATH"
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(autouse=True)
def nothing_kept_from_the_test_before() -> None:
    """What a process reads only every two seconds, each test reads itself."""
    forget_all()


@pytest.fixture
def moment() -> datetime:
    """Senin, 23 November 2026 pukul 09.15 WIB: a working Monday morning."""
    return datetime(2026, 11, 23, 2, 15, tzinfo=UTC)


@pytest.fixture(scope="session")
def chromium() -> str | None:
    """The path of the installed browser; tests marked `browser` are skipped where it is None."""
    return browser_path()

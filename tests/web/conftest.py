"""What every test of a page leaves behind: nothing."""

from collections.abc import Iterator

import pytest

from sigap.web.live import HUB


@pytest.fixture(autouse=True)
def no_stream_stays_open() -> Iterator[None]:
    """A page that a test opened and did not close must not look for news in the next one."""
    yield
    HUB.end()

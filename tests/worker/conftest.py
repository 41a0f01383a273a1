"""What the tests of the worker share: the services outside as a real program."""

from collections.abc import Iterator

import pytest

from tests.outside.standin import Outside, started


@pytest.fixture(scope="session")
def running() -> Iterator[Outside]:
    with started("services.py") as port:
        yield Outside(port)

"""The cast at the API."""

import pytest

from tests.api.caller import Caller


@pytest.fixture
def caller(db: None) -> Caller:
    return Caller()

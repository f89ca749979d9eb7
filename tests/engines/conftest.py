"""One Spark session for all tests that need one: to start it takes longer than most of what they ask of it."""

from __future__ import annotations

import pytest

from homeward.engines import open_session


@pytest.fixture(scope="session")
def session():
    with open_session("local[2]") as session:
        yield session

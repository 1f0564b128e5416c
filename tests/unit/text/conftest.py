"""What the tests of understanding share: the real resources, and a way to say an utterance."""

import pytest

from app.paths import RESOURCES
from app.text.understanding import Understander


@pytest.fixture(scope="session")
def understander() -> Understander:
    return Understander.load(RESOURCES)

"""The shipped lexicon and rules, read once a test process."""

from functools import cache

from app.paths import RESOURCES
from app.services.alerting import ListedSeverities
from app.services.final_reading import InProcessReading
from app.text.understanding import Understander


@cache
def understander() -> Understander:
    loaded = Understander.load(RESOURCES)
    loaded.warm("en")
    loaded.warm("zh")
    return loaded


READING = InProcessReading(understander)
SEVERITIES = ListedSeverities(RESOURCES / "keywords")

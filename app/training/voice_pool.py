"""Which voices speak in training, and which settings are kept back to measure with."""

import random
from typing import Final

from app.training.timed_voices import Setting

ACCENTS: Final = (
    "en-us", "gmw/en", "gmw/en-GB-scotland", "gmw/en-GB-x-rp", "gmw/en-US-nyc",
    "gmw/en-GB-x-gbclan", "gmw/en-GB-x-gbcwmd", "gmw/en-029",
)  # fmt: skip
TRAINING_VARIANTS: Final = (
    "", "m1", "m2", "m3", "m4", "m6", "m7", "m8", "f1", "f2", "f3", "f5", "klatt", "klatt2",
    "klatt3", "klatt4", "Alex", "Alicia", "Andrea", "Andy", "Annie", "Denis", "Diogo", "Gene",
    "Gene2", "Henrique", "Hugo", "Jacky", "Lee", "Marco", "Mario", "Mike", "Nguyen", "anika",
    "antonio", "aunty", "belinda", "benjamin", "boris", "caleb", "david", "ed", "edward",
    "edward2", "grandma", "grandpa", "gustave", "iven", "iven2", "iven3", "john", "kaukovalta",
    "linda", "max", "michel", "miguel", "norbert", "pablo", "paul", "pedro", "quincy", "rob",
    "robert", "sandro", "shelby", "steph", "steph2", "travis", "victor", "zac",
)  # fmt: skip
UNSEEN_VARIANTS: Final = ("m5", "f4", "Michael", "steph3", "iven4", "adam", "marcelo", "klatt5")
FLITE_VOICES: Final = ("kal16", "awb", "rms", "slt")
MANDARIN: Final = "cmn-latn-pinyin"
_FLITE_SHARE: Final = 0.4
_PLAIN_SHARE: Final = 0.08


def training_setting(language: str, rng: random.Random) -> Setting:
    """A random voice for one training clip."""
    if language == "en" and rng.random() < _FLITE_SHARE:
        return Setting("flite", rng.choice(FLITE_VOICES), rng.randint(140, 215))
    base = MANDARIN if language == "zh" else rng.choice(ACCENTS)
    variant = "" if rng.random() < _PLAIN_SHARE else rng.choice(TRAINING_VARIANTS)
    voice = f"{base}+{variant}" if variant else base
    return Setting("espeak", voice, rng.randint(125, 225), rng.randint(15, 85), rng.randint(25, 80))


def unseen_setting(language: str, rng: random.Random) -> Setting:
    """A voice of a known engine in an accent and variant that no training clip used."""
    base = MANDARIN if language == "zh" else rng.choice(ACCENTS)
    voice = f"{base}+{rng.choice(UNSEEN_VARIANTS)}"
    return Setting("espeak", voice, rng.randint(140, 200), rng.randint(25, 75))

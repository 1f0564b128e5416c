"""Accuracy of context and alerts on sentences that another hand wrote apart from the rules.

Every case here may be looked at when rules are repaired. (The files are ordered by assertion, so
halves by place would not be alike.) The sealed files are read for the reported figure only.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.bench.understanding_context import Case, cases, judged
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.clinical import load_resources
from app.text.understanding import Understander
from app.training.noisy_text import FORMS, Form

CASES = Path(__file__).parents[2] / "data" / "context"
FLOORS: dict[tuple[Language, str], tuple[float, float]] = {
    ("en", "seen"): (0.98, 0.98),
    ("en", "held out"): (0.98, 0.98),
    ("en", "open"): (0.97, 0.97),
    ("zh", "seen"): (0.98, 0.98),
    ("zh", "held out"): (0.98, 0.98),
    ("zh", "open"): (0.97, 0.97),
}
"""Least share of right assertions and of right interruptions; what the rules reach, less noise."""
MOST_LOST = 0.03
"""Share that small letters, missing marks or noise may cost."""


@dataclass(frozen=True, slots=True)
class Score:
    assertions: float
    interruptions: float
    missed: int
    affirmed: int
    wrongly_interrupted: int
    quiet: int
    count: int


@pytest.fixture(scope="module")
def understander() -> Understander:
    """The rules alone: what the context model adds is measured on sealed cases."""
    return Understander(replace(load_resources(RESOURCES), reconsidered=False))


def chosen_cases(language: Language, part: str) -> Sequence[Case]:
    if part == "open":
        return cases(CASES / f"{language}_open.jsonl")
    every = cases(CASES / f"{language}_cases.jsonl")
    return every[::2] if part == "seen" else every[1::2]


def score(language: Language, part: str, form: Form, understander: Understander) -> Score:
    chosen = chosen_cases(language, part)
    verdicts = [judged(case, form, language, understander) for case in chosen]
    right = [(one.asserted, one.interrupted) for one in verdicts]
    affirmed = [one.interrupted for one in verdicts if one.case.interrupts]
    quiet = [one.interrupted for one in verdicts if not one.case.interrupts]
    return Score(
        sum(ok for ok, _ in right) / len(right),
        sum(ok for _, ok in right) / len(right),
        affirmed.count(False),
        len(affirmed),
        quiet.count(False),
        len(quiet),
        len(chosen),
    )


@pytest.mark.parametrize("part", ["seen", "held out", "open"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_assertions_and_interruptions_are_as_right_as_claimed(
    language: Language,
    part: str,
    understander: Understander,
    record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:
    reached = score(language, part, "as given", understander)
    with capsys.disabled():
        print(f"\n{language} {part}: {reached}")  # noqa: T201
    record_property("score", str(reached))
    least_assertions, least_interruptions = FLOORS[language, part]
    assert reached.assertions >= least_assertions
    assert reached.interruptions >= least_interruptions


@pytest.mark.parametrize("form", FORMS[1:])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_letters_marks_and_noise_cost_little(
    language: Language, form: Form, understander: Understander
) -> None:
    parts = ("seen", "held out", "open")
    given, heard = (
        [score(language, part, one, understander) for part in parts] for one in ("as given", form)
    )
    lost = sum((a.assertions - b.assertions) * a.count for a, b in zip(given, heard, strict=True))
    assert lost / sum(one.count for one in given) <= MOST_LOST

"""The model that reconsiders what a mention means."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import MODELS
from app.text.context import Judgement, Mark, MentionSpan
from app.text.context_features import Judged
from app.text.context_model import (
    ASSERTIONS,
    CLEARLY,
    CONFIG,
    FOLDER,
    LOUDER,
    ContextModel,
    embedded,
    fingerprints,
)
from app.text.context_net import SPECIAL, ContextNet, View
from app.text.fingerprints import gaps, places, risen
from app.text.understanding import Understander

PRESENT = Judgement("present")


def line(text: str, start: int, end: int, found: Judgement = PRESENT, *marks: Mark) -> Judged:
    return Judged(tuple(text.split()), (MentionSpan(start, end),), marks, (found,))


def weighed(**named: dict[str, float]) -> ContextModel:
    """A model that knows only these features. named: assertion to feature to weight."""
    rows: dict[int, np.ndarray] = {}
    for column, assertion in enumerate(ASSERTIONS):
        for name, weight in named.get(assertion, {}).items():
            (number,) = fingerprints([(name, (0, 0))]).tolist()
            rows.setdefault(number, np.zeros(len(ASSERTIONS), np.float32))[column] = weight
    known = np.array(sorted(rows), np.uint64)
    return ContextModel("en", known, np.array([rows[number] for number in sorted(rows)]))


def test_what_was_never_learned_stands_nowhere() -> None:
    known = np.array([3, 7, 9], np.uint64)
    asked = np.array([9, 1, 8, 3, 2**64 - 1], np.uint64)
    assert places(known, asked).tolist() == [2, 3, 3, 0, 3]
    assert risen(gaps(known)).tolist() == known.tolist()
    with pytest.raises(ValueError, match="apart"):
        gaps(np.array([3, 2**40], np.uint64))
    assert places(known[:0], asked).tolist() == [0] * 5


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_name_that_nobody_knows_silences_no_alert(
    understander: Understander, language: Language
) -> None:
    """Names fell into buckets of learned words once, and two in a hundred hid a cardiac arrest."""
    chance = np.random.default_rng(7)
    keyword = {"en": "cardiac arrest", "zh": "心脏骤停"}[language]
    for _ in range(150):
        name = "".join(chance.choice([*"bdfghjklmnprstvwz"], chance.integers(7, 15)))
        for text in (f"{name} {keyword}", f"{keyword} {name}", f"{name} {name} {keyword} {name}"):
            (alert,) = understander.understand_line(text, language)["alerts"]
            assert (alert["keyword"], alert["assertion"]) == ("cardiac_arrest", "present"), text


@pytest.mark.parametrize(
    ("language", "text", "keyword"),
    [
        (language, line.format(alert), keyword)
        for language, lines, alert, keyword in (
            (
                "en",
                ("{} no fever", "{} without vomiting", "{}, no headache", "{}"),
                "stemi",
                "stemi",
            ),
            ("en", ("{} no fever", "{} but no headache", "{} denies fever"), "seizure", "seizure"),
            ("zh", ("{}无发热", "{}没有头痛", "{}，无呕吐", "{}三天无咳嗽", "{}"), "心梗", "stemi"),
            ("zh", ("{}无发热", "{}没有头痛", "患者{}无呕吐", "{}"), "抽搐", "seizure"),
        )
        for line in lines
    ],
)
def test_a_denial_that_follows_calms_nothing_before_it(
    understander: Understander, language: Language, text: str, keyword: str
) -> None:
    """Mandarin weights of another fit called what stands before a denial negated."""
    alerts = understander.understand_line(text, language)["alerts"]
    assert [(one["keyword"], one["assertion"]) for one in alerts] == [(keyword, "present")], text


def test_the_rules_cue_stays_where_the_model_agrees() -> None:
    ruled = Judgement("negated", (0, 1))
    seen = line("no stroke", 1, 2, ruled, Mark(0, 1))
    assert weighed(negated={"rule negated ": 1.0}).judgement(seen, 0) == ruled


def test_another_answer_names_the_words_that_spoke_for_it() -> None:
    seen = line("the leaflet on stroke", 3, 4)
    model = weighed(hypothetical={"- leaflet": 2.0, "-1 leaflet on": 0.5}, present={"own ": 1.0})
    assert model.judgement(seen, 0) == Judgement("hypothetical", (1, 2))


def test_present_has_no_cue() -> None:
    seen = line("no stroke", 1, 2, Judgement("negated", (0, 1)))
    assert weighed(present={"own ": 1.0}).judgement(seen, 0) == PRESENT


def test_a_cue_of_the_rules_stands_unless_another_answer_is_clearly_likelier() -> None:
    ruled = Judgement("negated", (0, 1))
    seen = line("no stroke", 1, 2, ruled)
    assert weighed(family={"own ": CLEARLY - 0.1}).judgement(seen, 0) == ruled
    assert weighed(family={"own ": CLEARLY + 0.1}).judgement(seen, 0).assertion == "family"


def test_what_the_rules_silence_is_loud_again_sooner_than_the_other_way() -> None:
    seen = line("no stroke", 1, 2, Judgement("negated", (0, 1)))
    ahead = (LOUDER + CLEARLY) / 2
    for loud in ("present", "uncertain"):
        assert weighed(**{loud: {"own ": ahead}}).judgement(seen, 0).assertion == loud
        almost = weighed(**{loud: {"own ": LOUDER + 0.1}}, negated={"own ": 0.2})
        assert almost.judgement(seen, 0).assertion == "negated"
    assert weighed(historical={"own ": ahead}).judgement(seen, 0).assertion == "negated"


def test_an_alert_is_not_silenced_on_a_doubt() -> None:
    seen = line("the leaflet on stroke", 3, 4)
    for ahead, wary in ((CLEARLY - 0.1, "present"), (CLEARLY + 0.1, "hypothetical")):
        model = weighed(hypothetical={"own ": ahead})
        assert model.judgement(seen, 0).assertion == "hypothetical"
        assert model.judgement(seen, 0, warily=True).assertion == wary


class _Turned(ContextNet):
    """A network that says the opposite of the linear part."""

    def __init__(self) -> None:
        super().__init__(SPECIAL, {})

    def log_odds_of(self, views: Sequence[View], linear: np.ndarray) -> np.ndarray:
        assert [view.words for view in views] == [("no", SPECIAL[2])]
        return -linear


def test_the_network_has_the_last_word_and_the_linear_part_names_the_cue() -> None:
    seen = line("no stroke", 1, 2)
    known = fingerprints([("- no", (0, 0))])
    rows = np.zeros((1, len(ASSERTIONS)), np.float32)
    rows[0] = [1, -2, 0, 0, 0, 0, 0]
    assert ContextModel("en", known, rows).judgement(seen, 0) == PRESENT
    turned = ContextModel("en", known, rows, net=_Turned())
    assert turned.judgement(seen, 0) == Judgement("negated", (0, 1))


def test_the_shipped_model_knows_more_than_the_rules_say() -> None:
    seen = line("her aunt once had a stroke there", 5, 6)
    assert embedded("en").judgement(seen, 0).assertion != "present"


@pytest.mark.parametrize(
    ("language", "text", "keyword", "assertion"),
    [
        ("en", "we hung the leaflet about stroke beside the door", "stroke", "hypothetical"),
        ("en", "he is having a stroke right now", "stroke", "present"),
        ("zh", "他爷爷那年中风走的", "stroke", "family"),
        ("zh", "病人中风了快来", "stroke", "present"),
    ],
)
def test_the_product_asks_it(
    understander: Understander, language: Language, text: str, keyword: str, assertion: str
) -> None:
    alerts = understander.understand_line(text, language)["alerts"]
    assert [(one["keyword"], one["assertion"]) for one in alerts] == [(keyword, assertion)]


def test_a_missing_or_foreign_model_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="not a readable model"):
        ContextModel.load(tmp_path / "gone", "en")
    (tmp_path / CONFIG).write_text(json.dumps({"assertions": ["yes"]}))
    with pytest.raises(ResourceError, match="another version"):
        ContextModel.load(tmp_path, "en")


@pytest.mark.parametrize("array", ["weights", "vocabulary"])
def test_weights_that_do_not_fit_are_refused(tmp_path: Path, array: str) -> None:
    (tmp_path / CONFIG).write_text(json.dumps({"assertions": list(ASSERTIONS)}))
    with np.load(MODELS / FOLDER / "en.npz") as shipped:
        arrays = dict(shipped)
    np.savez(tmp_path / "en.npz", **arrays)
    ContextModel.load(tmp_path, "en")
    np.savez(tmp_path / "en.npz", **{**arrays, array: arrays[array][:-9]})
    with pytest.raises(ResourceError, match="not a readable model"):
        ContextModel.load(tmp_path, "en")

import json
from pathlib import Path

import pytest

from app.bench.understanding_context import cases, figures, judged, words_of
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.understanding import Understander
from app.training.noisy_text import Marked, heard_as


@pytest.fixture(scope="module")
def understander() -> Understander:
    return Understander.load(RESOURCES)


def row(text: str, term: str | None, assertion: str | None, *, loud: bool) -> str:
    keyword = None if term is None else "stroke"
    case = {"text": text, "keyword": keyword, "term": term, "assertion": assertion}
    return json.dumps(case | {"interrupts": loud}, ensure_ascii=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    lines = [
        row("He has a stroke.", "stroke", "present", loud=True),
        row("No stroke.", "stroke", "negated", loud=False),
        row("Stroke volume is low.", None, None, loud=False),
        row("He has a stroke, I say.", "stroke", "negated", loud=False),
    ]
    path = tmp_path / "cases.jsonl"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_case_is_judged_by_its_assertion_and_its_interruption(
    file: Path, understander: Understander
) -> None:
    found = [judged(case, "as given", "en", understander) for case in cases(file)]
    assert [(one.asserted, one.interrupted) for one in found] == [
        (True, True),
        (True, True),
        (True, True),
        (False, False),
    ]


def test_figures_count_named_loud_and_quiet_cases(file: Path, understander: Understander) -> None:
    found = list(figures({"en": [file]}, understander, "cases", ("as given",)))
    assert [(one.count, round(one.value)) for one in found] == [(3, 67), (1, 100), (2, 50), (1, 0)]
    assert found[0].sentences == "English cases, as given"


def test_a_damaged_case_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cases.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    with pytest.raises(ResourceError, match=r"cases\.jsonl, line 1"):
        cases(path)


def test_the_words_of_a_mention_are_those_it_touches() -> None:
    assert words_of(Marked("no big stroke, here", 7, 13)) == (2, 2)
    assert words_of(Marked("没有脑梗死", 2, 5)) == (2, 4)


@pytest.mark.parametrize(
    ("text", "language", "bare"),
    [
        ("CT: no PE, at 14:02!", "en", "ct no pe at 14:02 "),
        ("BP 0.5; s/p v-fib", "en", "bp 0.5 s/p v fib"),
        ("无胸痛，否认 PE。", "zh", "无胸痛否认pe "),
    ],
)
def test_marks_go_and_numbers_stay(text: str, language: Language, bare: str) -> None:
    assert heard_as(Marked(text, 0, 0), "no marks", language).text == bare


@pytest.mark.parametrize(
    ("text", "term", "language"),
    [
        ("The patient was told that it is the stroke of the year.", "stroke", "en"),
        ("患者说他在做检查的时候被叫到过脑梗的事", "脑梗", "zh"),
    ],
)
def test_noise_is_the_same_each_time_and_spares_the_mention(
    text: str, term: str, language: Language
) -> None:
    given = Marked(text, text.index(term), text.index(term) + len(term))
    noisy = heard_as(given, "noise", language)
    assert noisy == heard_as(given, "noise", language)
    assert noisy.text[noisy.start : noisy.end] == term
    assert noisy.text != heard_as(given, "no marks", language).text

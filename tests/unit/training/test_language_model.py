"""The language model's recipe on a tiny corpus: its sums, its bytes, its file, its refusals."""

import math
from itertools import product
from pathlib import Path

import pytest

from app.domain.errors import ModelError
from app.speech.language_model import MARKS, RUNS, WORDS, LanguageModel, perplexity
from app.training.language_model import held_out, run, train
from app.training.options import TrainOptions

LINES = [
    "give aspirin now",
    "give aspirin please",
    "give morphine now",
    "the patient denies chest pain",
    "the patient denies leg pain",
    "chest pain now",
    "please give aspirin now",
    "odd",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("lm") / "en"
    train(LINES, "en", made)
    return made


@pytest.fixture(scope="module")
def model(folder: Path) -> LanguageModel:
    return LanguageModel.open(folder)


def chance(model: LanguageModel, line: str) -> float:
    return math.exp(model.log_probability(line)[0])


def listed(folder: Path) -> list[str]:
    return (folder / "words.txt").read_text(encoding="utf-8").split("\n")[len(MARKS) :]


def test_all_lines_of_up_to_three_words_and_what_goes_on_are_one(
    model: LanguageModel, folder: Path
) -> None:
    # lines that end within two words, and the rest: what is likely to go on after two
    words = [*listed(folder), "unlisted"]
    shorter = sum(
        chance(model, " ".join(line)) for n in (0, 1, 2) for line in product(words, repeat=n)
    )
    assert 0.05 < shorter < 1.0
    longer = sum(chance(model, " ".join(line)) for line in product(words, repeat=3))
    assert shorter < shorter + longer < 1.0 + 1e-3


@pytest.mark.parametrize("before", [(0,), (0, 3), (3, 4), (4, 5), (2, 2), (5, 2)])
def test_after_whatever_came_before_all_words_together_are_certain(
    model: LanguageModel, folder: Path, before: tuple[int, ...]
) -> None:
    size = len(listed(folder)) + len(MARKS)
    total = sum(math.exp(model._step(before, word)) for word in range(1, size))
    assert total == pytest.approx(1.0, abs=0.01)


def test_what_was_said_often_is_likelier_than_what_never_was(model: LanguageModel) -> None:
    assert chance(model, "give aspirin now") > chance(model, "give pain now")
    assert chance(model, "denies chest pain") > chance(model, "denies pain chest")


def test_a_word_counts_by_what_it_followed_not_by_how_often(tmp_path: Path) -> None:
    lines = ["san francisco"] * 9 + [
        "glasses here",
        "red glasses",
        "new glasses",
        "san new",
        "red san",
    ]
    train(lines, "en", tmp_path)
    model = LanguageModel.open(tmp_path)
    new = "unlisted "
    assert chance(model, new + "glasses") > chance(model, new + "francisco")


def test_a_word_that_is_not_listed_costs_more_than_any_that_is(model: LanguageModel) -> None:
    assert not model.knows("odd")
    assert model.knows("aspirin")
    assert not model.knows("<s>")
    assert chance(model, "give aspirin now") > chance(model, "give lisinopril now")


def test_units_are_words_and_hanzi(tmp_path: Path, model: LanguageModel) -> None:
    assert model.log_probability("Give aspirin, now.") == model.log_probability("give aspirin now")
    train(["患者胸痛", "患者头痛"], "zh", tmp_path)
    log, count = LanguageModel.open(tmp_path).log_probability("患者胸痛。")
    assert count == 4
    assert log < 0


def test_equal_texts_give_equal_bytes(folder: Path, tmp_path: Path) -> None:
    train(LINES, "en", tmp_path)
    for name in (WORDS, RUNS):
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes()


def test_the_recipe_leaves_a_part_out_and_fits_it(tmp_path: Path) -> None:
    run(TrainOptions(out=tmp_path))
    for language, line in (("en", "blood pressure one twenty over eighty"), ("zh", "血压正常")):
        model = LanguageModel.open(tmp_path / language)
        backwards = line[::-1] if language == "zh" else " ".join(line.split()[::-1])
        assert perplexity(model, [line]) < perplexity(model, [backwards])
    assert 5 <= sum(held_out(f"line {number}") for number in range(1000)) <= 40


def test_a_damaged_model_is_refused(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="models verify"):
        LanguageModel.open(tmp_path)
    for path in folder.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
        whole = (tmp_path / RUNS).read_bytes()
    for damaged in (b"no array", b"", whole[: len(whole) // 2]):
        (tmp_path / RUNS).write_bytes(damaged)
        with pytest.raises(ModelError, match="damaged"):
            LanguageModel.open(tmp_path)

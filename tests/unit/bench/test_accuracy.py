"""The accuracy bench with a product that needs no weights: sets, tables, sections, refusals."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from app.bench import accuracy, sentences
from app.bench.accuracy import AccuracyOptions
from app.bench.evaluation import Figure
from app.bench.hearing import Ears, heard_text, unflagged
from app.bench.sentences import read_sentences, some_sentences
from app.bench.voices import KNOWN, Said, Span
from app.domain.audio import SpeechRegion
from app.domain.errors import ResourceError
from tests.lexicons import shipped as lexicon
from tests.unit.bench.fake_product import product


class Echo:
    """Says every sentence as silence, with a word each half second."""

    name = KNOWN

    def say(self, text: str) -> Said | None:
        if "mute" in text:
            return None
        words = text.split()
        spans = tuple(Span(w, 0.25 + 0.5 * i, 0.75 + 0.5 * i) for i, w in enumerate(words))
        return Said(text, np.zeros(8000 * len(words) + 8000, np.float32), spans)


@pytest.fixture
def options(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AccuracyOptions:
    monkeypatch.setattr(sentences, "engines", lambda _: [Echo()])
    path = tmp_path / "en_few.tsv"
    path.write_text("a\tgive aspirin four milligrams\nb\tno chest pain\n", encoding="utf8")
    return AccuracyOptions((path,), "tiny", sets=("sentences",))


def rows(out: io.StringIO) -> dict[str, list[str]]:
    """Cells by measure, without its figure."""
    found = {}
    for row in out.getvalue().splitlines()[1:-1]:
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        found[" ".join(cells[3].split()[:-2])] = cells
    return found


def test_the_table_says_what_was_heard_right(options: AccuracyOptions) -> None:
    out = io.StringIO()
    accuracy.run(options, out, product("give aspirin four milligrams"), lexicon)
    found = rows(out)
    # 4 words wrong (two of three replaced, one wrong, one added) of 7
    assert found["WER"][2:4] == ["2", "WER 57.1 %"]
    assert found["numbers with unit right"][2:4] == ["1", "numbers with unit right 100.0 %"]
    assert found["drug names right, as written"][2:] == [
        "1", "drug names right, as written 100.0 %", "20.7 to 100.0", ">= 95",
    ]  # fmt: skip
    assert found["word start off by, median"][3].endswith(" 0.0 ms")


def test_wrong_doses_and_names_are_counted_as_wrong(options: AccuracyOptions) -> None:
    out = io.StringIO()
    accuracy.run(options, out, product("give insulin five milligrams"), lexicon)
    found = rows(out)
    assert found["numbers with unit right"][3].endswith(" 0.0 %")
    assert found["drug names right, as heard"][3].endswith(" 0.0 %")


def test_sentences_that_an_engine_cannot_say_are_left_out(
    options: AccuracyOptions, tmp_path: Path
) -> None:
    path = tmp_path / "en_mute.tsv"
    path.write_text("a\tno pain\nb\tmute\n", encoding="utf8")
    out = io.StringIO()
    accuracy.run(replace(options, paths=(path,)), out, product("no pain"), lexicon)
    assert rows(out)["WER"][2:4] == ["1", "WER 0.0 %"]


def test_a_set_writes_its_own_section(options: AccuracyOptions, tmp_path: Path) -> None:
    page = tmp_path / "EVALUATION.md"
    out = io.StringIO()
    accuracy.run(replace(options, page=page), out, product("no chest pain"), lexicon)
    text = page.read_text("utf-8")
    assert "<!-- section recogniser-sentences -->" in text
    assert out.getvalue().splitlines()[1] in text
    assert "Model tiny, sha256 abababababab." in text


def test_sets_that_need_recordings_are_left_out_without_them(
    options: AccuracyOptions, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def noted(name: str) -> Callable[[Ears, AccuracyOptions], Iterator[Figure]]:
        def measure(ears: Ears, options: AccuracyOptions) -> Iterator[Figure]:
            asked.append(name)
            return iter(())

        return measure

    made = {name: replace(one, measure=noted(name)) for name, one in accuracy.SETS.items()}
    monkeypatch.setattr(accuracy, "SETS", made)
    accuracy.run(replace(options, sets=()), io.StringIO(), product(""), lexicon)
    assert asked == ["sentences", "values", "prompts"]
    accuracy.run(replace(options, sets=(), data=Path()), io.StringIO(), product(""), lexicon)
    assert asked[3:] == list(accuracy.SETS)


def test_a_set_that_lacks_its_recordings_says_so(options: AccuracyOptions) -> None:
    with pytest.raises(ResourceError, match="--data"):
        accuracy.run(replace(options, sets=("noise",)), io.StringIO(), product(""), lexicon)


def test_unknown_sets_and_no_sentences_are_refused(options: AccuracyOptions) -> None:
    with pytest.raises(ResourceError, match="'nois' is no set"):
        accuracy.run(replace(options, sets=("nois",)), io.StringIO(), product(""), lexicon)
    with pytest.raises(ResourceError, match="no sentences to measure with"):
        accuracy.run(replace(options, paths=()), io.StringIO(), product(""), lexicon)


def test_a_sample_is_drawn_from_the_whole_file_and_keeps_its_order(tmp_path: Path) -> None:
    path = tmp_path / "en_many.tsv"
    path.write_text("".join(f"{n}\t{n:03}\n" for n in range(100)), encoding="utf8")
    few = some_sentences(path, 10, seed=0)
    assert len(few) == 10
    assert few == sorted(few)
    assert few[-1] > "050"
    assert few == some_sentences(path, 10, seed=0)
    assert len(some_sentences(path, 400, seed=0)) == 100


def test_sentences_are_the_last_column(tmp_path: Path) -> None:
    path = tmp_path / "en.tsv"
    path.write_text("a1\tno chest pain\na2\tgive aspirin\n", encoding="utf8")
    assert read_sentences(path) == ["no chest pain", "give aspirin"]
    (tmp_path / "none.tsv").write_text("nothing here\n", encoding="utf8")
    with pytest.raises(ResourceError, match="no sentence"):
        read_sentences(tmp_path / "none.tsv")
    with pytest.raises(ResourceError, match="cannot read"):
        read_sentences(tmp_path / "absent.tsv")


def test_ears_ask_the_detector_only_about_recordings() -> None:
    ears = Ears(product("no pain"), lexicon)
    loud = np.ones(32_000, np.float32)
    assert ears.whole(loud, "en").region == SpeechRegion(0.0, 2.0)
    (half,) = ears.recording(loud, "en")
    assert half.region == SpeechRegion(0.0, 1.0)
    assert heard_text(half) == "no pain"
    assert ears.recording(np.zeros(32_000, np.float32), "en") == ()
    assert ears.audio_s == 4.0


def test_doubted_words_are_not_counted() -> None:
    heard = Ears(product("thank you"), lexicon).whole(np.zeros(16_000, np.float32), "en")
    assert [word.text for word in unflagged(heard)] == ["you"]

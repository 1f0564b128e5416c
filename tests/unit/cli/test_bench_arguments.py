"""What `erscribe bench` is told, and what it makes of it."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.bench import accuracy, explain
from app.bench.evaluation import EVALUATION
from app.cli import develop
from app.cli.parser import build_parser
from app.domain.errors import ModelError, ResourceError

Options = accuracy.AccuracyOptions


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[Options]:
    """The options of every run of the accuracy bench, which measures nothing here."""
    seen: list[Options] = []
    monkeypatch.setattr(accuracy, "run", lambda options, *_: seen.append(options))
    return seen


def bench(*argv: str) -> int:
    return develop.bench(build_parser().parse_args(["bench", "accuracy", *argv]))


def test_without_options_every_reporting_sentence_is_measured(told: list[Options]) -> None:
    assert bench() == 0
    (options,) = told
    names = [path.name for path in options.paths]
    assert {"en_sentences.tsv", "zh_sentences.tsv"} <= set(names)
    assert "demo_sentences.tsv" not in names
    assert (options.model, options.sets, options.page) == ("recognizer-embedded", (), None)
    assert options.data is None
    assert [path.name for path in options.values] == ["en_values.tsv", "zh_values.tsv"]


def test_options_reach_the_bench(told: list[Options], tmp_path: Path) -> None:
    bench(
        "a.tsv", "--sets", "noise,room", "--data", str(tmp_path), "--most", "7", "--write",
        "--seed", "3", "--model", "other",
    )  # fmt: skip
    (options,) = told
    expected = Options((Path("a.tsv"),), "other", options.values, tmp_path, ("noise", "room"), 3, 7)
    assert options == replace(expected, page=EVALUATION)


def test_quick_is_a_small_sample(told: list[Options]) -> None:
    bench("--quick")
    assert told[0].most == accuracy.QUICK


def test_explain_reads_a_corpus_and_measures_nothing(
    told: list[Options], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(explain, "run", lambda *given: asked.append(given))
    bench("--explain", str(tmp_path / "corpus"), "--model", str(tmp_path))
    assert asked[0][:2] == (tmp_path, tmp_path / "corpus")
    assert told == []


def test_an_unknown_recogniser_is_refused() -> None:
    with pytest.raises(ModelError, match="no model is called 'nothing'"):
        accuracy.model_directory("nothing")


def test_fewer_than_one_clip_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        bench("--most", "0")
    assert "at least 1" in capsys.readouterr().err


@pytest.mark.parametrize("what", ["keywords", "diarization", "speakers"])
def test_a_bench_that_writes_no_page_says_so(what: str) -> None:
    with pytest.raises(ResourceError, match="leave --write out"):
        develop.bench(build_parser().parse_args(["bench", what, "--write"]))


@pytest.mark.parametrize("what", ["pipeline", "quantization", "recognition"])
def test_so_many_passes_as_were_asked_for(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Any] = []
    monkeypatch.setattr(f"app.bench.{what}.run", lambda _out, chosen, *_: asked.append(chosen))
    develop.bench(build_parser().parse_args(["bench", what, "--repeats", "9"]))
    assert asked[0].repeats == 9

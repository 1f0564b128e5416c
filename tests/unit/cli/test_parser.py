"""The command line as its contract says."""

from pathlib import Path

import pytest

from app.cli.parser import build_parser


def test_formats_are_split_and_repeats_dropped() -> None:
    arguments = build_parser().parse_args(["transcribe", "a.wav", "--format", "json,srt,json"])
    assert arguments.format == ("json", "srt")
    assert arguments.files == [Path("a.wav")]


def test_no_verb_means_the_window() -> None:
    assert build_parser().parse_args([]).action == ("app.cli.opening", "run")


@pytest.mark.parametrize(
    "argv",
    [
        ["transcribe"],
        ["transcribe", "a.wav", "--format", "pdf"],
        ["transcribe", "a.wav", "--min-speakers", "0"],
        ["transcribe", "a.wav", "--max-speakers", "two"],
        ["lexicon"],
        ["lexicon", "correct", "--confidence", "2"],
        ["dance"],
    ],
)
def test_a_wrong_call_exits_with_2(argv: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        build_parser().parse_args(argv)
    assert caught.value.code == 2
    assert "erscribe" in capsys.readouterr().err

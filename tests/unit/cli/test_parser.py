"""The command line as its contract says."""

from pathlib import Path

import pytest

from app.cli.parser import build_parser
from app.cli.parser_window import quick_parser


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


@pytest.mark.parametrize(
    "argv",
    [
        [],
        ["--open", "a.wav", "b.wav"],
        ["--toggle"],
        ["--start-hidden"],
        ["--tell-times"],
        ["capture-process", "--arm=", "--preroll=2.0"],
        ["speech-process", "--data", "here"],
    ],
)
def test_what_is_waited_for_is_read_alike_by_a_parser_of_its_own(argv: list[str]) -> None:
    quick = quick_parser(argv)
    assert quick is not None
    found = vars(quick.parse_args(argv))
    whole = vars(build_parser().parse_args(argv))
    assert found == {name: whole[name] for name in found}
    assert not any(value for name, value in whole.items() if name not in found)


@pytest.mark.parametrize(
    "argv", [["demo"], ["--help"], ["--version"], ["-h"], ["--open", "a", "-h"], ["dance"]]
)
def test_everything_else_is_read_by_the_whole(argv: list[str]) -> None:
    assert quick_parser(argv) is None

"""Options over settings, file names, and what is written where."""

import argparse
from pathlib import Path

import pytest

from app.cli.parser import build_parser
from app.cli.transcribe import WRITERS, chosen_settings, deliver, output_names, writable_directory
from app.domain.errors import AppError, SettingsError
from tests.fakes import finished_job


def options(*argv: str) -> argparse.Namespace:
    return build_parser().parse_args(["transcribe", "a.wav", *argv])


def test_options_win_over_saved_settings_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('languages = "zh"\nmax_speakers = 5\n')
    settings = chosen_settings(options("--lang", "en", "--device", "cpu"))
    assert (settings.languages, settings.device, settings.max_speakers) == ("en", "cpu", 5)


def test_more_speakers_at_least_than_at_most_is_a_wrong_call() -> None:
    with pytest.raises(SettingsError, match="--min-speakers 3") as caught:
        chosen_settings(options("--min-speakers", "3", "--max-speakers", "2"))
    assert caught.value.exit_code == 2


def test_an_unknown_note_template_is_a_wrong_call_that_names_those_there_are() -> None:
    with pytest.raises(
        SettingsError, match=r"no note template 'x'.*trauma \(Trauma note\)"
    ) as caught:
        chosen_settings(options("--template", "x"))
    assert caught.value.exit_code == 2
    assert chosen_settings(options("--template", "ji_zhen_bing_li")).note_template == (
        "ji_zhen_bing_li"
    )


def test_results_are_named_after_their_files_and_never_overwrite_each_other() -> None:
    files = [Path("a/one.wav"), Path("a/two.wav"), Path("b/two.mp3")]
    assert output_names(files) == {
        files[0]: "one",
        files[1]: "two.wav",
        files[2]: "two.mp3",
    }


def test_every_format_is_written_into_the_directory(tmp_path: Path) -> None:
    deliver(finished_job(), tuple(WRITERS), tmp_path, "visit")
    assert {path.name for path in tmp_path.glob("visit.*")} == {f"visit.{kind}" for kind in WRITERS}
    assert all(path.stat().st_size > 20 for path in tmp_path.glob("visit.*"))


def test_one_format_without_a_directory_goes_to_stdout(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    deliver(finished_job(), ("rttm",), None, "visit")
    assert capfdbinary.readouterr().out.startswith(b"SPEAKER r1 1 ")


def test_a_directory_that_cannot_be_made_is_said_before_any_work(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(AppError, match="choose another --out"):
        writable_directory(tmp_path / "file" / "below")


def test_a_result_that_cannot_be_written_names_the_file(tmp_path: Path) -> None:
    (tmp_path / "visit.txt").mkdir()
    with pytest.raises(AppError, match=r"visit\.txt"):
        deliver(finished_job(), ("txt",), tmp_path, "visit")

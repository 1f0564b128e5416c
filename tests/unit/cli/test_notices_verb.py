"""`erscribe notices test`, without a receiver in reach."""

from argparse import Namespace
from pathlib import Path
from typing import Literal

import pytest

from app.cli import notices
from app.domain.errors import SettingsError
from app.paths import config_file

NOTHING = Namespace()


def test_without_a_channel_the_settings_that_open_one_are_named(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert notices.test(NOTHING) == 3
    said = capsys.readouterr()
    assert all(name in said.err for name in ("notify_webhook", "notify_smtp", "notify_mllp"))
    assert said.out == ""


def test_every_channel_is_tried_and_each_outcome_is_printed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # secrets that cannot be read: each channel fails before it opens a connection
    absent = f"file:{tmp_path}/absent"
    config_file().write_text(
        f"""
        notify_webhook = "https://duty.test/hook"
        notify_webhook_token = "{absent}"
        notify_smtp = "mail.test:587"
        notify_smtp_from = "er@hospital.test"
        notify_smtp_to = "duty@hospital.test"
        notify_smtp_login = "{absent}"
        """,
        "utf-8",
    )
    assert notices.test(NOTHING) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in lines] == ["FAILED webhook", "FAILED smtp"]
    assert "notify_webhook_token" in lines[0]


def test_the_code_is_0_when_all_took_it(capsys: pytest.CaptureFixture[str]) -> None:
    class Taking:
        channel: Literal["mllp"] = "mllp"

        def send(self, notice: object) -> str:
            return "taken"

    assert notices.try_all([Taking()], "ER 2") == 0
    assert capsys.readouterr().out == "ok     mllp: taken\n"


def test_a_wrong_setting_is_an_error_of_its_own() -> None:
    config_file().write_text('notify_mllp = "engine"\n', "utf-8")
    with pytest.raises(SettingsError, match="notify_mllp"):
        notices.test(NOTHING)

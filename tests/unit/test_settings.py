"""Settings are checked one by one."""

from pathlib import Path

import pytest

from app.domain.errors import SettingsError
from app.paths import policy_file
from app.settings import Settings, levels, load


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path / "none.toml") == Settings()


def test_known_settings_are_read(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text('languages = "zh"\nmax_speakers = 4\n', encoding="utf-8")
    assert load(file) == Settings(languages="zh", max_speakers=4)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("colour = 1", "colour"),
        ('languages = "fr"', "languages"),
        ('max_speakers = "two"', "max_speakers"),
        ("max_speakers = true", "max_speakers"),
        ("recognizer = 3", "recognizer"),
        ("= broken", "TOML"),
        ('notify_desktop = "yes"', "notify_desktop"),
        ("notify_sound = 1", "notify_sound"),
        ("notify_webhook = true", "notify_webhook"),
        ('notify_levels = "red,grey"', "notify_levels"),
        ('notify_site = "ER\\n2"', "notify_site"),
        ('notify_webhook = "http://duty.test/"', "'notify_webhook' needs https"),
        ('notify_webhook_token = "s3cret"', "'notify_webhook_token' is env:VARIABLE or file:PATH"),
        ('notify_webhook_token = "env:"', "notify_webhook_token"),
        ('notify_proxy = "tls://proxy.test:1"', "notify_proxy"),
        ('notify_smtp = "mail.test"', "'notify_smtp' needs host:port"),
        ('notify_smtp_from = "nobody"', "notify_smtp_from"),
        ('notify_smtp_to = "nobody"', "notify_smtp_to"),
        ('notify_smtp_login = "user:word"', "notify_smtp_login"),
        ('store_url = "postgresql://a:b@localhost/c"', "'store_url' must not hold a password"),
        ('store_url = "postgresql://a@db.example/c"', "'store_url' needs .sslrootcert"),
        ('store_password = "s3cret"', "'store_password' is env:VARIABLE or file:PATH"),
        ('notify_mllp = "mllp://engine.test:2575"', "notify_mllp"),
        ('notify_smtp = "mail.test:25"', "needs notify_smtp_from and notify_smtp_to"),
    ],
)
def test_a_bad_setting_is_named_with_its_file(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "s.toml"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=named) as caught:
        load(file)
    assert str(file) in str(caught.value)


def test_nobody_is_told_of_alerts_outside_until_a_setting_says_so() -> None:
    settings = Settings()
    assert (settings.notify_webhook, settings.notify_smtp, settings.notify_mllp) == ("", "", "")
    assert levels(settings.notify_levels) == {"red"}


def test_whom_to_tell_is_read(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(
        """
        notify_levels = "red, amber"
        notify_sound = false
        notify_site = "急诊 2"
        notify_webhook = "https://duty.test/hook"
        notify_webhook_token = "env:DUTY_TOKEN"
        notify_proxy = ""
        notify_smtp = "tls://mail.test:465"
        notify_smtp_from = "er@hospital.test"
        notify_smtp_to = "duty@hospital.test, head@hospital.test"
        notify_smtp_login = "file:/run/secrets/mail"
        notify_mllp = "127.0.0.1:2575"
        """,
        encoding="utf-8",
    )
    settings = load(file)
    assert levels(settings.notify_levels) == {"red", "amber"}
    assert settings.notify_desktop
    assert not settings.notify_sound
    assert settings.notify_site == "急诊 2"


def test_a_refused_setting_does_not_repeat_what_may_be_a_secret(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    for key in ("notify_webhook_token", "notify_smtp_login", "notify_webhook"):
        file.write_text(f'{key} = "https://user:s3cret@duty.test/"', encoding="utf-8")
        with pytest.raises(SettingsError) as caught:
            load(file)
        assert "s3cret" not in str(caught.value)


def test_what_the_policy_of_a_machine_fixes_holds_over_a_users_file(tmp_path: Path) -> None:
    file, policy = tmp_path / "s.toml", tmp_path / "policy.toml"
    file.write_text('languages = "zh"\ndevice = "cuda"\n', encoding="utf-8")
    policy.write_text('by = "IT"\n[settings]\ndevice = "cpu"\n', encoding="utf-8")
    assert load(file, policy) == Settings(languages="zh", device="cpu")
    assert load(file, tmp_path / "none.toml").device == "cuda"


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('device = "cpu"', "unknown 'device'"),
        ('[settings]\ndevice = "tpu"', "'device' is one of auto, cpu, cuda"),
        ("[settings]\ncolour = 1", "unknown setting 'colour'"),
        ("settings = 1", r"\[settings\] a table"),
        ("by = 1", "'by' is a text"),
        ("= broken", "not a readable TOML file"),
    ],
)
def test_a_policy_that_cannot_be_used_is_an_error(tmp_path: Path, text: str, named: str) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=named) as caught:
        load(tmp_path / "none.toml", policy)
    assert str(policy) in str(caught.value)


def test_what_a_policy_adds_must_go_together_with_the_users_file(tmp_path: Path) -> None:
    policy = tmp_path / "policy.toml"
    policy.write_text('[settings]\nldap_url = "ldaps://dc.test"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="ldap_base"):
        load(tmp_path / "none.toml", policy)


def test_no_variable_of_the_users_moves_the_policy(monkeypatch: pytest.MonkeyPatch) -> None:
    before = policy_file()
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS", "ERSCRIBE_CONFIG"):
        monkeypatch.setenv(name, "/elsewhere")
    assert policy_file() == before

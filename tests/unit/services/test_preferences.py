"""The settings file keeps what its user wrote, and takes only what may be."""

from pathlib import Path

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor, Profile
from app.domain.errors import SettingsError, StoreError
from app.services.preferences import SECURITY, Preferences, SettingError
from app.settings import KINDS, Settings, load

WRITTEN = """# of bay 2, ask Kim before you change it
microphone = "Desk" # the left one

languages = "zh"
"""


def preferences(folder: Path, profile: Profile = "sandbox", policy: str = "") -> Preferences:
    if policy:
        (folder / "policy.toml").write_text(policy, encoding="utf-8")
    return Preferences(folder / "s.toml", folder / "policy.toml", lambda: profile)


def test_comments_and_order_of_the_file_stay(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(WRITTEN, encoding="utf-8")
    held = preferences(tmp_path).change({"microphone": 'Room "A"', "preroll": True})
    assert held.settings == Settings(microphone='Room "A"', languages="zh", preroll=True)
    assert file.read_text(encoding="utf-8") == (
        WRITTEN.replace('"Desk"', '"Room \\"A\\""') + "preroll = true\n"
    )


def test_a_file_that_is_not_there_yet_is_made(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "s.toml"
    one = Preferences(file, tmp_path / "none.toml", lambda: "sandbox")
    one.change({"max_speakers": 3})
    assert load(file) == Settings(max_speakers=3)


def test_a_default_that_nobody_wrote_is_not_written(tmp_path: Path) -> None:
    preferences(tmp_path).change({"languages": "auto"})
    assert not (tmp_path / "s.toml").exists()


def test_none_takes_a_setting_out_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text("min_speakers = 2\n# kept\n", encoding="utf-8")
    held = preferences(tmp_path).change({"min_speakers": None})
    assert held.settings.min_speakers is None
    assert (tmp_path / "s.toml").read_text(encoding="utf-8") == "# kept\n"


def test_a_change_is_taken_back_step_by_step(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    file.write_text(WRITTEN, encoding="utf-8")
    one = preferences(tmp_path)
    assert not one.held().undoable
    one.change({"microphone": "Room"})
    one.change({"preroll": True, "languages": "en"})
    assert one.undo().settings == Settings(microphone="Room", languages="zh")
    back = one.undo()
    assert (back.undoable, file.read_text(encoding="utf-8")) == (False, WRITTEN)
    assert one.undo().settings == back.settings


def test_taking_back_leaves_what_somebody_else_changed_meanwhile(tmp_path: Path) -> None:
    file = tmp_path / "s.toml"
    one = preferences(tmp_path)
    one.change({"microphone": "Room"})
    file.write_text('microphone = "Room"\nlanguages = "zh"\n', encoding="utf-8")
    assert one.undo().settings == Settings(languages="zh")


@pytest.mark.parametrize(
    ("values", "key", "reason"),
    [
        ({"languages": "fr"}, "languages", "is one of auto, en, zh"),
        ({"max_speakers": "two"}, "max_speakers", "wrong type"),
        ({"notify_webhook": "http://duty.test/"}, "notify_webhook", "https"),
        ({"notify_smtp": "mail.test:25"}, "notify_smtp", "notify_smtp_from"),
        ({"ldap_url": "ldaps://dc.test"}, "ldap_url", "ldap_base"),
    ],
)
def test_what_may_not_be_is_named_and_nothing_is_written(
    tmp_path: Path, values: dict[str, object], key: str, reason: str
) -> None:
    with pytest.raises(SettingError, match=reason) as caught:
        preferences(tmp_path).change({"preroll": True, **values})
    assert (caught.value.key, (tmp_path / "s.toml").exists()) == (key, False)


def test_what_a_policy_fixes_holds_and_is_not_changed(tmp_path: Path) -> None:
    (tmp_path / "s.toml").write_text('device = "cuda"\n', encoding="utf-8")
    one = preferences(tmp_path, policy='by = "IT, 4711"\n[settings]\ndevice = "cpu"\n')
    held = one.held()
    assert (held.settings.device, dict(held.locked)) == ("cpu", {"device": "policy"})
    assert held.policy_by == "IT, 4711"
    with pytest.raises(SettingError, match="'device' is not changed here"):
        one.change({"device": "auto"})


def test_what_is_a_matter_of_security_is_not_changed_in_a_clinical_store(tmp_path: Path) -> None:
    one = preferences(tmp_path, "clinical")
    assert set(one.held().locked) == SECURITY
    assert KINDS.keys() > SECURITY
    with pytest.raises(SettingError, match="'ldap_url' is not changed here"):
        one.change({"ldap_url": "ldaps://dc.test"})
    assert one.change({"microphone": "Room"}).settings.microphone == "Room"


def test_a_folder_that_takes_no_file_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("", encoding="utf-8")
    one = Preferences(tmp_path / "taken" / "s.toml", tmp_path / "none.toml", lambda: "sandbox")
    with pytest.raises(SettingsError):
        one.change({"preroll": True})


def test_a_link_stays_a_link_and_its_rights_stay(tmp_path: Path) -> None:
    real, link = tmp_path / "real.toml", tmp_path / "s.toml"
    real.write_text("preroll = false\n", encoding="utf-8")
    real.chmod(0o640)
    link.symlink_to(real)
    preferences(tmp_path).change({"preroll": True})
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "preroll = true\n"
    assert real.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".settings")] == []


def test_who_chooses_how_speech_is_recognised_is_written_down_first(tmp_path: Path) -> None:
    noted: list[tuple[str, object]] = []
    nurse = Actor("u-1", "Kim", "nurse")

    def note(actor: Actor, chosen: object) -> None:
        assert not (tmp_path / "s.toml").exists() or len(noted) > 0
        noted.append((actor.id, chosen))

    one = Preferences(tmp_path / "s.toml", tmp_path / "p.toml", lambda: "clinical", note)
    one.change({"recognizer": "large", "device": "cuda", "preroll": True}, nurse)
    one.change({"microphone": "Desk"}, nurse)
    one.undo(nurse)
    one.undo(nurse)
    assert noted == [
        ("u-1", {"recognizer": "large", "device": "cuda"}),
        ("u-1", {"recognizer": None, "device": None}),
    ]


def test_a_choice_that_cannot_be_written_down_is_not_made(tmp_path: Path) -> None:
    def note(*_: object) -> None:
        raise StoreError("the database is locked")

    one = Preferences(tmp_path / "s.toml", tmp_path / "p.toml", lambda: "clinical", note)
    with pytest.raises(StoreError):
        one.change({"device": "cuda"}, Actor("u-1", "Kim", "nurse"))
    assert load(tmp_path / "s.toml") == Settings()
    sandbox = Preferences(tmp_path / "s.toml", tmp_path / "p.toml", lambda: "sandbox", note)
    assert sandbox.change({"device": "cuda"}, SANDBOX_ACTOR).settings.device == "cuda"

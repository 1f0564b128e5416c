"""The settings page: checked at the control, kept whole, taken back, locked where it must be."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from app.domain.access import SANDBOX_ACTOR, Profile
from app.domain.errors import DeviceError, SettingsError
from app.gui.look import interim_ink
from app.gui.pages.parts import SettingsParts
from app.gui.pages.setting_fields import Choice, Count, Line, Toggle
from app.gui.pages.setting_texts import GROUPS, texts
from app.gui.pages.settings_page import SettingsPage
from app.gui.pages.site_facts import fact_names
from app.services.preferences import Preferences
from app.services.proposals import SITE_FACTS
from app.settings import KINDS, Settings, load
from tests.window_walk import left_in

AT_ONCE = frozenset({"window_language", "window_look"})
POLICY = 'by = "Hospital IT"\n[settings]\ndevice = "cpu"\n'


class Desk:
    """A settings page over a real file."""

    def __init__(self, qtbot: QtBot, folder: Path, profile: Profile = "sandbox") -> None:
        self.file, self.policy = folder / "settings.toml", folder / "policy.toml"
        self.profile: Profile = profile
        self.facts: Mapping[str, str] | None = None
        self.suggested: Mapping[str, tuple[str, ...]] = {"microphone": ("Desk", "Ceiling")}
        self.changes: list[Settings] = []
        self.qtbot = qtbot

    def open(self) -> SettingsPage:
        facts = self.facts
        parts = SettingsParts(
            lambda: Preferences(self.file, self.policy, lambda: self.profile),
            lambda: self.suggested,
            None if facts is None else lambda: facts,
            AT_ONCE,
        )
        page = SettingsPage(parts, lambda _, __, chosen: chosen("/srv/backups"))
        page.changed.connect(self.changes.append)
        self.qtbot.addWidget(page)
        page.act_as(SANDBOX_ACTOR)
        page.show()
        self.qtbot.waitUntil(lambda: page._held is not None and page.file.text() != "")
        return page

    def save(self, page: SettingsPage) -> None:
        before = len(self.changes)
        page.save.click()
        self.qtbot.waitUntil(lambda: len(self.changes) > before)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Desk:
    return Desk(qtbot, tmp_path)


def line(page: SettingsPage, key: str) -> QLineEdit:
    return cast(Line, page.row(key).field).line


def choice(page: SettingsPage, key: str) -> QComboBox:
    return cast(Choice, page.row(key).field).box


def toggle(page: SettingsPage, key: str) -> QCheckBox:
    return cast(Toggle, page.row(key).field).box


def count(page: SettingsPage, key: str) -> QSpinBox:
    return cast(Count, page.row(key).field).box


def pick(page: SettingsPage, key: str, value: str) -> None:
    box = choice(page, key)
    box.setCurrentIndex(box.findData(value))


def test_every_setting_has_its_place_and_its_words() -> None:
    placed = [key for keys in GROUPS.values() for key in keys]
    assert sorted(placed) == sorted(KINDS)
    assert texts().keys() == KINDS.keys()


def test_what_the_file_says_is_shown_with_names_and_defaults(desk: Desk) -> None:
    desk.file.write_text(
        'languages = "zh"\nmax_speakers = 4\nmicrophone = "Bay 2"\nnotify_sound = false\n',
        encoding="utf-8",
    )
    page = desk.open()
    assert choice(page, "languages").currentText() == "Mandarin"
    assert choice(page, "microphone").currentText() == "Bay 2"
    assert (count(page, "max_speakers").value(), count(page, "min_speakers").text()) == (
        4,
        "not said",
    )
    assert not toggle(page, "notify_sound").isChecked()
    assert page.row("languages").default.text() == "default: English and Mandarin"
    assert page.row("notify_sound").default.text() == "default: on"
    assert str(desk.file) in page.file.text()
    assert not page.busy()
    assert not page.save.isEnabled()


def test_values_in_a_form_of_their_own_are_shown_and_are_no_change(desk: Desk) -> None:
    desk.file.write_text(
        'notify_levels = "red, amber"\nmax_speakers = 40\nnotify_site = " ER 2 "\n',
        encoding="utf-8",
    )
    page = desk.open()
    page.show_group("notices")
    assert choice(page, "notify_levels").currentText() == "red, amber"
    assert count(page, "max_speakers").value() == 40
    assert line(page, "notify_site").text().strip() == "ER 2"
    assert not page.busy()


def test_what_another_page_changed_is_shown_when_one_comes_back(desk: Desk) -> None:
    page = desk.open()
    page.hide()
    desk.file.write_text('recognizer = "large"\n', encoding="utf-8")
    page.show()
    desk.qtbot.waitUntil(lambda: choice(page, "recognizer").currentText() == "large")


def test_who_leaves_while_it_is_saved_leaves_a_page_that_works(desk: Desk) -> None:
    page = desk.open()
    pick(page, "languages", "en")
    page.save.click()
    page.forget()
    page.act_as(SANDBOX_ACTOR)
    desk.qtbot.waitUntil(lambda: choice(page, "languages").currentText() == "English")
    assert choice(page, "languages").isEnabled()


def test_a_change_is_kept_with_the_comments_of_the_file(desk: Desk) -> None:
    desk.file.write_text("# ask Kim\npreroll = false\n", encoding="utf-8")
    page = desk.open()
    toggle(page, "preroll").click()
    count(page, "min_speakers").setValue(2)
    pick(page, "chinese_script", "traditional")
    assert page.busy()
    desk.save(page)
    assert desk.file.read_text(encoding="utf-8").startswith("# ask Kim\npreroll = true\n")
    assert load(desk.file) == Settings(preroll=True, min_speakers=2, chinese_script="traditional")
    assert desk.changes == [load(desk.file)]
    assert "next start" in page.notice.text
    assert "next start" in page.row("preroll").notice.text
    assert page.row("languages").notice.text == ""


def test_what_the_window_applies_itself_says_nothing_of_a_restart(desk: Desk) -> None:
    page = desk.open()
    pick(page, "window_look", "dark")
    assert page.row("window_look").notice.text == "Not saved yet."
    desk.save(page)
    assert page.notice.text == "The settings were saved."
    assert desk.changes[-1].window_look == "dark"


def test_a_value_that_may_not_be_is_said_at_its_control_while_it_is_typed(desk: Desk) -> None:
    page = desk.open()
    page.show_group("notices")
    QTest.keyClicks(line(page, "notify_webhook"), "http://duty.example")
    notice = page.row("notify_webhook").notice
    assert (notice.tone, notice.isVisible()) == ("red", True)
    assert "https" in notice.text
    line(page, "notify_webhook").setText("https://duty.example/hook")
    assert notice.tone == "amber"
    line(page, "notify_webhook").setText("")
    assert notice.text == ""
    assert not page.busy()


def test_what_needs_another_setting_is_refused_and_shown_and_nothing_is_lost(desk: Desk) -> None:
    page = desk.open()
    line(page, "notify_smtp").setText("mail.test:25")
    page.save.click()
    desk.qtbot.waitUntil(lambda: page.notice.text != "")
    assert "Nothing was saved" in page.notice.text
    assert page.groups.currentItem().text() == "Notices of alerts"
    assert "notify_smtp_from" in page.row("notify_smtp").notice.text
    assert line(page, "notify_smtp").text() == "mail.test:25"
    assert (desk.file.exists(), desk.changes) == (False, [])


def test_a_change_is_taken_back(desk: Desk) -> None:
    page = desk.open()
    assert not page.undo.isEnabled()
    pick(page, "languages", "en")
    desk.save(page)
    page.undo.click()
    desk.qtbot.waitUntil(lambda: len(desk.changes) == 2)
    assert load(desk.file) == Settings()
    assert choice(page, "languages").currentText() == "English and Mandarin"
    assert not page.undo.isEnabled()


def test_what_was_typed_is_dropped_on_do_not_save(desk: Desk) -> None:
    page = desk.open()
    choice(page, "microphone").setEditText("Ceiling mic")
    assert page.discard.isEnabled()
    page.discard.click()
    assert choice(page, "microphone").currentText() == ""
    assert not page.busy()


def test_devices_of_this_machine_can_be_chosen(desk: Desk) -> None:
    page = desk.open()
    box = choice(page, "microphone")
    desk.qtbot.waitUntil(lambda: box.findData("Ceiling") >= 0)
    pick(page, "microphone", "Ceiling")
    desk.save(page)
    assert load(desk.file).microphone == "Ceiling"


def test_a_folder_is_chosen_with_the_button_beside_it(desk: Desk) -> None:
    page = desk.open()
    cast(Line, page.row("backup_dir").field).look.click()
    desk.save(page)
    assert load(desk.file).backup_dir == "/srv/backups"


def test_a_policy_locks_and_says_who_says_so(desk: Desk) -> None:
    desk.policy.write_text(POLICY, encoding="utf-8")
    page = desk.open()
    assert choice(page, "device").currentText() == "the processor"
    assert not page.row("device").field.isEnabled()
    assert "Hospital IT" in page.row("device").notice.text
    assert str(desk.policy) in page.row("device").notice.text
    assert page.row("languages").field.isEnabled()


def test_a_policy_without_a_name_still_says_where_it_is(desk: Desk) -> None:
    desk.policy.write_text('[settings]\ndevice = "cpu"\n', encoding="utf-8")
    page = desk.open()
    assert page.row("device").notice.text == f"Fixed for this machine ({desk.policy})."


def test_security_of_a_clinical_store_is_read_only_with_who_changes_it(
    qtbot: QtBot, tmp_path: Path
) -> None:
    desk = Desk(qtbot, tmp_path, "clinical")
    desk.facts = {"session_lock_s": "300"}
    page = desk.open()
    assert line(page, "ldap_url").isReadOnly()
    assert "keeps this workstation" in page.row("ldap_url").notice.text
    assert "clinical store" in page.file.text()
    assert toggle(page, "preroll").isEnabled()
    assert page.site is not None
    site = page.site
    qtbot.waitUntil(lambda: site.grid.text(1, 1) == "300")
    assert page.groups.item(page.groups.count() - 1).text() == "Rules of this site"
    assert [site.grid.text(0, at) for at in (1, 2)] == ["as built", "password_profile"]
    assert "erscribe site set NAME=VALUE" in site.how.text()
    assert fact_names().keys() == SITE_FACTS.keys()


def test_a_sandbox_has_no_rules_of_two_people(desk: Desk) -> None:
    page = desk.open()
    assert page.site is None
    assert not line(page, "ldap_url").isReadOnly()


def test_a_file_that_cannot_be_read_is_said(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text("= broken", encoding="utf-8")
    file = tmp_path / "settings.toml"
    page = SettingsPage(
        SettingsParts(lambda: Preferences(file, tmp_path / "p.toml", lambda: "sandbox"))
    )
    qtbot.addWidget(page)
    page.act_as(SANDBOX_ACTOR)
    page.show()
    qtbot.waitUntil(lambda: page.notice.tone == "red")
    assert "mend or delete it" in page.notice.text
    assert not page.save.isEnabled()


def test_microphones_that_cannot_be_listed_leave_the_settings_usable(
    qtbot: QtBot, tmp_path: Path
) -> None:
    def broken() -> Mapping[str, tuple[str, ...]]:
        raise DeviceError("no sound system; start it and open the settings again")

    file = tmp_path / "settings.toml"
    page = SettingsPage(
        SettingsParts(lambda: Preferences(file, tmp_path / "p.toml", lambda: "sandbox"), broken)
    )
    qtbot.addWidget(page)
    page.act_as(SANDBOX_ACTOR)
    page.show()
    qtbot.waitUntil(lambda: "no sound system" in page.notice.text)
    assert page._held is not None


def test_nothing_typed_stays_when_its_user_leaves(desk: Desk) -> None:
    page = desk.open()
    line(page, "notify_smtp_to").setText("canary@hospital.test")
    choice(page, "microphone").setEditText("Canary mic")
    page.forget()
    assert left_in(page, "canary") == []
    assert not page.busy()
    page.act_as(SANDBOX_ACTOR)
    desk.qtbot.waitUntil(lambda: page._held is not None)
    assert not page.undo.isEnabled()


def test_the_wheel_scrolls_the_page_and_changes_no_setting(desk: Desk) -> None:
    page = desk.open()
    box = choice(page, "languages")
    assert box.focusPolicy() is Qt.FocusPolicy.StrongFocus
    qtbot_wheel(box)
    assert box.currentData() == "auto"


def qtbot_wheel(box: QComboBox) -> None:
    from PySide6.QtCore import QPoint, QPointF  # noqa: PLC0415
    from PySide6.QtGui import QWheelEvent  # noqa: PLC0415

    event = QWheelEvent(
        QPointF(5, 5), QPointF(5, 5), QPoint(0, -120), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(box, event)


def test_keyboard_and_screen_reader_reach_every_control(desk: Desk) -> None:
    page = desk.open()
    for row in map(page.row, KINDS):
        focus = row.field.focus
        assert focus.accessibleName() == row.label.text()
        assert focus.accessibleDescription() == row.why.text()
        assert focus.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_grey_text_follows_a_dark_palette(desk: Desk) -> None:
    page = desk.open()
    before = QApplication.palette()
    try:
        QApplication.setPalette(QPalette(Qt.GlobalColor.black))
        desk.qtbot.waitUntil(
            lambda: (
                page.file.palette().color(QPalette.ColorRole.WindowText)
                == interim_ink(QApplication.palette())
            )
        )
    finally:
        QApplication.setPalette(before)


def test_an_error_of_the_disk_is_said_and_what_was_typed_stays(desk: Desk) -> None:
    page = desk.open()

    class Full(Preferences):
        def change(self, values: Mapping[str, object], by: object = None) -> object:  # type: ignore[override]
            raise SettingsError("the disk is full; nothing was changed")

    page._preferences = Full(desk.file, desk.policy, lambda: "sandbox")
    pick(page, "languages", "en")
    page.save.click()
    desk.qtbot.waitUntil(lambda: "disk is full" in page.notice.text)
    assert choice(page, "languages").currentText() == "English"
    assert page.save.isEnabled()

"""The pages that hold no patient's record, filled as a clinician meets them."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.access import SANDBOX_ACTOR
from app.gui.pages.parts import SettingsParts
from app.gui.pages.settings_page import SettingsPage
from app.services.preferences import SECURITY, Held, Lock, Preferences
from app.settings import Settings

FILE = Path("/home/er/.config/erscribe/settings.toml")
POLICY = Path("/etc/erscribe/policy.toml")


class FakePreferences(Preferences):
    """Settings in memory."""

    def __init__(self, settings: Settings, locked: Mapping[str, Lock], by: str = "") -> None:
        self._settings, self._locks, self._by = settings, locked, by

    def held(self) -> Held:
        return Held(self._settings, self._locks, FILE, POLICY, self._by, False)

    def change(self, values: Mapping[str, Any]) -> Held:
        return self.held()


SUGGESTED = {
    "microphone": ("SpeechMike Premium Air", "Built-in Audio Analog Stereo"),
    "recognizer": ("recognizer-embedded", "whisper-large-v3"),
}


def settings_page(
    settings: Settings | None = None,
    locked: Mapping[str, Lock] | None = None,
    *,
    site: bool = False,
) -> SettingsPage:
    kept = FakePreferences(settings or Settings(), locked or {}, "Hospital IT, extension 4711")
    facts = {"session_lock_s": "300", "retention_audio_days": "90"}
    page = SettingsPage(
        SettingsParts(
            lambda: kept, lambda: SUGGESTED, (lambda: facts) if site else None, frozenset()
        )
    )
    page.resize(1000, 700)
    page.act_as(SANDBOX_ACTOR)
    # read here and now, so that a picture shows it
    page._show((kept, kept.held()))
    page._suggest(SUGGESTED)
    if page.site is not None:
        page.site.show_facts(facts)
    return page


def _settings_wrong() -> QWidget:
    page = settings_page()
    page.show_group("notices")
    page.rows["notify_webhook"].field.line.setText("http://duty.example/hook")  # type: ignore[attr-defined]
    return page


def _settings_locked() -> QWidget:
    locked: dict[str, Lock] = {**dict.fromkeys(SECURITY, "clinical"), "device": "policy"}
    page = settings_page(Settings(device="cpu"), locked, site=True)
    page.show_group("recognition")
    return page


def _settings_site() -> QWidget:
    page = settings_page(locked=dict.fromkeys(SECURITY, "clinical"), site=True)
    page.groups.setCurrentRow(page.groups.count() - 1)
    return page


def _settings_security() -> QWidget:
    page = settings_page(locked=dict.fromkeys(SECURITY, "clinical"), site=True)
    page.show_group("directory")
    return page


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "settings_sound": settings_page,
        "settings_wrong": _settings_wrong,
        "settings_locked": _settings_locked,
        "settings_security": _settings_security,
        "settings_site": _settings_site,
    }

"""The settings file as the window changes it: checked, written whole, and taken back."""

import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Literal

from app.domain.access import Actor, Profile
from app.domain.errors import SettingsError
from app.settings import Policy, Settings, check, lacking, load, read, read_policy

Lock = Literal["policy", "clinical"]

SECURITY: Final = frozenset(
    {
        *("audit_anchor_dir", "backup_dir", "store_url", "store_password", "key_passphrase"),
        *("notify_levels", "notify_site", "notify_webhook", "notify_webhook_token"),
        *("notify_proxy", "notify_smtp", "notify_smtp_from", "notify_smtp_to"),
        *("notify_smtp_login", "notify_mllp"),
        *("ldap_url", "ldap_user_template", "ldap_base", "ldap_filter", "ldap_bind"),
        *("ldap_bind_password", "ldap_ca_file"),
    }
)
"""What no single user of a clinical store changes: who may come in, what is told outside, where
proofs and copies lie (permission P29)."""


COMPUTING: Final = frozenset({"recognizer", "device", "compute_type", "lexicon"})
"""What decides which words are heard and written: in a clinical store the audit log says who chose
it."""

Note = Callable[[Actor, Mapping[str, Any]], None]


class SettingError(SettingsError):
    """One setting cannot be so. key: which; reason: the rest of a sentence about it."""

    def __init__(self, key: str, reason: str) -> None:
        super().__init__(f"'{key}' {reason}")
        self.key, self.reason = key, reason


@dataclass(frozen=True, slots=True)
class Held:
    """What holds now. locked: by setting, what keeps it from being changed here.

    policy_by: who wrote the policy, "" when it does not say. undoable: a change can be taken back.
    """

    settings: Settings
    locked: Mapping[str, Lock]
    file: Path
    policy_file: Path
    policy_by: str = ""
    undoable: bool = False


class Preferences:
    """Reads and changes one settings file. What a user wrote into it beside stays: comments, order.

    Not for two threads at once.
    """

    def __init__(
        self,
        file: Path,
        policy: Path,
        profile: Callable[[], Profile],
        note: Note = lambda *_: None,
    ) -> None:
        """note: writes down for a clinical store who chose what of COMPUTING, before it is so."""
        self._file, self._policy, self._profile = file, policy, profile
        self._note = note
        self._before: list[dict[str, Any]] = []

    def held(self) -> Held:
        """Raises SettingsError when a file cannot be used."""
        policy = read_policy(self._policy)
        return Held(
            load(self._file, self._policy),
            self._locked(policy),
            self._file,
            self._policy,
            policy.by,
            bool(self._before),
        )

    def change(self, values: Mapping[str, Any], by: Actor | None = None) -> Held:
        """Set these; all of them, or none. A value of None takes a setting out of the file.

        Raises SettingError for one that cannot be so, SettingsError for a file that takes nothing,
        StoreError when it cannot be written down.
        """
        now = read(self._file)
        changed = {
            key: value
            for key, value in values.items()
            if value != now.get(key, getattr(Settings(), key))
        }
        self._refuse(now, changed)
        if changed:
            self._note_down(changed, by)
            self._write(changed)
            self._before.append({key: now.get(key) for key in changed})
        return self.held()

    def undo(self, by: Actor | None = None) -> Held:
        """Take the last change back; what else was changed in the file since then stays."""
        if self._before:
            before = self._before[-1]
            self._refuse(read(self._file), before)
            self._note_down(before, by)
            self._write(before)
            self._before.pop()
        return self.held()

    def _note_down(self, changed: Mapping[str, Any], by: Actor | None) -> None:
        chosen = {key: value for key, value in changed.items() if key in COMPUTING}
        if chosen and by is not None and self._profile() == "clinical":
            self._note(by, chosen)

    def _locked(self, policy: Policy) -> dict[str, Lock]:
        clinical = SECURITY if self._profile() == "clinical" else frozenset()
        locked: dict[str, Lock] = dict.fromkeys(clinical, "clinical")
        return {**locked, **dict.fromkeys(policy.values, "policy")}

    def _refuse(self, now: Mapping[str, Any], changed: Mapping[str, Any]) -> None:
        policy = read_policy(self._policy)
        locked = self._locked(policy)
        for key, value in changed.items():
            if key in locked:
                raise SettingError(key, "is not changed here")
            try:
                check(key, getattr(Settings(), key) if value is None else value)
            except ValueError as error:
                raise SettingError(key, str(error)) from error
        kept = {**now, **changed}
        whole = {key: value for key, value in kept.items() if value is not None}
        missing = lacking(replace(Settings(**whole), **policy.values))
        if missing is not None:
            raise SettingError(*missing)

    def _write(self, changed: Mapping[str, Any]) -> None:
        import tomlkit  # noqa: PLC0415 - the window opens before

        try:
            text = self._file.read_text(encoding="utf-8") if self._file.exists() else ""
            document = tomlkit.parse(text)
            for key, value in changed.items():
                if value is not None:
                    document[key] = value
                elif key in document:
                    del document[key]
            _replace(self._file, tomlkit.dumps(document))
        except OSError as error:
            raise SettingsError(
                f"{self._file} cannot be written ({error.strerror}); nothing was changed"
            ) from error


def _replace(file: Path, text: str) -> None:
    """Write a file whole or not at all. One that is a link stays one."""
    target = file.resolve()
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".settings-", dir=target.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as new:
            new.write(text)
            new.flush()
            os.fsync(new.fileno())
        if target.exists():
            shutil.copymode(target, name)
        Path(name).replace(target)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise

"""Settings: declared once, typed, read from one TOML file; unknown keys are errors."""

import ipaddress
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

from app.domain.addresses import (
    directory_address,
    mail_address,
    mail_addresses,
    peer,
    plain_peer,
    web_address,
)
from app.domain.buttons import button_map
from app.domain.errors import SettingsError
from app.domain.store_address import store_address

LanguageChoice = Literal["auto", "en", "zh"]
Device = Literal["auto", "cpu", "cuda"]
Script = Literal["simplified", "traditional"]
WindowLanguage = Literal["system", "en", "zh"]
WindowLook = Literal["system", "light", "dark"]
Hl7Form = Literal["mdm", "oru"]
Hl7Acks = Literal["enhanced", "original"]

FOLDER_FORMS = ("fhir", "hl7", "cda", "pdf", "docx")

_LONGEST_SITE = 64
_NAME_OF_HL7 = re.compile(r"[A-Za-z0-9._-]{1,64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting and its default.

    languages: what a recording may contain; `auto` decides per region among English and Mandarin.
    chinese_script: the script Chinese output is fixed to.
    recognizer: manifest name, or a CTranslate2 Whisper directory; "auto" takes the best installed.
    compute_type: CTranslate2 compute type; "auto" is int8 on CPU and int8_float16 on CUDA.
    lexicon: which built lexicon adds to the embedded one: "auto" takes the newest build, "embedded"
    none; else the name of a build, or its folder.
    weigh_terms: weigh lexicon terms against the sound where words are doubted.
    rescore: choose among hypotheses with a language model, for recognisers it was tuned with.
    note_template: key of a template under resources/templates.
    microphone: name of the microphone, or part of it; "" is the system's own choice.
    window_language: what the window speaks; "system" is Chinese where the system speaks it.
    high_contrast: black, white and thick edges, also where the system asks for none of it.
    preroll: keep the last 2 s before Record, in memory only, while the window shows the level.
    loudspeaker: name of the sound output that recordings are heard from; "" is the system's own.
    button_map: what buttons and pedals do, where it is not the usual: `f1=mark,key:F13=play`.
    window_look: light or dark; "system" follows the operating system.
    audit_anchor_dir: folder on a share or another disk for a copy of the audit log's checkpoints.
    backup_dir: where the open window keeps backups, each hour and after sign-outs; "" keeps none.
    store_url: where a department's common store is; "" is a file of this workstation (README).
    store_password: where the password of the role in it is: env:VARIABLE or file:PATH.
    key_passphrase: where the passphrase of the store is, on a machine without a keystore:
    env:VARIABLE or file:PATH.

    Who is told of a keyword alert; what is sent never holds patient text, and "" sends nothing:
    notify_levels: levels that are told of: "red", "amber" or "red,amber".
    notify_desktop, notify_sound: a notification and a soft sound on this workstation.
    notify_site: the ward or workstation as the receiver shall know it.
    notify_webhook: https address that gets a JSON POST; http for this machine itself only.
    notify_webhook_token: where its bearer token is: env:VARIABLE or file:PATH.
    notify_proxy: host:port of the proxy to an https webhook; no other proxy is ever used.
    notify_smtp: mail server, host:port (STARTTLS) or tls://host:port; plain on this machine only.
    notify_smtp_from, notify_smtp_to: mail addresses; several receivers with commas between.
    notify_smtp_login: where `user:password` is: env:VARIABLE or file:PATH.
    notify_mllp: HL7 v2 receiver, host:port or tls://host:port.

    Where users of the hospital's directory prove themselves; "" asks no directory:
    ldap_url: ldaps://host[:port], or ldap://host[:port], which is turned to TLS before use.
    ldap_user_template: the name to bind as, with {login} in it.
    ldap_base, ldap_filter: else where to look the user up, and by what; {login} in the filter.
    ldap_bind, ldap_bind_password: the service account that looks; env:VARIABLE or file:PATH.
    ldap_ca_file: who issued the server's certificate; "" trusts as the operating system does.

    Where signed notes go and where patients are looked up; "" sends and asks nothing:
    emr_site: the hospital as the receiver shall know it.
    emr_identifiers: a URI under which the hospital's numbers are unique, such as
    https://hospital.example; systems of identifiers begin with it.
    emr_fhir: https address of a FHIR R4 server that gets signed notes.
    emr_fhir_token: where its bearer token is: env:VARIABLE or file:PATH.
    emr_hl7: HL7 v2 receiver of signed notes, host:port or tls://host:port.
    emr_hl7_receiver: how it calls itself, APPLICATION^FACILITY.
    emr_hl7_form: what it takes: documents (MDM) or observations (ORU).
    emr_hl7_acks: "enhanced" waits for the commit and for the application; "original" for one.
    emr_hl7_plain: send to another machine without TLS; each note then leaves readable on the wire.
    emr_folder: folder that gets a file of each signed note, for an EMR that polls.
    emr_folder_forms: which files, with commas between: fhir, hl7, cda, pdf, docx.
    emr_transcript: the speaker-tagged transcript goes along, as a document of its own.
    emr_ca_file: who issued the certificates of these peers; "" trusts as the operating system does.
    emr_certificate, emr_certificate_key: PEM files that this workstation shows them (mutual TLS).
    emr_key_passphrase: where the passphrase of that key is: env:VARIABLE or file:PATH.
    emr_proxy: host:port of the proxy to emr_fhir and emr_patients; no other proxy is ever used.
    emr_patients: https address of a FHIR R4 server where patients and encounters are looked up.
    emr_adt_listen: host:port where HL7 v2 ADT messages are taken, or tls://host:port.
    emr_adt_from: addresses that may send them, with commas between.
    emr_adt_certificate, emr_adt_certificate_key: PEM files shown to who sends them.
    emr_worklist: CSV file with the patients of the day.
    """

    languages: LanguageChoice = "auto"
    chinese_script: Script = "simplified"
    recognizer: str = "auto"
    device: Device = "auto"
    compute_type: str = "auto"
    weigh_terms: bool = True
    rescore: bool = True
    min_speakers: int | None = None
    max_speakers: int | None = None
    lexicon: str = "auto"
    note_template: str = "ed_default"
    microphone: str = ""
    window_language: WindowLanguage = "system"
    high_contrast: bool = False
    preroll: bool = False
    loudspeaker: str = ""
    button_map: str = ""
    window_look: WindowLook = "system"
    audit_anchor_dir: str = ""
    backup_dir: str = ""
    store_url: str = ""
    store_password: str = ""
    key_passphrase: str = ""
    notify_levels: str = "red"
    notify_desktop: bool = True
    notify_sound: bool = True
    notify_site: str = ""
    notify_webhook: str = ""
    notify_webhook_token: str = ""
    notify_proxy: str = ""
    notify_smtp: str = ""
    notify_smtp_from: str = ""
    notify_smtp_to: str = ""
    notify_smtp_login: str = ""
    notify_mllp: str = ""
    ldap_url: str = ""
    ldap_user_template: str = ""
    ldap_base: str = ""
    ldap_filter: str = "(sAMAccountName={login})"
    ldap_bind: str = ""
    ldap_bind_password: str = ""
    ldap_ca_file: str = ""
    emr_site: str = ""
    emr_identifiers: str = ""
    emr_fhir: str = ""
    emr_fhir_token: str = ""
    emr_hl7: str = ""
    emr_hl7_receiver: str = ""
    emr_hl7_form: Hl7Form = "mdm"
    emr_hl7_acks: Hl7Acks = "enhanced"
    emr_hl7_plain: bool = False
    emr_folder: str = ""
    emr_folder_forms: str = "fhir"
    emr_transcript: bool = False
    emr_ca_file: str = ""
    emr_certificate: str = ""
    emr_certificate_key: str = ""
    emr_key_passphrase: str = ""
    emr_proxy: str = ""
    emr_patients: str = ""
    emr_adt_listen: str = ""
    emr_adt_from: str = ""
    emr_adt_certificate: str = ""
    emr_adt_certificate_key: str = ""
    emr_worklist: str = ""


KINDS: Mapping[str, Any] = {one.name: one.type for one in fields(Settings)}
"""Every setting, and what kind of value it takes."""


@dataclass(frozen=True, slots=True)
class Policy:
    """What whoever keeps this machine fixed for everybody who uses it.

    values: by setting. by: who says so, as users are told it.
    """

    values: Mapping[str, Any] = field(default_factory=dict)
    by: str = ""


def load(path: Path, policy: Path | None = None) -> Settings:
    """Read settings; a missing file gives the defaults. What the policy file fixes holds.

    Raises SettingsError naming file, key and reason.
    """
    fixed = read_policy(policy).values if policy is not None else {}
    settings = Settings(**{**read(path), **fixed})
    missing = lacking(settings)
    if missing is not None:
        raise SettingsError(f"{path}: '{missing[0]}' {missing[1]}")
    return settings


def read(path: Path) -> dict[str, Any]:
    """What a settings file sets, each value checked by itself. Raises SettingsError."""
    return _checked(path, _table(path))


def read_policy(path: Path) -> Policy:
    """A policy file: `by`, a text, and the table `settings`. Raises SettingsError.

    One that cannot be read is an error: what it fixes might be a matter of security.
    """
    table = _table(path)
    unknown = sorted(table.keys() - {"by", "settings"})
    if unknown:
        raise SettingsError(f"{path}: unknown '{unknown[0]}'; it holds 'by' and [settings]")
    values, by = table.get("settings", {}), table.get("by", "")
    if not isinstance(values, dict) or not isinstance(by, str):
        raise SettingsError(f"{path}: 'by' is a text and [settings] a table")
    return Policy(_checked(path, values), by)


def check(key: str, value: object) -> None:
    """Raises ValueError with what a setting's value must be, as the rest of a sentence."""
    kind: Any = KINDS[key]
    if get_origin(kind) is Literal:
        if value not in get_args(kind):
            raise ValueError(f"is one of {', '.join(map(str, get_args(kind)))}")
    elif not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
        raise ValueError("has the wrong type")
    elif key in _CHECKS and isinstance(value, str) and value:
        _CHECKS[key](value)


def lacking(settings: Settings) -> tuple[str, str] | None:
    """The setting that needs another one too, and the rest of a sentence about it; or None."""
    if settings.notify_smtp and not (settings.notify_smtp_from and settings.notify_smtp_to):
        return "notify_smtp", "needs notify_smtp_from and notify_smtp_to too"
    if settings.ldap_url and not (settings.ldap_user_template or settings.ldap_base):
        return "ldap_url", "needs ldap_user_template, or ldap_base, too"
    return _lacking_of_emr(settings)


def _lacking_of_emr(settings: Settings) -> tuple[str, str] | None:
    sends = settings.emr_fhir or settings.emr_hl7 or settings.emr_folder
    if sends and not (settings.emr_site and settings.emr_identifiers):
        return "emr_site", "and emr_identifiers are needed where signed notes are sent"
    if settings.emr_hl7 and not settings.emr_hl7_plain:
        receiver = peer(settings.emr_hl7)
        if not (receiver.tls or receiver.is_loopback):
            return "emr_hl7", "needs tls://, or emr_hl7_plain for a wire that nobody can listen at"
    if settings.emr_adt_listen and not settings.emr_adt_from:
        return "emr_adt_listen", "needs emr_adt_from too: the addresses that may send"
    for certificate in ("emr_certificate", "emr_adt_certificate"):
        key = f"{certificate}_key"
        if bool(getattr(settings, certificate)) != bool(getattr(settings, key)):
            return certificate, f"and {key} go together"
    return None


def _table(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"{path}: not a readable TOML file; mend or delete it") from error


def _checked(path: Path, table: dict[str, Any]) -> dict[str, Any]:
    for key, value in table.items():
        if key not in KINDS:
            raise SettingsError(f"{path}: unknown setting '{key}'; known: {', '.join(KINDS)}")
        try:
            check(key, value)
        except ValueError as error:
            raise SettingsError(f"{path}: '{key}' {error}") from error
    return table


def levels(text: str) -> frozenset[str]:
    """The alert levels of `notify_levels`. Raises ValueError."""
    found = frozenset(part.strip() for part in text.split(","))
    if not found <= {"red", "amber"}:
        raise ValueError("is red, amber or red,amber")
    return found


def _site(text: str) -> None:
    if not text.isprintable() or len(text) > _LONGEST_SITE:
        raise ValueError(f"is one line of at most {_LONGEST_SITE} characters")


def _place_of_secret(text: str) -> None:
    kind, _, name = text.partition(":")
    if kind not in {"env", "file"} or not name:
        raise ValueError("is env:VARIABLE or file:PATH; the secret itself never stands here")


def _with_login(text: str) -> None:
    if text.count("{login}") != 1 or text.replace("{login}", "").count("{"):
        raise ValueError("needs {login} where the user's login belongs, once")


def folder_forms(text: str) -> tuple[str, ...]:
    """The forms of `emr_folder_forms`. Raises ValueError."""
    found = tuple(part.strip() for part in text.split(","))
    if not found or not set(found) <= set(FOLDER_FORMS) or len(set(found)) != len(found):
        raise ValueError(f"is some of {', '.join(FOLDER_FORMS)}, with commas between")
    return found


def senders(text: str) -> frozenset[str]:
    """The addresses of `emr_adt_from`. Raises ValueError."""
    try:
        return frozenset(str(ipaddress.ip_address(part.strip())) for part in text.split(","))
    except ValueError as error:
        raise ValueError("is one or more IP addresses, with commas between") from error


def _receiver(text: str) -> None:
    parts = text.split("^")
    if len(parts) != 2 or not all(_NAME_OF_HL7.fullmatch(part) for part in parts):  # noqa: PLR2004 - application and facility
        raise ValueError("is APPLICATION^FACILITY, both of letters, digits, dots, dashes")


def _identifiers(text: str) -> None:
    if not re.fullmatch(r"(https?://|urn:)[A-Za-z0-9._~:/%-]+", text, re.ASCII) or text[-1] == "/":
        raise ValueError("is like https://hospital.example or urn:..., without / at its end")


def _a_file(text: str) -> None:
    if not Path(text).is_file():
        raise ValueError("names no file")


_CHECKS: Mapping[str, Callable[[str], object]] = {
    "button_map": button_map,
    "store_url": store_address,
    "store_password": _place_of_secret,
    "key_passphrase": _place_of_secret,
    "notify_levels": levels,
    "notify_site": _site,
    "notify_webhook": web_address,
    "notify_webhook_token": _place_of_secret,
    "notify_proxy": plain_peer,
    "notify_smtp": peer,
    "notify_smtp_from": mail_address,
    "notify_smtp_to": mail_addresses,
    "notify_smtp_login": _place_of_secret,
    "notify_mllp": peer,
    "ldap_url": directory_address,
    "ldap_user_template": _with_login,
    "ldap_filter": _with_login,
    "ldap_bind_password": _place_of_secret,
    "ldap_ca_file": _a_file,
    "emr_site": _site,
    "emr_identifiers": _identifiers,
    "emr_fhir": web_address,
    "emr_fhir_token": _place_of_secret,
    "emr_hl7": peer,
    "emr_hl7_receiver": _receiver,
    "emr_folder_forms": folder_forms,
    "emr_ca_file": _a_file,
    "emr_certificate": _a_file,
    "emr_certificate_key": _a_file,
    "emr_key_passphrase": _place_of_secret,
    "emr_proxy": plain_peer,
    "emr_patients": web_address,
    "emr_adt_listen": peer,
    "emr_adt_from": senders,
    "emr_adt_certificate": _a_file,
    "emr_adt_certificate_key": _a_file,
}
"""What a text must be beside being one; each raises ValueError and none repeats the text."""

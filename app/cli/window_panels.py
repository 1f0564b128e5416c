"""The panels of the window with what each is made of; nothing is loaded before it is shown."""

# every import in here waits: the window opens before
# ruff: noqa: PLC0415

from functools import cache, partial
from importlib import import_module
from typing import TYPE_CHECKING

from app import paths
from app.gui.outgoing_watch import page_title
from app.gui.shell.panels import Host, Page, Panels
from app.gui.shell.state import keep_welcome_step, welcome_step
from app.gui.words import tr
from app.settings import load

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.domain.access import Actor
    from app.gui.encounters.parts import EncounterParts
    from app.gui.shell.panels import Prove
    from app.services.macros import Macros
    from app.services.playback import Playback

AT_ONCE = frozenset({"window_language", "window_look", "high_contrast"})
"""Settings that hold as soon as they are changed."""


def panels() -> Panels:
    return Panels(
        encounters=_encounters,
        banner=_banner,
        label=_label,
        typing=_typing,
        note=_note,
        review=_review,
        code=_code,
        sound=_sound,
        pages=(
            Page("settings", lambda: tr("Settings"), _settings, "Ctrl+,"),
            Page("models", lambda: tr("Models"), _models),
            Page("lexicon", lambda: tr("Lexicon"), _lexicon),
            Page("welcome", lambda: tr("First steps"), _welcome),
            Page("users", lambda: tr("Users"), _users, shown_to=partial(_offered, "users")),
            Page("audit", lambda: tr("Audit log"), _audit, shown_to=partial(_offered, "audit")),
            Page(
                "approvals",
                lambda: tr("Approvals"),
                _approvals,
                shown_to=partial(_offered, "approvals"),
            ),
            Page(
                "outgoing",
                page_title,
                _outgoing,
                shown_to=partial(_offered, "outgoing"),
            ),
            Page("about", lambda: tr("About and licences"), _about),
        ),
    )


def warm() -> None:
    """Load behind what panels are made of, so that nobody waits when one is first shown."""
    for name in (
        "app.gui.note.note_panel",
        "app.gui.sound.sound_bar",
        "app.gui.review.transcript_panel",
        "app.gui.code.page",
        "app.cli.window_sound",
        "app.cli.window_pages",
        "app.gui.pages.settings_page",
    ):
        import_module(name)


def _encounters(host: Host) -> "QWidget":
    from app.gui.encounters.encounter_list import EncounterList

    return EncounterList(_encounter_parts(host.prove))


def _banner(host: Host) -> "QWidget":
    from app.gui.encounters.banner import PatientBanner

    banner = PatientBanner(_encounter_parts(host.prove))
    banner.changed.connect(lambda card: host.encounter_changed(card.encounter))
    return banner


def _label(actor: "Actor", encounter: str) -> str:
    from app.gui.encounters.parts import label_with

    return label_with(_encounter_parts(None))(actor, encounter)


def _encounter_parts(prove: "Prove | None") -> "EncounterParts":
    from app import bootstrap
    from app.gui.encounters.parts import EncounterParts
    from app.services.search import EncounterSearch

    return EncounterParts(
        lambda: bootstrap.reception().encounters,
        lambda: EncounterSearch(bootstrap.database()),
        lambda: bootstrap.reception().merging,
        lambda: bootstrap.reception().handovers,
        cache(lambda: bootstrap.note_desk().life),
        prove,
        (lambda: bootstrap.reception().admissions) if _knows_patients() else None,
    )


def _knows_patients() -> bool:
    """Whether a setting names a system of the hospital; a sandbox asks none."""
    settings = load(paths.config_file(), paths.policy_file())
    named = settings.emr_adt_listen or settings.emr_worklist or settings.emr_patients
    return bool(named) and paths.clinical_dir().is_dir()


def _typing(host: Host) -> "QWidget":
    """It is there with the microphone: what it takes its texts from is loaded behind."""
    from app.gui.dictate.parts import TypingParts
    from app.gui.dictate.typing_bar import TypingBar
    from app.text.templates import chosen, section_keys

    def macros() -> "Macros":
        from app import bootstrap
        from app.services.macros import Macros

        return Macros(bootstrap.database)

    def sections() -> tuple[str, ...]:  # asked before the rest of the program is loaded
        chosen_name = load(paths.config_file(), paths.policy_file()).note_template
        return section_keys(chosen(paths.RESOURCES, chosen_name))

    def at_s() -> float | None:
        recording, at_s, _ = host.moment
        return at_s if recording else None

    return TypingBar(
        TypingParts(
            macros,
            sections,
            at_s,
            lambda: host.typed,
            host.keep_typed,
        )
    )


def _note(host: Host) -> "QWidget":
    from app import bootstrap
    from app.cli import window_people_pages
    from app.gui.note.note_panel import NotePanel
    from app.gui.note.parts import NoteParts

    desk = cache(bootstrap.note_desk)
    outbox = (lambda: bootstrap.outbox().status) if window_people_pages.sends() else None
    return NotePanel(NoteParts(desk, host.prove, outbox, lambda: host.recording))


def _review(_: Host) -> "QWidget":
    from app import bootstrap
    from app.gui.review.parts import ReviewParts
    from app.gui.review.transcript_panel import TranscriptPanel

    return TranscriptPanel(ReviewParts(cache(bootstrap.note_desk)))


def _code(host: Host) -> "QWidget":
    from app import bootstrap
    from app.gui.code.page import CodePage
    from app.gui.code.parts import CodeParts, Moment
    from app.services.code_log import CodeLog

    def moment() -> Moment:
        recording, at_s, encounter = host.moment
        return Moment(recording, at_s if recording else None, encounter)

    log = CodeLog(bootstrap.database)
    return CodePage(CodeParts(lambda: log, moment, host.mark, bootstrap.code_records))


def _sound(_: Host) -> "QWidget":
    from app.gui.sound.parts import SoundParts
    from app.gui.sound.sound_bar import SoundBar

    return SoundBar(SoundParts(cache(_playback)))


def _playback() -> "Playback":
    from app.cli import window_sound

    return window_sound.playback()


def _settings(host: Host) -> "QWidget":
    from app.cli import window_pages
    from app.gui.pages.settings_page import SettingsPage

    page = SettingsPage(window_pages.settings(AT_ONCE))
    page.changed.connect(host.use_settings)
    return page


def _models(host: Host) -> "QWidget":
    from app.cli import window_pages
    from app.gui.pages.models_page import ModelsPage

    page = ModelsPage(window_pages.models(lambda: host.recording, host.prove))
    page.changed.connect(host.use_settings)
    return page


def _lexicon(host: Host) -> "QWidget":
    from app.cli import window_pages
    from app.gui.pages.lexicon_page import LexiconPage

    return LexiconPage(window_pages.lexicon(host.prove))


def _welcome(host: Host) -> "QWidget":
    from app.cli import window_pages
    from app.gui.pages.welcome_page import WelcomePage

    page = WelcomePage(
        window_pages.welcome(lambda: host.recording, welcome_step, keep_welcome_step)
    )
    page.changed.connect(host.use_settings)
    page.finished.connect(host.back)
    return page


def _offered(page: str, actor: "Actor") -> bool:
    from app.services.offered import offered

    return offered(page, actor.role)


def _users(host: Host) -> "QWidget":
    from app.cli import window_people_pages
    from app.gui.people_pages.users_page import UsersPage

    return UsersPage(window_people_pages.users(host.prove))


def _audit(host: Host) -> "QWidget":
    from app.cli import window_people_pages
    from app.gui.people_pages.audit_page import AuditPage

    page = AuditPage(window_people_pages.audit(host.prove, lambda: host.recording))
    page.fault_found.connect(host.tell_fault)
    return page


def _approvals(host: Host) -> "QWidget":
    from app.cli import window_people_pages
    from app.gui.people_pages.approvals_page import ApprovalsPage

    return ApprovalsPage(window_people_pages.approvals(host.prove))


def _outgoing(_: Host) -> "QWidget":
    from app.cli import window_people_pages
    from app.gui.people_pages.outgoing_page import OutgoingPage

    return OutgoingPage(window_people_pages.outgoing())


def _about(_: Host) -> "QWidget":
    from app.cli import window_pages
    from app.gui.pages.about_page import AboutPage

    return AboutPage(window_pages.about())

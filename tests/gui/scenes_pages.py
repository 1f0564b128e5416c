"""The pages that hold no patient's record, filled as a clinician meets them."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from app.domain.access import SANDBOX_ACTOR
from app.domain.findings import Correction
from app.domain.live import Level
from app.domain.trial import READ_ALOUD, Matched, Tried
from app.domain.vetoes import Veto
from app.gui.pages.about_page import AboutPage
from app.gui.pages.lexicon_page import LexiconPage
from app.gui.pages.models_page import ModelsPage
from app.gui.pages.parts import (
    AboutParts,
    LexiconParts,
    ModelsParts,
    SettingsParts,
    WelcomeParts,
)
from app.gui.pages.settings_page import SettingsPage
from app.gui.pages.welcome_page import STEPS, WelcomePage
from app.services.lexicon_desk import Concept, LexiconInfo, LookedUp, Tested
from app.services.licences import Package
from app.services.machine import Graphics, Machine
from app.services.model_shelf import ShelvedModel
from app.services.preferences import SECURITY, Held, Lock, Preferences
from app.services.proposals import Proposal
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
    page.row("notify_webhook").field.line.setText("http://duty.example/hook")  # type: ignore[attr-defined]
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


MACHINE = Machine("AMD EPYC 7763 64-Core Processor", 8, 33_500_000_000)
GPU = Machine(
    "Intel(R) Xeon(R) w5-2445",
    20,
    137_000_000_000,
    (Graphics("NVIDIA RTX 4000 Ada Generation", "570.86.15", 20 << 30),),
    True,
)
WHEN = datetime(2026, 11, 28, 22, 15, tzinfo=UTC)


def model(name: str, kind: str, size: int, why: str = "", *, own: bool = True) -> ShelvedModel:
    source = f"erscribe train {kind}" if own else "huggingface.co/openai/whisper-large-v3"
    card = f"# {name}\n\n**Demonstration model: not for clinical use.**\n\nA small model."
    folder = Path("/opt/erscribe/models" if own else "/home/er/.local/share/erscribe") / name
    licence = "Apache-2.0" if own else "MIT"
    return ShelvedModel(
        name, "0.3", kind, size, "3bf7c066024b962f" * 4, licence, source, folder, own, card,
        why,  # type: ignore[arg-type]
    )  # fmt: skip


MODELS = (
    model("detector", "detector", 1_245_151, "fixed"),
    model("keywords-embedded", "keywords", 385_595, "fixed"),
    model("recognizer-embedded", "recognizer", 11_387_977, "only one"),
    model("segmentation-embedded", "segmentation", 2_749_220, "fixed"),
    model("speaker-embedded", "embedding", 1_675_378, "fixed"),
)
LARGE = model("whisper-large-v3", "recognizer", 3_094_000_000, "best for GPU", own=False)


class Shelf:
    """Two models are intact, the third is not."""

    def __init__(self, models: tuple[ShelvedModel, ...] = MODELS) -> None:
        self._models = models
        self.bad = {"keywords-embedded": "keywords-embedded: model.safetensors is not as listed"}

    def models(self, settings: Settings) -> tuple[ShelvedModel, ...]:
        return self._models

    def verify(self, name: str) -> str:
        return self.bad.get(name, "")


def models_page(
    models: tuple[ShelvedModel, ...] = MODELS, machine: Machine = MACHINE
) -> ModelsPage:
    shelf = Shelf(models)
    page = ModelsPage(
        ModelsParts(
            lambda: shelf,  # type: ignore[arg-type, return-value]
            lambda: machine,
            Settings,
            lambda: FakePreferences(Settings(), {}),
            lambda *_: None,
        )
    )
    page.resize(1000, 700)
    page.act_as(SANDBOX_ACTOR)
    page._show((Settings(), models))
    page._found(machine)
    page.grid.selectRow(next(at for at, one in enumerate(models) if one.kind == "recognizer"))
    return page


def _models_verified() -> QWidget:
    page = models_page((*MODELS[:2], LARGE, *MODELS[3:]), GPU)
    page._states = {one.name: "" for one in page._models}
    page._states["keywords-embedded"] = Shelf().bad["keywords-embedded"]
    page._fill()
    page.grid.selectRow(1)
    page._sum_up()
    return page


INFO = LexiconInfo(
    "4550b7ec2fed0c81e9f0b4d33d0358e8",
    4877,
    8094,
    (
        ("en", "drug", 832), ("zh", "drug", 818), ("en", "diagnosis", 623),
        ("zh", "diagnosis", 614), ("en", "symptom", 253), ("zh", "symptom", 246),
        ("en", "anatomy", 222), ("zh", "anatomy", 222), ("en", "procedure", 191),
    ),
    363,
)  # fmt: skip
HYDROXYZINE = Concept(
    "drug.hydroxyzine",
    "hydroxyzine",
    "drug",
    ("Vistaril", "Atarax"),
    "",
    ("class=antihistamine", "lookalike", "route=po+im"),
)
FOUND = LookedUp(
    "hydroxy scene",
    "en",
    HYDROXYZINE,
    "hydroxyzine",
    0.95,
    0.1621,
    (("hydroxyurea", 0.7879), ("hydrocodone", 0.7167), ("hydralazine", 0.7)),
)
RULE = "@4550b7ec2fed"
TESTED = Tested(
    "give hydroxy scene twenty five milligrams",
    "Give hydroxyzine 25 mg.",
    "en",
    (
        Correction(None, 1, 2, "hydroxy scene", "hydroxyzine", "term", "drug.hydroxyzine", 0.95,
                   0.1621, f"term.out-of-vocabulary{RULE}", "applied"),
        Correction(None, 3, 5, "twenty five milligrams", "25 mg", "number", "", 1.0, 1.0,
                   "number.unit", "applied"),
        Correction(None, 7, 7, "heparin", "Hytrin", "term", "drug.terazosin", 0.85, 0.05,
                   f"term.confusable-candidates{RULE}", "proposed"),
    ),
)  # fmt: skip
VETOES = (
    Veto(3, "lie sin oh pril", "lisinopril", "user", WHEN, "lee"),
    Veto(2, "高血鸭病", "高血压病", "user", WHEN, "lee"),
)
TERMS = (
    ("Zolgensma", "胺碘酮注射液", "Trauma Bay B"),
    (
        Proposal("6c1f0a9be2d4", "lexicon.change", "", {"terms": ["andexanet alfa", "替奈普酶"]},
                 "new on the formulary", "lee", WHEN),
    ),
)  # fmt: skip


class Desk:
    def info(self) -> LexiconInfo:
        return INFO

    def look_up(self, term: str) -> LookedUp:
        return FOUND if term.startswith("hydroxy") else LookedUp(term, "en")

    def test(self, sentence: str) -> Tested:
        return TESTED


def lexicon_page(tab: int = 0) -> LexiconPage:
    desk = Desk()
    page = LexiconPage(
        LexiconParts(
            lambda: desk,  # type: ignore[arg-type, return-value]
            _unused,
            _unused,
        )
    )
    page.resize(1000, 700)
    page._show_info(INFO)
    page.tabs.setCurrentIndex(tab)
    return page


def _unused(*_: object) -> Any:
    raise AssertionError


def _lexicon_found() -> QWidget:
    page = lexicon_page()
    page.look_up.term.setText("hydroxy scene")
    page.look_up.show_found(FOUND)
    return page


def _lexicon_tested() -> QWidget:
    page = lexicon_page(1)
    page.try_out.line.setText(TESTED.heard)
    page.try_out.show_tested(TESTED)
    return page


def _lexicon_vetoes() -> QWidget:
    page = lexicon_page(2)
    page.vetoes.show_vetoes(VETOES)
    page.vetoes.grid.selectRow(0)
    return page


def _lexicon_terms() -> QWidget:
    page = lexicon_page(3)
    page.terms.show_terms(TERMS)
    page.terms.terms.setText("tenecteplase, 依达赛珠单抗")
    page.terms.reason.setText("on the formulary since November")
    return page


PACKAGES = (
    Package("erscribe", "0.1.0", "Apache-2.0"),
    Package("av", "18.1.0", "BSD-3-Clause"),
    Package("numpy", "2.4.6", "BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0"),
    Package("PySide6_Essentials", "6.11.3", "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only"),
    Package("primePy", "1.3", ""),
)


def about_page() -> AboutPage:
    page = AboutPage(
        AboutParts(
            "0.1.0",
            lambda: PACKAGES,
            lambda name: f"The licence of {name}\n\nPermission is hereby granted…",
            lambda: MODELS,
            lambda: "# The embedded lexicon\n\nApache-2.0.",
        )
    )
    page.resize(1000, 700)
    page._show((PACKAGES, MODELS, "# The embedded lexicon\n\nApache-2.0."))
    page._show_of(0, "Apache License\nVersion 2.0, January 2004")
    return page


TRIED = Tried(
    READ_ALOUD["en"],
    "the patient has chess pain and shortness of breath since this morning",
    "en",
    Matched(11, 12),
    "good",
    -9.0,
    4.6,
    3.1,
    0.8,
    "recognizer-embedded",
)
FAINT = Tried(
    READ_ALOUD["zh"], "患者今天早", "zh", Matched(5, 15), "faint", -41.0, 5.0, 0.1, 0.7,
    "recognizer-embedded", ("the microphone that was chosen is not there; another one is used",),
)  # fmt: skip
SAMPLE = Tried("x " * 40, "blood pressure eighty over fifty …", "en", Matched(38, 40), "good",
               -7.0, 21.3, 4.0, 3.4, "recognizer-embedded")  # fmt: skip


def welcome_page(step: str = "machine", machine: Machine = MACHINE) -> WelcomePage:
    shelf = Shelf()
    page = WelcomePage(
        WelcomeParts(
            lambda: machine,
            lambda: ("SpeechMike Premium Air", "Built-in Audio Analog Stereo"),
            lambda: shelf,  # type: ignore[arg-type, return-value]
            Settings,
            lambda: FakePreferences(Settings(), {}),
            _unused,
            _unused,
            kept=lambda: step,
        )
    )
    page.resize(1000, 700)
    page.machine.show_machine(machine)
    page._show_microphones(("SpeechMike Premium Air", "Built-in Audio Analog Stereo"))
    page._show_models((Settings(), MODELS))
    page.turn_to(STEPS.index(step))
    return page


def _welcome_reading() -> QWidget:
    page = welcome_page("microphone")
    page.microphone.read_in("en")
    page.microphone.show_state("recording")
    page.microphone.show_level(Level(1.0, -24.0, -9.0))
    return page


def _welcome_read() -> QWidget:
    page = welcome_page("microphone")
    page.microphone.show_tried(TRIED)
    page._show_trail()
    return page


def _welcome_faint() -> QWidget:
    page = welcome_page("microphone")
    page.microphone.show_tried(FAINT)
    page._show_trail()
    return page


def _welcome_tested() -> QWidget:
    page = welcome_page("self_test")
    page.self_test.show_tried(SAMPLE)
    page._show_trail()
    return page


def _welcome_summary() -> QWidget:
    page = welcome_page("summary", GPU)
    page.microphone.show_tried(TRIED)
    page.turn_to(STEPS.index("summary"))
    return page


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "settings_sound": settings_page,
        "settings_wrong": _settings_wrong,
        "settings_locked": _settings_locked,
        "settings_security": _settings_security,
        "settings_site": _settings_site,
        "models": models_page,
        "models_verified": _models_verified,
        "lexicon_found": _lexicon_found,
        "lexicon_tested": _lexicon_tested,
        "lexicon_vetoes": _lexicon_vetoes,
        "lexicon_terms": _lexicon_terms,
        "about": about_page,
        "welcome_machine": welcome_page,
        "welcome_model": lambda: welcome_page("model"),
        "welcome_reading": _welcome_reading,
        "welcome_read": _welcome_read,
        "welcome_faint": _welcome_faint,
        "welcome_tested": _welcome_tested,
        "welcome_summary": _welcome_summary,
    }

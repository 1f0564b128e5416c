"""The pages of lexicon and licences, filled as a clinician meets them."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtWidgets import QWidget

from app.domain.findings import Correction
from app.domain.site_terms import SiteTerm
from app.domain.vetoes import Veto
from app.gui.pages.about_page import AboutPage
from app.gui.pages.lexicon_page import LexiconPage
from app.gui.pages.parts import AboutParts, LexiconParts
from app.services.lexicon_desk import BuiltLexicon, Concept, LexiconInfo, LookedUp, Tested
from app.services.licences import Package
from app.services.own_terms import Brought
from app.services.proposals import Proposal
from app.text.lexicon.builds import BuiltFile, BuiltSource, Manifest
from app.text.lexicon.sources.report import Rejected, Report
from tests.gui.scenes_pages import MODELS, unused

WHEN = datetime(2026, 11, 28, 22, 15, tzinfo=UTC)
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

BUILDS = (
    BuiltLexicon(
        Manifest(
            "20261128-umls-formulary", "0c81e9f0" * 8, WHEN,
            (
                BuiltSource("umls", "UMLS Metathesaurus License",
                            "Each site needs its own licence.", False,
                            (BuiltFile("MRCONSO.RRF", "0" * 64),)),
                BuiltSource("formulary", "this hospital's own",
                            "The hospital decides who may have it.", True, ()),
            ),
            ("en", "zh"), {"UMLS": 1_204_511, "FORMULARY": 1_804},
            {"UMLS": 3_011_208, "FORMULARY": 2_902},
        ),
        True,
    ),
    BuiltLexicon(
        Manifest("20260301-rxnorm", "4550b7ec" * 8, WHEN,
                 (BuiltSource("rxnorm", "UMLS License", "Name the source.", False, ()),),
                 ("en",), {"RXNORM": 30_120}, {"RXNORM": 41_007}),
        False,
    ),
)  # fmt: skip
BROUGHT = Brought(
    (SiteTerm("tenecteplase", "en", "drug"),),
    (("chess pain", "chest pain"),),
    (("", "Hytrin"),),
    Report(
        rejected=Counter({"an ordinary word of the language": 1}),
        left_out=Counter({"a term of this site already": 2}),
        first=[Rejected("own.csv", 7, "an ordinary word of the language")],
    ),
)


class Desk:
    def info(self) -> LexiconInfo:
        return INFO

    def look_up(self, term: str) -> LookedUp:
        return FOUND if term.startswith("hydroxy") else LookedUp(term, "en")

    def test(self, sentence: str) -> Tested:
        return TESTED

    def builds(self) -> tuple[BuiltLexicon, ...]:
        return BUILDS


def lexicon_page(tab: int = 0) -> LexiconPage:
    desk = Desk()
    page = LexiconPage(
        LexiconParts(
            lambda: desk,  # type: ignore[arg-type, return-value]
            unused,
            unused,
        )
    )
    page.resize(1000, 700)
    page._show_info(INFO)
    page.tabs.setCurrentIndex(tab)
    return page


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


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "lexicon_found": _lexicon_found,
        "lexicon_tested": _lexicon_tested,
        "lexicon_vetoes": _lexicon_vetoes,
        "lexicon_terms": _lexicon_terms,
        "about": about_page,
    }

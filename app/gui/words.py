"""What the window says, in the language that was chosen."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QCoreApplication, QDir, QEvent, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QWidget

from app.domain.errors import AppError
from app.services.wording import Wording, read_wording

Language = Literal["en", "zh"]

CONTEXT = "ERScribe"
TERMS = "Terms"  # the catalogue's other part: roles, keywords, assertions and other codes
_FOLDER = "words"  # Qt's search path of the translations
_TEXTS = "erscribe_zh_CN"
_QT_TEXTS = "qtbase_zh_CN"

if TYPE_CHECKING:
    _Widget = QWidget
else:
    _Widget = object  # two Qt bases in one class crash PySide


def tr(text: str) -> str:
    """A text of the window in the chosen language; slots are filled afterwards with `.format`.

    text: a literal, so that the catalogue finds it.
    """
    return QCoreApplication.translate(CONTEXT, text)


def term(code: str) -> str:
    """A code as words: cardiac_arrest -> cardiac arrest."""
    return QCoreApplication.translate(TERMS, code.replace("_", " "))


def said(text: str) -> str:
    """A sentence that came from behind the window, in the chosen language."""
    return _wording().say(text) if language() == "zh" else text


def sentence(error: AppError) -> str:
    """What went wrong, in the chosen language."""
    return said(str(error))


def find_words_in(folder: Path) -> None:
    """Where the translations lie; said once, before a language is chosen."""
    QDir.setSearchPaths(_FOLDER, [str(folder)])


def use_language(chosen: Language) -> None:
    """Say everything in this language from now on: every widget hears a LanguageChange."""
    application = QCoreApplication.instance()
    if application is None or language() == chosen:
        return
    for old in application.findChildren(QTranslator):
        QCoreApplication.removeTranslator(old)
        old.deleteLater()
        old.setParent(None)
    if chosen == "zh" and _install(_TEXTS, f"{_FOLDER}:"):
        _install(_QT_TEXTS, QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))


def language() -> Language:
    """The language in force."""
    application = QCoreApplication.instance()
    installed = application is not None and application.findChild(QTranslator, _TEXTS) is not None
    return "zh" if installed else "en"


def language_of_system() -> Language:
    """Chinese where the system speaks it, else English."""
    return "zh" if QLocale.system().language() is QLocale.Language.Chinese else "en"


def _install(name: str, folder: str) -> bool:
    """False where the file is not to be had: then English is better than half of it."""
    translator = QTranslator()
    translator.setObjectName(name)
    if not translator.load(name, folder):
        return False
    translator.setParent(QCoreApplication.instance())
    return QCoreApplication.installTranslator(translator)


@cache
def _wording() -> Wording:
    return read_wording(Path(QDir.searchPaths(_FOLDER)[0]) / "sentences_zh.toml")


class Retranslated(_Widget):
    """Before QWidget among the bases: says everything again when the language changes.

    `retranslate` sets each fixed text; the constructor calls it once at its end. `recolour` is for
    what took its colours from the palette, which follows the system between light and dark.
    """

    def retranslate(self) -> None:
        raise NotImplementedError

    def recolour(self) -> None:
        """Nothing here has colours of its own."""

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.PaletteChange:
            self.recolour()
        super().changeEvent(event)

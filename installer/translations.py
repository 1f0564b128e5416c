"""The window's texts in Chinese: collected from the source, kept for Qt Linguist, compiled.

    .venv/bin/python installer/translations.py

brings resources/translations/erscribe_zh_CN.ts up to date with what the window says, and compiles
it. A text that is new is unfinished until somebody translates it (pyside6-linguist); one that
nothing says any more is dropped. Errors have a catalogue of their own beside it, sentences_zh.toml.
"""

import ast
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import get_args

import PySide6

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from app.domain import (  # noqa: E402 - run as a script, the tree is not on the path yet
    access,
    encounters,
    findings,
    note,
    note_doubts,
    note_state,
    note_versions,
    reading,
    suggestions,
    transcript,
)
from app.gui.words import CONTEXT, TERMS  # noqa: E402

FOLDER = ROOT / "resources" / "translations"
CATALOGUE = FOLDER / "erscribe_zh_CN.ts"
COMPILED = CATALOGUE.with_suffix(".qm")
CODES = (
    access.Role,
    encounters.Consent,
    reading.DifferenceKind,
    findings.AlertLevel,
    findings.AlertSource,
    findings.Assertion,
    findings.CorrectionKind,
    findings.CorrectionState,
    findings.FindingKind,
    findings.Severity,
    note.NoteStatus,
    note.SentenceSource,
    note_doubts.DoubtKind,
    note_state.Act,
    note_state.MarkKind,
    note_versions.VersionKind,
    suggestions.SuggestionKind,
    transcript.Language,
    transcript.Role,
)
"""What `term` is given, beside keywords and sections of a note."""

VALUES = (
    *("blood_pressure", "heart_rate", "respiratory_rate", "oxygen_saturation", "temperature"),
    *("glasgow_coma_scale", "weight", "glucose", "pain_score", "mean_arterial_pressure"),
    *("systolic", "diastolic"),
)
"""Vital signs and their parts, as findings name them."""

Texts = Mapping[str, str]
"""Source text -> translation, "" while it has none."""


class NotLiteralError(Exception):
    """A text that the catalogue cannot find."""


def said_by(source: Path) -> Iterator[str]:
    """Every text that a module hands to `tr`. Raises NotLiteralError."""
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if not (isinstance(node, ast.Call) and _is_tr(node.func)):
            continue
        text = node.args[0] if len(node.args) == 1 and not node.keywords else None
        if not (isinstance(text, ast.Constant) and isinstance(text.value, str)):
            raise NotLiteralError(f"{source}:{node.lineno}: tr() takes one literal text")
        yield text.value


def _is_tr(called: ast.expr) -> bool:
    name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
    return name == "tr"


def window_texts() -> set[str]:
    return {text for path in sorted((ROOT / "app" / "gui").rglob("*.py")) for text in said_by(path)}


def codes() -> set[str]:
    """Codes as the window says them in English."""
    known = {*VALUES, *(code for kind in CODES for code in get_args(kind))}
    for path in (ROOT / "resources" / "keywords").glob("*.toml"):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        known |= {*table["alerts"], *table["findings"]}
    spotted = ROOT / "resources" / "training" / "keywords.toml"  # also what is only heard as sound
    known |= {*tomllib.loads(spotted.read_text(encoding="utf-8"))["keywords"]}
    for path in (ROOT / "resources" / "templates").glob("*.toml"):
        sections = tomllib.loads(path.read_text(encoding="utf-8"))["section"]
        known |= {section["key"] for section in sections}
    return {code.replace("_", " ") for code in known if code}


def read(catalogue: Path = CATALOGUE) -> dict[str, dict[str, str]]:
    """Context -> its texts."""
    if not catalogue.exists():
        return {}
    found: dict[str, dict[str, str]] = {}
    for context in ET.parse(catalogue).getroot().iter("context"):  # noqa: S314 - our own file
        texts = found.setdefault(context.findtext("name", ""), {})
        for message in context.iter("message"):
            translation = message.find("translation")
            done = translation is not None and translation.get("type") is None
            said = (translation.text or "") if translation is not None and done else ""
            texts[message.findtext("source", "")] = said
    return found


def write(contexts: Mapping[str, Texts], catalogue: Path = CATALOGUE) -> None:
    root = ET.Element("TS", version="2.1", language="zh_CN", sourcelanguage="en")
    for name, texts in contexts.items():
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        for source in sorted(texts):
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "source").text = source
            translation = ET.SubElement(message, "translation")
            translation.text = texts[source]
            if not texts[source]:
                translation.set("type", "unfinished")
    ET.indent(root, "    ")
    head = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n'
    catalogue.write_text(
        f"{head}{ET.tostring(root, encoding='unicode')}\n", encoding="utf-8", newline="\n"
    )


def wanted() -> dict[str, set[str]]:
    return {CONTEXT: window_texts(), TERMS: codes()}


def compile_to(target: Path, catalogue: Path = CATALOGUE) -> None:
    """Make what Qt loads; unfinished texts are left out, so that English shows through."""
    program = Path(PySide6.__file__).parent / "lrelease"
    part = target.with_name(f"{target.name}.part")
    command = [str(program), "-silent", "-nounfinished", str(catalogue), "-qm", str(part)]
    subprocess.run(command, check=True)  # noqa: S603 - Qt's own program, our own files
    part.replace(target)  # a window that has the old one mapped would die of a change in place


def main() -> int:
    kept = read()
    contexts = {
        name: {text: kept.get(name, {}).get(text, "") for text in texts}
        for name, texts in wanted().items()
    }
    write(contexts)
    compile_to(COMPILED)
    missing = [text for texts in contexts.values() for text, said in texts.items() if not said]
    sys.stdout.write("".join(f"not translated: {text}\n" for text in sorted(missing)))
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

"""The window's texts in Chinese: complete, as they are said, and compiled."""

from collections.abc import Mapping
from pathlib import Path
from string import Formatter

import pytest

from installer import translations
from installer.translations import NotLiteralError, compile_to, read, said_by, wanted, write


def slots(text: str) -> list[str]:
    return sorted(slot for _, slot, _, _ in Formatter().parse(text) if slot is not None)


def faults(kept: Mapping[str, Mapping[str, str]], wanted: Mapping[str, set[str]]) -> list[str]:
    """What keeps a catalogue from being whole; one sentence each."""
    found = []
    for context, texts in wanted.items():
        have = kept.get(context, {})
        found += [f"{context}: no translation of {text!r}" for text in texts if not have.get(text)]
        found += [f"{context}: nobody says {text!r}" for text in have.keys() - texts]
        found += [
            f"{context}: other slots in {text!r}"
            for text in texts & have.keys()
            if have[text] and slots(have[text]) != slots(text)
        ]
    return sorted(found)


def test_everything_the_window_says_is_translated() -> None:
    assert faults(read(), wanted()) == [], "run installer/translations.py, then pyside6-linguist"


def test_what_is_missing_stale_or_misfilled_is_found() -> None:
    kept = {"Terms": {"here": "在", "gone": "无", "{a} of {b}": "{a}"}}
    assert faults(kept, {"Terms": {"here", "new", "{a} of {b}"}}) == [
        "Terms: no translation of 'new'",
        "Terms: nobody says 'gone'",
        "Terms: other slots in '{a} of {b}'",
    ]


def test_qt_loads_what_the_catalogue_says(tmp_path: Path) -> None:
    compile_to(tmp_path / "again.qm")
    compiled = translations.COMPILED.read_bytes()
    assert compiled == (tmp_path / "again.qm").read_bytes(), "run installer/translations.py"


@pytest.mark.parametrize(
    "call", ["tr(name)", 'tr(f"{name} left")', 'tr("a" + name)', 'words.tr("a", "b")', "tr()"]
)
def test_a_text_that_no_catalogue_can_hold_is_refused(call: str, tmp_path: Path) -> None:
    module = tmp_path / "panel.py"
    module.write_text(f"name = 'x'\nprint({call})\n", encoding="utf-8")
    with pytest.raises(NotLiteralError, match=r"panel\.py:2: tr\(\) takes one literal text"):
        list(said_by(module))


def test_literals_are_found_wherever_they_are_said(tmp_path: Path) -> None:
    module = tmp_path / "panel.py"
    module.write_text('x = [tr("One") for _ in y]\ntr("Two " "parts").format(a=tr("Three"))\n')
    assert sorted(said_by(module)) == ["One", "Three", "Two parts"]


def test_a_catalogue_is_read_as_it_was_written(tmp_path: Path) -> None:
    contexts = {"ERScribe": {"A & <b>": "甲", "line\nline": "行\n行", "new": ""}, "Terms": {}}
    write(contexts, tmp_path / "x.ts")
    assert read(tmp_path / "x.ts") == contexts
    assert 'type="unfinished"' in (tmp_path / "x.ts").read_text(encoding="utf-8")

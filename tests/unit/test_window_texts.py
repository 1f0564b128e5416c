"""Whatever the window says goes through `tr`: no text is set as a bare literal."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

GUI = Path(__file__).resolve().parents[2] / "app" / "gui"
SETTERS = frozenset(
    {
        *("setText", "setToolTip", "setWindowTitle", "setAccessibleName", "setPlaceholderText"),
        *("setAccessibleDescription", "setStatusTip", "setTitle", "setTabText", "setItemText"),
        *("addTab", "addItem", "addItems", "addAction", "addMenu", "addButton", "addRow"),
        *("setHeaderLabels", "setHorizontalHeaderLabels", "showMessage", "setInformativeText"),
        *("QLabel", "QPushButton", "QToolButton", "QCheckBox", "QRadioButton", "QGroupBox"),
        *("QAction", "emit", "say", "setPrefix", "setSuffix", "setFormat", "setLabelText"),
    }
)
NAMES = frozenset({"ERScribe", "CPR", "ROSC"})
_WORD = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]")
_KEYS = re.compile(r"(Ctrl|Alt|Shift|F\d+|Esc|Enter|Return|\+|[A-Z,.\d-])+")
_CODE = re.compile(r"[a-z_]+")
_MARKUP = re.compile(r"<[^<>]*>|&\w+;|\\u[0-9a-f]{4}")


def bare(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each literal that is shown as it stands."""
    tree = ast.parse(source)
    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in SETTERS:
            for text in _shown(node, constants):
                if _says(text):
                    yield node.lineno, text


def _shown(call: ast.Call, constants: dict[str, ast.expr]) -> Iterator[str]:
    """A signal may carry a code, and an item what it stands for; neither is shown."""
    name = _name(call.func)
    for shown in call.args[:1] if name == "addItem" else call.args:
        for text in _literals(shown, constants):
            if not (name == "emit" and _CODE.fullmatch(text)):
                yield text


def _name(called: ast.expr) -> str:
    return called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")


def _literals(shown: ast.expr, constants: dict[str, ast.expr]) -> Iterator[str]:
    """The literals of an expression; what a call gives is not looked into."""
    match shown:
        case ast.Constant(value=str(text)):
            yield text
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from _literals(part, constants)
        case ast.IfExp(body=first, orelse=second) | ast.BinOp(left=first, right=second):
            yield from _literals(first, constants)
            yield from _literals(second, constants)
        case ast.List(elts=parts) | ast.Tuple(elts=parts) | ast.BoolOp(values=parts):
            for part in parts:
                yield from _literals(part, constants)
        case ast.Name(id=name) if name in constants:
            yield from _literals(constants[name], {})


def _says(text: str) -> bool:
    words = _MARKUP.sub(" ", text).strip(" :()")
    if words in NAMES or _KEYS.fullmatch(words):
        return False
    return bool(_WORD.search(words))


@pytest.mark.parametrize("path", sorted(GUI.rglob("*.py")), ids=lambda path: path.stem)
def test_no_text_is_set_as_a_bare_literal(path: Path) -> None:
    assert list(bare(path.read_text(encoding="utf-8"))) == [], "say it with tr()"


@pytest.mark.parametrize(
    "line",
    [
        'label.setText("Recording")',
        'QPushButton("Stop")',
        'label.setText(f"{count} left")',
        'button.setToolTip("Stop" if on else tr("Record"))',
        'tabs.addTab(page, "Alerts")',
        'table.setHorizontalHeaderLabels(["Time", tr("Speaker")])',
        "label.setText(TITLE)",
        'label.setText("录音")',
    ],
)
def test_a_bare_literal_is_found(line: str) -> None:
    assert list(bare(f'TITLE = "Live text"\n{line}\n'))


@pytest.mark.parametrize(
    "line",
    [
        'label.setText(tr("Recording"))',
        'label.setText(tr("{count} left").format(count=3))',
        'label.setText(f"{name} · {place}")',
        'button.setText("↓")',
        'action.setToolTip(f"{text}: Ctrl+L")',
        'QLabel("ERScribe")',
        'label.setObjectName("record")',
    ],
)
def test_what_is_translated_or_says_nothing_passes(line: str) -> None:
    assert list(bare(f"{line}\n")) == []

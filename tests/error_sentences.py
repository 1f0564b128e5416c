"""Every sentence that an error or a trouble may say, read from the source.

Errors are made far below the window with an f-string, a constant, or what a small function gives.
This follows each of those as far as plain reading goes; what only hands on another error's words
is not followed, for those words are found where they are made.
"""

import ast
import builtins
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("audio", "capture", "domain", "export", "gui", "services", "speech", "store", "text")
TOLD = frozenset({"Trouble", "Refused", "RecordingLeft", "Notice", "Fault", "Outcome"})
HANDED_ON = frozenset({"_refuse", "say", "_say", "_fail", "_failed", "link", "kind", "add_step"})
"""What hands a sentence on to one of them, in the rooms where these are its names."""
HANDING = (
    *("app/capture", "app/store", "app/export/peers.py"),
    *("app/services/notices.py", "app/services/proving.py", "app/services/outgoing.py"),
)
VALUE_ERRORS = ("settings.py", "addresses.py", "store_address.py")
"""Modules whose ValueErrors become part of a SettingsError."""
GIVING = (
    "domain/note_state.py",
    "domain/passwords.py",
    "services/proving.py",
    "services/recovery.py",
    "store/audit_anchor.py",
    "store/moved.py",
    "export/peers.py",
    "export/trust.py",
)
"""Modules whose functions give a sentence for somebody else to say."""
_DEEPEST = 4
_FEWEST_LETTERS = 2


def slotted(template: str) -> tuple[str, ...]:
    """The words between the slots; two templates that only name their slots otherwise are one."""
    parts, depth = [""], 0
    for letter in template:
        if letter == "{":
            depth += 1
        elif letter == "}":
            depth -= 1
            if depth == 0:
                parts.append("")
        elif depth == 0:
            parts[-1] += letter
    return tuple(parts)


@dataclass
class Module:
    """One source file and what its names stand for."""

    path: Path
    tree: ast.Module
    constants: dict[str, ast.expr] = field(default_factory=dict)
    functions: dict[str, ast.FunctionDef] = field(default_factory=dict)
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for node in ast.walk(self.tree):
            match node:
                case ast.FunctionDef():
                    self.functions.setdefault(node.name, node)
                case ast.ImportFrom(module=str(source)) if source.startswith("app."):
                    for one in node.names:
                        self.imports[one.asname or one.name] = (source, one.name)
        for node in self.tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value):
                    self.constants[name] = value
                case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                    self.constants[name] = value


@cache
def module(path: Path) -> Module:
    return Module(path, ast.parse(path.read_text(encoding="utf-8")))


def _of(dotted: str) -> Module | None:
    path = ROOT / Path(*dotted.split(".")).with_suffix(".py")
    return module(path) if path.is_file() else None


@dataclass(frozen=True)
class Reader:
    """Reads expressions as templates, in the sight of one function of one module."""

    where: Module
    function: ast.FunctionDef | None = None
    depth: int = 0
    known: frozenset[str] = frozenset()
    """Names that are being read, so that one made from itself ends."""

    def templates(self, said: ast.expr | None) -> list[str]:
        """What an expression may say; nothing where that cannot be read off."""
        if said is None or self.depth > _DEEPEST:
            return []
        readers: dict[type[ast.expr], Callable[[Any], list[str]]] = {
            ast.Constant: lambda text: [text.value] if isinstance(text.value, str) else [],
            ast.JoinedStr: self._joined,
            ast.Name: lambda name: self._named(name.id),
            ast.IfExp: self._chosen,
            ast.BoolOp: self._chosen,
            ast.BinOp: self._chosen,
            ast.Tuple: lambda parts: [t for one in parts.elts for t in self.templates(one)],
            ast.Subscript: self._held,
            ast.Call: self._called,
        }
        return readers.get(type(said), lambda _: [])(said)

    def _chosen(self, said: ast.expr) -> list[str]:
        match said:
            case ast.BinOp(op=ast.Add(), left=left, right=right):
                return [a + b for a, b in product(self.templates(left), self.templates(right))]
            case ast.IfExp():
                return self.templates(said.body) + self.templates(said.orelse)
            case ast.BoolOp():
                return [one for value in said.values for one in self.templates(value)]
        return []

    def _joined(self, said: ast.JoinedStr) -> list[str]:
        parts: list[list[str]] = []
        for value in said.values:
            match value:
                case ast.Constant(value=str(text)):
                    parts.append([text])
                case ast.FormattedValue(value=ast.Name(id=name) as inner):
                    words = self._named(name)
                    fixed = name.strip("_").isupper() or any(" " in one for one in words)
                    parts.append(words if words and fixed else [f"{{{slot_name(inner)}}}"])
                case ast.FormattedValue(value=inner):
                    parts.append([f"{{{slot_name(inner)}}}"])
        return ["".join(chosen) for chosen in product(*parts)]

    def _named(self, name: str) -> list[str]:
        if name in self.known:
            return []
        if self.function is not None:
            inner = Reader(self.where, self.function, self.depth + 1, self.known | {name})
            values = _assigned(self.function, name)
            found = [one for value in values for one in inner.templates(value)]
            if found:
                return found
        if name in self.where.constants:
            return Reader(self.where, None, self.depth + 1).templates(self.where.constants[name])
        return self._imported(name)

    def _imported(self, name: str) -> list[str]:
        source, original = self.where.imports.get(name, ("", ""))
        other = _of(source) if source else None
        if other is None or original not in other.constants:
            return []
        return Reader(other, None, self.depth + 1).templates(other.constants[original])

    def _held(self, table: ast.expr | None) -> list[str]:
        """All texts of a table, and of what it names."""
        if isinstance(table, ast.Subscript):
            table = table.value
        if isinstance(table, ast.Name):
            table = self.where.constants.get(table.id)
        if table is None or self.depth > _DEEPEST:
            return []
        inner = Reader(self.where, None, self.depth + 1)
        found = []
        for node in ast.walk(table):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
            elif isinstance(node, ast.Name) and node.id in self.where.constants:
                found += inner.templates(self.where.constants[node.id])
        return [text for text in found if " " in text]

    def _called(self, call: ast.Call) -> list[str]:
        match call.func:
            case ast.Attribute(value=ast.Name() as table, attr="get"):
                rest = [one for value in call.args[1:] for one in self.templates(value)]
                return self._held(table) + rest
            case ast.Name(id=name) | ast.Attribute(value=ast.Name(id="self"), attr=name) if (
                name in self.where.functions
            ):
                function = self.where.functions[name]
                inner = Reader(self.where, function, self.depth + 1)
                return [
                    one
                    for node in ast.walk(function)
                    if isinstance(node, ast.Return)
                    for one in inner.templates(node.value)
                ]
        return []


def _assigned(function: ast.FunctionDef, name: str) -> Iterator[ast.expr]:
    """What a function gives one of its names."""
    for node in ast.walk(function):
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                yield value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=value) if any(
                isinstance(one, ast.Name) and one.id == name for one in names
            ):
                yield value
            case ast.AugAssign(target=ast.Name(id=found), value=value) if found == name:
                yield value


def slot_name(value: ast.expr) -> str:
    """What a slot is called in the catalogue: error.strerror -> strerror."""
    names = [
        node.attr if isinstance(node, ast.Attribute) else node.id
        for node in ast.walk(value)
        if isinstance(node, ast.Attribute | ast.Name)
    ]
    useful = [name for name in names if name not in ("len", "join", "str", "sorted", "self")]
    return useful[0].strip("_").lower() if useful else "value"


def said_in(path: Path) -> Iterator[str]:
    """Every sentence that one module may make."""
    here = module(path)
    gives = path.as_posix().endswith(GIVING)
    for node, function in _within(here.tree):
        said: list[ast.expr] = []
        if isinstance(node, ast.Call) and _makes(path, node):
            said = [*node.args, *(word.value for word in node.keywords)]
        elif gives and isinstance(node, ast.Return) and node.value is not None:
            said = [node.value]
        reader = Reader(here, function)
        yield from (text for one in said for text in reader.templates(one) if " " in text)


def _within(tree: ast.Module) -> Iterator[tuple[ast.AST, ast.FunctionDef | None]]:
    """Every node, with the function that it stands in."""
    waiting: list[tuple[ast.AST, ast.FunctionDef | None]] = [(tree, None)]
    while waiting:
        node, function = waiting.pop()
        yield node, function
        inside = node if isinstance(node, ast.FunctionDef) else function
        waiting += [(child, inside) for child in ast.iter_child_nodes(node)]


def _makes(path: Path, call: ast.Call) -> bool:
    made = call.func.body if isinstance(call.func, ast.IfExp) else call.func
    name = getattr(made, "id", getattr(made, "attr", ""))
    if name in HANDED_ON:
        return path.relative_to(ROOT).as_posix().startswith(HANDING)
    if hasattr(builtins, name):
        return name == "ValueError" and path.name in VALUE_ERRORS
    return name in TOLD or name.endswith("Error")


@cache
def all_sentences() -> dict[tuple[str, ...], str]:
    """Words between slots -> one template that says them."""
    paths = [path for room in ROOMS for path in sorted((ROOT / "app" / room).rglob("*.py"))]
    paths.append(ROOT / "app" / "settings.py")
    found = (text for path in paths for text in said_in(path))
    return {slotted(text): text for text in found if _has_words(text)}


def _has_words(template: str) -> bool:
    return sum(letter.isalpha() for part in slotted(template) for letter in part) > _FEWEST_LETTERS

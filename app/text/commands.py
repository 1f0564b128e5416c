"""What somebody who dictates says to the note instead of into it, and the texts it can put in.

A command is the whole of an utterance, said clearly and with silence around it; the same words
inside a sentence are text (FEATURES 3). What is not surely a command is text too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.domain.macros import slots
from app.domain.transcript import Language, Utterance
from app.domain.vetoes import NO_PAIRS, Pairs, pair
from app.text.commands_data import PLAIN, Commands, SpokenMacro
from app.text.line import Line, unsure
from app.text.note_routing import LAY
from app.text.tokens import plain
from app.text.writing import heard_line, simplified

CommandKind = Literal["paragraph", "next", "scratch", "macro", "fill"]
_SILENCE_S: Final = 0.25
_MARKS: Final = " .。,，!?？！"
_LONGEST: Final = {"en": 8, "zh": 16}


@dataclass(frozen=True, slots=True)
class Command:
    """A command. text: what a macro says, or what a slot is filled with."""

    kind: CommandKind
    utterance: Utterance
    macro: SpokenMacro | None = None
    text: str = ""
    slot: str = ""

    @property
    def rule(self) -> str:
        return f"command.{self.kind}"

    @property
    def section(self) -> str:
        """The topic a macro belongs to, "" where it says none."""
        return self.macro.section if self.macro else ""


def heard(utterance: Utterance, commands: Commands) -> Command | None:
    """The command that an utterance is, word for word and whole; None for all else."""
    line = _said(utterance)
    if not line or unsure(utterance, 0, len(utterance.words) - 1):
        return None
    phrases = commands.phrases[utterance.language]
    for kind in PLAIN:
        if line in phrases[kind]:
            return Command(kind, utterance)
    inserted = _inserted(line, utterance.language, commands)
    if inserted is not None:
        macro, normal = inserted
        return Command("macro", utterance, macro, macro.text(normal=normal))
    return _filling(line, utterance, phrases)


def _inserted(line: str, language: Language, commands: Commands) -> tuple[SpokenMacro, bool] | None:
    """The macro that is to be put in, and whether with its normal values."""
    phrases = commands.phrases[language]
    macros = [one for one in commands.macros if one.macro.language == language]
    for name in _between(line, phrases["insert"], phrases["insert_end"], language):
        healthy = tuple(_between(name, phrases["normal"], ("",), language))
        for one in macros:
            if name in one.spoken:
                return one, False
            if one.normal and any(rest in one.spoken for rest in healthy):
                return one, True
    return None


def _filling(
    line: str, utterance: Utterance, phrases: Mapping[str, tuple[str, ...]]
) -> Command | None:
    """`fill rhythm with regular`: whether a text with this slot was put in, others know."""
    language = utterance.language
    shown = utterance.text or heard_line(utterance.words, language)
    for rest in _between(line, phrases["fill"], ("",), language):
        for word in phrases["fill_with"]:
            joint = word if language == "zh" else f" {word} "
            slot, found, _ = rest.partition(joint)
            value = shown.casefold().partition(joint)[2]
            if found and slot and value:
                words = shown[len(shown) - len(value) :].strip(_MARKS)
                return Command("fill", utterance, None, words, slot)
    return None


def commands_in(
    lines: Sequence[Line], commands: Commands, unwanted: Pairs = NO_PAIRS
) -> dict[str, Command]:
    """The commands of a dictation by utterance. unwanted: pairs that are text for this user."""
    return {
        line.utterance.id: command
        for line in _isolated(lines)
        if (command := heard(line.utterance, commands)) is not None
        and pair(heard_line(line.utterance.words, line.utterance.language), command.text)
        not in unwanted
    }


def _isolated(lines: Sequence[Line]) -> Iterator[Line]:
    """Lines with silence around them, of speakers who are not of the patient's side."""
    for at, line in enumerate(lines):
        said = line.utterance
        before = lines[at - 1].utterance.end_s if at else None
        behind = lines[at + 1].utterance.start_s if at + 1 < len(lines) else None
        if (
            said.role not in LAY
            and not said.overlap
            and (before is None or said.start_s - before >= _SILENCE_S)
            and (behind is None or behind - said.end_s >= _SILENCE_S)
        ):
            yield line


def filled_once(words: str, slot: str, value: str, language: Language) -> str | None:
    """The text with its first slot of a spoken name filled; None where it has no such slot."""
    for start, end in slots(words):
        name = words[start + 1 : end - 1]
        if _name(name, language) == _name(slot, language):
            return words[:start] + value + words[end:]
    return None


def _name(slot: str, language: Language) -> str:
    words = [plain(word) for word in slot.replace("、", " ").replace(",", " ").split()]
    return ("" if language == "zh" else " ").join(words)


def _said(utterance: Utterance) -> str:
    """The words of a short utterance as phrases have them; "" for a long one."""
    words = [plain(word.text) for word in utterance.words]
    if len(words) > 2 * _LONGEST[utterance.language]:
        return ""
    if utterance.language == "zh":
        return "".join("".join(map(simplified, word)) for word in words)
    return " ".join(filter(None, words))


def _between(
    line: str, before: Sequence[str], after: Sequence[str], language: Language
) -> Iterator[str]:
    """What stands in a line between a phrase it begins with and one it ends with."""
    gap = "" if language == "zh" else " "
    for first in before:
        if not line.startswith(first + gap):
            continue
        rest = line[len(first + gap) :]
        for last in after:
            if not last:
                yield rest
            elif rest.endswith(gap + last):
                yield rest[: -len(gap + last)]

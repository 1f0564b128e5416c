"""What the commands of a dictation do to its sentences, before any is filed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from app.domain.note import NoteSentence
from app.domain.transcript import Utterance
from app.text.commands import Command, filled_once
from app.text.line import Line
from app.text.note_sentences import Sentence, sentences


@dataclass(slots=True)
class Inserted:
    """A text that was put in, and all utterances that made it what it is."""

    command: Command
    text: str
    utterances: list[Utterance]

    @property
    def start_s(self) -> float:
        return self.utterances[0].start_s

    def sentence(self) -> NoteSentence:
        """Counted and shown as from a template: nobody said these words (SAFETY R15)."""
        ids = tuple(one.id for one in self.utterances)
        return NoteSentence(self.text, ids, self.start_s, self.utterances[0].end_s, "template")


@dataclass(frozen=True, slots=True)
class Struck:
    """A sentence that somebody took back."""

    sentence: Sentence


@dataclass(slots=True)
class Script:
    """A dictation without its commands. parts: cut where the next section was asked for."""

    parts: list[list[Sentence | Inserted]] = field(default_factory=lambda: [[]])
    obeyed: list[Command] = field(default_factory=list)
    struck: list[Struck] = field(default_factory=list)


def follow(lines: Sequence[Line], commands: Mapping[str, Command]) -> Script:
    """Do what was said; what cannot be done is text, as it was said."""
    script, fresh = Script(), False
    for line in lines:
        command = commands.get(line.utterance.id)
        done = None if command is None else _done(script, command)
        if done is not None:
            script.obeyed.append(done)
            fresh |= done.kind == "paragraph"
            continue
        for one in sentences(line):
            script.parts[-1].append(replace(one, fresh=fresh))
            fresh = False
    _settle(script)
    return script


def _done(script: Script, command: Command) -> Command | None:
    """The command, once it was done; None when there is nothing it could be about."""
    if command.kind == "next":
        script.parts.append([])
    elif command.kind == "macro":
        script.parts[-1].append(Inserted(command, command.text, [command.utterance]))
    elif command.kind == "scratch":
        return command if _strike(script, command) else None
    elif command.kind == "fill":
        return command if _fill(script, command) else None
    return command


def _strike(script: Script, command: Command) -> bool:
    """Take out what the same speaker said, or put in, last."""
    part = next((one for one in reversed(script.parts) if one), None)
    if part is None:
        return False
    last = part[-1]
    spoke = last.command.utterance if isinstance(last, Inserted) else last.utterance
    if spoke.speaker != command.utterance.speaker:
        return False
    part.pop()
    if isinstance(last, Inserted):
        last.text = ""
        script.obeyed = [_emptied(one, last) for one in script.obeyed]
    else:
        script.struck.append(Struck(last))
    return True


def _emptied(one: Command, last: Inserted) -> Command:
    return replace(one, text="") if one.utterance in last.utterances else one


def _fill(script: Script, command: Command) -> bool:
    said = command.utterance
    for one in _inserted(script):
        words = filled_once(one.text, command.slot, command.text, said.language)
        if words is not None and one.command.utterance.speaker == said.speaker:
            one.text = words
            one.utterances.append(said)
            return True
        return False
    return False


def _inserted(script: Script) -> Iterator[Inserted]:
    """The texts that were put in, the last one first."""
    for part in reversed(script.parts):
        yield from (one for one in reversed(part) if isinstance(one, Inserted))


def _settle(script: Script) -> None:
    """A macro's correction says the text as it is in the note, so that it can be undone there."""
    final = {one.command.utterance.id: one.text for one in _inserted(script)}
    script.obeyed = [
        replace(one, text=final.get(one.utterance.id, one.text)) if one.kind == "macro" else one
        for one in script.obeyed
    ]

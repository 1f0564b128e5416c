"""The structured note: every sentence that was written, in its section, with its evidence."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.domain.findings import Correction, Finding
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.note_chips import STRUCK
from app.text.commands import Command
from app.text.line import Line
from app.text.note_commands import Inserted, Script, Struck, follow
from app.text.note_filing import Course, dictated, said_in_turn
from app.text.note_routing import Scales, Weighed
from app.text.note_sentences import Sentence, cited
from app.text.templates import Mode, Template
from app.text.writing import heard_line

__all__ = ["Composed", "Composer"]


@dataclass(frozen=True, slots=True)
class Composed:
    """A note, and the commands that made it so: each a correction that can be undone."""

    note: Note
    commands: tuple[Correction, ...] = ()

    def says(self, finding: Finding) -> bool:
        """Whether the words of a finding are in the note, not taken out and no command."""
        return not any(
            one.utterance == finding.utterance
            and one.first <= finding.last
            and one.last >= finding.first
            for one in self.commands
        )


class Composer:
    """Composes notes by one template. Safe to share between threads."""

    def __init__(self, template: Template) -> None:
        self._template = template
        self._scales = Scales(template)

    def compose(
        self,
        lines: Sequence[Line],
        findings: Sequence[Finding],
        note_id: str,
        mode: Mode = "conversation",
        commands: Mapping[str, Command] | None = None,
    ) -> Composed:
        """File every sentence in one section of the template, in the order it was said.

        A sentence that fits no section is listed as unplaced, so that nothing is dropped
        (SAFETY R16); what commands take out or stand for is listed as corrections. What a patient
        or relative says never enters a section kept for clinicians' statements (R14).
        """
        script = follow(lines, commands or {})
        about: dict[str | None, list[Finding]] = defaultdict(list)
        for finding in findings:
            about[finding.utterance].append(finding)
        placed = self._placed(script, mode, about)
        note = self._note(placed, note_id)
        return Composed(note, tuple(_corrections(script, placed)))

    def _placed(
        self, script: Script, mode: Mode, about: Mapping[str | None, Sequence[Finding]]
    ) -> list[tuple[str | None, Sentence | Inserted]]:
        """Every part of the note in its order, with its section."""
        course = self._course()
        placed: list[tuple[str | None, Sentence | Inserted]] = []
        for part in script.parts:
            said = [one for one in part if isinstance(one, Sentence)]
            weighed = [self._scales.weigh(one, _within(one, about)) for one in said]
            keys = iter(_filed(weighed, course, mode))
            key: str | None = None
            for one in part:
                if isinstance(one, Inserted):
                    own = self._template.section_of(one.command.section)
                    placed.append((own or key, one))
                else:
                    key = next(keys)
                    placed.append((key, one))
            course.sent = course.after(course.last)
        return placed

    def _course(self) -> Course:
        sections = self._template.sections
        return Course(
            tuple(one.key for one in sections), frozenset(one.key for one in sections if one.brief)
        )

    def _note(self, placed: Iterable[tuple[str | None, Sentence | Inserted]], note_id: str) -> Note:
        rows: dict[str | None, list[NoteSentence]] = defaultdict(list)
        for key, one in placed:
            rows[key].append(one.sentence() if isinstance(one, Inserted) else cited(one))
        sections = (
            NoteSection(section.key, section.code, tuple(rows[section.key]))
            for section in self._template.sections
        )
        return Note(note_id, self._template.key, tuple(sections), tuple(rows[None]))


def _filed(weighed: Sequence[Weighed], course: Course, mode: Mode) -> list[str | None]:
    if mode == "conversation":
        return [said_in_turn(one, course) for one in weighed]
    return dictated(weighed, course)


def _within(sentence: Sentence, about: Mapping[str | None, Sequence[Finding]]) -> list[Finding]:
    return [
        finding
        for finding in about.get(sentence.utterance.id or None, ())
        if finding.first <= sentence.last and finding.last >= sentence.first
    ]


def _corrections(
    script: Script, placed: Sequence[tuple[str | None, Sentence | Inserted]]
) -> Iterable[Correction]:
    """In the order of the words; what is struck names the section it would go back to."""
    for one in script.obeyed:
        words = one.utterance.words
        heard = heard_line(words, one.utterance.language)
        concept = one.macro.macro.name if one.macro else one.slot or one.kind
        yield _command(one.utterance.id, 0, len(words) - 1, heard, one.text, concept, one.rule)
    for struck in script.struck:
        said = struck.sentence
        words = said.utterance.words[said.first : said.last + 1]
        heard = heard_line(words, said.utterance.language)
        key = _section_before(struck, placed)
        yield _command(said.utterance.id, said.first, said.last, heard, "", key, STRUCK)


def _section_before(
    struck: Struck, placed: Sequence[tuple[str | None, Sentence | Inserted]]
) -> str:
    """Where what was struck stood, as far as its neighbour tells."""
    start_s = struck.sentence.utterance.words[struck.sentence.first].start_s
    before = [
        key
        for key, one in placed
        if key is not None and isinstance(one, Sentence) and one.start_s <= start_s
    ]
    return before[-1] if before else ""


def _command(
    utterance: str, first: int, last: int, heard: str, text: str, concept: str, rule: str
) -> Correction:
    return Correction(
        utterance or None, first, last, heard, text, "command", concept, 1.0, 1.0, rule, "applied"
    )

"""From words to meaning: roles, findings, alerts and the note of a transcript."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any

from app.domain.findings import Alert, Correction, Finding
from app.domain.result import Understanding
from app.domain.site_terms import SiteTerms
from app.domain.transcript import Language, Transcript, Utterance
from app.domain.vetoes import NO_PAIRS, Pairs
from app.text import context_model
from app.text.alerts import alerts
from app.text.clinical import ClinicalResources, load_resources
from app.text.commands import commands_in
from app.text.doses import signed_table
from app.text.findings import findings
from app.text.lexicon.loading import Lexicon
from app.text.line import Line, ReadLines, ReadOnce, Said, lines_of
from app.text.note import Composer
from app.text.note_filing import mode_of
from app.text.pipeline import Pipeline
from app.text.queries import NOBODY, Patient, with_queries
from app.text.queries_across import across
from app.text.roles import guess_roles
from app.text.templates import DEFAULT, Template
from app.text.tokens import tokenize

Overlay = Callable[[Utterance], tuple[Utterance, tuple[Correction, ...]]]
"""What writes an utterance: its written text and the corrections that made it."""


class Understander:
    """Clinical resources with a pipeline per language, built when first needed.

    Safe to share between threads.
    """

    def __init__(self, resources: ClinicalResources) -> None:
        self.resources = resources
        self._pipelines: dict[Language, Pipeline] = {}
        self._composers: dict[str, Composer] = {}
        self._building = Lock()
        self._without: Understander | None = None
        self._with: tuple[SiteTerms, Understander] | None = None

    @classmethod
    def load(cls, resources_dir: Path, lexicon: Lexicon | None = None) -> "Understander":
        """Read the resources. Raises ResourceError naming file and key."""
        return cls(load_resources(resources_dir, lexicon))

    def with_terms(self, terms: SiteTerms) -> "Understander":
        """This one with terms of the site, which mean what their kind says: the last one is kept,
        since they seldom change, and it shares all that was built here."""
        if not terms:
            return self
        with self._building:
            if self._with is None or self._with[0] != terms:
                lexicon = self.resources.lexicon.joined(terms=terms)
                new = Understander(replace(self.resources, lexicon=lexicon))
                new._without = self
                self._with = terms, new
            return self._with[1]

    def warm(self, language: Language) -> Pipeline:
        """The language's pipeline, built now if it was not yet (about a second)."""
        with self._building:
            if language not in self._pipelines:
                built = self._without.warm(language) if self._without else self._built(language)
                self._pipelines[language] = built.over(self.resources.lexicon)
            return self._pipelines[language]

    def _built(self, language: Language) -> Pipeline:
        return Pipeline(
            self.resources.keywords[language],
            self.resources.context[language],
            partial(self.resources.lexicon.knows, language),
            context_model.embedded(language) if self.resources.reconsidered else None,
        )

    def understand(
        self,
        transcript: Transcript,
        corrections: Sequence[Correction],
        note_id: str,
        *,
        template: str = DEFAULT,
        unwanted: Pairs = NO_PAIRS,
        patient: Patient = NOBODY,
        dose_ranges: str = "",
        read: ReadLines | None = None,
    ) -> Understanding:
        """Roles, findings, alerts and the note of a transcript whose text is already written.

        corrections: of all utterances, in any state. template: a key; where there is none of this
        name any more, the note is made by the default one, and says so. unwanted: commands that
        whoever dictates does not want to be any. patient: from the record; dose_ranges: the
        version of the dose table that the site signed in, or "". read: what `once` gave.
        """
        read = read or self._lines
        known = guess_roles(transcript, self.resources)
        by_utterance: dict[str | None, list[Correction]] = {}
        for correction in corrections:
            by_utterance.setdefault(correction.utterance, []).append(correction)
        lines = read([(one, by_utterance.get(one.id, ())) for one in known.utterances if one.words])
        found = tuple(_asked_findings(lines, patient, dose_ranges))
        used = self.resources.templates.get(template) or self.resources.templates[DEFAULT]
        mode = mode_of(known, used.mode)
        spoken = commands_in(lines, self.resources.commands, unwanted)
        composed = self._composer(used).compose(
            lines, found, note_id, mode, spoken if mode == "dictation" else None
        )
        said = tuple(finding for finding in found if composed.says(finding))
        made = (*corrections, *composed.commands)
        return Understanding(known, made, said, alerts(lines), composed.note)

    def _composer(self, template: Template) -> Composer:
        with self._building:
            if template.key not in self._composers:
                self._composers[template.key] = Composer(template)
            return self._composers[template.key]

    def understand_line(
        self, text: str, language: Language, overlay: Overlay | None = None
    ) -> dict[str, Any]:
        """One typed line as `erscribe understand` prints it: text, findings, alerts.

        overlay: writes the line first (number forms, term corrections); None reads it as it is.
        """
        words = tokenize(text)
        if not words:
            return {"text": "", "findings": [], "alerts": []}
        utterance = Utterance("", "", language, words, text=text)
        corrections: tuple[Correction, ...] = ()
        if overlay is not None:
            utterance, corrections = overlay(utterance)
        (line,) = self._lines([(utterance, corrections)])
        return {
            "text": utterance.text,
            "findings": [asdict(one) for one in findings(line)],
            "alerts": [_reported(asdict(one)) for one in alerts([line])],
        }

    def alerts_of(
        self,
        utterance: Utterance,
        corrections: Sequence[Correction] = (),
        read: ReadLines | None = None,
    ) -> tuple[Alert, ...]:
        """The alerts of one utterance by itself, whether or not an earlier one was raised.

        read: what `once` gave."""
        read = read or self._lines
        return alerts(read([(utterance, corrections)])) if utterance.words else ()

    def once(self) -> ReadOnce:
        """For one question: what reads each utterance once, however often it is asked for."""
        return ReadOnce(self._lines)

    def _lines(self, said: Sequence[Said]) -> list[Line]:
        languages = [utterance.language for utterance, _ in said]
        found: dict[int, Line] = {}
        for language in dict.fromkeys(languages):
            own = [at for at, its in enumerate(languages) if its == language]
            lines = lines_of([said[at] for at in own], self.warm(language))
            found.update(zip(own, lines, strict=True))
        return [found[at] for at in range(len(said))]


def _asked_findings(lines: Sequence[Line], patient: Patient, dose_ranges: str) -> Iterator[Finding]:
    """Findings with what is asked about them, within a line and across all of them."""
    doses = signed_table(dose_ranges)
    asked = across(lines, patient)
    for line in lines:
        found = findings(line, patient, doses)
        yield from with_queries(line.utterance, found, asked.get(line.utterance.id, ()))


def _reported(alert: dict[str, Any]) -> dict[str, Any]:
    """An alert of a typed line, which has words but no times."""
    return {key: value for key, value in alert.items() if key not in {"start_s", "end_s"}}

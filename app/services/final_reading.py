"""What a whole recording's words mean, read with the lexicon and the rules of this process."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

from app.domain.findings import Correction
from app.domain.reading import Compare, Compared, Understand, Understood
from app.domain.result import ModelUsed, Understanding
from app.domain.transcript import Transcript, Utterance
from app.domain.vetoes import NO_PAIRS, Pairs, forbidden, has, in_section, pair
from app.services.differences import differences
from app.services.ports import Progress
from app.services.scripts import alike
from app.services.stages import Models
from app.text.correction import overlays
from app.text.queries import Patient
from app.text.understanding import Understander


class InProcessReading:
    """A FinalReading; its resources are read when first asked for."""

    def __init__(self, understander: Callable[[], Understander]) -> None:
        self._understander = understander

    def models(self, progress: Progress) -> Models:  # noqa: ARG002 - takes a second at most
        resources = self._understander().resources
        return {
            "lexicon": ModelUsed("erscribe-lexicon", resources.lexicon.version),
            "keywords": ModelUsed("erscribe-keywords", resources.sha256),
        }

    def understood(self, question: Understand, progress: Progress) -> Understood:  # noqa: ARG002
        known = question.known
        understander = self._understander().with_terms(known.terms)
        read = understander.once()
        understand = partial(
            understander.understand,
            read=read,
            note_id=question.note,
            template=question.template,
            unwanted=question.unwanted,
            patient=Patient(known.age_years, known.sex or None, known.begun),
            dose_ranges=known.dose_ranges,
        )
        found = _read(question.heard, question, understander, understand)
        mentions = [
            alert
            for utterance in found.transcript.utterances
            for alert in understander.alerts_of(
                utterance,
                [one for one in found.corrections if one.utterance == utterance.id],
                read,
            )
        ]
        return Understood(found, tuple(mentions))

    def compared(self, question: Compare, progress: Progress) -> Compared:  # noqa: ARG002
        understander = self._understander().with_terms(question.terms)
        understand = partial(understander.understand, note_id="live")
        drafted = _read(question.live, question, understander, understand)
        return Compared(differences(drafted, question.final, understander))


def _read(
    heard: Transcript,
    question: Understand | Compare,
    understander: Understander,
    understand: Callable[[Transcript, Sequence[Correction]], Understanding],
) -> Understanding:
    """Written, then understood. In which section words stand is only known then: where something
    was corrected that is not wanted in its section, those words are left and all is read again."""
    lexicon, script = understander.resources.lexicon, question.script

    def done(apart: Mapping[str, Pairs]) -> Understanding:
        def unwanted(one: Utterance) -> Pairs:
            return question.unwanted | apart.get(one.id, NO_PAIRS)

        return understand(*overlays(heard, lexicon, script, unwanted))

    found = done({})
    apart = _apart(found, question.unwanted)
    return done(apart) if apart else found


def _apart(found: Understanding, unwanted: Pairs) -> dict[str, Pairs]:
    """What is not wanted in the section that it came into, by utterance."""
    apart: dict[str, Pairs] = {}
    for section in found.note.sections:
        pairs = in_section(unwanted, section.key)
        for one in found.corrections if pairs else ():
            if forbidden(pairs, one.heard, one.text) and any(
                has(sentence, one, alike) for sentence in section.sentences
            ):
                key = one.utterance or ""
                apart[key] = apart.get(key, NO_PAIRS) | {pair(one.heard, one.text)}
    return apart

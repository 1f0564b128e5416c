"""What a whole recording's words mean, read with the lexicon and the rules of this process."""

from collections.abc import Callable

from app.domain.reading import Compare, Compared, Understand, Understood
from app.domain.result import ModelUsed
from app.services.differences import differences
from app.services.ports import Progress
from app.services.stages import Models
from app.text.correction import overlay
from app.text.queries import Patient
from app.text.understanding import Understander, overlaid


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
        lexicon = understander.resources.lexicon
        written, corrections = overlaid(
            question.heard, lambda one: overlay(one, lexicon, question.script, question.unwanted)
        )
        found = understander.understand(
            written,
            corrections,
            question.note,
            template=question.template,
            unwanted=question.unwanted,
            patient=Patient(known.age_years, known.sex or None),
            dose_ranges=known.dose_ranges,
        )
        mentions = [
            alert
            for utterance in found.transcript.utterances
            for alert in understander.alerts_of(
                utterance, [one for one in found.corrections if one.utterance == utterance.id]
            )
        ]
        return Understood(found, tuple(mentions))

    def compared(self, question: Compare, progress: Progress) -> Compared:  # noqa: ARG002
        understander = self._understander().with_terms(question.terms)
        lexicon = understander.resources.lexicon
        live = overlaid(
            question.live, lambda one: overlay(one, lexicon, question.script, question.unwanted)
        )
        drafted = understander.understand(*live, "live")
        return Compared(differences(drafted, question.final, understander))

"""Live text read by the final text's rules: which words are in doubt, which alerts they raise."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from app.domain.findings import Alert
from app.domain.live import LiveWords
from app.domain.note_doubts import LOW
from app.domain.reading import Heed, Known
from app.domain.transcript import Utterance, Word
from app.domain.vetoes import NO_PAIRS, Pairs
from app.settings import Script
from app.text.correction import overlay
from app.text.doses import signed_table
from app.text.protected import protected
from app.text.queries import Patient, queries
from app.text.understanding import Understander


class LiveReading:
    """Passes on what is said of one recording, its words read on the way."""

    def __init__(
        self, understander: Understander, script: Script, heed: Callable[[], Heed]
    ) -> None:
        """heed: what whoever records does not want, and what is known beside the words, by now."""
        self._understander = understander
        self._script = script
        self._heed = heed
        self._raised: dict[int, tuple[tuple[Word, ...], tuple[Alert, ...]]] = {}  # by region

    def read(self, event: Any) -> Any:
        """The event; words with their doubts and alerts."""
        if not isinstance(event, LiveWords):
            return event
        heed = self._heed()
        understander = self._understander.with_terms(heed.known.terms)
        alerts = self._alerts(event, understander, heed.unwanted)
        event = replace(doubted(event, understander), alerts=alerts)
        return questioned(event, heed.known) if event.ended else event

    def _alerts(
        self, event: LiveWords, understander: Understander, unwanted: Pairs
    ) -> tuple[Alert, ...]:
        """Only confirmed words raise any, and are read again only when there are others."""
        said = event.words[: event.confirmed]
        known = self._raised.get(event.region)
        if known is None or known[0] != said:
            found = alerts_of(event, understander, self._script, unwanted)
            known = self._raised[event.region] = (said, tuple(found))
        return known[1]


def alerts_of(
    event: LiveWords, understander: Understander, script: Script, unwanted: Pairs = NO_PAIRS
) -> Sequence[Alert]:
    """What the confirmed words raise by themselves: corrected first, then understood, as the final
    recognition's are. What comes of a correction that is not wanted is not raised."""
    said = Utterance("", "", event.language, event.words[: event.confirmed])
    if not said.words:
        return ()
    utterance, corrections = overlay(said, understander.resources.lexicon, script, unwanted)
    return understander.alerts_of(utterance, corrections)


def questioned(event: LiveWords, known: Known) -> LiveWords:
    """With the words in doubt that the final text asks about. Only whole regions are asked about:
    a dose is not without its unit while somebody still speaks."""
    patient = Patient(known.age_years, known.sex or None, known.begun)
    said = Utterance("", "", event.language, event.words)
    asked = queries(said, patient, signed_table(known.dose_ranges))
    places = {at for one in asked for at in range(one.first, one.last + 1)}
    return replace(event, doubtful=tuple(sorted(places.union(event.doubtful))))


def doubted(event: LiveWords, understander: Understander) -> LiveWords:
    """With the protected words in doubt too, from the confidence on under which they are to be
    confirmed in a note."""
    low = {at for at, word in enumerate(event.words) if word.probability < LOW}
    if low <= set(event.doubtful):
        return event
    texts = [word.text for word in event.words]
    found = protected(texts, event.language, understander.resources.lexicon)
    spans = (range(one.first, one.last + 1) for one in found)
    places = {at for span in spans if not low.isdisjoint(span) for at in span}
    return replace(event, doubtful=tuple(sorted(places.union(event.doubtful))))

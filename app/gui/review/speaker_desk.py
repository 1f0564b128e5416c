"""Puts right who speaks, for the speakers' bar and the rows' menu; each time in one act."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject, Signal

from app.domain import speakers
from app.domain.errors import AppError
from app.domain.speakers import Labels, Speaker
from app.domain.transcript import Role, Transcript
from app.gui.review.acts import ReviewActs
from app.gui.review.speakers_bar import SpeakerChoices, SpeakersBar
from app.gui.words import sentence

_EMPTY = Transcript(())


class SpeakerDesk(QObject):
    """played: seconds from and to, of a sample. said: why something cannot be."""

    played = Signal(float, float)
    said = Signal(str)

    def __init__(
        self, acts: ReviewActs, current: Callable[[], str | None], parent: QObject
    ) -> None:
        """current: the utterance that the user is at."""
        super().__init__(parent)
        self._acts, self._current = acts, current
        self._transcript = _EMPTY
        self._before: Labels = ()  # what takes the last change back
        self.bar = SpeakersBar(
            SpeakerChoices(
                self.play,
                self.set_role,
                self.rename,
                self.merge,
                self.give,
                self.give_from,
                self.undo,
            )
        )

    def show_transcript(
        self, transcript: Transcript, heard: Sequence[Speaker], *, changes: bool, anew: bool
    ) -> None:
        """heard: who speaks in it. anew: of another note; nothing of the one before can be taken
        back."""
        self._transcript = transcript
        if anew:
            self._before = ()
        self.bar.show_speakers(heard, changes=changes)
        self.bar.offer_undo(bool(self._before))

    def forget(self) -> None:
        self._transcript, self._before = _EMPTY, ()
        self.bar.forget()

    def play(self, speaker: Speaker) -> None:
        """Where they are heard best."""
        self.played.emit(*speaker.sample)

    def set_role(self, speaker: str, role: Role) -> None:
        self._relabel(speakers.with_role(self._transcript, speaker, role))

    def rename(self, speaker: str, name: str) -> None:
        try:
            self._relabel(speakers.renamed(self._transcript, speaker, name))
        except AppError as error:
            self.said.emit(sentence(error))

    def merge(self, speaker: str, into: str) -> None:
        self._relabel(speakers.merged(self._transcript, speaker, into))

    def give(self, speaker: str | None) -> None:
        """The current utterance to a speaker, or to somebody new."""
        self._give(speaker, speakers.given)

    def give_from(self, speaker: str | None) -> None:
        """All that is said by the same speaker from the current utterance on."""
        self._give(speaker, speakers.given_from)

    def give_number(self, number: int) -> None:
        """The current utterance to the speaker of this number, from 0."""
        if number < len(self.bar.speakers):
            self.give(self.bar.speakers[number].name)

    def undo(self) -> None:
        """Take the last change back."""
        labels, self._before = self._before, ()
        self.bar.offer_undo(False)
        self._acts.relabel(labels)

    def _give(self, speaker: str | None, given: Callable[[Transcript, str, str], Labels]) -> None:
        utterance = self._current()
        if utterance is not None:
            name = speaker or speakers.another_name(self._transcript)
            self._relabel(given(self._transcript, utterance, name))

    def _relabel(self, labels: Labels) -> None:
        before = speakers.as_they_are(self._transcript, labels)

        def keep() -> None:
            self._before = before
            self.bar.offer_undo(bool(before))

        self._acts.relabel(labels, keep)

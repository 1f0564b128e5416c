"""What a sentence rests on: who said it and when, its heard words, and what was made of them."""

from html import escape

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QTextBrowser, QToolButton, QVBoxLayout, QWidget

from app.domain.note_chips import Evidence, Spoken, spoken_words
from app.domain.note_page import Line
from app.domain.transcript import Utterance
from app.gui.look import clock, interim_ink, tinted
from app.gui.note.saying import chip_word, chip_words
from app.gui.review.names import who
from app.gui.words import Retranslated, tr


class EvidencePane(Retranslated, QWidget):
    """The sentence's words stand out bold, underlined and tinted among the others of their
    utterance. play: seconds to be heard."""

    play = Signal(float, float)

    def __init__(self) -> None:
        super().__init__()
        self._known: Evidence | None = None
        self._line: Line | None = None
        self.hear = QToolButton()
        self.hear.setArrowType(Qt.ArrowType.RightArrow)
        self.hear.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.hear.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.hear.clicked.connect(self._hear)
        self.text = QTextBrowser()
        self.text.setOpenLinks(False)
        self.text.setUndoRedoEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.addWidget(self.hear)
        column.addWidget(self.text, stretch=1)
        self.retranslate()

    def retranslate(self) -> None:
        self.text.setAccessibleName(tr("What this sentence rests on"))
        self._show()

    def know(self, known: Evidence) -> None:
        """The note's result."""
        self._known = known

    def show_line(self, line: Line | None) -> None:
        if line != self._line:
            self._line = line
            self._show()

    def forget(self) -> None:
        self._known = self._line = None
        self._show()

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        super().changeEvent(event)
        if event.type() is QEvent.Type.PaletteChange:
            self._show()

    def _hear(self) -> None:
        if self._line is not None:
            self.play.emit(self._line.sentence.start_s, self._line.sentence.end_s)

    def _show(self) -> None:
        line = self._line
        heard = line is not None and bool(line.sentence.utterances)
        self.hear.setEnabled(heard)
        if line is not None and heard:
            span = f"{clock(line.sentence.start_s)}–{clock(line.sentence.end_s)}"
            self.hear.setText(tr("Hear {span}").format(span=span))
        else:
            self.hear.setText(tr("Hear its words"))
        self.text.setHtml(self._html(line) if line is not None else self._nothing())

    def _nothing(self) -> str:
        return _par(escape(tr("Go to a sentence to see the words it rests on.")))

    def _html(self, line: Line) -> str:
        if not line.sentence.utterances or self._known is None:
            words = {
                "typed": tr("This sentence was typed; no words were heard for it."),
                "template": tr("This sentence comes from a template; no words were heard for it."),
            }
            return _par(escape(words.get(line.sentence.source, "")))
        parts = []
        if line.sentence.source != "dictated":
            parts.append(_par(f"<i>{escape(tr('Reworded by hand. What was heard:'))}</i>"))
        parts += [self._utterance(one) for one in spoken_words(self._known, line.sentence)]
        parts += self._chips(line)
        return "".join(parts)

    def _utterance(self, one: Spoken) -> str:
        said = one.utterance
        start_s, _ = one.seconds(one.first, one.last)
        head = f"{who(said)} · {clock(start_s)}"
        if said.overlap:
            head += " · " + tr("over another voice")
        ink = interim_ink(self.palette()).name()
        return _par(f'<span style="color:{ink}">{escape(head)}</span><br>{self._words(one)}')

    def _words(self, one: Spoken) -> str:
        shade = tinted("amber", self.palette())
        joint = " " if one.utterance.language == "en" else ""
        parts = []
        for first, last, inside in _runs(one):
            text = escape(_joined(one.utterance, first, last, joint))
            if inside:
                text = f'<b><u style="background:{shade.ground};color:{shade.ink}">{text}</u></b>'
            parts.append(text)
        return joint.join(parts)

    def _chips(self, line: Line) -> list[str]:
        if not line.chips:
            return []
        rows = "".join(
            f"<li>{escape(chip_words(one))}<br>"
            f"<small>{escape(chip_word(one))} · {escape(one.correction.rule)}</small></li>"
            for one in line.chips
        )
        title = escape(tr("Corrections"))
        return [_par(f"<b>{title}</b>"), f"<ul style='margin-left:-20px'>{rows}</ul>"]


def _runs(one: Spoken) -> list[tuple[int, int, bool]]:
    """Words before, inside and after the sentence."""
    end = len(one.utterance.words) - 1
    runs = [
        (0, one.first - 1, False),
        (one.first, one.last, True),
        (one.last + 1, end, False),
    ]
    return [run for run in runs if run[0] <= run[1]]


def _joined(said: Utterance, first: int, last: int, joint: str) -> str:
    return joint.join(word.text for word in said.words[first : last + 1])


def _par(html: str) -> str:
    return f"<p>{html}</p>"

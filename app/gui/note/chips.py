"""What is open at a sentence, with its buttons: corrections, queries, suggestions."""

from collections.abc import Callable
from functools import partial
from html import escape

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QAction, QTextDocument
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.domain.note_chips import Chip, Query
from app.domain.note_history import pieces
from app.domain.suggestions import Suggestion
from app.gui.chinese import shown
from app.gui.look import Tone, tinted
from app.gui.note.marked import marked_html
from app.gui.note.saying import chip_word, chip_words
from app.gui.note.wishes import (
    Choose,
    Decide,
    Never,
    NeverOnSite,
    Play,
    Resolve,
    Settle,
    TakeBack,
    Wish,
)
from app.gui.review.flow import Flow
from app.gui.words import said, tr

Ask = Callable[[Wish], None]
_LONGEST = 60  # letters in a line


class _Words(QLabel):
    """In one line where there is room for it; else they wrap."""

    wide = 0

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        return QSize(self.wide, self.heightForWidth(self.wide))


class Tag(QFrame):
    """A tinted frame with words and buttons in it, which wrap where it is narrow.

    under: the buttons stand below the words, where there is never room beside them.
    """

    def __init__(self, tone: Tone, words: str, spoken: str, *, under: bool = False) -> None:
        super().__init__()
        self.tone: Tone = tone
        self.setObjectName("tag")
        self.setAccessibleName(spoken)
        self.words = _Words()
        self.words.setTextFormat(Qt.TextFormat.RichText)
        self.words.setWordWrap(True)
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.say(words)
        self.row = QHBoxLayout()
        self.row.setSpacing(4)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 2, 4, 2)
        if under:
            column.addWidget(self.words)
            self.row.addStretch(1)
        else:
            self.row.addWidget(self.words, stretch=1)
        column.addLayout(self.row)
        self._colour()

    def say(self, words: str) -> None:
        """The words, as rich text; they wrap only where they are long."""
        self.words.setText(words)
        measured = QTextDocument()
        measured.setDefaultFont(self.font())
        measured.setHtml(words)
        longest = self.fontMetrics().averageCharWidth() * _LONGEST
        self.words.wide = min(round(measured.idealWidth()) + 2, longest)
        self.words.updateGeometry()

    def add(self, text: str, spoken: str, slot: Callable[[], object]) -> QToolButton:
        """A button; spoken: what it does, for who does not see what it stands beside."""
        button = QToolButton()
        button.setText(text)
        button.setToolTip(spoken)
        button.setAccessibleName(spoken)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(lambda _=False: slot())
        self.row.addWidget(button)
        return button

    def add_play(self, ask: Ask, start_s: float, end_s: float) -> None:
        button = self.add("", tr("Hear it"), lambda: ask(Play(start_s, end_s)))
        button.setArrowType(Qt.ArrowType.RightArrow)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        if event.type() is QEvent.Type.PaletteChange:
            self._colour()
        super().changeEvent(event)

    def _colour(self) -> None:
        shade = tinted(self.tone, QApplication.palette())
        sheet = (
            f"#tag {{ background: {shade.ground}; border-left: 3px solid {shade.ink}; }}"
            f" #tag > QLabel {{ color: {shade.ink}; }}"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)


def chip_tag(chip: Chip, ask: Ask, *, writes: bool) -> Tag:
    """A correction: what was heard, what is written, and what can be made of it."""
    one = chip.correction
    heard, written = shown(one.heard), shown(one.text)
    words = f"<s>{escape(heard)}</s>" if chip.struck else escape(chip_words(chip))
    spoken = tr("{state}: heard “{heard}”, written “{written}”").format(
        state=chip_word(chip), heard=heard, written=written
    )
    tone: Tone = "amber" if chip.state == "proposed" else "grey"
    tag = Tag(tone, f"{words} <i>({escape(chip_word(chip))})</i>", spoken)
    tag.setToolTip(tr("Rule {rule}").format(rule=one.rule))
    tag.add_play(ask, chip.start_s, chip.end_s)
    if not writes:
        return tag
    if chip.state == "proposed":
        tag.add(tr("Accept"), tr("Write “{words}”").format(words=written), _decide(ask, chip, True))
        tag.add(
            tr("As heard"), tr("Leave “{words}”").format(words=heard), _decide(ask, chip, False)
        )
    elif chip.state == "applied":
        tag.add(
            tr("Undo"),
            tr("Write “{words}” again").format(words=heard),
            lambda: ask(TakeBack(chip.number)),
        )
    if one.kind == "term" and chip.state in {"proposed", "applied"}:
        _add_never(tag, chip, ask)
    return tag


def _decide(ask: Ask, chip: Chip, accept: bool) -> Callable[[], None]:
    return lambda: ask(Decide(chip.number, accept))


def _add_never(tag: Tag, chip: Chip, ask: Ask) -> None:
    """The ways not to see it again, from here to everywhere, in a menu of their own."""
    button = tag.add(tr("Never…"), tr("Never correct these words so"), lambda: None)
    menu = QMenu(button)
    for text, wish in (
        (tr("Never in this note"), Never(chip.number, "note")),
        (tr("Never in this section of what I record"), Never(chip.number, "section")),
        (tr("Never again in what I record"), Never(chip.number, "user")),
        (
            tr("Ask that nobody gets it in my department…"),
            NeverOnSite(chip.number, department=True),
        ),
        (tr("Ask that nobody gets it on this site…"), NeverOnSite(chip.number)),
    ):
        action = QAction(text, menu)
        action.triggered.connect(partial(_asked, ask, wish))
        menu.addAction(action)
    button.setMenu(menu)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)


def query_tag(query: Query, ask: Ask, *, writes: bool, settles: bool) -> Tag:
    """A question: one reading, the other, or as it is written."""
    asks = said(shown(query.asks))
    tag = Tag("amber", f"<b>?</b> {escape(asks)}", tr("Question: {asks}").format(asks=asks))
    tag.add_play(ask, query.start_s, query.end_s)
    for choice in query.choices if writes else ():
        spoken = tr("It was “{words}”").format(words=shown(choice))
        tag.add(shown(choice), spoken, partial(ask, Choose(query.number, choice)))
    if settles:
        tag.add(
            tr("Keep"),
            tr("It is right as it is written"),
            lambda: ask(Settle(f"query:{query.number}")),
        )
    return tag


def suggestion_tag(one: Suggestion, name: str, ask: Ask, *, writes: bool) -> Tag:
    """What somebody proposes, with what would go struck through."""
    changed = marked_html(pieces(one.before, one.after))
    words = tr("{name} suggests").format(name=name)
    reason = f"<br><i>{escape(one.reason)}</i>" if one.reason else ""
    tag = Tag("grey", f"{escape(words)}: {changed}{reason}", words)
    if writes:
        tag.add(tr("Accept"), tr("Accept this suggestion"), lambda: ask(Resolve(one.number, True)))
        tag.add(tr("Reject"), tr("Reject this suggestion"), lambda: ask(Resolve(one.number, False)))
    return tag


def _asked(ask: Ask, wish: Wish, _: bool = False) -> None:
    """An action of Qt's tells whether it is checked."""
    ask(wish)


class Tags(QWidget):
    """All that is open at one sentence; replaced as a whole."""

    def __init__(self) -> None:
        super().__init__()
        self._flow = Flow(self)
        self._flow.setContentsMargins(0, 0, 0, 0)
        self._flow.setSpacing(4)
        self.tags: list[Tag] = []

    def show_tags(self, tags: list[Tag]) -> None:
        while (item := self._flow.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.setParent(None)
                widget.deleteLater()
        self.tags = tags
        for tag in tags:
            self._flow.addWidget(tag)
        self.setVisible(bool(tags))
        self.updateGeometry()

"""Where a note is narrow: nothing that is pressed or read is cut off."""

from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.gui.note.chips import Tag
from app.gui.note.sentence_card import SentenceCard


def test_a_suggestion_is_read_above_its_buttons(qtbot: QtBot) -> None:
    tag = Tag("amber", "", "Dr. Chapel suggests", under=True)
    qtbot.addWidget(tag)
    tag.words.setText("Blood pressure 80/50 on the left arm, taken by the crew on the way here.")
    accept = tag.add("Accept", "Accept this suggestion", lambda: None)
    tag.setFixedWidth(190)
    tag.show()
    QApplication.sendPostedEvents()
    assert accept.geometry().top() > tag.words.geometry().bottom()
    assert tag.words.width() > 150


def test_the_tools_of_a_sentence_stand_in_two_lines_rather_than_shortened(qtbot: QtBot) -> None:
    behind = QWidget()
    qtbot.addWidget(behind)
    card = SentenceCard(behind)
    behind.show()
    card.resize(260, card.tall(260))
    card.show()
    QApplication.sendPostedEvents()
    tools = [one for one in card._buttons if one.isVisible()]
    assert len(tools) == 6
    assert all(one.width() >= one.sizeHint().width() for one in tools)
    assert all(card.rect().contains(one.geometry()) for one in tools)
    assert tools[0].y() < tools[-1].y()

"""One setting on its page: what it is called, its control, what it does, what is wrong with it."""

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.gui.look import sized
from app.gui.pages.setting_fields import Browse, field_for
from app.gui.pages.setting_texts import SettingText, default_of
from app.gui.pages.sheet import Notice, Prose, row
from app.gui.words import tr


class SettingRow(QWidget):
    """`edited` carries the setting's key."""

    edited = Signal(str)

    def __init__(self, key: str, browse: Browse | None = None) -> None:
        super().__init__()
        self.key = key
        self.field = field_for(key, browse)
        self.label, self.default = QLabel(), Prose(quiet=True)
        self.why, self.notice = Prose(quiet=True), Notice()
        self.label.setFont(sized(self.font(), self.font().pointSizeF() + 0.5, bold=True))
        self.label.setBuddy(self.field.focus)
        self.default.setWordWrap(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 4, 0, 10)
        column.setSpacing(4)
        column.addLayout(row(self.label, None, self.default))
        column.addWidget(self.field)
        column.addWidget(self.why)
        column.addWidget(self.notice)
        self.field.edited.connect(lambda: self.edited.emit(key))

    def value(self) -> Any:
        return self.field.value()

    def show_value(self, value: Any) -> None:
        self.field.show_value(value)
        self.notice.clear()

    def say(self, text: SettingText) -> None:
        """In the language in force."""
        self.label.setText(text.label)
        self.why.setText(text.why)
        self.default.setText(tr("default: {value}").format(value=default_of(self.key, text)))
        self.field.name_choices(text.choices)
        self.field.name(text.label, text.why)

    def refuse(self, sentence: str) -> None:
        """What is wrong with what stands in the control."""
        self.notice.put("red", sentence, aloud=True)

    def show_lock(self, sentence: str) -> None:
        """It is not changed here; "" lets it be changed again."""
        self.field.lock(bool(sentence))
        self.notice.put("grey", sentence)

    def hint(self, sentence: str) -> None:
        self.notice.put("amber", sentence)

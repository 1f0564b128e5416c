"""The typing bar as it is looked at."""

from collections.abc import Callable
from typing import cast

from PySide6.QtWidgets import QWidget

from app.domain.access import Actor
from app.domain.typed import TypedPiece
from app.gui.dictate.parts import TypingParts
from app.gui.dictate.typing_bar import TypingBar
from app.services.macros import Macros, shipped

LI = Actor("u-li", "Dr. Li", "physician", "s1", "ED", "desk-3")
PIECES = (
    TypedPiece(12.0, "Allergic to penicillin: rash in 2019."),
    TypedPiece(95.5, "家属电话 [不公开],已通知。", "plan"),
)


class _Shipped:
    def offered(self, actor: Actor) -> tuple[object, ...]:
        return shipped()


def _bar(pieces: tuple[TypedPiece, ...], text: str = "") -> TypingBar:
    parts = TypingParts(
        lambda: cast(Macros, _Shipped()),
        lambda: ("chief_complaint", "history_of_present_illness", "plan"),
        lambda: 120.0,
        lambda: pieces,
        lambda _: None,
    )
    bar = TypingBar(parts)
    bar.resize(760, 260)
    bar.act_as(LI)
    if text:
        bar.field.put_in(text)
    return bar


def _macros() -> TypingBar:
    bar = _bar(PIECES)
    bar.macros.show_macros(shipped())
    bar.macros.show()
    return bar


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "typing_empty": lambda: _bar(()),
        "typing_slots": lambda: _bar(PIECES, shipped()[0].text),
        "typing_macros": _macros,
    }

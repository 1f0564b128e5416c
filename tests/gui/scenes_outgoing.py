"""The page of what is on its way to the EMR, and the strip that tells of it."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from app.gui.outgoing_watch import KEY, OutgoingStrip
from app.gui.people_pages.outgoing_page import OutgoingPage
from app.gui.strips import Strips
from tests.fake_people_pages import keeper
from tests.outgoing_lines import FILED, LINES, WITHDRAWN, FakeDesk, parts


def page(chosen: int = -1, *, all_of_them: bool = False, opened: bool = True) -> OutgoingPage:
    made = OutgoingPage(parts(FakeDesk(), opened=opened))
    made.resize(1080, 640)
    made._actor = keeper("emr_compliance")
    made.only.blockSignals(True)
    made.only.setChecked(not all_of_them)
    made._show_lines((*LINES, FILED, WITHDRAWN) if all_of_them else LINES)
    made.grid.selectRow(chosen)
    return made


def _empty(*, opened: bool) -> QWidget:
    made = page(opened=opened)
    made._show_lines(())
    return made


def _strip() -> QWidget:
    strips = Strips(announce=lambda *_: None, beep=lambda: None)
    strips.add(KEY, OutgoingStrip(LINES, lambda: None))
    strips.resize(1000, 60)
    return strips


def scenes() -> dict[str, Callable[[], QWidget]]:
    return {
        "outgoing": lambda: page(0),
        "outgoing_all": lambda: page(6, all_of_them=True),
        "outgoing_filed": lambda: _empty(opened=True),
        "outgoing_closed": lambda: _empty(opened=False),
        "outgoing_strip": _strip,
    }

"""Where the window was when it was closed: a tab, a page, and nothing of whom it was about."""

from app.domain.access import Actor
from app.gui.shell.frame import Frame

PASSED_OVER = "welcome"
"""Nobody goes through the first steps twice unasked."""


class LastPlace:
    """Kept for this workstation, whoever sits there; gone back to once.

    ready: what is slow to load is loaded, and nothing is recorded.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        self._wanted = ""
        self.ready = False
        self.key = ""

    def want(self, key: str) -> None:
        """key: as it was kept; what is none is passed over."""
        self._wanted = self.key = key

    def note(self, actor: Actor | None) -> None:
        """Somebody looks at what is shown now."""
        if actor is not None and not self._wanted:
            page = self._frame.pages.key
            self.key = self._frame.centre.shown if page in ("", PASSED_OVER) else page

    def go_back(self, actor: Actor | None) -> None:
        """Unless somebody went elsewhere meanwhile; to a page only who may see it."""
        if actor is None or not self.ready:
            return
        pages, centre = self._frame.pages, self._frame.centre
        wanted, self._wanted = self._wanted, ""
        if wanted and not pages.key and centre.shown == "live":
            pages.turn_to_for(wanted, actor)
            centre.show_known(wanted)

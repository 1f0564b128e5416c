"""Qt for Python without what it does to every module that is imported after it."""

import sys

import PySide6.QtCore  # noqa: F401 - brings what is looked for


def light_qt() -> None:
    """Let it read no module's source any more.

    It looks through each for its own name, to know who may want methods in snake case, which
    nobody here does; Python then keeps all these texts: 50 MiB once everything is loaded. A version
    that has this function no longer, or elsewhere, is left as it is.
    """
    feature = sys.modules.get("shibokensupport.feature")
    if feature is not None and hasattr(feature, "_mod_uses_pyside"):
        vars(feature)["_mod_uses_pyside"] = lambda _: False

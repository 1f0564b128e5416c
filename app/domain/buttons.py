"""Buttons of dictation microphones and pedals, and what each of them does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

Button = Literal[
    "record",
    "stop",
    "play",
    "rewind",
    "forward",
    "insert",
    "command",
    "instruction",
    "end_of_letter",
    "tab_back",
    "tab_forward",
    "enter",
    "transcribe",
    "custom_left",
    "custom_right",
    "f1",
    "f2",
    "f3",
    "f4",
]
"""By what is printed on them; each device has some of these."""

Act = Literal[
    "talk",  # record while held, or from one tap to the next
    "stop",
    "pause",
    "mark",
    "play",
    "back",
    "forward",
    "slower",
    "faster",
    "replay",
    "next_field",
    "previous_field",
    "next_doubt",
    "accept",
    "acknowledge",
    "end_of_letter",
    "nothing",
]

ACTS: Final[Mapping[str, Act]] = {
    "record": "talk",
    "stop": "stop",
    "play": "play",
    "rewind": "back",
    "forward": "forward",
    "insert": "replay",
    "command": "mark",
    "instruction": "acknowledge",
    "end_of_letter": "end_of_letter",
    "tab_back": "previous_field",
    "tab_forward": "next_field",
    "enter": "accept",
    "transcribe": "end_of_letter",
    "custom_left": "next_doubt",
    "custom_right": "mark",
    "f1": "slower",
    "f2": "faster",
    "f3": "next_doubt",
    "f4": "mark",
}
"""What a button does as long as the settings say nothing else."""

KEY: Final = "key:"
_SEVERAL: Final = ","


@dataclass(frozen=True, slots=True)
class Attached:
    """A device can be used. device: its name, as `SpeechMike (wired)`."""

    device: str


@dataclass(frozen=True, slots=True)
class Detached:
    device: str


@dataclass(frozen=True, slots=True)
class Pressed:
    device: str
    button: Button


@dataclass(frozen=True, slots=True)
class Released:
    device: str
    button: Button


@dataclass(frozen=True, slots=True)
class ButtonsTrouble:
    """One sentence: why buttons are not heard, and what to do."""

    sentence: str


ButtonEvent = Attached | Detached | Pressed | Released | ButtonsTrouble


def button_map(text: str) -> dict[str, Act]:
    """What each button and key does: the usual acts, changed as `button=act,key:F13=act` says.

    Raises ValueError with what is wrong.
    """
    found: dict[str, Act] = dict(ACTS)
    acts = {str(one): one for one in get_args(Act)}
    for part in filter(None, (one.strip() for one in text.split(_SEVERAL))):
        name, equals, act = (one.strip() for one in part.partition("="))
        if not equals or act not in acts:
            raise ValueError(f"needs BUTTON=ACT with an act of: {', '.join(acts)}")
        if name not in ACTS and not (name.startswith(KEY) and len(name) > len(KEY)):
            raise ValueError(f"knows no such button; there are key:NAME and {', '.join(ACTS)}")
        found[name] = acts[act]
    return found


def written(acts: Mapping[str, Act]) -> str:
    """As button_map reads it; what does as usual is left out."""
    return ",".join(f"{name}={act}" for name, act in acts.items() if ACTS.get(name) != act)

"""Events of a resuscitation in words, their keys and what is usually noted of them."""

from typing import Final

from app.gui.words import tr

KEYS: Final = (
    ("1", "cpr"),
    ("2", "rhythm"),
    ("3", "shock"),
    ("4", "adrenaline"),
    ("5", "amiodarone"),
    ("6", "drug"),
    ("7", "airway"),
    ("8", "access"),
    ("9", "rosc"),
    ("0", "other"),
    ("", "death"),
)
"""Markers by digit. `cpr` starts and stops compressions in turn; a death has no single key."""

VALUES: Final[dict[str, tuple[str, ...]]] = {
    "rhythm": ("VF", "pVT", "PEA", "asystole"),
    "shock": ("120 J", "150 J", "200 J", "360 J"),
    "adrenaline": ("1 mg",),
    "amiodarone": ("300 mg", "150 mg"),
    "airway": ("mask", "supraglottic", "tube"),
    "access": ("IV", "IO"),
    "drug": (),
    "other": (),
}
"""What is offered after such an event, to be chosen or left; nothing is filled in by itself."""


def kind_text(kind: str) -> str:
    texts = {
        "cpr": tr("CPR start / stop"),
        "cpr_start": tr("CPR start"),
        "cpr_stop": tr("CPR stop"),
        "rhythm": tr("Rhythm check"),
        "shock": tr("Shock"),
        "adrenaline": tr("Adrenaline"),
        "amiodarone": tr("Amiodarone"),
        "drug": tr("Other drug"),
        "airway": tr("Airway"),
        "access": tr("Access"),
        "pulse_check": tr("Pulse check"),
        "rosc": tr("ROSC"),
        "death": tr("Time of death"),
        "other": tr("Other event"),
    }
    return texts.get(kind, kind)


def value_text(value: str) -> str:
    texts = {
        "asystole": tr("asystole"),
        "mask": tr("mask"),
        "supraglottic": tr("supraglottic"),
        "tube": tr("tube"),
    }
    return texts.get(value, value)

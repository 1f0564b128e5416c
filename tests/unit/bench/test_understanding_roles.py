"""Roles on conversations whose truth is known: the figures and the table of mistakes."""

import json
from pathlib import Path

from app.bench.understanding_roles import confusion, figures, judge
from app.paths import RESOURCES
from app.text.role_cases import scripts
from app.text.role_model import read_role_model

TURNS = [
    ("S1", "What brings you in today? Any allergies, any chest pain?"),
    ("S2", "My chest hurts and I feel sick, it started this morning."),
    ("S1", "I'd like to get an ECG and some bloods, please."),
    ("S3", "I'm PC Lomas, I need a statement."),
]


def script(tmp_path: Path) -> Path:
    turns = [{"speaker": who, "text": text} for who, text in TURNS]
    roles = {"S1": "physician", "S2": "patient", "S3": "unknown"}
    path = tmp_path / "cases.jsonl"
    path.write_text(json.dumps({"id": "r1", "speakers": roles, "turns": turns}), encoding="utf-8")
    return path


def test_each_speaker_is_judged_once_and_counted_with_an_interval(tmp_path: Path) -> None:
    model, path = read_role_model(RESOURCES / "roles"), script(tmp_path)
    found = list(figures(model, {"ours": path}))
    assert (found[0].measure, found[0].count) == ("right role or unknown", 3)
    assert {one.measure for one in found} >= {"named roles: wrong", "unknown: physician or nurse"}
    assert all(one.low - 1e-6 <= one.value <= one.high + 1e-6 for one in found)


def test_the_table_has_a_row_for_each_true_role(tmp_path: Path) -> None:
    judged = judge(scripts(script(tmp_path)), read_role_model(RESOURCES / "roles"))
    lines = confusion(judged).splitlines()
    assert len(lines) == 2 + 7
    assert sum(int(cell) for line in lines[2:] for cell in line.split("|")[2:-1]) == 3

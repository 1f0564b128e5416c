"""The roles' recipe: it learns words that no cue knows, the same twice, and no sealed case."""

import json
from pathlib import Path

from app.paths import RESOURCES
from app.text.role_cases import scripts
from app.text.role_model import WEIGHTS
from app.text.role_words import ROLES, WORDS, heard
from app.training.role_words import Talk, fit_words, out_of_writer
from app.training.roles import (
    Example,
    example,
    examples_of,
    files,
    fit,
    unfitted,
    windows,
    write,
    written,
)

MODEL = unfitted(RESOURCES / "roles")
SAYINGS = {"nurse": "blorp the zindle", "patient": "quaxy morv indeed", "unknown": "hum tarp along"}


def talks(tmp_path: Path, writer: str, count: int = 6) -> list[Example]:
    """Conversations in words that mean nothing, each role always with the same ones."""
    roles = {f"S{at}": role for at, role in enumerate(SAYINGS, 1)}
    lines = list(SAYINGS.values())
    turns = [{"speaker": f"S{at % 3 + 1}", "text": lines[at % 3]} for at in range(9)]
    row = json.dumps({"id": "x", "speakers": roles, "turns": turns})
    path = tmp_path / f"{writer}.jsonl"
    path.write_text("\n".join([row] * count), encoding="utf-8")
    return written(path, MODEL)


def test_words_that_no_cue_knows_are_learned(tmp_path: Path) -> None:
    every = talks(tmp_path, "one") + talks(tmp_path, "two")
    found = fit(every, MODEL)
    one = next(scripts(tmp_path / "one.jsonl"))
    again = example(one, MODEL)
    likely = found.probabilities(again.turns, "en")
    assert [ROLES[int(likely[who].argmax())] for who in again.speakers] == list(SAYINGS)


def test_votes_for_a_fit_are_of_other_writers_only(tmp_path: Path) -> None:
    alone = [one.talk for one in talks(tmp_path, "one")]
    assert not any(votes.any() for votes in out_of_writer(alone))
    both = alone + [one.talk for one in talks(tmp_path, "two")]
    assert out_of_writer(both)[0][0].argmax() == ROLES.index("nurse")


def test_what_two_conversations_say_is_not_learned(tmp_path: Path) -> None:
    few = [one.talk for one in talks(tmp_path, "one", count=2)]
    assert not len(fit_words(few)["en"].known)


def test_the_same_weights_twice(tmp_path: Path) -> None:
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        write(fit(talks(tmp_path, "one") + talks(tmp_path, "two"), MODEL), tmp_path / name)
    for file in (WEIGHTS, WORDS):
        first, second = (tmp_path / name / file for name in ("first", "second"))
        assert first.read_bytes() == second.read_bytes()


def test_the_recipe_reads_every_writer_and_no_sealed_case() -> None:
    names = [path.stem for path in files()]
    assert {"en_a", "en_b", "en_e2", "zh_a", "zh_d", "zh_e", "en_open", "zh_tuning"} <= set(names)
    assert not any("sealed" in name for name in names)
    assert {path.stem for path in files()} - {path.stem for path in files(without="a")} == {
        "en_a", "zh_a",
    }  # fmt: skip
    assert {path.stem for path in files()} - {path.stem for path in files(without="e")} == {
        "en_e", "en_e2", "zh_e",
    }  # fmt: skip


def test_two_files_of_a_writer_are_of_one_hand(tmp_path: Path) -> None:
    both = talks(tmp_path, "xx_q") + talks(tmp_path, "xx_q2")
    assert {one.talk.writer for one in both} == {"xx_q"}
    assert not any(votes.any() for votes in out_of_writer([one.talk for one in both]))


def test_the_writers_conversations_are_well_formed() -> None:
    seen: set[str] = set()
    for path in sorted((RESOURCES / "training" / "roles").glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            assert row["id"] not in seen
            seen.add(row["id"])
            assert list(dict.fromkeys(one["speaker"] for one in row["turns"])) == list(
                row["speakers"]
            ), row["id"]
            assert set(row["speakers"].values()) <= set(ROLES), row["id"]
    assert len(seen) == 451


def test_a_talk_weighs_what_it_is_given(tmp_path: Path) -> None:
    one = next(scripts(RESOURCES / "training" / "roles" / "en_a.jsonl"))
    made = example(one, MODEL, 0.1, "en_a")
    assert isinstance(made.talk, Talk)
    assert (made.talk.weight, made.talk.writer) == (0.1, "en_a")
    assert len(made.talk.sides) == len(heard(made.turns, made.speakers)) == len(made.roles)


def test_parts_that_begin_late_are_fitted_on_but_their_words_are_not_learned(
    tmp_path: Path,
) -> None:
    talks(tmp_path, "xx_q", count=1)
    path = tmp_path / "xx_q.jsonl"
    middle, end = windows(path, MODEL)
    assert [len(part.turns) for part in (middle, end)] == [8, 8]
    assert end.turns[0].speaker == "S2"
    assert end.talk.writer == "xx_q"
    assert [part.talk.learned for part in (middle, end)] == [False, False]
    assert len(examples_of([path], [], MODEL)) == len(written(path, MODEL)) + 2

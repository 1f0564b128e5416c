"""The course's recipe learns words that no rule knows, the same twice, and from no sealed file."""

from pathlib import Path

from app.bench.timeline_fit import files, fit
from app.bench.understanding_timeline import Case, cases, outcome
from app.domain.transcript import Language
from app.text.timeline_course import Weights, write_weights

LINES = (
    ("start compressions", "cpr_start | start compressions"),
    ("hold compressions", "cpr_stop | hold compressions"),
    ("that's v f", "rhythm | v f | rhythm=ventricular_fibrillation"),
    ("charge to 200", ""),
    ("everybody zindle", "shock | zindle | joules=200"),
    ("quaxy morv", "cpr_start | quaxy morv"),
    ("how old is she", ""),
    ("hold compressions", "cpr_stop | hold compressions"),
)


def made_up(tmp_path: Path) -> tuple[Case, ...]:
    lines = []
    for number in range(1, 7):
        lines.append(f"# tl_en_x{number:02}")
        for at, (text, event) in enumerate(LINES):
            lines.append(f"S1\t{at * 6.0}\t{text}" + (f"\t{event}" if event else ""))
    path = tmp_path / "en_x.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    return cases(path)


def test_words_that_no_rule_knows_are_learned_from_the_course(tmp_path: Path) -> None:
    every = made_up(tmp_path)
    weights = fit(every[1:])

    def learned(_: Language) -> Weights | None:
        return weights

    def nothing(_: Language) -> Weights | None:
        return None

    assert len(outcome(every[0], nothing).missed) == 3
    found = outcome(every[0], learned)
    assert (found.missed, found.false) == ((), ())
    assert all(dict(wanted.details) == got.details for wanted, got in found.right)


def test_the_same_weights_twice(tmp_path: Path) -> None:
    paths = [tmp_path / name for name in ("first.npz", "second.npz")]
    for path in paths:
        write_weights(fit(made_up(tmp_path)), path)
    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_it_reads_every_writer_but_one_and_no_sealed_file() -> None:
    names = [path.name for path in files("en")]
    writers = {f"en_{letter}.txt" for letter in "ghijklmno"}
    assert {"en_open.jsonl", "en_own.jsonl", *writers} == set(names)
    assert "en_g.txt" not in [path.name for path in files("en", without="g.txt")]

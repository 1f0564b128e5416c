import io
import json
from pathlib import Path

import numpy as np
import pytest

from app.bench import accuracy
from app.domain.errors import ModelError, ResourceError


@pytest.mark.parametrize(
    ("wanted", "heard", "language", "expected"),
    [
        ("give i v fluids", "Give IV fluids.", "en", (0, 3)),
        ("no chest pain", "chest pain", "en", (1, 3)),
        ("no chest pain", "", "en", (3, 3)),
        ("a c t of the head", "act of the head", "en", (0, 4)),
        ("血压测不出", "血压 测不出。", "zh", (0, 5)),
        ("血压测不出", "血牙测出", "zh", (2, 5)),
        ("血压", "", "zh", (2, 2)),
    ],
)
def test_edits_are_counted_in_words_or_characters(
    wanted: str, heard: str, language: str, expected: tuple[int, int]
) -> None:
    assert accuracy.errors(wanted, heard, language) == expected


def test_the_interval_holds_the_rate_and_narrows_with_more_sentences() -> None:
    few = accuracy.interval([(1, 10), (3, 10), (0, 10)], seed=0)
    many = accuracy.interval([(1, 10), (3, 10), (0, 10)] * 50, seed=0)
    assert few[0] == many[0] == pytest.approx(13.333, abs=0.01)
    assert few[1] <= many[1] <= many[0] <= many[2] <= few[2]


def test_the_language_is_seen_from_the_script() -> None:
    assert accuracy.language_of("胸痛") == "zh"
    assert accuracy.language_of("chest pain") == "en"


def test_sentences_are_the_last_column(tmp_path: Path) -> None:
    path = tmp_path / "en.tsv"
    path.write_text("a1\tno chest pain\na2\tgive aspirin\n", encoding="utf8")
    assert accuracy.read_sentences(path) == ["no chest pain", "give aspirin"]
    (tmp_path / "none.tsv").write_text("nothing here\n", encoding="utf8")
    with pytest.raises(ResourceError, match="no sentence"):
        accuracy.read_sentences(tmp_path / "none.tsv")
    with pytest.raises(ResourceError, match="cannot read"):
        accuracy.read_sentences(tmp_path / "absent.tsv")


def test_sentences_that_an_engine_cannot_say_are_left_out() -> None:
    def say(text: str) -> accuracy.Float32 | None:
        return None if "mute" in text else np.zeros(16_000, np.float32)

    rows = list(accuracy.measure(["no pain", "mute"], say, lambda _, __: "no pain"))
    assert [row[0] for row in rows] == [(0, 2)]
    assert rows[0][2] == 1.0


def test_the_table_and_its_json_agree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Echo:
        name = accuracy.KNOWN

        def __init__(self, seed: int) -> None:
            self.seed = seed

        def say(self, text: str) -> accuracy.Float32:
            return np.zeros(8000 * len(text.split()), np.float32)

    monkeypatch.setattr(accuracy, "KnownEngine", Echo)
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr(accuracy, "recognizer", lambda _: lambda *_: "no pain")
    path = tmp_path / "en_few.tsv"
    path.write_text("a\tno pain\nb\tno chest pain\n", encoding="utf8")
    out = io.StringIO()
    accuracy.run([path], out, 0)
    header, line, raw = out.getvalue().splitlines()
    assert header.startswith("model | sentences | engine | n")
    (figure,) = json.loads(raw)
    assert figure["count"] == 2
    assert figure["error"] == pytest.approx(20.0)
    assert "| 20.0 |" in line


def test_a_directory_without_a_model_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="not a CTranslate2 Whisper directory"):
        accuracy.recognizer(tmp_path)


def test_measuring_nothing_is_refused() -> None:
    with pytest.raises(ResourceError, match="no sentences to measure with"):
        accuracy.run([], io.StringIO(), 0)

import io
from pathlib import Path

import pytest

from app.bench import explain


def test_runs_of_wrong_words_are_counted_the_commonest_first() -> None:
    pairs = [
        ("start amiodarone now", "start omi oderone now"),
        ("more amiodarone please", "more omi oderone please"),
        ("no pain", "pain"),
        ("give aspirin", "give aspirin"),
    ]
    found = list(explain.confusions(pairs, "en"))
    assert found == [("amiodarone", "omi oderone", 2), ("no", "-", 1)]


def test_chinese_is_compared_by_characters() -> None:
    assert list(explain.confusions([("血压测不出", "血牙测不出")], "zh")) == [("压", "牙", 1)]


def test_only_development_clips_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[Path, str]] = []

    def dev(directory: Path, corpus: Path, language: str, count: int) -> list[tuple[str, str]]:
        asked.append((corpus, language))
        return [("no pain", "no gain")] if language == "en" else [("胸痛", "胸疼")]

    monkeypatch.setattr(explain, "transcribe_dev", dev)
    out = io.StringIO()
    explain.run(tmp_path, tmp_path / "corpus", out, 5)
    assert asked == [(tmp_path / "corpus", "en"), (tmp_path / "corpus", "zh")]
    assert out.getvalue().splitlines()[1] == "pain | gain | 1"
    assert out.getvalue().splitlines()[3] == "痛 | 疼 | 1"

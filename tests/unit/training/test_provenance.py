"""What a corpus is made of: a tiny one is built, and its lists are held against what is barred."""

import random
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.domain.errors import ModelError
from app.training import aligned, corpus, recognizer
from app.training.aligned import Take, recordings
from app.training.corpus import KEPT_BACK, banned_texts, save_listed
from app.training.corpus_text import Sentence
from app.training.options import TrainOptions
from app.training.phones import INDEX, SILENCE, Phone
from app.training.provenance import (
    RECORDED,
    RECORDING,
    Source,
    check_corpus,
    list_of,
    load_sources_of,
    save_sources,
    spoken,
)

needs_voices = pytest.mark.skipif(
    not (shutil.which("espeak-ng") and shutil.which("flite")), reason="no synthesisers here"
)
FORBIDDEN = (
    "speech/en_l2_bench/x.flac",
    "speech/en_read_bench/x.flac",
    "speech/zh_read_bench/x.flac",
    "speech/en_digits/x.flac",
    "speech/en_spk_untranscribed/x.flac",
    "multi/constructed/x.flac",
    "multi/ami/x.flac",
    "noise/x.flac",
    "speech/en_l2/../en_l2_bench/y.flac",
)
ALLOWED = tuple(f"{folder}/deep/x.flac" for folder in RECORDED)
GOOD = Source(RECORDING, "speech/en_l2/0003/a.opus", "CC-BY-4.0", "mark is here")
PHONES = (Phone(0.0, 0.5, SILENCE), Phone(0.5, 1.0, INDEX["aa"], 0, 0))
HEAD = "path\tduration\tlang\tspeaker\ttext\tsource\tlicence\textra\n"


def clip() -> corpus.Clip:
    mel = np.zeros((80, 100), np.uint8)
    return corpus.Clip(mel, 1.0, corpus.frame_targets(PHONES, 50, "en"), "no pain", "en")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data tree with a recording in every kind of folder."""
    folder = tmp_path / "data"
    lines = [HEAD]
    for path in (*ALLOWED, *FORBIDDEN):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        soundfile.write(folder / path, np.zeros(16_000), 16_000)
        language, text = ("zh", "胸 痛") if "/zh_" in path else ("en", "Chest pain again")
        licence = "CC-BY-SA-4.0" if "digits" in path else "CC-BY-4.0"
        lines.append(f"{path}\t1.0\t{language}\tann\t{text}\tsource\t{licence}\t\n")
    (folder / "audio_manifest.tsv").write_text("".join(lines), encoding="utf8")
    return folder


class Agreeing:
    """An aligner that takes every recording."""

    def clip(self, take: Take) -> corpus.Clip:
        return replace(clip(), text=take.sentence.text, language=take.sentence.language)


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(corpus, "SHARD_CLIPS", 12)
    monkeypatch.setattr(corpus, "_DEV_CLIPS", 3)


def listed(folder: Path) -> list[Source]:
    return [source for path in folder.glob("*.npz") for source in load_sources_of(path)]


def test_only_the_permitted_folders_are_read(data: Path) -> None:
    takes = list(recordings(data))
    assert {take.source.voice for take in takes} == set(ALLOWED)
    assert {take.source.licence for take in takes} == {"CC-BY-4.0"}
    assert {take.source.text for take in takes} == {"chest pain again", "胸痛"}


@needs_voices
def test_a_corpus_lists_where_every_clip_is_from_and_none_is_barred(
    small: None, data: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "out" / "corpus"
    folder.mkdir(parents=True)
    options = TrainOptions(tmp_path / "out", hours=0.001)
    corpus._produce(options, 0)
    corpus._produce_dev(options)
    aligned._save("real", recordings(data), Agreeing(), folder)  # type: ignore[arg-type]
    for shard in folder.glob("*.npz"):
        clips = list(corpus.load_shard(shard))
        assert [one.text for one in clips] == [one.text for one in load_sources_of(shard)]
    sources = listed(folder)
    assert len(sources) == 12 + 2 * 3 + len(ALLOWED)
    assert {one.engine for one in sources} == {"espeak", "flite", RECORDING}
    assert not any("_bench" in one.voice or one.voice.startswith("multi/") for one in sources)
    assert not any("en_digits" in one.voice for one in sources)
    assert not any("rhvoice" in one.engine.lower() for one in sources)
    assert not {one.text.lower() for one in sources} & banned_texts(KEPT_BACK)
    assert check_corpus(folder, banned_texts(KEPT_BACK)) == []


@needs_voices
@pytest.mark.parametrize("engine", ["pico", "festival"])
def test_other_engines_name_their_voice(engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    program = {"pico": "pico2wave", "festival": "festival"}[engine]
    if not shutil.which(program):
        pytest.skip(f"no {program} here")
    sentences = [Sentence("en", ("no", "chest", "pain"))]
    chooser = random.Random(0)  # noqa: S311 - a voice, not a secret
    (take,) = aligned.spoken_by(engine, sentences, chooser)
    assert take.source.engine == engine
    assert take.source.voice
    assert take.source.text == "no chest pain"


def test_the_reporting_sentences_are_known() -> None:
    texts = banned_texts(KEPT_BACK)
    assert "blood pressure one twenty over eighty" in texts
    assert "血压测不出" in texts
    assert "胺碘酮三百毫克快推无效再补一百五十毫克" in texts
    assert "cardiac arrest now" in texts
    assert "cardiac rest is what the cardiologist ordered so bed and telemetry" in texts
    assert len(texts) > 470 + 240 + 400
    assert not texts & {"text", "id", ""}


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        *((replace(GOOD, voice=path), "folder") for path in FORBIDDEN),
        (replace(GOOD, licence="CC-BY-SA-4.0"), "licence"),
        (replace(GOOD, licence="CC-BY-NC-4.0"), "licence"),
        (replace(GOOD, licence=""), "licence"),
        (replace(GOOD, text="No Known Drug Allergies"), "sentence kept for reporting"),
        (Source("rhvoice", "bdl", "LGPL", "no pain"), "engine rhvoice"),
        (Source("mbrola", "us1", "", "no pain"), "engine mbrola"),
        (spoken("espeak", "en-us+m5", "no pain"), "voice is kept for reporting"),
    ],
)
def test_a_corpus_with_a_barred_clip_is_refused_by_the_recipe(
    source: Source, reason: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    save_listed(folder / "real-0000.npz", [clip(), clip()], [GOOD, source])
    trained: list[str] = []
    stages = {"apart": lambda _: trained.append("apart")}
    monkeypatch.setattr(recognizer, "_stages", lambda _: stages)
    with pytest.raises(ModelError, match=rf"real-0000\.npz holds .*{reason}.*make it again"):
        recognizer.run(TrainOptions(tmp_path))
    assert trained == []


def test_a_clean_corpus_is_trained_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    plain = spoken("espeak", "en-us+m1", "no pain")
    save_listed(folder / "train-0-0000.npz", [clip(), clip()], [GOOD, plain])
    kept = spoken("espeak", "en-us+m5", "no pain")
    save_listed(folder / "dev-en.npz", [clip()], [kept])
    trained: list[str] = []
    stages: dict[str, Callable[[TrainOptions], object]] = {"apart": lambda _: trained.append("a")}
    monkeypatch.setattr(recognizer, "_stages", lambda _: stages)
    recognizer.run(TrainOptions(tmp_path))
    assert trained == ["a"]


def test_a_shard_without_a_list_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "corpus"
    folder.mkdir()
    corpus.save_shard(folder / "old-0000.npz", [clip()])
    assert [path.name for path in check_corpus(folder, ())] == ["old-0000.npz"]
    monkeypatch.setattr(recognizer, "_stages", lambda _: {"apart": lambda _: None})
    recognizer.run(TrainOptions(tmp_path))
    assert "1 shards, old-0000.npz first, do not say where they are" in capsys.readouterr().err


def test_a_damaged_list_is_refused(tmp_path: Path) -> None:
    shard = tmp_path / "real-0000.npz"
    corpus.save_shard(shard, [clip()])
    save_sources(shard, [GOOD])
    text = list_of(shard).read_text("utf-8")
    list_of(shard).write_text(text.replace("licence", "license"), encoding="utf-8")
    with pytest.raises(ModelError, match="no readable list"):
        check_corpus(tmp_path, ())


def test_texts_with_quotes_and_tabs_come_back(tmp_path: Path) -> None:
    odd: Iterator[Source] = (replace(GOOD, text=text) for text in ('a "b"', "c\td", "胸痛"))
    sources = list(odd)
    save_sources(tmp_path / "x.npz", sources)
    assert load_sources_of(tmp_path / "x.npz") == sources

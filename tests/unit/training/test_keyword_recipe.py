from pathlib import Path

import numpy as np
import pytest
import torch

from app.domain.errors import ResourceError
from app.domain.result import ModelUsed
from app.speech.keyword_spotter import KeywordSpotter, load_keywords
from app.speech.weights import Weights
from app.training import keyword_corpus, keywords
from app.training.corpus import COLUMNS, PHONE, WORD, Clip, load_shard, save_shard
from app.training.corpus_text import Sentence
from app.training.features import log_mel, pack
from app.training.keyword_clips import load_clips
from app.training.keyword_corpus import SHARDS, Corpus, said_in
from app.training.keyword_net import KeywordNet, NetShape
from app.training.keyword_texts import load_phrases
from app.training.options import TrainOptions
from app.training.phones import NO_WORD
from app.training.timed_voices import Espeak, Flite


def clip(text: str, seed: int) -> Clip:
    rng = np.random.default_rng(seed)
    packed, top = pack(log_mel((0.1 * rng.standard_normal(16_000)).astype(np.float32))[:, :100])
    targets = np.zeros((50, COLUMNS), np.int16)
    targets[:, WORD] = NO_WORD
    words = text.split()
    for word in range(len(words)):
        targets[10 * word : 10 * word + 10, WORD] = word
        targets[10 * word : 10 * word + 10, PHONE] = 2 + word
    return Clip(packed, top, targets, text, "en")


def corpus(out: Path) -> None:
    folder = out / SHARDS
    folder.mkdir(parents=True)
    texts = ("no pulse", "give epinephrine now", "cardiac output", "the chest hurts")
    shards = ("keyword-0000", "keyword-dev-en", "keyword-dev-zh", "open-0000")
    for number, name in enumerate(shards):
        save_shard(folder / f"{name}.npz", [clip(t, number * 10 + i) for i, t in enumerate(texts)])


def shrink(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keywords, "_BATCH", 2)
    monkeypatch.setattr(keywords, "_STEPS", 40)
    monkeypatch.setattr(keyword_corpus, "TRAIN_SHARDS", 1)
    small = NetShape(channels=8, hidden=8)
    monkeypatch.setattr(keywords, "KeywordNet", lambda count: KeywordNet(count, small))


@pytest.mark.full
def test_the_recipe_leaves_a_usable_model_and_goes_on_where_it_stopped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus(tmp_path)
    shrink(monkeypatch)
    keywords.run(TrainOptions(tmp_path, seed=3, minutes=0.02))
    made = load_keywords(
        Weights(tmp_path / keywords.FOLDER, ModelUsed("keywords-embedded", "0" * 64))
    )
    assert tuple(one.id for one in made.keywords) == load_phrases().keywords
    scores = KeywordSpotter(made).scores(np.zeros(16_000, np.float32))
    assert scores.shape == (49, 10)
    first = torch.load(tmp_path / "keywords.pt", weights_only=True)
    keywords.run(TrainOptions(tmp_path, resume=True, seed=3, minutes=0.04))
    second = torch.load(tmp_path / "keywords.pt", weights_only=True)
    assert second["spent_s"] > first["spent_s"]
    assert any((tmp_path / "tensorboard" / "keywords").iterdir())


def test_the_corpus_is_made_once_and_the_same_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    try:
        Espeak(), Flite()
    except ResourceError as error:
        pytest.skip(str(error))
    monkeypatch.setattr(keyword_corpus, "TRAIN_SHARDS", 1)
    monkeypatch.setattr(keyword_corpus, "SHARD_CLIPS", 6)
    monkeypatch.setattr(keyword_corpus, "DEV_CLIPS", 6)
    for name in ("a", "b"):
        Corpus(TrainOptions(tmp_path / name, seed=5)).make()
    texts = [
        [each.text for each in load_shard(tmp_path / name / SHARDS / "keyword-0000.npz")]
        for name in ("a", "b")
    ]
    assert texts[0] == texts[1]
    assert len(texts[0]) == 6
    clips = load_clips(tmp_path / "a", (f"{SHARDS}/keyword-*.npz",), load_phrases())
    assert any(one.said for one in clips)
    for one in clips:
        for said in one.said:
            assert 0 <= said.first < said.end <= len(one.phones)
            assert one.phones[said.first : said.end].any()
    stamp = (tmp_path / "a" / SHARDS / "keyword-0000.npz").stat().st_mtime_ns
    Corpus(TrainOptions(tmp_path / "a", seed=5)).make()
    assert (tmp_path / "a" / SHARDS / "keyword-0000.npz").stat().st_mtime_ns == stamp


def test_transcripts_are_read_as_words_or_hanzi() -> None:
    english = {"lang": "en", "text": "MARK IS GOING"}
    assert said_in(english) == Sentence("en", ("mark", "is", "going"))
    assert said_in({"lang": "zh", "text": "血压 正常"}).words == tuple("血压正常")
    assert said_in({"lang": "en", "text": ""}).words == ()


def test_tuning_speakers_are_a_fixed_part() -> None:
    kept = [name for name in map(str, range(600)) if keyword_corpus.is_dev_speaker(name)]
    assert 60 < len(kept) < 140

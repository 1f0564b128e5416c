"""Same work, same weights and same counts for every engine, and a gate that can fail."""

import json
from pathlib import Path

import numpy as np
import pytest

from app.bench import recognition, recognition_ours, recognition_peers, recognition_work
from app.bench.host import Host
from app.bench.recognition import (
    MOST_WORSE,
    SETS,
    ByLanguage,
    RecognitionBench,
    Set,
    bound_s,
    differences,
    worse,
)
from app.bench.recognition_models import WhisperShape, copies, openai_name
from app.bench.recognition_work import Clip, made_up, seconds, tallies
from app.bench.scoring import Tally
from app.domain.errors import ResourceError

HOST = Host("a processor", 2, 0, "", 200.0, 10.0, 0.0, 0.0)


def test_made_up_utterances_last_as_long_as_wanted_and_never_differ() -> None:
    clips = made_up(120.0, seed=3, longest_s=8.0)
    assert seconds(clips) == pytest.approx(120.0, abs=0.8)
    assert all(len(clip.samples) <= 8 * 16_000 for clip in clips)
    again = made_up(120.0, seed=3, longest_s=8.0)
    assert all(np.array_equal(a.samples, b.samples) for a, b in zip(clips, again, strict=True))


def test_every_engine_reads_the_same_clips(tmp_path: Path) -> None:
    clips = [Clip("en", np.full(16_000, 0.1, np.float32)), Clip("zh", np.zeros(8_000, np.float32))]
    folder = recognition_work.write(tmp_path / "work", clips, Path("model"), 5, forced=True)
    work = recognition_peers.Work(folder)
    assert [language for language, _ in work.clips] == ["en", "zh"]
    assert [len(samples) for _, samples in work.clips] == [16_000, 8_000]
    assert (work.beams, work.rate, work.tokens(work.clips[1][1])) == (5, 4.0, 2)
    assert [len(window) for window in work.windows()] == [24_000]


def test_peers_get_full_windows_of_thirty_seconds(tmp_path: Path) -> None:
    clips = [Clip("en", np.zeros(7 * 16_000, np.float32))] * 10
    folder = recognition_work.write(tmp_path / "work", clips, Path("model"), 5, forced=True)
    windows = recognition_peers.Work(folder).windows()
    assert [len(window) / 16_000 for window in windows] == [30, 30, 10]


def test_more_errors_than_the_peer_are_told_by_language() -> None:
    theirs: ByLanguage = {"en": [Tally(1, 10)] * 50, "zh": [Tally(1, 10)] * 50}
    ours: ByLanguage = {"en": [Tally(2, 10)] * 50, "zh": [Tally(1, 10)] * 50}
    assert worse(differences(ours, theirs)) == "en +10.00 points (+10.00 to +10.00)"
    assert not worse(differences(theirs, ours))


def test_what_the_draw_of_clips_explains_is_not_held_against_us() -> None:
    ours: ByLanguage = {"en": [Tally(at % 2, 10) for at in range(41)]}
    theirs: ByLanguage = {"en": [Tally(1 - at % 2, 10) for at in range(40)] + [Tally(0, 10)]}
    found = differences(theirs, ours)["en"]
    assert found.value == 0.0
    assert found.low < -1 < 1 < found.high
    lucky = differences({"en": [*theirs["en"][:-1], Tally(1, 10)]}, ours)
    assert lucky["en"].value > MOST_WORSE
    assert not worse(lucky)


def test_errors_are_counted_for_each_language() -> None:
    quiet = np.zeros(16_000, np.float32)
    clips = [Clip("en", quiet, "give aspirin now please"), Clip("zh", quiet, "胸痛两天")]
    found = tallies(clips, ["give aspirin", "胸痛三天"])
    assert {language: (one.part, one.whole) for language, (one,) in found.items()} == {
        "en": (2, 4),
        "zh": (1, 4),
    }


def test_the_bound_counts_encoder_vocabulary_and_memory() -> None:
    one = bound_s(SETS["tiny-greedy"], 30.0, HOST)
    encoder = 2 * 4 * (12 * 1500 * 384**2 + 2 * 1500**2 * 384)
    assert one > encoder / 200e9
    assert bound_s(SETS["tiny-greedy"], 60.0, HOST) == pytest.approx(2 * one)
    assert bound_s(SETS["tiny"], 30.0, HOST) > one
    assert bound_s(SETS["small"], 30.0, HOST) > bound_s(SETS["base"], 30.0, HOST)


def test_an_unknown_set_is_refused_before_anything_is_measured(tmp_path: Path) -> None:
    bench = RecognitionBench(tmp_path, (), sets=("large",))
    with pytest.raises(ResourceError, match="'large' is no set of bench recognition; tiny, tiny-g"):
        recognition.run(None, bench)  # type: ignore[arg-type]


def test_every_peer_has_a_goal() -> None:
    for chosen in SETS.values():
        assert chosen.peers
        assert set(chosen.peers) <= set(recognition._GOALS)
        assert set(chosen.peers) <= set(recognition_peers.ENGINES)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("model.encoder.layers.3.self_attn.q_proj.weight", "encoder.blocks.3.attn.query.weight"),
        ("model.decoder.layers.0.encoder_attn_layer_norm.bias", "decoder.blocks.0.cross_attn_ln.bias"),  # noqa: E501
        ("model.decoder.layers.1.fc2.bias", "decoder.blocks.1.mlp.2.bias"),
        ("model.encoder.layer_norm.weight", "encoder.ln_post.weight"),
        ("model.encoder.conv1.weight", "encoder.conv1.weight"),
        ("model.decoder.embed_positions.weight", "decoder.positional_embedding"),
    ],
)  # fmt: skip
def test_weights_are_named_as_openai_does(ours: str, theirs: str) -> None:
    assert openai_name(ours) == theirs


@pytest.mark.full
def test_one_set_of_weights_and_one_count_of_tokens_in_every_engine(tmp_path: Path) -> None:
    made = copies("mite", tmp_path, WhisperShape(32, 1, 1))
    clips = made_up(12.0, seed=1)
    counts = {}
    for name, model in (
        ("faster_whisper", made.ctranslate2),
        ("faster_whisper_batched", made.ctranslate2),
        ("transformers", made.transformers),
    ):
        folder = recognition_work.write(tmp_path / name, clips, model, 2, forced=True)
        counts[name] = recognition_peers.load([name, str(folder)])()
    assert set(counts.values()) == {48}, counts
    folder = recognition_work.write(tmp_path / "o", clips, made.ctranslate2, 2, forced=True)
    assert (
        48 <= recognition_ours.load([str(folder)])() <= 66
    )  # the longest of a batch counts for all
    folder = recognition_work.write(
        tmp_path / "s", clips, made.ctranslate2, 2, forced=True, alone=True
    )
    each = sum(round(4 * len(clip.samples) / 16_000) for clip in clips)
    assert abs(recognition_ours.load([str(folder)])() - each) <= len(clips)
    assert recognition_peers.load(["faster_whisper_clips", str(folder)])() == each
    assert json.loads((folder / "work.json").read_text())["alone"] is True
    assert copies("mite", tmp_path, WhisperShape(64, 1, 1)) == made, "made once"


def test_sets_say_what_is_forced() -> None:
    assert Set((), "tiny").forced
    assert not SETS["embedded"].forced

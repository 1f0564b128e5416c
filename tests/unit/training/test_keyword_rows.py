from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.speech.keyword_features import FeatureStream
from app.training.corpus import COLUMNS, PHONE, WORD, Clip
from app.training.features import log_mel, pack
from app.training.keyword_clips import KeywordClip, Said, with_phrases
from app.training.keyword_rows import (
    AFTER_STEPS,
    ASKED_STEPS,
    EARLY_STEPS,
    HELD_STEPS,
    IGNORED,
    PHONE_DELAY,
    RowMaker,
    RowPool,
    classes_of,
    features_of,
    noise_files,
    warp_matrix,
)
from app.training.keyword_texts import load_phrases
from app.training.phones import NO_WORD


def noise(seconds: float, seed: int = 2, level: float = 0.1) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return (level * rng.standard_normal(round(16_000 * seconds))).astype(np.float32)


def clip(steps: int = 50, said: tuple[Said, ...] = (), seed: int = 0) -> KeywordClip:
    mel, top = pack(log_mel(noise(steps * 0.02, seed))[:, : 2 * steps])
    return KeywordClip(mel, top, np.full(steps, 5, np.int16), said)


def test_training_sees_what_the_stream_hears() -> None:
    samples = noise(3.0) * (1 + np.sin(np.arange(48_000) / 900)).astype(np.float32)
    streamed = FeatureStream().push(samples)
    mel = log_mel(samples)
    packed, top = pack(mel)
    made = KeywordClip(packed, top, np.zeros(150, np.int16), ())
    trained = features_of(warp_matrix(1.0) @ made.power())[: len(streamed)]
    # the first window is padded otherwise, and bytes round
    assert np.abs(streamed[5:] - trained[5:]).mean() < 0.02
    np.testing.assert_allclose(streamed[150:], trained[150:], atol=0.1)


def test_a_step_is_asked_for_just_around_a_phrases_end() -> None:
    classes = classes_of(80, [(5, clip(60, (Said(4, 20, 40),)))])
    end = 45
    assert set(classes[end + ASKED_STEPS : end + HELD_STEPS]) == {4}
    assert set(classes[end - EARLY_STEPS : end + ASKED_STEPS]) == {IGNORED}
    assert set(classes[end + HELD_STEPS : end + AFTER_STEPS]) == {IGNORED}
    assert not classes[: end - EARLY_STEPS].any()
    assert not classes[end + AFTER_STEPS :].any()


def test_a_phrase_that_ends_beyond_the_stream_is_not_asked_for() -> None:
    assert not classes_of(40, [(30, clip(60, (Said(1, 10, 50),)))]).any()
    assert not classes_of(40, [(-60, clip(60, (Said(1, 0, 20),)))]).any()


def test_two_phrases_close_together_are_both_asked_for() -> None:
    classes = classes_of(60, [(0, clip(60, (Said(1, 5, 20), Said(2, 22, 32))))])
    assert {1, 2} <= set(classes)
    assert set(classes[32 + ASKED_STEPS : 40]) == {2}


def test_warping_moves_a_band_and_keeps_a_flat_spectrum_flat() -> None:
    flat = np.ones((80, 1), np.float32)
    np.testing.assert_allclose(warp_matrix(1.1) @ flat, 2.0, rtol=1e-5)
    peak = np.zeros((80, 1), np.float32)
    peak[40] = 1
    assert np.argmax(warp_matrix(1.0) @ peak) == 20
    assert np.argmax(warp_matrix(1.16) @ peak) < 20 < np.argmax(warp_matrix(0.86) @ peak)


def test_the_same_seed_gives_the_same_streams() -> None:
    pools = {"keyword": [clip(50, (Said(1, 10, 40),)), clip(70)], "open": [clip(90)]}
    first, second = (RowMaker(pools, [], 7).rows(4, 100) for _ in range(2))
    assert first.features.equal(second.features)
    assert first.classes.equal(second.classes)
    assert not RowMaker(pools, [], 8).rows(4, 100).features.equal(first.features)


def test_streams_hold_targets_for_what_they_sound_like() -> None:
    maker = RowMaker({"keyword": [clip(50, (Said(3, 10, 30),))]}, [], 1)
    rows = maker.rows(8, 200)
    assert rows.features.shape == (8, 400, 40)
    assert set(rows.classes.flatten().tolist()) == {IGNORED, 0, 3}
    assert set(rows.phones.flatten().tolist()) <= {IGNORED, 0, 5}
    spoken = rows.features.mean(2).reshape(8, 200, 2).mean(2)
    assert spoken[rows.phones == 5].mean() > spoken[rows.phones == 0].mean()


def test_a_phone_is_asked_for_a_little_after_it_sounds() -> None:
    maker = RowMaker({"keyword": [clip(500)]}, [], 2)
    rows = maker.rows(6, 200)
    assert (rows.phones[:, :PHONE_DELAY] == IGNORED).all()
    loud = rows.features.mean(2).reshape(6, 200, 2).mean(2)
    for phones, level in zip(rows.phones, loud, strict=True):
        first = int((phones == 5).nonzero()[0])
        if first > PHONE_DELAY:
            before = level[: first - PHONE_DELAY]
            assert level[first - PHONE_DELAY] > before.max()


@pytest.mark.full
def test_kept_batches_come_again_in_another_order_and_masked() -> None:
    maker = RowMaker({"keyword": [clip(50, (Said(1, 10, 40),)), clip(70)]}, [], 7)
    pool = RowPool(maker, 3)
    drawn = [pool.rows(6, 60) for _ in range(40)]
    made = [rows for rows, new in drawn if new]
    again = [rows for rows, new in drawn if not new]
    assert 10 <= len(made) <= 20
    for rows in again:
        source = [
            one for one in made if sorted(map(str, one.placed)) == sorted(map(str, rows.placed))
        ]
        assert source
        order = [source[0].placed.index(placed) for placed in rows.placed]
        assert rows.classes.equal(source[0].classes[order])
        assert rows.phones.equal(source[0].phones[order])
        assert float((rows.features == 0).sum()) > float((source[0].features == 0).sum())


def test_clips_that_confuse_come_up_again() -> None:
    plain, odd = clip(30), clip(30)
    odd = KeywordClip(odd.mel, odd.top, np.full(30, 9, np.int16), ())
    maker = RowMaker({"keyword": [plain] * 20 + [odd]}, [], 4)

    def odd_steps() -> int:
        return int((maker.rows(40, 200).phones == 9).sum())

    rows = maker.rows(40, 200)
    before = odd_steps()
    maker.remember(rows, (rows.phones == 9).numpy())
    assert odd_steps() > 2 * before > 0


def test_noise_is_kept_apart_for_measuring(tmp_path: Path) -> None:
    (tmp_path / "noise").mkdir()
    for number in range(9):
        soundfile.write(tmp_path / "noise" / f"{number}.flac", noise(0.1), 16_000)
    training, reporting = noise_files(tmp_path, False), noise_files(tmp_path, True)
    assert (len(training), len(reporting)) == (6, 3)
    assert not set(training) & set(reporting)
    assert noise_files(None, False) == []


def corpus_clip(text: str, spans: list[tuple[int, int]], language: str = "en") -> Clip:
    targets = np.zeros((60, COLUMNS), np.int16)
    targets[:, WORD] = NO_WORD
    for word, (first, end) in enumerate(spans):
        targets[first:end, WORD] = word
        targets[first:end, PHONE] = 7
    return Clip(np.zeros((80, 120), np.uint8), 0.0, targets, text, language)


def test_phrases_get_their_times_from_the_words() -> None:
    made = with_phrases(corpus_clip("no pulse here", [(5, 12), (12, 30), (40, 50)]), load_phrases())
    assert made is not None
    assert [(one.first, one.end) for one in made.said] == [(5, 30)]
    assert made.phones[20] == 7


def test_a_clip_without_the_time_of_its_phrase_is_not_used() -> None:
    assert with_phrases(corpus_clip("no pulse", [(5, 12)]), load_phrases()) is None
    assert with_phrases(corpus_clip("no fever", [(5, 12)]), load_phrases()) is not None


def test_powers_are_those_of_the_log_mel() -> None:
    mel = log_mel(noise(1.0))
    packed, top = pack(mel)
    made = KeywordClip(packed, top, np.zeros(50, np.int16), ()).power()
    wanted = np.power(10.0, 4 * mel - 4)
    loud = wanted > wanted.max() * 1e-3
    assert made[loud] == pytest.approx(wanted[loud], rel=0.05)

from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.bench import keyword_sounds
from app.bench.keyword_sounds import (
    Case,
    HeldOutVoices,
    KnownVoices,
    Noise,
    Sound,
    frozen_cases,
    quiet_sentences,
    quiet_speech,
)
from app.bench.keywords import (
    Heard,
    Quiet,
    heard,
    misses,
    model_named,
    poisson_upper,
    wilson,
)
from app.domain.errors import ModelError, ResourceError
from app.speech.keyword_spotter import KeywordSpotter, save_keywords
from app.training.corpus_text import Sentence, load_sources
from app.training.keyword_corpus import BENCH_VARIANTS, DEV_VARIANTS, is_dev_speaker
from app.training.keyword_texts import load_phrases
from app.training.voice_pool import TRAINING_VARIANTS
from tests.unit.speech.test_keyword_spotter import model, sound

ARREST = Case("en", "one", "cardiac arrest", "we have cardiac arrest here")


def test_intervals_are_wilsons() -> None:
    assert wilson(0, 10) == pytest.approx((0.0, 27.75), abs=0.01)
    assert wilson(3, 120) == pytest.approx((0.85, 7.09), abs=0.01)
    assert wilson(0, 0) == (0.0, 100.0)


def test_no_alert_in_twenty_hours_proves_less_than_one_in_six() -> None:
    assert poisson_upper(0, 20) == pytest.approx(0.1498, abs=1e-4)
    assert poisson_upper(3, 10) == pytest.approx(0.7754, abs=1e-4)


def first_event_s() -> float:
    return next(e.end_s for e in KeywordSpotter(model()).push(sound(8.0)) if e.keyword == "one")


def test_latency_runs_from_the_phrases_end_to_the_decision() -> None:
    end_s = first_event_s() - 0.15
    row = heard(model(), "voice", "clean", Sound(ARREST, sound(8.0), end_s), sound(8.0))
    assert row.raised
    assert row.delay_s == pytest.approx(0.15)


def test_an_event_far_from_the_phrase_is_a_miss() -> None:
    alone = model(refractory_s=100.0)
    far = Sound(ARREST, sound(8.0), first_event_s() + 3.0)
    row = heard(alone, "voice", "clean", far, sound(8.0))
    assert (row.raised, row.delay_s) == (False, None)


def test_where_the_end_is_unknown_any_event_of_the_keyword_counts() -> None:
    row = heard(model(), "voice", "clean", Sound(ARREST, sound(8.0), None), sound(8.0))
    assert (row.raised, row.delay_s) == (True, None)
    quiet = np.zeros(32_000, np.float32)
    other = model(threshold=1.01)
    assert not heard(other, "voice", "clean", Sound(ARREST, quiet, None), quiet).raised


def test_misses_are_counted_per_keyword_and_together() -> None:
    other = Case("en", "two", "apnea", "apnea")
    rows = [
        Heard("v", "clean", ARREST, True, 0.05),
        Heard("v", "clean", ARREST, False, None),
        Heard("v", "clean", other, True, 0.15),
        Heard("v", "5 dB", other, False, None),
    ]
    found = {(row.condition, row.keyword): row for row in misses(rows)}
    assert (found["clean", "all"].said, found["clean", "all"].missed) == (3, 1)
    assert (found["clean", "one"].said, found["clean", "one"].missed) == (2, 1)
    assert found["clean", "all"].median_ms == pytest.approx(100)
    assert (found["5 dB", "two"].missed, found["5 dB", "two"].median_ms) == (1, None)


def test_false_alerts_are_counted_by_the_hour() -> None:
    counted = Quiet(model(), "noise")
    for _ in range(3):
        counted.add(sound(10.0))
    result = counted.result()
    assert result.hours == pytest.approx(31.2 / 3600)
    assert result.alerts == sum(result.by_keyword.values()) > 0
    assert result.rate == pytest.approx(result.alerts / result.hours)
    assert result.upper > result.rate
    silent = Quiet(model(threshold=1.01), "noise")
    silent.add(sound(10.0))
    assert silent.result().alerts == 0


def frozen(folder: Path) -> Path:
    for language, phrase, near in (("en", "no blood pressure", "rest"), ("zh", "室颤", "房颤")):
        (folder / f"positives_{language}.tsv").write_text(
            f"id\tkeyword\tphrase\ttext\np1\tno_blood_pressure\t{phrase}\t{phrase}\n", "utf8"
        )
        (folder / f"near_{language}.tsv").write_text(f"id\ttext\nn1\t{near}\n", "utf8")
    return folder


def test_frozen_sentences_are_read_under_the_names_of_the_text_alerts(tmp_path: Path) -> None:
    positives, near = frozen_cases(frozen(tmp_path))
    assert [case.keyword for case in positives] == ["hypotension_unmeasurable"] * 2
    assert [(case.language, case.text) for case in near] == [("en", "rest"), ("zh", "房颤")]
    with pytest.raises(ResourceError, match="positives_en"):
        frozen_cases(tmp_path / "absent")


def espeak() -> KnownVoices:
    try:
        return KnownVoices(3)
    except ResourceError:
        pytest.skip("espeak-ng is not installed")


def test_the_known_engine_tells_when_the_phrase_ends() -> None:
    made = espeak().say(ARREST)
    assert made is not None
    assert made.end_s is not None
    size = round(made.end_s * 16_000)
    before, after = made.samples[size - 3200 : size], made.samples[size : size + 6400]
    assert np.abs(before).max() > 0.01
    assert np.abs(after).max() > 0.01  # "here" follows
    final = espeak().say(Case("en", "one", "cardiac arrest", "we have cardiac arrest"))
    assert final is not None
    assert final.end_s is not None
    assert np.abs(final.samples[round((final.end_s + 0.3) * 16_000) :]).max() < 0.005


def test_a_phrase_in_mandarin_ends_with_its_last_hanzi() -> None:
    made = espeak().say(Case("zh", "one", "心脏骤停", "病人心脏骤停快来"))
    assert made is not None
    assert made.end_s is not None
    assert 1.5 < made.end_s < len(made.samples) / 16_000 - 1.2


def test_the_held_out_engine_does_not_speak_mandarin() -> None:
    assert HeldOutVoices(1).say(Case("zh", "", "", "病人")) is None


def test_voices_to_train_tune_and_report_with_are_three_sets() -> None:
    sets = set(TRAINING_VARIANTS), set(DEV_VARIANTS), set(BENCH_VARIANTS)
    assert all(sets)
    assert len(set.union(*sets)) == sum(map(len, sets))


def data_folder(folder: Path) -> Path:
    for name in ("noise", "speech/en_read", "speech/en_read_bench", "multi/ami"):
        (folder / name).mkdir(parents=True)
    speakers = [f"s{number}" for number in range(60)]
    lines = ["path\tduration\tlang\tspeaker\ttext\tsource\tlicence\textra"]
    rows = [("speech/en_read", each, "the weather is fine") for each in speakers]
    rows.append(("speech/en_read_bench", "b1", "he was unresponsive then"))
    rows.append(("speech/en_read_bench", "b2", "he was fine then"))
    for name, speaker, text in rows:
        lines.append(f"{name}/{speaker}.flac\t1.0\ten\t{speaker}\t{text}\tx\tCC0\t")
    (folder / "audio_manifest.tsv").write_text("\n".join(lines) + "\n", "utf8")
    tone = np.random.default_rng(1).uniform(-0.1, 0.1, 3200).astype(np.float32)
    for place in ("noise/1.flac", "multi/ami/talk.flac"):
        soundfile.write(folder / place, tone, 16_000)
    return folder


def test_real_speech_is_grouped_by_what_training_knew_and_keywords_are_left_out(
    tmp_path: Path,
) -> None:
    groups = quiet_speech(data_folder(tmp_path), load_phrases())
    names = {group: {path.stem for path in paths} for group, paths in groups.items()}
    assert names["real: unseen speakers"] == {"b2"}
    assert names["real: conversations (multi)"] == {"talk"}
    assert all(is_dev_speaker(name) for name in names["real: tuning speakers"])
    assert not any(is_dev_speaker(name) for name in names["real: training speakers"])
    assert len(names["real: tuning speakers"]) > 2


@pytest.mark.parametrize("snr_db", [10.0, 5.0])
def test_noise_is_as_loud_as_asked(tmp_path: Path, snr_db: float) -> None:
    clip = np.zeros(16_000 * 4, np.float32)
    clip[round(1.5 * 16_000) : -round(1.2 * 16_000)] = sound(1.3)
    noisy = Noise(data_folder(tmp_path), 1)(clip, snr_db)
    speech = np.mean(np.square(sound(1.3)))
    found_db = 10 * np.log10(speech / np.mean(np.square(noisy - clip)))
    assert found_db == pytest.approx(snr_db, abs=0.1)


def test_synthetic_sentences_hold_no_keyword_and_some_nearly_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyword_sounds, "load_sources", lambda _: load_sources(None))
    made = quiet_sentences(tmp_path, load_phrases(), 5)
    drawn: list[tuple[str, Sentence]] = [next(made) for _ in range(200)]
    assert not any(load_phrases().mentions(sentence) for _, sentence in drawn)
    assert 20 < sum(kind == "near misses" for kind, _ in drawn) < 90


def test_a_directory_just_trained_can_be_measured(tmp_path: Path) -> None:
    save_keywords(model(), tmp_path)
    assert model_named(str(tmp_path)).keywords == model().keywords
    with pytest.raises(ModelError):
        model_named("no such model")

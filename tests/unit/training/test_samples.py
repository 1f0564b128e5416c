"""Scripts, timing and truth of the bundled encounters; a fake voice stands in for the engines."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from app.domain.audio import SAMPLE_RATE_HZ
from app.domain.errors import ResourceError
from app.paths import RESOURCES, ROOT
from app.training.phones import SILENCE, Phone
from app.training.samples import (
    Script,
    ScriptTurn,
    Span,
    mix,
    place,
    read_script,
    render,
    room_tone,
    rttm,
    scripts,
    speak,
    speech_of,
    spoken_units,
    stm,
    timed,
)
from app.training.timed_voices import Setting, Spoken

TRUTH = ROOT / "tests" / "data" / "samples"
BUNDLED = {script.id: script for script in scripts()}
SOUNDING = SILENCE + 2


class ToneVoice:
    """Says each word as 0.2 s of a tone, between 0.5 s of silence; mute refuses."""

    def __init__(self, mute: bool = False) -> None:
        self.mute = mute
        self.settings: list[Setting] = []

    def speak(self, words: Sequence[str], setting: Setting) -> Spoken | None:
        if self.mute:
            return None
        self.settings.append(setting)
        rate_hz, end_s = 22_050, 0.5 + 0.2 * len(words)
        at_s = np.arange(round((end_s + 0.5) * rate_hz)) / rate_hz
        loud = (at_s >= 0.5) & (at_s < end_s)
        samples = np.where(loud, 20_000 * np.sin(2 * np.pi * 200 * at_s), 0).astype(np.int16)
        phones = (
            Phone(0.0, 0.5, SILENCE),
            Phone(0.5, end_s, SOUNDING),
            Phone(end_s, end_s + 0.5, SILENCE),
        )
        return Spoken(samples, rate_hz, phones, tuple(words))


def _voices(voice: ToneVoice) -> dict[str, ToneVoice]:
    return {"espeak": voice, "flite": voice}


def _stm_rows(sample: str) -> list[tuple[str, float, float, str]]:
    rows = []
    for line in (TRUTH / f"{sample}.stm").read_text(encoding="utf-8").splitlines():
        _, _, speaker, start, end, _, text = line.split(" ", 6)
        rows.append((speaker, float(start), float(end), text))
    return rows


def _essentials(sample: str) -> dict[str, Any]:
    entries: dict[str, Any] = json.loads((TRUTH / f"{sample}.json").read_text(encoding="utf-8"))
    return entries


def _rms_dbfs(samples: Any) -> float:
    return float(10 * np.log10(np.mean(np.square(samples, dtype=np.float64)) + 1e-12))


@pytest.fixture
def script() -> Script:
    return BUNDLED["en_short"]


def test_turns_follow_one_another_after_their_pauses(script: Script) -> None:
    turns = (
        ScriptTurn("nurse", "one", 9.0),
        ScriptTurn("physician", "two", 0.5),
        ScriptTurn("nurse", "three", -0.25),
    )
    spans = place(replace(script, lead_in_s=1.0, turns=turns), [2.0, 1.0, 3.0])
    assert spans == (Span(1.0, 3.0), Span(3.5, 4.5), Span(4.25, 7.25))


def test_an_overlap_that_reaches_before_the_turn_it_interrupts_is_refused(script: Script) -> None:
    turns = (ScriptTurn("nurse", "one", 0.5), ScriptTurn("physician", "two", -1.0))
    with pytest.raises(ResourceError, match="starts before"):
        place(replace(script, turns=turns), [1.0, 1.0])


def test_a_clip_is_cut_to_its_speech_and_set_to_its_level() -> None:
    spoken = ToneVoice().speak(["a", "b"], Setting("flite", "slt"))
    assert spoken is not None
    clip = speech_of(spoken, -20.0)
    assert len(clip) / SAMPLE_RATE_HZ == pytest.approx(0.03 + 0.4 + 0.08, abs=0.002)
    assert _rms_dbfs(clip) == pytest.approx(-20.0, abs=0.01)


def test_room_tone_is_level_repeatable_and_not_the_same_for_another_seed() -> None:
    tone = room_tone(SAMPLE_RATE_HZ, -60.0, seed=1)
    assert _rms_dbfs(tone) == pytest.approx(-60.0, abs=0.05)
    assert np.array_equal(tone, room_tone(SAMPLE_RATE_HZ, -60.0, seed=1))
    assert not np.array_equal(tone, room_tone(SAMPLE_RATE_HZ, -60.0, seed=2))


def test_mandarin_is_given_as_pinyin_with_tones_and_english_as_words() -> None:
    assert spoken_units("心脏骤停了", "zh") == ("xin1", "zang4", "zhou4", "ting2", "le5")
    assert spoken_units("no pulse", "en") == ("no", "pulse")


def test_every_speaker_keeps_the_voice_of_the_script(script: Script) -> None:
    voice = ToneVoice()
    speak(script, _voices(voice))
    for turn, setting in zip(script.turns, voice.settings, strict=True):
        assert setting.voice == script.speaker(turn.speaker).voice


def test_speech_sounds_within_its_span_and_room_tone_elsewhere(script: Script) -> None:
    clips = speak(script, _voices(ToneVoice()))
    spans = place(script, [len(clip) / SAMPLE_RATE_HZ for clip in clips])
    recording = mix(script, clips, spans)
    assert len(recording) / SAMPLE_RATE_HZ == pytest.approx(
        spans[-1].end_s + script.tail_s, abs=0.01
    )
    first = recording[int(spans[0].start_s * 16_000) : int(spans[0].end_s * 16_000)]
    assert _rms_dbfs(first) == pytest.approx(-22.0, abs=0.1)
    assert _rms_dbfs(recording[: int(0.9 * script.lead_in_s * 16_000)]) < -60


def test_a_sentence_that_the_engine_cannot_time_names_its_turn(script: Script) -> None:
    with pytest.raises(ResourceError, match="turn 1 of en_short"):
        speak(script, _voices(ToneVoice(mute=True)))


def test_an_engine_that_nobody_has_is_named(script: Script) -> None:
    with pytest.raises(ResourceError, match="unknown engine flite"):
        speak(script, {})


def test_a_turn_of_an_unknown_speaker_is_refused(tmp_path: Path) -> None:
    text = (RESOURCES / "samples" / "en_short.toml").read_text(encoding="utf-8")
    path = tmp_path / "wrong.toml"
    path.write_text(text.replace('speaker = "nurse"', 'speaker = "visitor"'), encoding="utf-8")
    with pytest.raises(ResourceError, match="visitor"):
        read_script(path)


@pytest.mark.parametrize("text", ["id = ", "id = 'x'", "pause_s = 'long'"])
def test_a_broken_script_is_refused_by_name(tmp_path: Path, text: str) -> None:
    path = tmp_path / "broken.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ResourceError, match=r"broken\.toml"):
        read_script(path)


def test_rendering_writes_audio_and_truth_and_refreshes_times(
    script: Script, tmp_path: Path
) -> None:
    truth = tmp_path / "tests" / "data" / "samples"
    truth.mkdir(parents=True)
    (truth / "en_short.json").write_text('{"speakers": 2, "alerts": [{"turn": 2}]}')
    audio = render(script, _voices(ToneVoice()), tmp_path)
    info = soundfile.info(audio)
    assert (info.samplerate, info.channels, info.subtype) == (SAMPLE_RATE_HZ, 1, "PCM_16")
    _, _, _, start, duration, *_ = (truth / "en_short.rttm").read_text().splitlines()[1].split()
    entries = json.loads((truth / "en_short.json").read_text())
    assert entries["speakers"] == 2
    assert entries["alerts"][0]["start_s"] == pytest.approx(float(start), abs=0.001)
    end_s = float(start) + float(duration)
    assert entries["alerts"][0]["end_s"] == pytest.approx(end_s, abs=0.002)


def test_truth_lines_have_the_fields_of_their_formats(script: Script) -> None:
    spans = [Span(float(i), i + 0.5) for i in range(len(script.turns))]
    assert rttm(script, spans).splitlines()[0] == (
        "SPEAKER en_short 1 0.000 0.500 <NA> <NA> nurse <NA> <NA>"
    )
    assert stm(script, spans).splitlines()[1] == (
        "en_short 1 nurse 1.000 1.500 <o,f0,en> heart rate one hundred and thirty"
    )


def test_times_are_given_to_entries_that_name_a_turn_only() -> None:
    entries = timed({"roles": ["nurse"], "alerts": [{"turn": 1}]}, [Span(0.5, 1.5)])
    assert entries == {"roles": ["nurse"], "alerts": [{"turn": 1, "start_s": 0.5, "end_s": 1.5}]}


@pytest.mark.parametrize("sample", BUNDLED)
def test_bundled_truth_says_what_the_script_says(sample: str) -> None:
    script, rows = BUNDLED[sample], _stm_rows(sample)
    assert [(speaker, text) for speaker, _, _, text in rows] == [
        (turn.speaker, turn.text) for turn in script.turns
    ]
    spans = place(script, [end_s - start_s for _, start_s, end_s, _ in rows])
    for span, (_, start_s, end_s, _) in zip(spans, rows, strict=True):
        assert (span.start_s, span.end_s) == pytest.approx((start_s, end_s), abs=0.05)


@pytest.mark.parametrize("sample", BUNDLED)
def test_bundled_rttm_and_stm_agree(sample: str) -> None:
    lines = (TRUTH / f"{sample}.rttm").read_text(encoding="utf-8").splitlines()
    for line, (speaker, start_s, end_s, _) in zip(lines, _stm_rows(sample), strict=True):
        fields = line.split()
        assert (fields[0], fields[1], fields[7]) == ("SPEAKER", sample, speaker)
        assert float(fields[3]) == pytest.approx(start_s, abs=0.001)
        assert float(fields[3]) + float(fields[4]) == pytest.approx(end_s, abs=0.002)


@pytest.mark.parametrize("sample", BUNDLED)
def test_bundled_audio_is_as_long_as_its_truth_not_clipped_and_at_its_levels(sample: str) -> None:
    script, rows = BUNDLED[sample], _stm_rows(sample)
    samples, rate_hz = soundfile.read(RESOURCES / "samples" / f"{sample}.flac", dtype="float32")
    assert rate_hz == SAMPLE_RATE_HZ
    assert samples.ndim == 1
    assert len(samples) / rate_hz == pytest.approx(rows[-1][2] + script.tail_s, abs=0.01)
    assert np.abs(samples).max() < 0.99
    overlapping = {turn for turn in range(len(rows)) if script.turns[turn].pause_s < 0}
    for turn, (speaker, start_s, end_s, _) in enumerate(rows):
        if not overlapping & {turn, turn + 1}:
            level = _rms_dbfs(samples[int(start_s * rate_hz) : int(end_s * rate_hz)])
            assert level == pytest.approx(script.speaker(speaker).level_dbfs, abs=0.5)


def test_bundled_samples_are_small_together() -> None:
    sizes_bytes = [path.stat().st_size for path in (RESOURCES / "samples").glob("*.flac")]
    assert len(sizes_bytes) == len(BUNDLED)
    assert sum(sizes_bytes) < 4_000_000


@pytest.mark.parametrize("sample", BUNDLED)
def test_essentials_point_at_turns_and_carry_their_times(sample: str) -> None:
    script, rows, essentials = BUNDLED[sample], _stm_rows(sample), _essentials(sample)
    spans = [Span(start_s, end_s) for _, start_s, end_s, _ in rows]
    assert timed(essentials, spans) == essentials
    assert essentials["speakers"] == len({speaker for speaker, *_ in rows})
    assert sorted(essentials["roles"]) == sorted(speaker.role for speaker in script.speakers)
    assert [entry["turn"] - 1 for entry in essentials["overlap"]] == [
        index for index, turn in enumerate(script.turns) if turn.pause_s < 0
    ]


@pytest.mark.parametrize("sample", BUNDLED)
@pytest.mark.parametrize(
    ("key", "name"), [("doses", "drug"), ("allergies", "substance"), ("hard_terms", "term")]
)
def test_essential_words_are_really_spoken_in_their_turns(sample: str, key: str, name: str) -> None:
    for entry in _essentials(sample)[key]:
        assert entry[name] in BUNDLED[sample].turns[entry["turn"] - 1].text


@pytest.mark.parametrize("sample", ["en_encounter", "zh_encounter"])
def test_full_encounters_have_what_a_demonstration_needs(sample: str) -> None:
    essentials, rows = _essentials(sample), _stm_rows(sample)
    assert 60 <= rows[-1][2] <= 120
    assert essentials["speakers"] >= 3
    assert sum(alert["essential"] for alert in essentials["alerts"]) >= 2
    assert {quiet["assertion"] for quiet in essentials["quiet"]} == {"negated", "family"}
    assert len({vital["name"] for vital in essentials["vitals"]}) == 5
    assert len(essentials["doses"]) >= 3

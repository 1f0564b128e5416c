from pathlib import Path

import numpy as np
import pytest
import soundfile

from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import ResourceError
from app.training.conversations import (
    Conversation,
    Simulator,
    Surroundings,
    read_surroundings,
    voice_names,
)
from app.training.diarization_fit import split
from app.training.speaker_clips import (
    FRAME_S,
    ClipBank,
    open_bank,
    real_clips,
    speech_spans,
    write_bank,
)


def tone(pitch_hz: float, duration_s: float) -> Samples:
    time_s = np.arange(round(duration_s * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    return (0.3 * np.sin(2 * np.pi * pitch_hz * time_s)).astype(np.float32)


def silence(duration_s: float) -> Samples:
    return np.zeros(round(duration_s * SAMPLE_RATE_HZ), np.float32)


def speakers(count: int, group: str = "tones") -> list[tuple[str, str, Samples]]:
    return [
        (group, f"{group}{number}", tone(200 + 150 * number, 3 + take))
        for number in range(count)
        for take in range(3)
    ]


@pytest.fixture
def bank(tmp_path: Path) -> ClipBank:
    return write_bank(speakers(6), tmp_path / "voices")


def test_speech_is_found_between_silences() -> None:
    spans = speech_spans(np.concatenate([silence(1), tone(300, 2), silence(1)]))
    assert len(spans) == 1
    assert np.array(spans[0]) * FRAME_S == pytest.approx([0.96, 3.04], abs=0.03)


def test_short_pauses_belong_to_speech_and_long_ones_do_not() -> None:
    short = [tone(300, 1), silence(0.2), tone(300, 1), silence(1)]
    long = [tone(300, 1), silence(0.8), tone(300, 1), silence(1)]
    assert len(speech_spans(np.concatenate(short))) == 1
    assert len(speech_spans(np.concatenate(long))) == 2


def test_silence_and_nothing_hold_no_speech() -> None:
    assert speech_spans(silence(0)) == []
    assert speech_spans(silence(0.01)) == []


def test_clips_are_trimmed_levelled_and_read_back(tmp_path: Path) -> None:
    quiet = np.concatenate([silence(1), tone(300, 2) * 0.1, silence(1)])
    bank = write_bank([("tones", "somebody", quiet)], tmp_path)
    clip = open_bank(tmp_path).clips[0]
    samples = bank.audio(clip)
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(2.08, abs=0.05)
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(0.06, rel=0.05)
    assert clip.marks().all()


def test_clips_without_speech_are_left_out(tmp_path: Path) -> None:
    found = write_bank([("a", "short", tone(300, 0.2)), ("a", "long", tone(300, 2))], tmp_path)
    assert [clip.speaker for clip in found.clips] == ["long"]


def test_a_missing_bank_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="clip bank"):
        open_bank(tmp_path)


def test_only_permitted_folders_are_read(tmp_path: Path) -> None:
    rows = ["path\tduration\tlang\tspeaker\ttext"]
    for folder in ("en_l2", "en_l2_bench", "en_digits", "zh_read"):
        (tmp_path / "speech" / folder).mkdir(parents=True)
        soundfile.write(tmp_path / "speech" / folder / "a.flac", tone(300, 1), SAMPLE_RATE_HZ)
        rows.append(f"speech/{folder}/a.flac\t1\ten\tof_{folder}\thello")
    (tmp_path / "audio_manifest.tsv").write_text("\n".join(rows))
    assert [(group, speaker) for group, speaker, _ in real_clips(tmp_path)] == [
        ("en_l2", "of_en_l2"),
        ("zh_read", "of_zh_read"),
    ]


def test_a_corpus_without_manifest_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="audio_manifest"):
        list(real_clips(tmp_path))


def conversation(bank: ClipBank, seed: int, count: int = 3) -> Conversation:
    return Simulator(bank, Surroundings(), seed).conversation(30.0, count, harsh=0.0, altered=0.0)


def test_the_same_seed_gives_the_same_conversation(bank: ClipBank) -> None:
    one, same, other = conversation(bank, 5), conversation(bank, 5), conversation(bank, 6)
    assert np.array_equal(one.samples, same.samples)
    assert one.turns() == same.turns()
    assert not np.array_equal(one.samples, other.samples)


def test_a_conversation_is_as_long_as_asked_and_in_range(bank: ClipBank) -> None:
    found = conversation(bank, 1)
    assert len(found.samples) == 30 * SAMPLE_RATE_HZ
    assert found.active.shape == (1500, 3)
    assert np.abs(found.samples).max() <= 1.0


def test_sound_is_where_the_labels_say_speech_is(bank: ClipBank) -> None:
    found = conversation(bank, 2)
    level = np.sqrt(np.mean(found.samples.reshape(1500, -1) ** 2, axis=1))
    spoken = found.active.any(axis=1)
    assert 0.2 < spoken.mean() < 0.98
    assert np.median(level[spoken]) > 10 * np.median(level[~spoken])


def test_nobody_speaks_over_two_others(bank: ClipBank) -> None:
    most = [conversation(bank, seed).active.sum(axis=1).max() for seed in range(8)]
    assert max(most) == 2


def test_turns_name_each_stretch_of_each_speaker() -> None:
    active = np.zeros((100, 2), np.bool_)
    active[10:20, 0] = active[15:40, 1] = active[60:70, 0] = True
    turns = Conversation(silence(2), active, ("ann", "bob")).turns()
    assert [(turn.speaker, round(turn.start_s, 2), round(turn.end_s, 2)) for turn in turns] == [
        ("ann", 0.2, 0.4),
        ("bob", 0.3, 0.8),
        ("ann", 1.2, 1.4),
    ]


def test_a_conversation_of_nobody_is_only_hiss(bank: ClipBank) -> None:
    found = conversation(bank, 3, count=0)
    assert found.turns() == []
    assert np.sqrt(np.mean(found.samples**2)) < 0.02


def test_every_voice_that_can_be_drawn_has_a_name(bank: ClipBank) -> None:
    names = set(voice_names(bank))
    simulator = Simulator(bank, Surroundings(), 4)
    drawn = {name for _ in range(20) for name in simulator.conversation(2.0, 3).voices}
    assert len(names) == 18
    assert drawn <= names
    assert any("@" in name for name in drawn)


def test_noise_rooms_and_bands_change_the_sound_and_not_the_labels(
    bank: ClipBank, tmp_path: Path
) -> None:
    (tmp_path / "noise").mkdir()
    (tmp_path / "rir").mkdir()
    hiss = np.random.default_rng(0).normal(0, 0.1, 16_000)
    response = np.concatenate([np.zeros(500), [1.0], 0.2 * np.exp(-np.arange(2000) / 500)])
    soundfile.write(tmp_path / "noise" / "hiss.flac", hiss, SAMPLE_RATE_HZ)
    soundfile.write(tmp_path / "rir" / "room.flac", response, SAMPLE_RATE_HZ)
    surroundings = read_surroundings(tmp_path)
    assert surroundings.rooms[0][0] == surroundings.rooms[0].max()  # the direct sound comes first
    harsh = Simulator(bank, surroundings, 9).conversation(10.0, 2, harsh=1.0, altered=0.0)
    gentle = Simulator(bank, surroundings, 9).conversation(10.0, 2, harsh=0.0, altered=0.0)
    assert harsh.voices == gentle.voices
    quietest = [np.sort(np.abs(one.samples))[:16_000].mean() for one in (harsh, gentle)]
    assert quietest[0] > quietest[1]


def test_a_part_of_noises_and_rooms_is_kept_for_measuring(tmp_path: Path) -> None:
    for folder in ("noise", "rir"):
        (tmp_path / folder).mkdir()
        for number in range(17):
            click = np.full(100 + number, 0.5, np.float32)
            soundfile.write(tmp_path / folder / f"{number:02d}.flac", click, SAMPLE_RATE_HZ)
    training, measuring = (read_surroundings(tmp_path, held_out=kept) for kept in (False, True))
    for known, kept in (
        (training.noises, measuring.noises),
        (training.rooms, measuring.rooms),
    ):
        assert [len(one) for one in kept] == [107, 115]
        assert {len(one) for one in known}.isdisjoint({107, 115})
        assert len(known) == 15


def test_made_rooms_start_with_the_direct_sound_and_keep_the_level(bank: ClipBank) -> None:
    simulator = Simulator(bank, Surroundings(), 4)
    rooms = [simulator.room() for _ in range(20)]
    assert all(np.sum(room**2) == pytest.approx(1.0, abs=1e-3) for room in rooms)
    assert all(np.abs(room).argmax() == 0 for room in rooms)
    decays = [np.sum(room[800:] ** 2) for room in rooms]
    assert max(decays) > 3 * min(decays)


def test_tuning_speakers_are_never_trained_on(tmp_path: Path) -> None:
    bank = write_bank(speakers(20, "a") + speakers(5, "b"), tmp_path)
    training, tuning = split(bank, seed=1)
    kept_out = {clip.speaker for clip in tuning.clips}
    assert len(kept_out) == 2
    assert kept_out.isdisjoint(clip.speaker for clip in training.clips)
    assert len(training.clips) + len(tuning.clips) == len(bank.clips)

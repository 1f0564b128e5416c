"""Every kind of file a clinic may hand in: its sound, or one sentence that says what to do."""

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
import soundfile

from app.audio.files import FileReader, digest
from app.domain.audio import SAMPLE_RATE_HZ, Samples
from app.domain.errors import DecodeError

ENCODINGS = [
    ("one.flac", "flac", 44_100),
    ("one.mp3", "mp3", 44_100),
    ("one.m4a", "aac", 48_000),
    ("one.ogg", "vorbis", 44_100),
    ("one.opus", "libopus", 48_000),
    ("one.wma", "wmav2", 44_100),
    ("one.mp4", "aac", 44_100),
    ("one.mov", "aac", 22_050),
    ("one.mkv", "pcm_s16le", 32_000),
    ("one.webm", "libopus", 48_000),
    ("one.wav", "pcm_alaw", 8_000),
    ("one.aiff", "pcm_s16be", 44_100),
]


def tone(rate_hz: int, duration_s: float = 2.0, pitch_hz: float = 440.0) -> Samples:
    at_s = np.arange(round(rate_hz * duration_s)) / rate_hz
    sound: Samples = (0.4 * np.sin(2 * np.pi * pitch_hz * at_s)).astype(np.float32)
    return sound


def encode(path: Path, codec: str, rate_hz: int, sound: Samples, **options: str) -> Path:
    """Write mono or stereo sound with PyAV; `sound` has shape (n,) or (channels, n)."""
    channels = np.atleast_2d(sound)
    if codec == "vorbis":
        soundfile.write(path, channels.T, rate_hz, format="OGG", subtype="VORBIS")
        return path
    layout = {1: "mono", 2: "stereo"}[len(channels)]
    with av.open(str(path), "w", options=options) as container:
        stream: Any = container.add_stream(codec, rate=rate_hz)
        stream.layout, stream.bit_rate = layout, 128_000
        for first in range(0, channels.shape[1], 4096):
            block = np.ascontiguousarray(channels[:, first : first + 4096])
            frame = av.AudioFrame.from_ndarray(block, format="fltp", layout=layout)
            frame.sample_rate, frame.pts = rate_hz, first
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path


def read(path: Path) -> Samples:
    return FileReader().read(path).samples


def pitch_hz(samples: Samples) -> float:
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum)) * SAMPLE_RATE_HZ / len(samples)


def refusal(path: Path) -> str:
    """The one sentence a file is refused with; it names the file and nothing above it."""
    with pytest.raises(DecodeError) as caught:
        FileReader().read(path)
    sentence = str(caught.value)
    assert path.name in sentence
    assert str(path.parent) not in sentence
    assert "\n" not in sentence
    assert len(sentence) < 200
    return sentence


@pytest.mark.parametrize(("name", "codec", "rate_hz"), ENCODINGS)
def test_each_format_gives_its_sound(tmp_path: Path, name: str, codec: str, rate_hz: int) -> None:
    samples = read(encode(tmp_path / name, codec, rate_hz, tone(rate_hz)))
    assert samples.dtype == np.float32
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(2.0, abs=0.1)
    assert pitch_hz(samples) == pytest.approx(440, abs=2)
    assert np.sqrt(np.mean(samples**2)) == pytest.approx(0.4 / np.sqrt(2), rel=0.1)


def test_the_sound_track_of_a_video_is_read(tmp_path: Path) -> None:
    path = _film(tmp_path / "film.mp4", sound=True)
    samples = read(path)
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(1.0, abs=0.1)
    assert pitch_hz(samples) == pytest.approx(440, abs=2)


def test_a_video_without_sound_track_is_refused(tmp_path: Path) -> None:
    assert "no sound track" in refusal(_film(tmp_path / "silent.mp4", sound=False))


def _film(path: Path, *, sound: bool) -> Path:
    with av.open(str(path), "w") as container:
        video: Any = container.add_stream("mpeg4", rate=10)
        video.width, video.height, video.pix_fmt = 64, 48, "yuv420p"
        audio: Any = container.add_stream("aac", rate=16_000) if sound else None
        for _ in range(10):
            image = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
            container.mux(video.encode(image))
        container.mux(video.encode(None))
        if sound:
            frame = av.AudioFrame.from_ndarray(tone(16_000, 1.0)[None], "fltp", "mono")
            frame.sample_rate = 16_000
            container.mux(audio.encode(frame))
            container.mux(audio.encode(None))
    return path


def test_stereo_is_the_mean_of_its_channels(tmp_path: Path) -> None:
    left, right = tone(44_100, pitch_hz=300), tone(44_100, pitch_hz=1200)
    path = encode(tmp_path / "two.flac", "flac", 44_100, np.stack([left, right]))
    spectrum = np.abs(np.fft.rfft(read(path))) / SAMPLE_RATE_HZ
    assert spectrum[[600, 2400]] == pytest.approx([0.2, 0.2], rel=0.05)


def test_telephone_sound_keeps_its_length_and_pitch(tmp_path: Path) -> None:
    path = tmp_path / "telephone.wav"
    soundfile.write(path, tone(8_000), 8_000, subtype="ULAW")
    samples = read(path)
    assert len(samples) == pytest.approx(32_000, abs=2)
    assert pitch_hz(samples) == pytest.approx(440, abs=1)


def test_six_channels_at_96_khz_are_averaged_too(tmp_path: Path) -> None:
    path = tmp_path / "six.wav"
    soundfile.write(path, np.stack([tone(96_000)] * 6, axis=1), 96_000, subtype="PCM_24")
    samples = read(path)
    assert len(samples) == pytest.approx(32_000, abs=2)
    assert np.abs(samples[500:-500] - tone(16_000)[500:31_500]).max() < 0.01


def test_six_channels_of_flac_are_averaged_too(tmp_path: Path) -> None:
    path = tmp_path / "six.flac"
    soundfile.write(path, np.stack([tone(16_000)] * 3 + [np.zeros(32_000)] * 3, axis=1), 16_000)
    assert np.abs(read(path) - tone(16_000) / 2).max() < 1e-3


def test_unsigned_bytes_are_centred(tmp_path: Path) -> None:
    path = tmp_path / "eight.wav"
    soundfile.write(path, tone(16_000), 16_000, subtype="PCM_U8")
    assert np.abs(read(path) - tone(16_000)).max() < 0.02


def test_an_offset_is_removed_and_clipping_tolerated(tmp_path: Path) -> None:
    path = tmp_path / "bad.wav"
    soundfile.write(path, np.clip(tone(16_000) * 5 + 0.3, -1, 1), 16_000, subtype="PCM_16")
    samples = read(path)
    assert abs(float(samples.mean())) < 0.05
    assert np.abs(samples).max() <= 1.0
    assert pitch_hz(samples) == pytest.approx(440, abs=1)


def test_samples_that_are_no_numbers_become_silence(tmp_path: Path) -> None:
    path = tmp_path / "float.wav"
    sound = tone(16_000)
    sound[100:200] = np.nan
    sound[300] = np.inf
    soundfile.write(path, sound, 16_000, subtype="FLOAT")
    samples = read(path)
    assert np.isfinite(samples).all()
    assert not samples[100:200].any()
    assert np.abs(samples[400:] - sound[400:]).max() < 1e-3


def test_one_sample_is_a_recording_of_one_sample(tmp_path: Path) -> None:
    path = tmp_path / "one.wav"
    soundfile.write(path, np.array([0.5]), 16_000, subtype="PCM_16")
    assert read(path).tolist() == [0.5]


def test_silence_stays_silence(tmp_path: Path) -> None:
    path = tmp_path / "silence.flac"
    soundfile.write(path, np.zeros(16_000), 16_000)
    assert not read(path).any()


@pytest.mark.parametrize("subtype", ["PCM_16", "ULAW"])
def test_a_recording_of_no_length_is_refused(tmp_path: Path, subtype: str) -> None:
    path = tmp_path / "none.wav"
    soundfile.write(path, np.empty(0), 16_000, subtype=subtype)
    assert "0 seconds" in refusal(path)


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "empty.wav"
    path.touch()
    assert "is empty" in refusal(path)


@pytest.mark.parametrize(("name", "codec", "rate_hz"), ENCODINGS[:6])
def test_what_a_truncated_file_still_holds_is_given(
    tmp_path: Path, name: str, codec: str, rate_hz: int
) -> None:
    whole = encode(tmp_path / f"whole-{name}", codec, rate_hz, tone(rate_hz, 20.0))
    cut = tmp_path / name
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    if name.endswith("m4a"):
        assert "damaged" in refusal(cut)  # its index lay at the end and is gone
        return
    samples = read(cut)
    assert 7 < len(samples) / SAMPLE_RATE_HZ < 13
    assert pitch_hz(samples) == pytest.approx(440, abs=2)


def test_a_truncated_wav_gives_all_its_whole_samples(tmp_path: Path) -> None:
    path = tmp_path / "cut.wav"
    soundfile.write(path, tone(16_000), 16_000, subtype="PCM_16")
    path.write_bytes(path.read_bytes()[: 44 + 2 * 10_000 + 1])
    assert len(read(path)) == 10_000


def test_damage_in_the_middle_costs_only_its_own_moment(tmp_path: Path) -> None:
    path = encode(tmp_path / "hurt.mp3", "mp3", 44_100, tone(44_100, 20.0))
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 900] = bytes(900)
    path.write_bytes(raw)
    assert len(read(path)) / SAMPLE_RATE_HZ == pytest.approx(20.0, abs=0.5)


def test_a_pause_that_was_left_out_of_the_stream_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "pause.mkv"
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("pcm_s16le", rate=16_000)
        stream.layout = "mono"
        for at_s in (0, 5):
            frame = av.AudioFrame.from_ndarray(tone(16_000, 1.0)[None], "fltp", "mono")
            frame.sample_rate, frame.pts = 16_000, at_s * 16_000
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    samples = read(path)
    assert len(samples) / SAMPLE_RATE_HZ == pytest.approx(6.0, abs=0.01)
    assert not samples[17_000:79_000].any()
    assert pitch_hz(samples[80_000:]) == pytest.approx(440, abs=2)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("note.txt", "Chest pain since noon.\n" * 50),
        ("page.html", "<html><body>audio</body></html>"),
        ("list.m3u8", "#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/a.ts\n#EXT-X-ENDLIST\n"),
        ("list.wav", "ffconcat version 1.0\nfile /etc/passwd\n"),
        ("noise.mp3", "\x00\x01\x02 no frame is in here" * 400),
    ],
)
def test_what_is_no_audio_is_refused(tmp_path: Path, name: str, content: str) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert "cannot be read as audio" in refusal(path)


def test_an_encrypted_file_is_refused_for_what_it_is(tmp_path: Path) -> None:
    key = {
        "encryption_scheme": "cenc-aes-ctr",
        "encryption_key": "76a6c65c5ea762046bd749a2e632ccbb",
        "encryption_kid": "a7e61c373e219033c21091fa607bf3b8",
    }
    path = encode(tmp_path / "locked.mp4", "aac", 16_000, tone(16_000), **key)
    assert "protected" in refusal(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "not found" in refusal(tmp_path / "gone.wav")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "encounters"
    folder.mkdir()
    assert "is a folder" in refusal(folder)


@pytest.fixture
def locked() -> Iterator[Path]:
    """A recording that this user may not read; root steps down to nobody for it."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(stat.S_IRWXU | stat.S_IXGRP | stat.S_IXOTH)
    path = folder / "locked.wav"
    soundfile.write(path, tone(16_000), 16_000)
    path.chmod(0)
    root = hasattr(os, "geteuid") and os.geteuid() == 0
    if root:
        os.seteuid(65_534)
    yield path
    if root:
        os.seteuid(0)
    shutil.rmtree(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no mode bits")
def test_an_unreadable_file_asks_for_permission(locked: Path) -> None:
    assert "permission" in refusal(locked)
    with pytest.raises(DecodeError, match="permission"):
        digest(locked)


def test_a_name_that_looks_like_an_address_is_still_a_file(tmp_path: Path) -> None:
    path = tmp_path / "concat:one.flac"
    soundfile.write(path, tone(16_000), 16_000, format="FLAC")
    assert len(read(path)) == 32_000


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    path = tmp_path / "abc.wav"
    path.write_bytes(b"abc")
    assert digest(path) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


def test_the_digest_of_a_missing_file_names_it(tmp_path: Path) -> None:
    with pytest.raises(DecodeError, match=r"gone\.wav was not found"):
        digest(tmp_path / "gone.wav")


@pytest.mark.parametrize("name", ["one.wav", "one.mp3"])
def test_progress_rises_to_one(tmp_path: Path, name: str) -> None:
    codec = "pcm_s16le" if name.endswith("wav") else "mp3"
    path = encode(tmp_path / name, codec, 44_100, tone(44_100, 20.0))
    told: list[float] = []
    FileReader().read(path, told.append)
    assert len(told) > 3
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert max(told) <= 1.0

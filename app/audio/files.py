"""Audio and video files to 16 kHz mono."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import av
import numpy as np
from av.error import FFmpegError

from app.audio import wav
from app.audio.samples import Resampler, SampleBuffer
from app.domain.audio import SAMPLE_RATE_HZ, AudioChunk, Samples
from app.domain.errors import DecodeError
from app.services.ports import Progress

READABLE = "wav, flac, mp3, m4a, ogg, opus, wma, mp4, mov, mkv or webm"

# A closed list: playlists, image and text "formats" of the decoder library are never opened,
# and with the protocol list nothing inside a file can name another file or an address.
_CONTAINERS = (
    "wav,w64,aiff,au,caf,flac,mp3,aac,ogg,asf,mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,amr,ac3,"
    "avi,mpeg,mpegts,tta,wv,ape"
)
_OPTIONS = {"protocol_whitelist": "file", "format_whitelist": _CONTAINERS}
_PROTECTED_TAGS = {"drms", "enca", "aavd"}
_BATCH = 1 << 15
# Streams with pauses left out (voice over IP) jump in time; smaller steps are rounding.
_SMALLEST_GAP_S = 0.25
_LONGEST_GAP_S = 3600.0


def digest(path: Path) -> str:
    """sha256 of a file's bytes, hex. Raises DecodeError when it cannot be read."""
    _check_present(path)
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise _unreadable(path) from error


class FileReader:
    """Decodes whole files: any rate, any number of channels, sound tracks of videos.

    One float32 buffer holds the result (3 h: 691 MB) and blocks of bounded size are all that
    lies beside it. Channels are averaged, a constant offset is removed, non-finite samples
    become 0. What a truncated file still holds is given back.
    """

    def read(self, path: Path, progress: Progress | None = None) -> AudioChunk:
        """Decode a file. Raises DecodeError with one sentence naming the file."""
        _check_present(path)
        report = progress or _silent
        try:
            layout = wav.layout(path)
            samples = _read_wav(path, layout, report) if layout else _read_any(path, report)
        except PermissionError as error:
            raise _unreadable(path) from error
        except (FFmpegError, OSError, ValueError) as error:
            raise DecodeError(
                f"{path.name} cannot be read as audio: it is damaged or of another kind; "
                f"choose a {READABLE} file"
            ) from error
        except MemoryError as error:
            raise DecodeError(
                f"{path.name} is too long for this computer's memory; cut it into parts"
            ) from error
        if not len(samples):
            raise DecodeError(f"{path.name} holds no audio (0 seconds); choose another recording")
        report(1.0)
        return AudioChunk(samples)


def _silent(_: float) -> None:
    return


def _unreadable(path: Path) -> DecodeError:
    return DecodeError(f"{path.name} may not be read by this user; ask for read permission to it")


def _check_present(path: Path) -> None:
    try:
        if path.is_dir():
            raise DecodeError(f"{path.name} is a folder; name the audio file inside it")
        if not path.stat().st_size:
            raise DecodeError(f"{path.name} is empty (0 bytes); record or copy it again")
    except PermissionError as error:
        raise _unreadable(path) from error
    except OSError as error:
        raise DecodeError(f"{path.name} was not found; check its name and folder") from error


def _read_wav(path: Path, layout: wav.WavLayout, report: Progress) -> Samples:
    expected = layout.frames * SAMPLE_RATE_HZ // layout.rate_hz + SAMPLE_RATE_HZ
    buffer, resampler = SampleBuffer(expected), Resampler(layout.rate_hz)
    done = 0
    for block in wav.blocks(path, layout):
        buffer.append(resampler.resample(block))
        done += len(block)
        report(done / layout.frames)
    buffer.append(resampler.flush())
    return buffer.finish()


def _read_any(path: Path, report: Progress) -> Samples:
    with av.open(f"file:{path.resolve()}", options=_OPTIONS) as container:
        if not container.streams.audio:
            raise DecodeError(f"{path.name} has no sound track; choose a file with audio in it")
        stream = container.streams.audio[0]
        length_s = _promised_s(container, stream)
        buffer = SampleBuffer(round((length_s + 1) * SAMPLE_RATE_HZ))
        for block in _resampled(_frames(container, stream, path)):
            buffer.append(block)
            if length_s:
                report(min(1.0, buffer.count / SAMPLE_RATE_HZ / length_s))
    return buffer.finish()


def _promised_s(
    container: av.container.InputContainer, stream: av.audio.stream.AudioStream
) -> float:
    """The length the header claims; 0 when it claims none. Only a guess to size the buffer by."""
    if stream.duration and stream.time_base:
        return max(0.0, float(stream.duration * stream.time_base))
    return max(0.0, float(container.duration or 0) / float(av.time_base))


def _frames(
    container: av.container.InputContainer, stream: av.audio.stream.AudioStream, path: Path
) -> Iterator[av.AudioFrame]:
    """Decoded frames; a damaged packet costs its own sound only.

    Raises DecodeError when the file is encrypted, FFmpegError when nothing at all decodes.
    """
    stream.thread_type = "AUTO"
    heard, damage = False, None
    packets = _packets(container, stream)
    for packet in packets:
        if _protected(packet, stream):
            raise DecodeError(
                f"{path.name} is protected by encryption (DRM); export it without protection"
            )
        try:
            for frame in packet.decode():
                heard = True
                yield frame
        except FFmpegError as error:
            damage = error
    if damage and not heard:
        raise damage


def _packets(
    container: av.container.InputContainer, stream: av.audio.stream.AudioStream
) -> Iterator[av.Packet]:
    """Packets until the file ends or breaks off; truncated files break off."""
    packets = container.demux(stream)
    while True:
        try:
            packet = next(packets)
        except (StopIteration, FFmpegError):
            return
        yield packet


def _protected(packet: av.Packet, stream: av.audio.stream.AudioStream) -> bool:
    if stream.codec_context.codec_tag in _PROTECTED_TAGS:
        return True
    return any("encryption" in str(data.data_type) for data in packet.iter_sidedata())


def _resampled(frames: Iterable[av.AudioFrame]) -> Iterator[Samples]:
    """16 kHz mono blocks; a stream may change its rate on the way."""
    rate_hz, resampler = SAMPLE_RATE_HZ, Resampler(SAMPLE_RATE_HZ)
    for block_hz, block in _batches(frames):
        if block_hz != rate_hz:
            yield resampler.flush()
            rate_hz, resampler = block_hz, Resampler(block_hz)
        yield resampler.resample(block)
    yield resampler.flush()


def _batches(frames: Iterable[av.AudioFrame]) -> Iterator[tuple[int, Samples]]:
    """Rate and mono samples, many frames at once; gaps in the stream's clock become silence."""
    clock, queue, kind = _Clock(), av.AudioFifo(), ("", "", 0)
    for frame in frames:
        gap = clock.missing(frame)
        now = (frame.format.name, frame.layout.name, frame.sample_rate)
        if now != kind or gap or queue.samples >= _BATCH:
            if queue.samples:
                yield kind[2], _mono(queue.read())
            # a queue holds frames of one kind only
            queue, kind = av.AudioFifo() if now != kind else queue, now
        if gap:
            yield kind[2], np.zeros(gap, np.float32)
        frame.pts = None
        queue.write(frame)
    if queue.samples:
        yield kind[2], _mono(queue.read())


class _Clock:
    """Compares the stream's time stamps with the sound received so far."""

    def __init__(self) -> None:
        self._expected_s: float | None = None

    def missing(self, frame: av.AudioFrame) -> int:
        """Samples of silence, at the frame's rate, that belong before this frame."""
        at_s = frame.time
        gap_s = 0.0
        if at_s is not None and self._expected_s is not None:
            gap_s = at_s - self._expected_s
        if not _SMALLEST_GAP_S < gap_s < _LONGEST_GAP_S:
            gap_s = 0.0
        length_s = frame.samples / frame.sample_rate
        before_s = self._expected_s if self._expected_s is not None else at_s or 0.0
        self._expected_s = before_s + gap_s + length_s
        return round(gap_s * float(frame.sample_rate))


def _mono(frame: av.AudioFrame) -> Samples:
    """The mean of a frame's channels, float32; integers are scaled to [-1, 1]."""
    data = frame.to_ndarray()
    if not frame.format.is_planar:
        data = data.reshape(-1, frame.layout.nb_channels).T
    mono: Samples = data.mean(axis=0, dtype=np.float32)
    if data.dtype == np.uint8:
        mono -= 128
        mono /= 128
    elif np.issubdtype(data.dtype, np.integer):
        mono /= -float(np.iinfo(data.dtype).min)
    return mono

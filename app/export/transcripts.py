"""Transcripts as plain text, subtitles and RTTM."""

from collections.abc import Iterable, Sequence

from app.domain.result import JobResult
from app.domain.transcript import Turn, Utterance

SUBTITLE_MAX_S = 7.0
"""Longest time one subtitle stays; longer utterances are cut between words."""


def to_txt(result: JobResult) -> str:
    """One utterance a line: [mm:ss] speaker (role): written text."""
    lines = [
        f"[{clock(item.start_s)}] {speaker_label(item)}: {item.text}"
        for item in result.understanding.transcript.utterances
    ]
    return "".join(line + "\n" for line in lines)


def to_srt(result: JobResult) -> str:
    """SubRip: numbered cues, comma before the milliseconds."""
    cues = []
    for number, (start_s, end_s, text) in enumerate(_cues(result), 1):
        span = f"{_stamp(start_s, ',')} --> {_stamp(end_s, ',')}"
        cues.append(f"{number}\n{span}\n{text}\n")
    return "\n".join(cues)


def to_vtt(result: JobResult) -> str:
    """WebVTT with voice tags; `&`, `<` and `>` are escaped as the format asks."""
    cues = [
        f"{_stamp(start_s, '.')} --> {_stamp(end_s, '.')}\n{_escaped(text)}\n"
        for start_s, end_s, text in _cues(result)
    ]
    return "\n".join(["WEBVTT\n", *cues])


def to_rttm(result: JobResult) -> str:
    """NIST RTTM, one SPEAKER line a turn; the file field is the recording's id."""
    return rttm(result.recording.id, result.understanding.transcript.turns)


def rttm(uri: str, turns: Iterable[Turn]) -> str:
    return "".join(
        f"SPEAKER {uri} 1 {turn.start_s:.3f} {turn.end_s - turn.start_s:.3f} "
        f"<NA> <NA> {turn.speaker} <NA> <NA>\n"
        for turn in turns
    )


def clock(seconds: float) -> str:
    """mm:ss, or h:mm:ss from one hour on."""
    minutes, second = divmod(int(seconds), 60)
    hours, minute = divmod(minutes, 60)
    return f"{hours}:{minute:02d}:{second:02d}" if hours else f"{minute:02d}:{second:02d}"


def speaker_label(item: Utterance) -> str:
    role = "" if item.role == "unknown" else f" ({item.role})"
    return f"{item.speaker}{role}{' [overlap]' if item.overlap else ''}"


def _cues(result: JobResult) -> list[tuple[float, float, str]]:
    cues: list[tuple[float, float, str]] = []
    for item in result.understanding.transcript.utterances:
        pieces = _pieces(item)
        for start_s, end_s, text in pieces:
            cues.append((start_s, end_s, f"{item.speaker}: {text}"))
    return cues


def _pieces(item: Utterance) -> Sequence[tuple[float, float, str]]:
    """The written text cut into equal shares of at most SUBTITLE_MAX_S each."""
    duration_s = item.end_s - item.start_s
    count = max(1, -(-int(duration_s * 1000) // int(SUBTITLE_MAX_S * 1000)))
    units = item.text.split(" ") if item.language == "en" else list(item.text)
    joint = " " if item.language == "en" else ""
    pieces = []
    for index in range(count):
        share = units[len(units) * index // count : len(units) * (index + 1) // count]
        if share:
            start_s = item.start_s + duration_s * index / count
            end_s = item.start_s + duration_s * (index + 1) / count
            pieces.append((start_s, end_s, joint.join(share)))
    return pieces


def _stamp(seconds: float, mark: str) -> str:
    milliseconds = round(seconds * 1000)
    second, millisecond = divmod(milliseconds, 1000)
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"{hour:02d}:{minute:02d}:{second:02d}{mark}{millisecond:03d}"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")

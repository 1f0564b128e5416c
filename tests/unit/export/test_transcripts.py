"""Plain text, subtitles, RTTM."""

import re
from dataclasses import replace

from app.domain.result import JobResult
from app.domain.transcript import Transcript, Utterance
from app.export.transcripts import SUBTITLE_MAX_S, clock, to_rttm, to_srt, to_txt, to_vtt
from tests.fakes import finished_job, words


def job_saying(text: str, *, start_s: float = 0.0) -> JobResult:
    job = finished_job()
    item = Utterance("u1", "S1", "en", words(text, start_s), text=text)
    understanding = replace(job.understanding, transcript=Transcript((item,)))
    return replace(job, understanding=understanding)


def test_txt_has_one_line_an_utterance_with_time_speaker_and_role() -> None:
    assert to_txt(finished_job()).splitlines() == [
        "[00:00] S1 (physician): Give hydroxyzine 25 mg.",
        "[00:04] S2 (patient) [overlap]: 否认胸痛。",
    ]


def test_srt_numbers_its_cues_and_uses_commas() -> None:
    first = to_srt(finished_job()).split("\n\n")[0]
    assert first.splitlines() == [
        "1",
        "00:00:00,400 --> 00:00:03,350",
        "S1: Give hydroxyzine 25 mg.",
    ]


def test_vtt_escapes_marks_that_would_be_tags() -> None:
    text = to_vtt(job_saying("spo2 <92 & falling"))
    assert text.startswith("WEBVTT\n\n")
    assert "S1: spo2 &lt;92 &amp; falling" in text


def test_a_long_utterance_becomes_several_cues_that_lose_no_word() -> None:
    spoken = " ".join(f"w{number}" for number in range(60))
    text = to_srt(job_saying(spoken))
    cues = [block.splitlines() for block in text.strip().split("\n\n")]
    assert " ".join(cue[2].removeprefix("S1: ") for cue in cues) == spoken
    for cue in cues:
        start, end = (_seconds(stamp) for stamp in cue[1].split(" --> "))
        assert 0 < end - start <= SUBTITLE_MAX_S + 1e-3


def _seconds(stamp: str) -> float:
    hours, minutes, seconds = stamp.replace(",", ".").split(":")
    return int(hours) * 3600 + int(minutes) * 60 + float(seconds)


def test_times_past_an_hour_are_written_whole() -> None:
    assert clock(3725.9) == "1:02:05"
    assert "01:00:00.000 -->" in to_vtt(job_saying("a b", start_s=3600.0))


def test_rttm_has_ten_fields_a_turn() -> None:
    lines = to_rttm(finished_job()).splitlines()
    assert lines[0] == "SPEAKER r1 1 0.200 3.300 <NA> <NA> S1 <NA> <NA>"
    assert all(re.fullmatch(r"(\S+ ){9}\S+", line) for line in lines)


def test_a_recording_without_speech_gives_valid_empty_documents() -> None:
    job = finished_job()
    silent = replace(job, understanding=replace(job.understanding, transcript=Transcript(())))
    assert (to_txt(silent), to_srt(silent), to_rttm(silent)) == ("", "", "")
    assert to_vtt(silent) == "WEBVTT\n"

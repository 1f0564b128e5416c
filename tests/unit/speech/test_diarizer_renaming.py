from types import SimpleNamespace

import numpy as np
import pytest

from app.domain.audio import AudioChunk
from app.speech.diarizer import PyannoteDiarizer
from app.speech.diarizer_clustering import Tuning
from app.speech.diarizer_pipeline import assemble, share_trunk
from app.speech.diarizer_renaming import Bools, renamed, renamed_spans
from tests.unit.speech.diarizer_tones import (
    HIGH_HZ,
    LOW_HZ,
    MIDDLE_HZ,
    ToneEmbedder,
    ToneSegmenter,
    talk,
)

TALK = talk(24, (LOW_HZ, 1, 6), (HIGH_HZ, 7, 13), (LOW_HZ, 14, 19), (HIGH_HZ, 20, 23))
MOMENT_S = 1.2


def activity(duration_s: float, *spans: tuple[int, float, float]) -> Bools:
    """spans: (speaker, start_s, end_s)."""
    active = np.zeros((round(duration_s / 0.02), 1 + max(who for who, *_ in spans)), np.bool_)
    for who, start_s, end_s in spans:
        active[round(start_s / 0.02) : round(end_s / 0.02), who] = True
    return active


RIGHT = activity(24, (0, 1, 6), (1, 7, 13), (0, 14, 19), (1, 20, 23))


def test_a_turn_under_the_wrong_name_gets_the_name_of_its_voice() -> None:
    wrong = activity(24, (0, 1, 6), (1, 7, 13), (1, 14, 19), (1, 20, 23))
    assert (wrong != RIGHT).any()
    assert np.array_equal(renamed(ToneEmbedder(), TALK.samples, wrong, MOMENT_S), RIGHT)


def test_a_change_within_speech_is_put_where_the_voice_changes() -> None:
    both = talk(20, (LOW_HZ, 1, 9), (HIGH_HZ, 9, 18))
    late = activity(20, (0, 1, 10.4), (1, 10.4, 18))
    found = renamed(ToneEmbedder(), both.samples, late, MOMENT_S)
    assert np.flatnonzero(found[:, 1])[0] * 0.02 == pytest.approx(9.0, abs=0.25)
    assert np.array_equal(found.any(axis=1), late.any(axis=1))


def test_right_names_stay() -> None:
    assert np.array_equal(renamed(ToneEmbedder(), TALK.samples, RIGHT, MOMENT_S), RIGHT)


def test_frames_of_several_speakers_keep_all_of_them() -> None:
    over = RIGHT.copy()
    over[500:600, 0] = True
    found = renamed(ToneEmbedder(), TALK.samples, over, MOMENT_S)
    assert found[500:600].all()


def test_one_speaker_needs_no_names() -> None:
    alone = activity(24, (0, 1, 6), (0, 7, 13))
    embedder = ToneEmbedder()
    assert renamed(embedder, TALK.samples, alone, MOMENT_S) is alone
    assert embedder.windows_seen == 0


def test_speech_too_short_to_be_judged_keeps_its_name() -> None:
    short = activity(24, (0, 1.0, 1.1), (1, 7.0, 7.1))
    assert np.array_equal(renamed(ToneEmbedder(), TALK.samples, short, MOMENT_S), short)


def spans(active: Bools) -> list[tuple[float, float, str]]:
    edges = np.diff(np.pad(active.astype(int), ((1, 1), (0, 0))), axis=0)
    return [
        (start * 0.02, end * 0.02, f"S{who}")
        for who in range(active.shape[1])
        for start, end in zip(
            np.flatnonzero(edges[:, who] == 1), np.flatnonzero(edges[:, who] == -1), strict=True
        )
    ]


def pipeline(moment_s: float) -> SimpleNamespace:
    return SimpleNamespace(
        clustering=SimpleNamespace(tuning=Tuning(moment_s=moment_s)),
        _embedding=SimpleNamespace(model_=ToneEmbedder()),
    )


INVENTED = activity(24, (0, 1, 6), (1, 7, 13), (0, 14, 19), (2, 20, 20.7), (1, 20.7, 23))


def test_somebody_without_a_voice_of_their_own_disappears_unless_asked_for() -> None:
    found = renamed_spans(pipeline(MOMENT_S), TALK.samples, spans(INVENTED))
    low = {label for start_s, _, label in found if start_s < 6 or 13 < start_s < 19}
    high = {label for start_s, _, label in found if 6 < start_s < 13 or start_s > 19}
    assert low == {"S0"}
    assert high in ({"S1"}, {"S2"})  # both names stood for one voice; either may stay
    kept = renamed_spans(pipeline(MOMENT_S), TALK.samples, spans(INVENTED), min_speakers=3)
    assert kept == sorted(spans(INVENTED))


def test_names_stay_where_no_moment_is_set_or_the_pipeline_is_foreign() -> None:
    wrong = spans(activity(24, (0, 1, 6), (1, 14, 19)))
    assert renamed_spans(pipeline(0.0), TALK.samples, wrong) == sorted(wrong)
    assert renamed_spans(SimpleNamespace(), TALK.samples, wrong) == sorted(wrong)


def turns(audio: AudioChunk, moment_s: float) -> list[tuple[str, float, float]]:
    built = assemble(ToneSegmenter(), ToneEmbedder(), Tuning(moment_s=moment_s), batch_size=8)
    share_trunk(built)
    found = PyannoteDiarizer.over(built).turns(audio)
    return [(turn.speaker, round(turn.start_s, 1), round(turn.end_s, 1)) for turn in found]


def test_the_diarizer_names_moments_and_changes_nothing_that_was_right() -> None:
    three = talk(30, (LOW_HZ, 1, 6), (HIGH_HZ, 7, 13), (MIDDLE_HZ, 14, 19), (LOW_HZ, 20, 25))
    assert turns(three, MOMENT_S) == turns(three, 0.0)
    assert [who for who, *_ in turns(three, MOMENT_S)] == ["S1", "S2", "S3", "S1"]

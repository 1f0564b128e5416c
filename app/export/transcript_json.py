"""The stable JSON of `transcribe --format json` (schema erscribe.transcript/1)."""

import dataclasses
import json
from typing import Any

from app.domain.note import Note, NoteSentence
from app.domain.result import JobResult
from app.domain.transcript import Utterance

SCHEMA = "erscribe.transcript/1"


def to_json(result: JobResult) -> str:
    """The result as indented JSON; times rounded to milliseconds."""
    return json.dumps(as_dict(result), ensure_ascii=False, indent=1) + "\n"


def as_dict(result: JobResult) -> dict[str, Any]:
    """The result under the contract's keys; new keys may be added, none renamed."""
    understanding = result.understanding
    return {
        "schema": SCHEMA,
        "profile": result.profile,
        "recording": {
            "id": result.recording.id,
            "duration_s": _time(result.recording.duration_s),
            "sha256": result.recording.sha256,
        },
        "encounter": result.encounter_id,
        "language": result.language,
        "utterances": [_utterance(item) for item in understanding.transcript.utterances],
        "turns": [_record(turn) for turn in understanding.transcript.turns],
        "corrections": [_record(item) for item in understanding.corrections],
        "findings": [_record(item) for item in understanding.findings],
        "alerts": [_record(item) for item in understanding.alerts],
        "note": _note(understanding.note),
        "models": _models(result),
        "settings": dict(result.settings),
        "timings_s": {stage: _time(value) for stage, value in result.timings_s.items()},
    }


def _time(seconds: float) -> float:
    return round(seconds, 3)


def _record(item: Any) -> dict[str, Any]:
    """A frozen record as a dictionary, its times rounded."""
    record: dict[str, Any] = dataclasses.asdict(item)
    for key in ("start_s", "end_s"):
        if key in record:
            record[key] = _time(record[key])
    return record


def _utterance(item: Utterance) -> dict[str, Any]:
    return {
        "id": item.id,
        "speaker": item.speaker,
        "role": item.role,
        "role_confidence": round(item.role_confidence, 3),
        "language": item.language,
        "start_s": _time(item.start_s),
        "end_s": _time(item.end_s),
        "overlap": item.overlap,
        "text": item.text,
        "heard": [
            {**_record(word), "probability": round(word.probability, 3)} for word in item.words
        ],
        "flags": [_record(flag) for flag in item.flags],
    }


def _note(note: Note) -> dict[str, Any]:
    return {
        "id": note.id,
        "template": note.template,
        "status": note.status,
        "sections": [
            {
                "key": section.key,
                "code": section.code,
                "sentences": [_sentence(sentence) for sentence in section.sentences],
            }
            for section in note.sections
        ],
        "unplaced": [_sentence(sentence) for sentence in note.unplaced],
    }


def _sentence(sentence: NoteSentence) -> dict[str, Any]:
    return _record(sentence)


def _models(result: JobResult) -> dict[str, Any]:
    used = {name: _record(model) for name, model in result.models.items()}
    diarizer = {part: used.pop(part) for part in ("segmentation", "embedding") if part in used}
    return {"recognizer": {}, "keywords": {}, "lexicon": {}, **used, "diarizer": diarizer}

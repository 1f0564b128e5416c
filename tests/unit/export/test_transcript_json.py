"""The JSON contract, key by key."""

import json
from typing import Any

from app.export.transcript_json import to_json
from tests.fakes import finished_job

TOP_KEYS = {
    "schema",
    "recording",
    "language",
    "utterances",
    "corrections",
    "findings",
    "alerts",
    "note",
    "models",
    "timings_s",
}


def printed() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(to_json(finished_job()))
    return document


def test_every_key_of_the_contract_is_there() -> None:
    document = printed()
    assert set(document) >= TOP_KEYS
    assert document["schema"] == "erscribe.transcript/1"
    assert set(document["recording"]) >= {"id", "duration_s", "sha256"}
    assert set(document["models"]) >= {"recognizer", "diarizer", "keywords", "lexicon"}
    assert set(document["models"]["diarizer"]) == {"segmentation", "embedding"}


def test_an_utterance_carries_heard_words_and_written_text() -> None:
    utterance = printed()["utterances"][0]
    assert utterance["text"] == "Give hydroxyzine 25 mg."
    assert [word["text"] for word in utterance["heard"]][1:3] == ["hydroxy", "scene"]
    assert set(utterance["heard"][0]) == {"text", "start_s", "end_s", "probability"}
    assert utterance["flags"] == [{"first": 1, "last": 1, "reason": "low_probability"}]


def test_corrections_findings_alerts_and_note_keep_their_keys() -> None:
    document = printed()
    assert set(document["corrections"][0]) == {
        "utterance",
        "first",
        "last",
        "heard",
        "text",
        "kind",
        "concept",
        "score",
        "margin",
        "rule",
        "state",
    }
    finding = document["findings"][0]
    assert finding["parts"] == [
        {"name": "dose", "number": "25", "unit": "mg", "first": 3, "last": 5}
    ]
    assert document["findings"][1]["code"] == {"system": "icd-10-cm", "value": "R07.9"}
    assert set(document["alerts"][0]) >= {
        "keyword",
        "source",
        "start_s",
        "end_s",
        "heard",
        "severity",
        "assertion",
        "level",
        "interrupts",
    }
    sentence = document["note"]["sections"][0]["sentences"][0]
    assert set(sentence) == {"text", "utterances", "start_s", "end_s", "source"}
    assert document["note"]["unplaced"][0]["utterances"] == ["u2"]


def test_chinese_is_written_as_itself_and_parses_back() -> None:
    text = to_json(finished_job())
    assert "否认胸痛" in text
    assert json.loads(text)["utterances"][1]["text"] == "否认胸痛。"

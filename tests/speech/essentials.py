"""What a run must show of a bundled encounter: checked against its script, never a stored run."""

import json
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pyannote.core import Annotation, Segment
from pyannote.metrics.diarization import DiarizationErrorRate
from rapidfuzz.distance import Levenshtein

TRUTH = Path(__file__).resolve().parents[1] / "data" / "samples"
TOLERANCE_S = 2.0

Document = Mapping[str, Any]


def truth(sample: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TRUTH / f"{sample}.json").read_text("utf-8"))
    return found


def script_words(sample: str) -> list[str]:
    """Every word that is said, in order: the words of the sample's STM lines."""
    lines = (TRUTH / f"{sample}.stm").read_text("utf-8").splitlines()
    return [word for line in lines if line[:1] != ";" for word in line.split()[6:]]


def words_right(document: Document, sample: str) -> float:
    """Share of the script's words that were heard in their place, by edit distance."""
    heard = [word["text"].lower() for item in document["utterances"] for word in item["heard"]]
    wanted = script_words(sample)
    return max(0.0, 1 - Levenshtein.distance(wanted, heard) / len(wanted))


def diarization_error(document: Document, sample: str) -> float:
    """Diarization error rate against the script, 0.25 s collar, overlap counted."""
    reference, hypothesis = Annotation(), Annotation()
    for line in (TRUTH / f"{sample}.rttm").read_text("utf-8").splitlines():
        _, _, _, start, length, _, _, speaker, *_ = line.split()
        reference[Segment(float(start), float(start) + float(length)), line] = speaker
    for index, turn in enumerate(document["turns"]):
        hypothesis[Segment(turn["start_s"], turn["end_s"]), index] = turn["speaker"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it guesses the span to score, and says so
        return float(DiarizationErrorRate(collar=0.5)(reference, hypothesis))


def missed(document: Document, script: Document) -> list[str]:
    """One line for each essential that the run does not show."""
    return [
        *_speakers(document, script),
        *_alerts(document, script),
        *_quiet(document, script),
        *_doses(document, script),
        *_vitals(document, script),
    ]


def _speakers(document: Document, script: Document) -> Iterator[str]:
    heard = {item["speaker"] for item in document["utterances"]}
    if len(heard) != script["speakers"]:
        yield f"speakers: {len(heard)} heard, {script['speakers']} speak"


def _alerts(document: Document, script: Document) -> Iterator[str]:
    for wanted in script["alerts"]:
        if wanted["essential"] and not any(
            alert["keyword"] == wanted["keyword"] and alert["interrupts"] and _near(alert, wanted)
            for alert in document["alerts"]
        ):
            yield f"alert: {wanted['keyword']}"


def _quiet(document: Document, script: Document) -> Iterator[str]:
    for quiet in script["quiet"]:
        if any(
            alert["keyword"] == quiet["keyword"] and alert["interrupts"] and _near(alert, quiet)
            for alert in document["alerts"]
        ):
            yield f"interrupted for {quiet['keyword']}, said as {quiet['assertion']}"


def _doses(document: Document, script: Document) -> Iterator[str]:
    for dose in script["doses"]:
        if not any(
            dose["number"] == part["number"] and dose["unit"] == part["unit"]
            for finding in _findings(document, dose, "medication")
            for part in finding["parts"]
        ):
            yield f"dose: {dose['drug']} {dose['number']} {dose['unit']}"


def _vitals(document: Document, script: Document) -> Iterator[str]:
    for vital in script["vitals"]:
        near = list(_findings(document, vital, "vital"))
        numbers = [
            [part["number"] for part in finding["parts"]]
            or [finding["value"] and finding["value"]["number"]]
            for finding in near
        ]
        if vital["numbers"] not in numbers:
            yield f"vital: {vital['name']} {vital['numbers']}"


def _findings(document: Document, wanted: Document, kind: str) -> Iterator[Document]:
    spans = {item["id"]: item for item in document["utterances"]}
    for finding in document["findings"]:
        if finding["kind"] == kind and _near(spans[finding["utterance"]], wanted):
            yield finding


def _near(one: Document, other: Document) -> bool:
    """True when two spans come within two seconds of each other."""
    gap = max(one["start_s"], other["start_s"]) - min(one["end_s"], other["end_s"])
    return bool(gap <= TOLERANCE_S)

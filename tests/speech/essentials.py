"""What a run must show of a bundled encounter: checked against its script, never a stored run."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

TRUTH = Path(__file__).resolve().parents[1] / "data" / "samples"
TOLERANCE_S = 2.0

Document = Mapping[str, Any]


def truth(sample: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((TRUTH / f"{sample}.json").read_text("utf-8"))
    return found


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

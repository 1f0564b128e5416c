"""What is said about doubts, speakers and suggestions, in the language of the window."""

from app.domain.findings import Finding
from app.domain.note_doubts import Doubt, DoubtKind
from app.domain.result import JobResult
from app.domain.suggestions import Suggestion
from app.domain.transcript import Utterance
from app.domain.units import written_unit
from app.gui.chinese import shown
from app.gui.look import begun
from app.gui.words import said, term, tr


def why(doubt: Doubt, result: JobResult) -> str:
    """Why something is doubted."""
    match doubt.kind:
        case "flag":
            return _flag(doubt.says)
        case "word":
            percent = round(_least(doubt, result) * 100)
            return tr("heard with a confidence of only {percent} %").format(percent=percent)
        case "query":
            return said(shown(doubt.says))
        case _:
            return _of_kind(doubt.kind)


def _of_kind(kind: DoubtKind) -> str:
    return {
        "correction": tr("a correction is proposed"),
        "slot": tr("not filled in yet"),
        "alert": tr("a red keyword alert was not acknowledged"),
    }.get(kind, tr("somebody suggests a change"))


def _flag(reason: str) -> str:
    known = {
        "low_probability": tr("these words were heard badly"),
        "impossible_duration": tr("nobody speaks that fast or that slowly"),
        "loop": tr("the same words again and again: maybe nobody said them"),
        "speech_rate": tr("too many words for so short a time"),
        "no_speech": tr("words where there may have been no speech"),
        "phrase": tr("words that are often made up where nobody speaks"),
    }
    return known.get(reason, tr("these words are doubtful"))


def _least(doubt: Doubt, result: JobResult) -> float:
    for one in result.understanding.transcript.utterances:
        if one.id == doubt.utterance:
            words = one.words[doubt.first : doubt.last + 1]
            return min((word.probability for word in words), default=0.0)
    return 0.0


def who(utterance: Utterance) -> str:
    """A speaker with their role, where one is known."""
    return speaker(utterance.speaker, utterance.role)


def speaker(name: str, role: str) -> str:
    shown = tr("Unknown") if name == "S?" else name
    return shown if role == "unknown" else f"{shown} · {_role(role)}"


def role_name(role: str) -> str:
    return begun(tr("role unknown") if role == "unknown" else _role(role))


def _role(role: str) -> str:
    word = term(role)
    return word.upper() if word == "ems" else word


def speaker_text(text: str) -> str:
    """Of a suggestion's `S2 nurse`."""
    name, _, role = text.rpartition(" ")
    return speaker(name, role)


def standing(one: Suggestion, name: str) -> str:
    """Where a suggestion stands; name: of who made it."""
    if one.accepted is None:
        return tr("suggested by {name}: the author decides").format(name=name)
    if one.accepted:
        return tr("suggested by {name}: accepted").format(name=name)
    return tr("suggested by {name}: rejected").format(name=name)


def change(one: Suggestion) -> str:
    """What a suggestion changes, as a line."""
    match one.kind:
        case "strike":
            return tr("Take out “{before}”").format(before=one.before)
        case "write":
            return tr("Write “{after}”").format(after=one.after)
        case "speaker":
            before, after = speaker_text(one.before), speaker_text(one.after)
            return tr("Speaker {before} → {after}").format(before=before, after=after)
        case _:
            return tr("“{before}” → “{after}”").format(before=one.before, after=one.after)


def value_of(finding: Finding) -> str:
    """A value with its unit, as it was said."""
    if finding.value is not None:
        return f"{finding.value.number} {written_unit(finding.value.unit)}".strip()
    parts = finding.parts
    if {one.name for one in parts} == {"systolic", "diastolic"}:
        by_name = {one.name: one for one in parts}
        numbers = f"{by_name['systolic'].number}/{by_name['diastolic'].number}"
        return f"{numbers} {written_unit(parts[0].unit)}".strip()
    named = (f"{term(one.name)} {one.number} {written_unit(one.unit)}".strip() for one in parts)
    return ", ".join(named) or shown(finding.text)

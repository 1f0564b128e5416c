"""Proposing who a speaker is from what they say and hear; doubtful speakers stay unknown."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

from app.domain.transcript import UNKNOWN_SPEAKER, Role, Transcript, Utterance
from app.text.clinical import ClinicalResources
from app.text.role_features import Said, read_turn
from app.text.role_model import RoleModel
from app.text.role_words import ROLES

_LEAST: Final = 0.35  # below, a speaker stays unknown; chosen on writers whom the fit had not seen
_STRANGER: Final = 0.5  # so likely, against the likeliest role, may nobody of the list be
_STRANGER_CLINICAL: Final = 0.3  # a stranger taken for a physician or nurse is worst
_TIE: Final = 1.15  # a nurse not likelier than this is a physician, of whom visits have more
_LEAST_ALONE: Final = 0.8  # nobody answers, so that only the words themselves can tell
_SHORTEST_TALK: Final = 15  # tokens of all speakers together; less shows nobody
_BOTH_SIDES: Final = frozenset({"ask_history", "symptom"})  # two people whom nobody told apart
_CLINICAL: Final = frozenset({"physician", "nurse"})
_FEWEST_TOKENS: Final = 4  # who has said less is nobody's guess,
_SURE: Final = 0.97  # unless the room leaves hardly anybody else: who only moans is the patient


@dataclass(frozen=True, slots=True)
class Proposal:
    """A role for a speaker and how sure it is, 0 to 1; unknown: how sure that none fits."""

    role: Role
    confidence: float


def guess_roles(transcript: Transcript, resources: ClinicalResources) -> Transcript:
    """The transcript with a proposed role and its confidence for each speaker.

    A role that an utterance already has is kept; the speaker nobody is sure of stays unknown.
    """
    proposed = propose(transcript, resources.roles)
    nobody = Proposal("unknown", 0.0)
    return replace(
        transcript,
        utterances=tuple(
            replace(one, role=found.role, role_confidence=found.confidence)
            if one.role == "unknown" and (found := proposed.get(one.speaker, nobody)) is not nobody
            else one
            for one in transcript.utterances
        ),
    )


def propose(transcript: Transcript, model: RoleModel) -> Mapping[str, Proposal]:
    """Role and confidence of each speaker but the unidentified one."""
    turns = turns_of(transcript, model)
    said: dict[str, int] = {}
    for turn in turns:
        said[turn.speaker] = said.get(turn.speaker, 0) + turn.tokens
    alone = len(said) == 1
    if sum(said.values()) < _SHORTEST_TALK:
        return {}
    if alone and frozenset().union(*(turn.kinds for turn in turns)) >= _BOTH_SIDES:
        return {}
    return {
        speaker: _decide(
            dict(zip(ROLES, map(float, likely), strict=True)), said[speaker], alone=alone
        )
        for speaker, likely in model.probabilities(turns, transcript.language).items()
    }


def turns_of(transcript: Transcript, model: RoleModel) -> list[Said]:
    """What is said, as the model reads it, without what nobody is known to have said."""
    talk = transcript.language
    return [
        read_turn(one.speaker, _line(one), one.language, talk, model.cues)
        for one in transcript.utterances
        if one.speaker != UNKNOWN_SPEAKER and one.words
    ]


def _line(utterance: Utterance) -> str:
    joiner = " " if utterance.language == "en" else ""
    return joiner.join(word.text for word in utterance.words)


def _decide(likely: Mapping[Role, float], tokens: int, *, alone: bool) -> Proposal:
    role = max(likely, key=lambda one: likely[one])
    if role == "nurse" and likely["nurse"] < _TIE * likely["physician"]:
        role = "physician"
    least = _LEAST_ALONE if alone else _LEAST
    limit = _STRANGER_CLINICAL if role in _CLINICAL else _STRANGER
    stranger = likely["unknown"] > limit * likely[role]
    dictated = alone and role == "ems"  # a handover is heard by somebody who asks or thanks
    silent = tokens < _FEWEST_TOKENS and likely[role] < _SURE
    if silent or likely[role] < least or stranger or dictated:
        return Proposal("unknown", round(likely["unknown"], 3))
    return Proposal(role, round(likely[role], 3))

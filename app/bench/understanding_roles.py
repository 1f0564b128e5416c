"""How often a speaker's proposed role is right: per speaker, with what was mistaken for what."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.bench.evaluation import Figure
from app.bench.scoring import share
from app.domain.transcript import Role
from app.text.role_cases import Conversation, consultations, for_tuning, scripts
from app.text.role_model import RoleModel
from app.text.role_words import ROLES
from app.text.roles import propose

_MODEL: Final = "roles"
_CLINICAL: Final = ("physician", "nurse")


@dataclass(frozen=True, slots=True)
class Judged:
    """A speaker's true and proposed role, how sure the proposal was, and how often they spoke."""

    truth: Role
    proposed: Role
    confidence: float
    turns: int


def judge(conversations: Iterable[Conversation], model: RoleModel) -> list[Judged]:
    """Each speaker of each conversation; one for whom nothing is proposed is unknown."""
    found = []
    for one in conversations:
        turns = Counter(said.speaker for said in one.transcript.utterances)
        proposals = propose(one.transcript, model)
        for speaker, truth in one.roles.items():
            if speaker in proposals:
                given = proposals[speaker]
                found.append(Judged(truth, given.role, given.confidence, turns[speaker]))
    return found


def figures(
    model: RoleModel, cases: Mapping[str, Path], primock57: Path | None = None
) -> Iterator[Figure]:
    """Accuracy and mistakes per set of our scripts, and on the half of PriMock57 not tuned on.

    cases: files of scripts by the name of their set; primock57: the folder of TextGrids.
    """
    everybody: list[Judged] = []
    for name, path in cases.items():
        judged = judge(scripts(path), model)
        everybody += judged
        yield from _of_set(name, judged, goal=">= 85")
    if len(cases) > 1:
        yield from _of_set("all scripts", everybody, goal=">= 85")
    if primock57 is not None:
        rest = (one for one in consultations(primock57) if not for_tuning(one.id))
        judged = judge(rest, model)
        if judged:
            yield _share("PriMock57, half", judged, "right role", _right(judged), ">= 95")


def _of_set(name: str, judged: Sequence[Judged], goal: str) -> Iterator[Figure]:
    if not judged:
        return
    yield _share(name, judged, "right role or unknown", _right(judged), goal)
    named = [one for one in judged if one.truth != "unknown"]
    strangers = [one for one in judged if one.truth == "unknown"]
    if named:
        yield _share(name, named, "named roles: right", _right(named))
        left = sum(one.proposed == "unknown" for one in named)
        yield _share(name, named, "named roles: left unknown", left)
        wrong = len(named) - left - _right(named)
        yield _share(name, named, "named roles: wrong", wrong)
    if strangers:
        given = sum(one.proposed != "unknown" for one in strangers)
        yield _share(name, strangers, "unknown: given a role", given)
        clinical = sum(one.proposed in _CLINICAL for one in strangers)
        yield _share(name, strangers, "unknown: physician or nurse", clinical, "0")
    turns = sum(one.turns for one in judged)
    right = sum(one.turns for one in judged if one.proposed == one.truth)
    found = share(right, turns)
    yield Figure(_MODEL, name, turns, "turns right", found.value, found.low, found.high)


def _right(judged: Sequence[Judged]) -> int:
    return sum(one.proposed == one.truth for one in judged)


def _share(name: str, judged: Sequence[Judged], measure: str, part: int, goal: str = "") -> Figure:
    found = share(part, len(judged))
    return Figure(_MODEL, name, len(judged), measure, found.value, found.low, found.high, goal=goal)


def confusion(judged: Iterable[Judged]) -> str:
    """A Markdown table: a row a true role, a column a proposed one."""
    counted = Counter((one.truth, one.proposed) for one in judged)
    rows = [f"| true | {' | '.join(ROLES)} |", "|---" * (len(ROLES) + 1) + "|"]
    for truth in ROLES:
        cells = [str(counted[truth, proposed]) for proposed in ROLES]
        rows.append(f"| {truth} | {' | '.join(cells)} |")
    return "\n".join(rows)

"""What a mention means in its context: present, negated, uncertain, someone else's ...

The method is ConText (Harkema and others, 2009): cue phrases before or after a mention, a scope
that ends at sentence marks and stop phrases, and pseudo-cues ("no change in") that only look like
cues. Cues are data, in `resources/context/`; here is only how far each one reaches.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.findings import Assertion

Direction = Literal["pre", "post", "both", "pre_or_post", "post_or_pre"]
Span = tuple[int, int]

ORDER: tuple[Assertion, ...] = (
    "negated",
    "family",
    "historical",
    "hypothetical",
    "uncertain",
    "quoted",
)
_SENTENCE_END = frozenset(".!?;。！？；")
_PAUSE = frozenset(",，:：")
_ITEMISED = frozenset("、,，")
_SILENT = frozenset("()（）[]\"“”'‘’、/…+*")
_CLOSED_BY: dict[Assertion, frozenset[Assertion]] = {
    "negated": frozenset({"uncertain", "hypothetical", "quoted"}),
    "historical": frozenset({"uncertain", "hypothetical", "quoted"}),
    "family": frozenset({"uncertain", "hypothetical"}),
    "uncertain": frozenset({"hypothetical"}),
}
_REACH_OVER_PAUSE = frozenset({"historical", "negated", "uncertain"})
_POST_SCOPE = 4
_POST_NEAR = 2
_TOO_FAR = 1_000
_LONGEST_ITEM = 4
_LONGEST_LINK = 2
_LONGEST_DENIAL = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue phrase. scope: how many tokens between it and the mention it may skip.

    through: looking back, it reaches every mention of the sentence, past stops ("now in sinus");
    final: it counts only where a pause or the end follows ("chest pain: no");
    passing: it reaches only what passes by (an arrest, not a stroke: "... now awake");
    far: looking back, it uses its whole scope, over stops; across: over sentence marks as well
    ("no pulse. Scratch that").
    """

    assertion: Assertion
    direction: Direction
    scope: int
    through: bool = False
    final: bool = False
    far: bool = False
    across: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Mark:
    """A phrase found in a line that starts scopes, ends some, or (a pseudo-cue) does neither.

    start, end: token range, end not included.
    """

    start: int
    end: int
    cues: tuple[Cue, ...] = ()
    stops: frozenset[Assertion] = frozenset()


@dataclass(frozen=True, slots=True)
class Judgement:
    """A mention's assertion and the token range of the cue that decided it, None for present."""

    assertion: Assertion
    cue: Span | None = None


PRESENT = Judgement("present")


@dataclass(frozen=True, slots=True)
class MentionSpan:
    """A mention's token range; inverted: it opens with a negation of its own ("no pulse").

    passing: what it names comes and goes within minutes or hours;
    group: mentions of different groups are no list unless something joins them ("no iv access
    cardiac arrest").
    """

    start: int
    end: int
    inverted: bool = False
    group: str = ""
    passing: bool = True


def sentence_ends(token: str) -> bool:
    return token in _SENTENCE_END


def pauses(token: str) -> bool:
    return token in _PAUSE or sentence_ends(token)


@dataclass(frozen=True, slots=True)
class Glue:
    """Words that join a list, and words after a mention that make it a statement of its own.

    alternatives: joins that only stand in lists of what is (not) so ("or"); denials: phrases that
    undo the cue they precede ("not" before "resolved"); selves: how a report begins in which the
    patient speaks ("she says"); subjects: words that open the next statement where no mark does;
    own: words that make a relative the speaker's ("my").
    """

    joins: frozenset[str]
    predicates: frozenset[str]
    alternatives: frozenset[str] = frozenset()
    denials: frozenset[tuple[str, ...]] = frozenset()
    selves: frozenset[tuple[str, ...]] = frozenset()
    subjects: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()


class _Line:
    """One line's tokens, mentions and marks, indexed by where they start and end."""

    def __init__(
        self,
        tokens: Sequence[str],
        mentions: Sequence[MentionSpan],
        marks: Sequence[Mark],
        glue: Glue,
    ) -> None:
        self.tokens = tokens
        self.glue = glue
        self.starting = {mention.start: index for index, mention in enumerate(mentions)}
        self.ending = {mention.end: index for index, mention in enumerate(mentions)}
        self.mentions = mentions
        self.marks_at = {mark.start: mark for mark in marks}
        self.marks_until = {mark.end: mark for mark in marks}

    def blocks(self, mark: Mark | None, assertion: Assertion) -> bool:
        if mark is None:
            return False
        closed_by = _CLOSED_BY.get(assertion, frozenset())
        return assertion in mark.stops or any(cue.assertion in closed_by for cue in mark.cues)

    def begins_anew(self, before: int | None, mention: int) -> bool:
        """True when a mention after another is not listed with it but opens a statement.

        Something is said about it ("cough since ..."), it is of another group and nothing joins
        the two, or words that join nothing lie between them ("no pain suddenly went into ...").
        """
        if before is None:
            return False
        one, other = self.mentions[before], self.mentions[mention]
        if one.end == other.start and one.group != other.group:
            return True
        between = self.tokens[one.end : other.start]
        if len(between) > _LONGEST_LINK and not any(
            self.is_glue(token) or token in _PAUSE for token in between
        ):
            return True
        after = self.tokens[other.end : other.end + 1]
        return any(token in self.glue.predicates and token not in _PAUSE for token in after)

    def is_glue(self, token: str) -> bool:
        return token in self.glue.joins or token in _SILENT

    def pauses(self, at: int) -> bool:
        if at >= len(self.tokens):
            return True
        return self.tokens[at] in _PAUSE | _SENTENCE_END | self.glue.subjects

    def list_goes_on(self, at: int) -> bool:
        """True when a pause is followed, joins and one word aside, by a further mention."""
        while at < len(self.tokens) and self.is_glue(self.tokens[at]):
            at += 1
        near = at in self.starting or (at + 1 in self.starting and at not in self.marks_at)
        return near or self.lists_alternatives(at)

    def lists_alternatives(self, at: int) -> bool:
        """True when short items with nothing said about them follow, up to an "or"."""
        length = 0
        while at < len(self.tokens) and length <= _LONGEST_ITEM:
            token = self.tokens[at]
            mention, mark = self.starting.get(at), self.marks_at.get(at)
            if token in self.glue.alternatives:
                return True
            if token in _SENTENCE_END | self.glue.predicates or (
                mark and (mark.cues or mark.stops)
            ):
                return False
            length = 0 if token in _PAUSE else length + 1
            at = at + 1 if mention is None else self.mentions[mention].end
        return False

    def denied(self, mark: Mark) -> bool:
        """True when a phrase right before a mark undoes it ("not resolved")."""
        return any(
            tuple(self.tokens[max(0, mark.start - length) : mark.start]) in self.glue.denials
            for length in range(1, _LONGEST_DENIAL + 1)
        )


def judge(
    tokens: Sequence[str], mentions: Sequence[MentionSpan], marks: Sequence[Mark], glue: Glue
) -> tuple[Judgement, ...]:
    """The assertion of each mention.

    mentions: token ranges in order, not overlapping, end not included; marks: likewise. Where
    several cues reach a mention the first in ORDER decides.
    """
    line = _Line(tokens, mentions, marks, glue)
    found: dict[int, Judgement] = {}
    pairs = [(mark, cue) for mark in marks for cue in mark.cues]
    for place, cue in pairs:
        if cue.assertion == "historical" and cue.direction != "pre" and line.denied(place):
            continue
        for mention in _reached(line, place, cue):
            if cue.passing and not mentions[mention].passing:
                continue
            before = found.get(mention)
            if before is None or _rank(cue.assertion) < _rank(before.assertion):
                found[mention] = Judgement(cue.assertion, (place.start, place.end))
    return tuple(found.get(index, PRESENT) for index in range(len(mentions)))


def _rank(assertion: Assertion) -> int:
    return ORDER.index(assertion)


def _reached(line: _Line, mark: Mark, cue: Cue) -> list[int]:
    if cue.final and not line.pauses(mark.end):
        return []
    if cue.direction == "pre":
        return list(_ahead(line, mark.end, cue))
    if cue.direction == "post":
        return list(_behind(line, mark.start, cue, _POST_SCOPE))
    ahead = list(_ahead(line, mark.end, cue))
    if cue.direction == "both":
        return [*ahead, *_behind(line, mark.start, cue, _POST_NEAR)]
    if cue.direction == "pre_or_post":
        return ahead or list(_behind(line, mark.start, cue, _POST_SCOPE))
    return list(_behind(line, mark.start, cue, _POST_NEAR)) or ahead


def _ahead(line: _Line, at: int, cue: Cue) -> Iterator[int]:
    """Mentions that a cue ending at token `at` reaches, in order."""
    opening, spent = at, 0
    before: int | None = None
    while at < len(line.tokens):
        mention = line.starting.get(at)
        if mention is None:
            spent += _cost_ahead(line, cue, at, opening)
            if spent > cue.scope:
                return
            if line.tokens[at] in _ITEMISED:  # each item of a list has the scope to itself
                spent = 0
            at += 1
        elif (_listed_only(cue) and line.begins_anew(before, mention)) or (
            cue.assertion == "negated" and line.mentions[mention].inverted and at != opening
        ):
            return
        else:
            yield mention
            before, at = mention, line.mentions[mention].end


def _listed_only(cue: Cue) -> bool:
    """True for cues that reach a further mention only as one of a list ("no fever or cough")."""
    return cue.assertion in _REACH_OVER_PAUSE


def _cost_ahead(line: _Line, cue: Cue, at: int, opening: int) -> int:
    token = line.tokens[at]
    if token in _SENTENCE_END or line.blocks(line.marks_at.get(at), cue.assertion):
        return _TOO_FAR
    if token in _PAUSE:
        return 0 if _passes(line, cue, at, opening) else _TOO_FAR
    return 0 if line.is_glue(token) else 1


def _passes(line: _Line, cue: Cue, at: int, opening: int) -> bool:
    """A pause ends a scope unless it directly follows the cue or parts the items of a list.

    A comma right after "no" is an answer ("no, he is seizing"), so negation needs its colon.
    """
    if at == opening and (line.tokens[at] in ":：" or cue.assertion != "negated"):
        return True
    if line.tokens[opening] in ":：":  # "consent: pain, infection, massive hemorrhage"
        return True
    return line.list_goes_on(at + 1)


def _behind(line: _Line, at: int, cue: Cue, scope: int) -> Iterator[int]:
    """Mentions that a cue starting at token `at` reaches, the nearest first."""
    limit = cue.scope if cue.through or cue.far else min(scope, cue.scope)
    spent, seen, joined = 0, False, True
    while at > 0:
        mention = line.ending.get(at)
        if mention is None:
            joined |= line.is_glue(line.tokens[at - 1])
            spent += _cost_behind(line, cue, at, seen, spent)
            if spent > limit:
                return
            at -= 1
        elif joined or cue.through:
            yield mention
            seen, joined = True, False
            at = line.mentions[mention].start
        else:
            return


def _cost_behind(line: _Line, cue: Cue, at: int, seen: bool, spent: int) -> int:
    token = line.tokens[at - 1]
    blocked = not (cue.through or cue.far) and line.blocks(line.marks_until.get(at), cue.assertion)
    if cue.across and token in _PAUSE | _SENTENCE_END:
        return 0
    if token in _SENTENCE_END or blocked:
        return _TOO_FAR
    if line.is_glue(token):
        return 0
    if seen and not cue.through:
        return _TOO_FAR
    if token in _PAUSE:
        apart = cue.assertion == "negated" and spent > 0  # "..., FAST negative" is about FAST
        reaches = cue.assertion in _REACH_OVER_PAUSE and not apart
        return (2 if cue.far else 0) if reaches else _TOO_FAR
    return 1

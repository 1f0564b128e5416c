"""The spaCy pipeline of one language: from a reading to mentions with their assertions.

Only rule components run (tokens of our own, a span ruler): no downloaded
spaCy model is needed.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Self

from app.domain.findings import Assertion, FindingKind
from app.text.added_meanings import AddedMeanings
from app.text.clinical import Concept, Keywords, Meaning
from app.text.context import Cue, Glue, Judgement, MentionSpan, judge, sentence_ends
from app.text.context_data import ContextData
from app.text.context_features import Judged
from app.text.context_marks import ContextMarks, cut
from app.text.context_model import Asked, ContextModel
from app.text.context_unknown import louder, without
from app.text.drug_shapes import UNLISTED, shapes_of, unlisted
from app.text.drug_shapes_zh import unlisted_zh
from app.text.lexicon.loading import Lexicon
from app.text.reading import Reading, spellings, split
from app.text.soundalike import Soundalikes
from app.text.without_torch import without_torch

_MENTION = "mention"
_APART = frozenset({"procedure", "disposition"})
_PASSING = frozenset({"event", "symptom"})
_LEARNED = frozenset({"event", "symptom", "diagnosis", "history"})
_TREATED_AHEAD = 4
_TREATED_BEHIND = 2
_UNLISTED = (Meaning(UNLISTED, "term"),)


@dataclass(frozen=True, slots=True)
class Mention:
    """A phrase that names a concept, in its context. start, end, cue: token ranges, end excluded.

    doubtful: the words are a known mishearing of the concept's name, or letters among letters;
    opposite: they state its absence ("pulse is back").
    """

    start: int
    end: int
    concept: Concept
    assertion: Assertion
    cue: tuple[int, int] | None
    doubtful: bool = False
    opposite: bool = False


class Pipeline:
    """Finds mentions of one language. Read-only after construction; calls share no state.

    knows: whether a word is in the vocabulary; with it, medicines in no list are found by shape.
    model: reconsiders what the rules say of each mention.
    """

    def __init__(
        self,
        keywords: Keywords,
        context: ContextData,
        knows: Callable[[str], bool] | None = None,
        model: ContextModel | None = None,
    ) -> None:
        with without_torch():
            import spacy  # noqa: PLC0415 - takes a second; no window waits for it
            from spacy.matcher import PhraseMatcher  # noqa: PLC0415

        self._keywords = keywords
        self._concepts = {**keywords.concepts, UNLISTED: Concept(UNLISTED, "medication")}
        self._knows = knows
        self._model = model
        self._glue: Glue = context.glue
        self._vocab = spacy.blank(keywords.language).vocab
        # the matcher itself: what a pipeline does around each call takes longer than the search
        self._matcher = PhraseMatcher(self._vocab, attr="ORTH")
        self._meanings = self._add_mentions(keywords.phrases)
        self._soundalikes = Soundalikes(self._meanings, keywords.concepts)
        self._context = ContextMarks(context)
        self._fillers = context.fillers
        self._names = context.names
        self._added: AddedMeanings | None = None

    def over(self, lexicon: Lexicon) -> Self:
        """The same with what was joined to a lexicon; nothing is built anew, so it takes no time.

        Itself where nothing was.
        """
        added = AddedMeanings(lexicon, self._keywords.language, self._meanings)
        if not added:
            return self
        new = copy(self)
        new._added = added
        if self._knows is not None:
            new._knows = partial(lexicon.knows, self._keywords.language)
        return new

    def mentions(self, reading: Reading) -> tuple[Mention, ...]:
        """As `mentions_of`, of one reading."""
        return self.mentions_of([reading])[0]

    def mentions_of(self, readings: Sequence[Reading]) -> list[tuple[Mention, ...]]:
        """All mentions of each reading, in order; words that only look like one are left out."""
        kept = [self._kept(reading) for reading in readings]
        said = [
            Reading(reading.text, tuple(reading.tokens[at] for at in own))
            for reading, own in zip(readings, kept, strict=True)
        ]
        lines = [self.judged(one) for one in said]
        return [
            self._mentioned(line, judgements, own)
            for line, judgements, own in zip(lines, self._reconsidered(lines), kept, strict=True)
        ]

    def _kept(self, reading: Reading) -> list[int]:
        """Places of its tokens without fillers."""
        return [at for at, token in enumerate(reading.tokens) if token.text not in self._fillers]

    def _mentioned(
        self, line: Judged, judgements: Sequence[Judgement], kept: Sequence[int]
    ) -> tuple[Mention, ...]:
        found = tuple(
            mention
            for span, judgement in zip(line.mentions, judgements, strict=True)
            for mention in self._meant(span, line.tokens, judgement)
        )
        return tuple(
            _placed(_overtaken(mention, found, line.tokens), kept)
            for mention in found
            if not (mention.concept.treated and _of_treatment(mention, found, line.tokens))
        )

    def judged(self, said: Reading, marked: Sequence[tuple[int, int]] = ()) -> Judged:
        """What the rules make of a reading without fillers.

        marked: token ranges that somebody says are mentions, which what is found must not touch.
        """
        tokens = tuple(token.text for token in said.tokens)
        written = {(start, end) for _, start, end in self._matcher(self._doc(tokens))}
        if self._added is not None:
            written.update(self._added.spans(tokens))
        meant = set(self._meant_here(tokens, written))
        found = meant | self._unlisted(said, tokens, meant)
        apart = [one for one in found if all(one[1] <= a or one[0] >= b for a, b in marked)]
        spans = self._apart(tokens, [*apart, *marked])
        marks = self._context.marks(tokens, spans)
        return Judged(tokens, spans, marks, judge(tokens, spans, marks, self._glue))

    def _reconsidered(self, lines: Sequence[Judged]) -> list[tuple[Judgement, ...]]:
        """By the model as well, for the kinds of mentions whose sentences it has learned from."""
        if self._model is None:
            return [tuple(line.found) for line in lines]
        asked = [
            (number, Asked(line, at, any(one.severity is not None for one in concepts)))
            for number, line in enumerate(lines)
            for at, span in enumerate(line.mentions)
            if (concepts := self._concepts_of(line.tokens[span.start : span.end]))[0].kind
            in _LEARNED
        ]
        judged = [list(line.found) for line in lines]
        answers = self._model.judgements([one for _, one in asked])
        answers = self._looked_again([one for _, one in asked], answers, self._model)
        for (number, one), answer in zip(asked, answers, strict=True):
            judged[number][one.at] = answer
        return [tuple(found) for found in judged]

    def _looked_again(
        self, asked: Sequence[Asked], answers: Sequence[Judgement], model: ContextModel
    ) -> list[Judgement]:
        """The answers, those that calm an alert only where they do so without unknown words too."""
        found = list(answers)
        again = []
        for at, one in enumerate(asked):
            if (
                one.warily
                and found[at].assertion != "present"
                and (lost := model.unknown(one.line, self._names))
            ):
                line, kept = without(one.line, lost, self._glue)
                again.append((at, replace(one, line=line), kept))
        seconds = model.judgements([one for _, one, _ in again])
        for (at, _, kept), second in zip(again, seconds, strict=True):
            found[at] = louder(found[at], second, kept)
        return found

    def interrupts(self, tokens: tuple[str, ...]) -> bool:
        """Whether these words name an alert, and do not only look like one."""
        meant = (one for one in self._meanings_of(tokens) if one.role != "near_miss")
        return any(self._concept(one).severity is not None for one in meant)

    def _concepts_of(self, tokens: tuple[str, ...]) -> list[Concept]:
        return [self._concept(one) for one in self._meanings_of(tokens)]

    def _meant_here(
        self, tokens: tuple[str, ...], written: set[tuple[int, int]]
    ) -> Iterator[tuple[int, int]]:
        """Places that name a concept, without those that another word or meaning claims."""
        ordinary = self._context.ordinary(tokens)
        for start, end in written | self._sounding(tokens, written):
            claimed = self._context.in_other_company(tokens, start, end)
            if not claimed and not cut(start, end, ordinary):
                yield start, end

    def _sounding(
        self, tokens: tuple[str, ...], written: Iterable[tuple[int, int]]
    ) -> set[tuple[int, int]]:
        """Words that only sound like a critical keyword, where nothing written means one."""
        taken = {at for start, end in written for at in range(start, end)}
        found = self._soundalikes.spans(tokens)
        return {(start, end) for start, end in found if taken.isdisjoint(range(start, end))}

    def _unlisted(
        self, reading: Reading, tokens: tuple[str, ...], known: set[tuple[int, int]]
    ) -> set[tuple[int, int]]:
        """Words that only look like medicines."""
        if self._knows is None:
            return set()
        drugs = [span for span in known if self._kind(tokens[span[0] : span[1]]) == "medication"]
        language = self._keywords.language
        look = unlisted_zh if language == "zh" else unlisted
        return set(look(reading, shapes_of(language), known, drugs, self._knows))

    def _kind(self, tokens: tuple[str, ...]) -> FindingKind:
        return self._concept(self._meanings_of(tokens)[0]).kind

    def _concept(self, meaning: Meaning) -> Concept:
        added = self._added.concept(meaning.concept) if self._added is not None else None
        return added or self._concepts[meaning.concept]

    def _meanings_of(self, tokens: tuple[str, ...]) -> tuple[Meaning, ...]:
        added = self._added.meanings(tokens) if self._added is not None else ()
        return (
            (*self._meanings.get(tokens, ()), *added)
            or self._soundalikes.meanings(tokens)
            or (_UNLISTED if self._knows is not None else ())
        )

    def _apart(
        self, tokens: tuple[str, ...], found: Iterable[tuple[int, int]]
    ) -> tuple[MentionSpan, ...]:
        """Mentions that do not overlap, in order: the longest win.

        Of two as long, the one that opens with a negation of its own yields, since the negation
        may belong to the other (没有呼吸困难 is no 没有呼吸), and opposites come last (没有脉搏了
        is no 有脉搏了).
        """
        spans = [self._span(tokens, start, end) for start, end in found]
        kept: list[MentionSpan] = []
        for span in sorted(spans, key=lambda one: self._precedence(one, tokens)):
            if all(span.end <= other.start or span.start >= other.end for other in kept):
                kept.append(span)
        return tuple(sorted(kept, key=lambda one: one.start))

    def _span(self, tokens: tuple[str, ...], start: int, end: int) -> MentionSpan:
        inverted = any(self._negates(tokens[start:at]) for at in range(start, end))
        kind = self._kind(tokens[start:end])
        group = kind if kind in _APART else ""
        return MentionSpan(start, end, inverted, group, kind in _PASSING)

    def _precedence(
        self, span: MentionSpan, tokens: tuple[str, ...]
    ) -> tuple[int, bool, bool, int]:
        meanings = self._meanings_of(tokens[span.start : span.end])
        opposite = all(meaning.role == "opposite" for meaning in meanings)
        return span.start - span.end, opposite, span.inverted, span.start

    def _negates(self, tokens: tuple[str, ...]) -> bool:
        effect = self._context.effect(tokens)
        return effect is not None and _inverted(effect.cues)

    def _meant(
        self, span: MentionSpan, tokens: tuple[str, ...], judgement: Judgement
    ) -> Iterator[Mention]:
        lettered = _among_letters(tokens, span.start, span.end)
        for meaning in self._meanings_of(tokens[span.start : span.end]):
            if meaning.role == "near_miss":
                continue
            concept = self._concept(meaning)
            if meaning.code is not None:
                concept = replace(concept, code=meaning.code)
            assertion, cue = judgement.assertion, judgement.cue
            if assertion == "quoted" and (concept.told or self._own(concept, tokens, cue)):
                assertion, cue = "present", None
            if assertion == "family" and concept.told and span.inverted and self._ours(tokens, cue):
                assertion, cue = "present", None
            if meaning.role == "opposite":
                assertion, cue = "negated", None
            doubtful = meaning.role == "misheard" or lettered
            opposite = meaning.role == "opposite"
            yield Mention(span.start, span.end, concept, assertion, cue, doubtful, opposite)

    def _own(self, concept: Concept, tokens: tuple[str, ...], cue: tuple[int, int] | None) -> bool:
        """True for a symptom that the patient tells."""
        if cue is None or concept.kind != "symptom":
            return False
        return any(tokens[cue[0] : at] in self._glue.selves for at in range(cue[0], cue[1] + 1))

    def _ours(self, tokens: tuple[str, ...], cue: tuple[int, int] | None) -> bool:
        """True for the speaker's own relative, who may be the patient: silence would harm."""
        return cue is not None and not self._glue.own.isdisjoint(
            tokens[max(0, cue[0] - 1) : cue[1]]
        )

    def _add_mentions(
        self, phrases: Mapping[str, tuple[Meaning, ...]]
    ) -> dict[tuple[str, ...], tuple[Meaning, ...]]:
        meanings: dict[tuple[str, ...], tuple[Meaning, ...]] = {}
        for phrase, found in phrases.items():
            for tokens in spellings(phrase):
                known = meanings.get(tokens, ())
                meanings[tokens] = (*known, *(one for one in found if one not in known))
        self._matcher.add(_MENTION, [self._doc(_tokens(" ".join(one))) for one in meanings])
        return meanings

    def _doc(self, tokens: Sequence[str]) -> Any:
        from spacy.tokens import Doc  # noqa: PLC0415

        return Doc(self._vocab, words=list(tokens))


def _tokens(text: str) -> list[str]:
    return [token for token, _, _ in split(text)]


def _placed(mention: Mention, kept: Sequence[int]) -> Mention:
    """A mention with its places counted in all tokens, fillers too. kept: the others' places."""
    cue = mention.cue and (kept[mention.cue[0]], kept[mention.cue[1] - 1] + 1)
    return replace(mention, start=kept[mention.start], end=kept[mention.end - 1] + 1, cue=cue)


def _among_letters(tokens: Sequence[str], start: int, end: int) -> bool:
    """True for spelled letters with more beside them ("v f i v"): maybe another acronym.

    A lone "a" before letters is taken for the article ("a p e").
    """
    if not all(_is_letter(token) for token in tokens[start:end]):
        return False
    before = tokens[start - 1] if start else ""
    return (_is_letter(before) and before != "a") or any(map(_is_letter, tokens[end : end + 1]))


def _is_letter(token: str) -> bool:
    return len(token) == 1 and token.isascii() and token.isalpha()


def _inverted(cues: Iterable[Cue]) -> bool:
    return any(cue.assertion == "negated" and cue.direction != "post" for cue in cues)


def _overtaken(mention: Mention, others: Sequence[Mention], tokens: Sequence[str]) -> Mention:
    """A mention that its opposite follows in one sentence is over ("... pulse is back")."""
    if mention.assertion != "present" or mention.opposite:
        return mention
    for other in others:
        if (
            other.opposite
            and other.concept.id == mention.concept.id
            and other.start >= mention.end
            and not any(sentence_ends(token) for token in tokens[mention.end : other.start])
        ):
            return replace(mention, assertion="historical", cue=(other.start, other.end))
    return mention


def _of_treatment(mention: Mention, others: Sequence[Mention], tokens: Sequence[str]) -> bool:
    """True when a drug is what is (not) responded to."""
    for other in others:
        if other.concept.kind == "medication":
            ahead = tokens[mention.end : other.start]
            behind = tokens[other.end : mention.start]
            if other.start >= mention.end and ahead[:1] == ("to",) and len(ahead) <= _TREATED_AHEAD:
                return True
            if (
                other.end <= mention.start
                and len(behind) <= _TREATED_BEHIND
                and _treats(tokens, other)
            ):
                return True
    return False


def _treats(tokens: Sequence[str], drug: Mention) -> bool:
    return drug.start > 0 and tokens[drug.start - 1] == "对"

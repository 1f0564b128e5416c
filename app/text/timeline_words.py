"""An utterance as the timeline's rules read it: one small-letter line, and phrases found in it."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from app.domain.transcript import Utterance
from app.text.numbers_words_en import NUMBER_WORDS, SPELLED, parse
from app.text.numbers_zh import cardinal
from app.text.timeline_data import Cues, Rule, Veto
from app.text.timeline_phrases import Phrases
from app.text.tokens import edges, plain

_MARKS: Final = str.maketrans("，。？！；：、", ",.?!;:,")
_REGIONAL: Final = str.maketrans(
    "冇咗喇唔佢嘅喺畀睇揸咩晒掣摁揿撳瞅俺咱甭攥搁噻…—",
    "没了了不他的在给看捏么完键按按按看我我别捏放吧,,",
)
"""Heard Cantonese and words of the north, of Sichuan and of Shanghai read as those of the rules,
character for character; so do marks."""
_PHRASES: Final = (
    (re.compile("莫(?=得)"), "没"),
    (re.compile("莫(?![氏西沙名非菲洛地代米斯里尼罗])"), "别"),
    (re.compile("(?<=[推打泵滴按压做捏给])紧(?=$|[,.!?了啦呀啊])"), "着"),
    (re.compile("掂(?=$|[,.!?了])"), "定"),
    (re.compile("(?<=.)伐(?=$|[,.?])"), "吗"),
    (re.compile("(?<=[脉搏了律氧压路管药])(?:嘞|咧)(?=$|[?])"), "呢"),
    (re.compile("(?<=[按压])[到倒](?=起)"), "着"),
)
"""Characters that mean so only where they stand."""
_MAY_MEAN: Final = re.compile("[莫紧掂伐嘞咧]|[按压][到倒]起")
_CHILD: Final = (frozenset("婴幼胎新生女患小孤"), frozenset("童科子女媳歌"))
"""儿 after and before these is a child; elsewhere it is an ending that says nothing."""
_SENTENCE: Final = re.compile(r"[.?!;](?=\s|$)")
_SENTENCE_ZH: Final = re.compile(r"(?<!\d)[.?!;]|[.?!;](?!\d)")
_CLAUSE: Final = re.compile(r"[,:]")
_SPELT: Final = re.compile("[a-z][,.]")
_ENDINGS: Final = re.compile("儿|[a-z][,.][a-z]")
_NEAR_EN, _NEAR_ZH = 14, 26
"""How far "in this sentence" reaches where no mark ends it, in words and characters."""
_GOES_ON: Final = re.compile(r"(着[^,.?!]{0,4})呢")
"""呢 after an act that goes on is no question: it is read as 哩, which asks nothing."""
_HALF: Final = ("and a half", "and a half's")
_DIGITS: Final = {character: value for value, character in enumerate("零一二三四五六七八九")}
_DIGITS["两"] = 2


@dataclass(frozen=True, slots=True)
class Said:
    """One utterance as a line. owners: the heard word of each character; sentences and clauses:
    where each begins and ends in the line."""

    index: int
    utterance: Utterance
    text: str
    owners: tuple[int, ...]
    sentences: tuple[tuple[int, int], ...]
    clauses: tuple[tuple[int, int], ...]

    def sentence(self, at: int) -> tuple[int, int]:
        return _around(self.sentences, at)

    def clause(self, at: int) -> tuple[int, int]:
        return _around(self.clauses, at)

    def words(self, start: int, end: int) -> tuple[int, int]:
        """The heard words of some characters, first and last."""
        return self.owners[start], self.owners[max(start, end - 1)]


@dataclass(frozen=True, slots=True)
class Hit:
    """A phrase found. stopped: the vetoes that speak against it; name: the rhythm or device."""

    rule: Rule
    name: str
    start: int
    end: int
    stopped: tuple[str, ...]


def said(index: int, utterance: Utterance, cues: Cues, texts: Sequence[str] | None = None) -> Said:
    """The line of one utterance. texts: one for each heard word, where terms were corrected."""
    texts = texts or [word.text for word in utterance.words]
    pieces = _english(texts, cues) if cues.language == "en" else _chinese(texts)
    line, owners = "", []
    for text, first, last in pieces:
        line += text
        inner = len(text.rstrip(" ,.?!;:"))
        owners += [first] * (inner - 1) + [last] * (len(text) - max(0, inner - 1))
    line = _GOES_ON.sub(r"\1哩", line)
    if cues.language == "zh" and _MAY_MEAN.search(line):
        for pattern, meant in _PHRASES:
            line = pattern.sub(meant, line)
    ends = _SENTENCE if cues.language == "en" else _SENTENCE_ZH
    sentences = _split(line, ends, 0, len(line))
    clauses = [one for start, end in sentences for one in _split(line, _CLAUSE, start, end)]
    return Said(index, utterance, line, tuple(owners), tuple(sentences), tuple(clauses))


def number(text: str) -> str:
    """The digits of a number as it stands in a line; "1" for an article or "first"."""
    text = text.strip()
    if re.fullmatch(r"\d+(?:\.\d+)?", text):
        return text
    if text == "半":
        return "0.5"
    before, point, after = text.partition("点")
    value = 0 if before == "零" else cardinal(before)
    if value is None:
        return "1"
    return f"{value}.{''.join(str(_DIGITS.get(one, '')) for one in after)}" if point else str(value)


def hits(line: Said, cues: Cues) -> list[Hit]:
    """All phrases of the rules, in order; of one kind none within another."""
    found: list[Hit] = []
    for at in cues.pattern_index.possible(line.text):
        rule, name, phrases = cues.patterns[at]
        for start, end in _places(line, rule, phrases, cues):
            stopped = tuple(one for one in rule.vetoes if _stops(line, cues, one, start, end))
            found.append(Hit(rule, name, start, end, stopped))
    found.sort(key=lambda one: (one.start, one.start - one.end, one.rule.whole))
    kept: list[Hit] = []
    for one in found:
        inside = (
            other.rule.kind == one.rule.kind and other.end > one.start and not _frees(other, one)
            for other in kept
        )
        if not any(inside):
            kept.append(one)
    return kept


def searched(line: Said, phrases: Phrases) -> Iterator[tuple[int, int]]:
    """Where a pattern is, sentence by sentence, so that its ^ and $ are those of a sentence."""
    if not phrases.may_be_in(line.text):
        return
    for start, end in line.sentences:
        for match in phrases.finditer(line.text[start:end]):
            if match.end() > match.start():
                yield start + match.start(), start + match.end()


def stopped(line: Said, cues: Cues, names: Sequence[str], start: int, end: int) -> bool:
    """Whether any of the named vetoes speaks against what stands at start..end."""
    return any(name in cues.vetoes and _stops(line, cues, name, start, end) for name in names)


def _frees(other: Hit, one: Hit) -> bool:
    """What a veto speaks against gives way to what stands."""
    return bool(other.stopped) and not one.stopped


def _places(line: Said, rule: Rule, phrases: Phrases, cues: Cues) -> Iterator[tuple[int, int]]:
    if not rule.whole:
        yield from searched(line, phrases)
        return
    for start, end in line.clauses:
        inner = _without_fillers(line.text, start, end, cues)
        for first, last in {inner, _trimmed(line.text, start, end)}:
            match = phrases.fullmatch(line.text[first:last])
            if match and last > first:
                yield first, last
                break


def _without_fillers(text: str, start: int, end: int, cues: Cues) -> tuple[int, int]:
    start, end = _trimmed(text, start, end)
    while True:
        lead = cues.lead.match(text[start:end])
        tail = cues.tail.search(text[start:end])
        if lead and lead.end() < end - start:
            start += lead.end()
        elif tail and tail.start() > 0:
            end = start + tail.start()
        else:
            return _trimmed(text, start, end)


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """Without spaces and marks at its ends; a question mark stays."""
    while start < end and text[start] in " ,.!;:":
        start += 1
    while end > start and text[end - 1] in " ,.!;:":
        end -= 1
    return start, end


def _stops(line: Said, cues: Cues, name: str, start: int, end: int) -> bool:
    veto = cues.vetoes[name]
    if veto.where == "mark":
        return line.text[: line.clause(start)[1]].rstrip()[-1:] == "?"
    if veto.unless and veto.unless.search(line.text[slice(*line.clause(start))]):
        return False
    first, last = line.clause(start) if veto.clause else line.sentence(start)
    return any(
        veto.phrases.search(window)
        for window in _windows(line, cues, veto, (first, start, end, last))
    )


def _windows(line: Said, cues: Cues, veto: Veto, place: tuple[int, int, int, int]) -> Iterator[str]:
    first, start, end, last = place
    before, after = line.text[first:start], line.text[end:last].rstrip(".!; ")
    reach = veto.reach
    if veto.where == "sentence":
        reach = _NEAR_EN if cues.language == "en" else _NEAR_ZH
    if cues.language == "en":
        near = " ".join(before.split()[-reach:]), " ".join(after.split()[:reach])
    else:
        near = before[-reach:], after[:reach]
    if veto.where == "before":
        begun = [match.start() for match in veto.cut.finditer(near[0])] if veto.cut else []
        yield near[0][begun[-1] :] if begun else near[0]
    elif veto.where == "after":
        yield near[1]
    else:
        gap = [" " if one[-1:] == " " else "" for one in (before, line.text[start:end])]
        lead = " " if line.text[end : end + 1] == " " else gap[1]
        yield near[0] + gap[0] + line.text[start:end] + lead + near[1]


def _split(text: str, ends: re.Pattern[str], start: int, stop: int) -> list[tuple[int, int]]:
    found, at = [], start
    for match in ends.finditer(text, start, stop):
        found.append((at, match.end()))
        at = match.end()
    found.append((at, stop))
    return [_lead(text, *one) for one in found if text[one[0] : one[1]].strip(" ,.;:!")]


def _lead(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] == " ":
        start += 1
    return start, end


def _around(spans: Sequence[tuple[int, int]], at: int) -> tuple[int, int]:
    return next((one for one in spans if one[0] <= at < one[1]), (0, 0))


def _chinese(texts: Sequence[str]) -> Iterator[tuple[str, int, int]]:
    """Regional words as those of the rules, letters of an abbreviation side by side."""
    plain_ones = [text.strip().casefold().translate(_MARKS).translate(_REGIONAL) for text in texts]
    if not _ENDINGS.search("".join(plain_ones)):
        yield from ((text, index, index) for index, text in enumerate(plain_ones))
        return
    for index, text in enumerate(plain_ones):
        before, after = plain_ones[max(0, index - 1)][-1:], "".join(plain_ones[index + 1 :][:1])[:1]
        if text[:1] == "儿" and index and before not in _CHILD[0] and after not in _CHILD[1]:
            yield text[1:], index, index
        elif _SPELT.fullmatch(text) and after.isascii() and after.isalpha():
            yield text[0], index, index
        else:
            yield text, index, index


def _english(heard: Sequence[str], cues: Cues) -> Iterator[tuple[str, int, int]]:
    """Numbers as digits, spelled letters joined, hyphens as spaces."""
    texts = [plain(text) for text in heard]
    after = [edges(text)[1].translate(_MARKS)[:1] for text in heard]
    index = 0
    while index < len(texts):
        stop = next((at + 1 for at in range(index, len(texts)) if after[at]), len(texts))
        text, end = _figure(texts[:stop], index) or _spelled(texts[:stop], index, cues)
        mark = after[end - 1] if after[end - 1] in set(",.?!;:") else ""
        if text or mark:
            gap = "" if end == len(texts) else " "
            yield text.replace("-", " ") + mark + gap, index, end - 1
        index = end


def _figure(texts: Sequence[str], first: int) -> tuple[str, int] | None:
    """A number and where it ends; "four hundred's in" is one too."""
    for at in range(first, len(texts)):
        bare = texts[at].removesuffix("'s")
        if bare not in NUMBER_WORDS and bare not in SPELLED:
            break
        if bare != texts[at]:
            found = _bare_figure([*texts[first:at], bare], 0)
            if found is not None and found[1] == at + 1 - first:
                return f"{found[0]}'s", at + 1
            break
    return _bare_figure(texts, first)


def _bare_figure(texts: Sequence[str], first: int) -> tuple[str, int] | None:
    if texts[first : first + 2] in (["half", "a"], ["half", "an"]):
        return "0.5", first + 2
    found = parse(texts, first)
    if found is None and texts[first] == "hundred":  # "hundred and fifty mils"
        more = parse(["one", *texts[first:]], 0)
        return (more.text, first + more.end - 1) if more else None
    if found is None:
        return None
    half = " ".join(texts[found.end : found.end + 3])
    if half in _HALF and found.text.isdigit():
        return f"{found.text}.5{half.removeprefix(_HALF[0])}", found.end + 3
    return found.text, found.end


def _spelled(texts: Sequence[str], first: int, cues: Cues) -> tuple[str, int]:
    for end in range(min(len(texts), first + 5), first + 1, -1):
        *letters, last = texts[first:end]
        bare = last.removesuffix("'s")
        if all(len(one) == 1 for one in (*letters, bare)):
            joined = "".join(letters) + bare
            if joined in cues.letters:
                return joined + last[len(bare) :], end
    return texts[first], first + 1

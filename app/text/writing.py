"""The written form of heard words: corrections applied, spacing, capitals, closing mark, script.

Everything here is display. Leaving out a correction gives back exactly what was heard.
"""

from collections.abc import Sequence
from functools import lru_cache

from opencc import OpenCC

from app.domain.findings import Correction
from app.domain.transcript import Language, Word
from app.settings import Script
from app.text.tokens import edges, is_han, joined, plain

_I_FORMS = frozenset({"i", "i'm", "i've", "i'll", "i'd"})
_CLOSED = (".", "?", "!", "。", "？", "！", "…", ",", "，", ";", "；", ":", "：")


def written(
    words: Sequence[Word],
    corrections: Sequence[Correction],
    language: Language,
    script: Script = "simplified",
) -> str:
    """Heard words with the applied corrections laid over them, as a sentence.

    Corrections in any other state are left out. Punctuation that was heard around a corrected
    span stays around it.
    """
    line = joined(overlaid(words, corrections), language)
    if not line:
        return ""
    if language == "en":
        return _sentence(line)
    return _closed(in_script(line, script), "。")


def overlaid(words: Sequence[Word], corrections: Sequence[Correction]) -> list[str]:
    """The pieces to join: heard words, with each applied correction in place of its span."""
    starts = {item.first: item for item in corrections if item.state == "applied"}
    pieces: list[str] = []
    index = 0
    while index < len(words):
        correction = starts.get(index)
        if correction is None:
            pieces.append(_plain_display(words[index].text))
            index += 1
            continue
        before = edges(words[correction.first].text)[0]
        after = edges(words[correction.last].text)[1]
        pieces.append(before + correction.text + after)
        index = correction.last + 1
    return pieces


def heard_line(words: Sequence[Word], language: Language) -> str:
    """What was heard, joined and otherwise untouched."""
    return joined([word.text for word in words], language)


def _plain_display(text: str) -> str:
    return text[0].upper() + text[1:] if plain(text) in _I_FORMS and text[:1] == "i" else text


def _sentence(line: str) -> str:
    first = line[0].upper() + line[1:] if line[0].isalpha() and not _cased(line) else line
    return _closed(first, ".")


def _cased(line: str) -> bool:
    """True when the first word has its own capitals (pH, mRNA)."""
    return any(map(str.isupper, line.split(maxsplit=1)[0]))


def _closed(line: str, mark: str) -> str:
    return line if line.endswith(_CLOSED) else line + mark


def in_script(line: str, script: Script) -> str:
    """Chinese in one script, character for character."""
    # not plain s2t: that writes 喫, 爲, 牀, which nobody does where traditional script is read
    converted: str = _converter("s2tw" if script == "traditional" else "t2s").convert(line)
    return converted


@lru_cache(maxsize=65536)
def simplified(character: str) -> str:
    """One heard character in simplified script, as the lexicon is written."""
    if not is_han(character):
        return character
    other: str = _converter("t2s").convert(character)
    return other if len(other) == len(character) else character


def either_script(line: str) -> str:
    """Chinese for comparing: the same from either script, though it may be written in neither."""
    # the phrases first (睪丸 is 睾丸), then what is left of characters that have several forms;
    # 醯, the acyl of amides, the converter writes in some names and never takes back
    return "".join(map(_one_form, _converter("tw2s").convert(line))).replace("醯", "酰")


@lru_cache(maxsize=65536)
def _one_form(character: str) -> str:
    if not is_han(character):
        return character
    form = in_script(in_script(character, "traditional"), "simplified")
    return form if len(form) == len(character) else character


@lru_cache(maxsize=3)
def _converter(name: str) -> OpenCC:
    return OpenCC(name)

"""Hanzi as numbered pinyin, with the medical readings that pypinyin's own dictionary misses."""

from typing import Final

from pypinyin import Style, lazy_pinyin, load_phrases_dict

# Xiandai Hanyu Cidian, 7th edition, under each word
_READINGS: Final = {
    "卒中": [["cù"], ["zhòng"]],
    "胸闷": [["xiōng"], ["mèn"]],
    "便血": [["biàn"], ["xuè"]],
    "吐血": [["tù"], ["xuè"]],
    "咯血": [["kǎ"], ["xuè"]],
}
load_phrases_dict(_READINGS)


def syllables(text: str) -> list[str]:
    """One syllable such as `zhong1` a Hanzi; the neutral tone is 5."""
    return list(lazy_pinyin(text, style=Style.TONE3, neutral_tone_with_five=True))

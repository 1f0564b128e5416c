"""Chinese rates whose denominator is said first: 每小时五到十五毫克, 每公斤零点四微克每分钟."""

import re

from app.text.numbers_line_zh import Said, decimal, rising, whole_number
from app.text.numbers_measured_zh import PER, PER_WRITTEN, written_per
from app.text.numbers_ranges_zh import span_of
from app.text.numbers_said import Raw

_RATED = re.compile(
    r"每(分钟|分|秒|公斤|千克|小时|平方米|毫升|分升|升)(?:体重)?(?:每(分钟|分|小时|公斤|千克|[天日]))?"
)


def rated(said: Said, at: int) -> Raw | None:
    """每分钟九十六次, 每公斤五微克, 每小时八毫升: the denominator came first."""
    match = _RATED.match(said.line[at:])
    if match is None:
        return None
    start = at + match.end()
    end = said.numeral(start)
    half = said.line[start : start + 1] == "半" and said.unit(start + 1) is not None
    whole = "0" if half else whole_number(said.line[start:end]) or span_of(said.line[start:end])
    if whole is None:
        return None
    text, end = ("0.5", start + 1) if half else decimal(said, whole, end)
    text, end = (text, end) if half or "-" in text else rising(said, text, end)
    if match[1] in {"分钟", "分"} and said.line[end : end + 1] in {"次", "下"}:
        return Raw(at, end, start, end, text, "次/分", "/min", "plain", "")
    return _per(said, (at, start, end), text, tuple(filter(None, match.groups())))


def _per(
    said: Said, span: tuple[int, int, int], text: str, said_before: tuple[str, ...]
) -> Raw | None:
    """The amount with its denominators; span: where all of it and its number begin, and where the
    number ends."""
    at, start, end = span
    unit = said.unit(end)
    if unit is None or (unit[0].kind != "dose" and not unit[0].written):
        return None
    last = end + unit[1]
    behind = PER.match(said.line, last) if len(said_before) == 1 else None
    pers = (*said_before, behind[1] or behind[2]) if behind else said_before
    last = behind.end() if behind else last  # 每公斤零点四微克每分钟
    written, ucum = unit[0].written or said.line[end : end + unit[1]], unit[0].ucum
    for below in pers:
        per = PER_WRITTEN[below]
        written, ucum = f"{written}/{written_per(unit[0], per[0])}", f"{ucum}/{per[1]}"
    if said.line[last : last + 1] == "半" and text.isdigit():  # 每公斤一毫克半
        return Raw(at, last, start, end, f"{text}.5", written, ucum, "plain", "dose")
    return Raw(at, last - 1, start, end, text, written, ucum, "plain", "dose")

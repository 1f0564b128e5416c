"""The log of a resuscitation as a table: CSV, tab-separated, or text to be read.

Columns follow the uniform way of reporting in-hospital resuscitation (Utstein,
doi:10.1161/CIR.0000000000000710): minute, event, value, and where each comes from.
"""

import csv
import io
from collections.abc import Iterator
from typing import Final, Literal

from app.domain.code_record import CodeRecord
from app.domain.code_spoken import LogLine, differing
from app.domain.transcript import Language
from app.export.transcripts import clock

TableForm = Literal["csv", "tsv", "txt"]
FORMS: Final[tuple[TableForm, ...]] = ("csv", "tsv", "txt")
COLUMNS: Final = (
    "minute",
    "recording_s",
    "event",
    "value_said",
    "value_marked",
    "source",
    "utterance",
    "said_by",
    "marked_by",
    "certainty",
    "heard",
)
_STARTS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_KINDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "cpr_start": "CPR start",
        "cpr_stop": "CPR stop",
        "rhythm": "Rhythm",
        "shock": "Shock",
        "drug": "Drug",
        "airway": "Airway",
        "access": "Access",
        "pulse_check": "Pulse check",
        "rosc": "ROSC",
        "death": "Time of death",
        "other": "Other event",
    },
    "zh": {
        "cpr_start": "按压开始",
        "cpr_stop": "按压停止",
        "rhythm": "心律",
        "shock": "电击",
        "drug": "用药",
        "airway": "气道",
        "access": "通路",
        "pulse_check": "检查脉搏",
        "rosc": "自主循环恢复",
        "death": "宣布死亡",
        "other": "其他",
    },
}
_WORDS: Final[dict[Language, dict[str, str]]] = {
    "en": {
        "first_compression": "First compressions",
        "first_shock": "First shock",
        "first_adrenaline": "First adrenaline",
        "adrenaline": "Adrenaline interval, mean",
        "rosc": "ROSC",
        "death": "Death",
        "compressions": "Time with compressions",
        "pauses": "Pauses of compressions",
        "longest": "longest",
        "none": "No event of a resuscitation was said or marked.",
        "from": "from the first event",
        "said": "said",
        "marked": "marked",
        "both": "said and marked",
        "unsure": "heard unclearly",
        "differs": "said and marked values differ: check",
        "draft": "Read from what was said and marked; a draft that somebody must check.",
    },
    "zh": {
        "first_compression": "首次按压",
        "first_shock": "首次电击",
        "first_adrenaline": "首剂肾上腺素",
        "adrenaline": "肾上腺素间隔（平均）",
        "rosc": "自主循环恢复",
        "death": "死亡",
        "compressions": "按压时间占比",
        "pauses": "按压中断",
        "longest": "最长",
        "none": "没有说到或标记任何抢救事件。",
        "from": "自首个事件起",
        "said": "口述",
        "marked": "按键",
        "both": "口述和按键",
        "unsure": "听得不清楚",
        "differs": "口述与按键的数值不同，请核对",
        "draft": "由口述和按键整理，须由人核对。",
    },
}


def code_table(record: CodeRecord, form: TableForm) -> str:
    """The whole file."""
    if form == "txt":
        return "".join(f"{line}\n" for line in _text(record))
    made = io.StringIO()
    writer = csv.writer(made, delimiter="," if form == "csv" else "\t", lineterminator="\n")
    writer.writerow(COLUMNS)
    for line in record.lines:
        writer.writerow([_inert(cell) for cell in _cells(record, line)])
    return made.getvalue()


def _cells(record: CodeRecord, line: LogLine) -> Iterator[str]:
    said, marked = line.values
    spoken = line.said
    yield clock(max(0.0, line.at_s - record.start_s))
    yield f"{line.at_s:.1f}"
    yield line.kind
    yield said
    yield marked
    yield _source(line)
    yield spoken.utterance if spoken else ""
    yield record.said_by.get(spoken.utterance, "") if spoken else ""
    yield record.marked_by.get(line.marked.by, line.marked.by) if line.marked else ""
    yield _certainty(line)
    yield spoken.heard if spoken else ""


def _certainty(line: LogLine) -> str:
    if differing(line):
        return "differs"
    return line.said.certainty if line.said else "sure"


def _source(line: LogLine) -> str:
    if line.said and line.marked:
        return "both"
    return "said" if line.said else "marked"


def _inert(cell: str) -> str:
    """What a spreadsheet would take for a formula is text."""
    return f"'{cell}" if cell.startswith(_STARTS_FORMULA) else cell


def _text(record: CodeRecord) -> Iterator[str]:
    words, kinds = _WORDS[record.language], _KINDS[record.language]
    if not record.lines:
        yield words["none"]
        return
    yield words["draft"]
    for line in record.lines:
        minute = clock(max(0.0, line.at_s - record.start_s))
        said, marked = line.values
        value = said if said == marked or not marked else " | ".join(filter(None, (said, marked)))
        head = f"{minute}  [{clock(line.at_s)}]  {kinds.get(line.kind, line.kind)}"
        notes = [words[_source(line)], *_doubts(line, words)]
        yield ": ".join(filter(None, (head, value))) + f"  ({'; '.join(notes)})"
        if line.said:
            yield f"      {record.said_by.get(line.said.utterance, '')}: {line.said.heard}"
    yield ""
    yield from _intervals(record)


def _doubts(line: LogLine, words: dict[str, str]) -> Iterator[str]:
    certainty = _certainty(line)
    if certainty != "sure":
        yield words[certainty]


def _intervals(record: CodeRecord) -> Iterator[str]:
    words, found = _WORDS[record.language], record.intervals
    times = (
        ("first_compression", found.first_compression_s),
        ("first_shock", found.first_shock_s),
        ("first_adrenaline", found.first_adrenaline_s),
        ("rosc", found.rosc_s),
        ("death", found.death_s),
    )
    for name, value in times:
        if value is not None:
            yield f"{words[name]}: {clock(value)} ({words['from']})"
    if found.adrenaline_s is not None:
        yield f"{words['adrenaline']}: {clock(found.adrenaline_s)}"
    if found.compressions is not None:
        yield f"{words['compressions']}: {100 * found.compressions:.0f} %"
    if record.pauses:
        longest = max(one.length_s for one in record.pauses)
        yield f"{words['pauses']}: {len(record.pauses)}, {words['longest']} {longest:.0f} s"

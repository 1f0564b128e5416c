"""A file with the patients of the day, as a hospital's system writes it for others: CSV.

Columns are known by their names, in English or Chinese; the encoding and what separates the columns
are seen from the file. A row that cannot be used is counted with its line, and the others are.
Everything is text: what looks like a formula is never anything else.
"""

import codecs
import csv
import io
import re
import time
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final, Literal

from app.domain.admissions import Admission, is_partial_date

MOST_BYTES: Final = 16 * 1024 * 1024
MOST_ROWS: Final = 20_000
_LONGEST_FIELD: Final = 1000
_EARLY: Final = timedelta(hours=1)
_SETTLED_S: Final = 1.0
"""A file that was changed less than so long ago may still be being written."""

Why = Literal["no number", "number", "birth date", "arrived", "too long", "columns"]
"""What is wrong with a row: no visit and no patient number, a number that is none, times that no
calendar has or that could mean two days, a field too long to be of a patient, too few columns."""
Column = Literal["visit", "patient", "name", "sex", "birth_date", "department", "bed", "arrived"]

_NAMES: Final[Mapping[Column, tuple[str, ...]]] = {
    "visit": ("visit", "visit number", "visit no", "visit id", "encounter", "encounter id",
              "就诊号", "就诊流水号", "门诊号", "急诊号", "流水号"),
    "patient": ("patient", "patient number", "patient no", "patient id", "mrn", "病历号", "患者id",
                "患者编号", "登记号", "病案号"),
    "name": ("name", "patient name", "姓名", "患者姓名", "病人姓名"),
    "sex": ("sex", "gender", "性别"),
    "birth_date": ("birth date", "birthdate", "date of birth", "dob", "出生日期", "生日"),
    "department": ("department", "dept", "ward", "科室", "就诊科室"),
    "bed": ("bed", "place", "room", "location", "床号", "床位", "位置"),
    "arrived": ("arrived", "arrived at", "arrival", "arrival time", "到诊时间", "就诊时间",
                "到院时间", "挂号时间"),
}  # fmt: skip
_COLUMNS: Final = {name: column for column, names in _NAMES.items() for name in names}
_SEPARATORS: Final = ",;\t|，；"
_SEXES: Final = {
    **dict.fromkeys(("m", "male", "男", "男性", "1"), "M"),
    **dict.fromkeys(("f", "female", "女", "女性", "2"), "F"),
}
_NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}", re.ASCII)
_DATE: Final = re.compile(
    r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})"
)
_CLOCK: Final = re.compile(
    r"[T\s]*(\d{1,2})(?:[:：时点])?(\d{2})(?:分)?(?:[:：]?(\d{2})(?:\.\d+)?秒?)?(Z|[+-]\d{2}:?\d{2})?"
)


@dataclass(frozen=True, slots=True)
class Worklist:
    """What a file says. broken: lines that were left out or not wholly used, and why."""

    admissions: tuple[Admission, ...] = ()
    broken: tuple[tuple[int, Why], ...] = ()


class WorklistError(ValueError):
    """The file as a whole cannot be used: a code for `trouble`."""


@dataclass(slots=True)
class WorklistFile:
    """A file that is read again when it has changed, and not while it is being written.

    What was read last holds while it cannot be read. trouble: why, as a code, "" for nothing:
    `missing`, `unreadable`, `too_big`, `encoding`, `columns`.
    """

    path: Path
    trouble: str = ""
    _known: tuple[int, int] | None = None
    _last: Worklist = field(default_factory=Worklist)
    _of_content: str = ""

    def read(self) -> Worklist:
        """What it says now. Never raises."""
        try:
            self._read()
            self.trouble = self._of_content
        except FileNotFoundError:
            self.trouble = "missing"
        except OSError:
            self.trouble = "unreadable"
        return self._last

    def _read(self) -> None:
        """Raises OSError."""
        now, changed_s = self._looks()
        settled = not 0 <= time.time() - changed_s < _SETTLED_S
        if now == self._known or not (settled or self._known is None):
            return
        with self.path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        whole = settled and now == self._looks()[0]
        self._known = now if whole else None
        try:
            self._last, self._of_content = read(data, whole=whole), ""
        except WorklistError as error:
            self._of_content = str(error)

    def _looks(self) -> tuple[tuple[int, int], float]:
        found = self.path.stat()
        return (found.st_mtime_ns, found.st_size), found.st_mtime


def read(data: bytes, *, whole: bool = True, today: datetime | None = None) -> Worklist:
    """whole: False where the last line may be half. today: aware, of times without a day.

    Raises WorklistError.
    """
    if len(data) > MOST_BYTES:
        raise WorklistError("too_big")
    text = _text(data, whole)
    if not whole and not text.endswith("\n"):
        text = text[: text.rfind("\n") + 1]
    lines = text.replace("\x00", "")
    if not lines.strip():
        return Worklist()
    return _rows(lines, today or datetime.now().astimezone())


def _text(data: bytes, whole: bool) -> str:
    """UTF-8 with or without its mark, UTF-16 with it or as Excel has it, else GB18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings: tuple[str, ...] = ("utf-16",)
    elif b"\x00" in data[:200:2] or b"\x00" in data[1:200:2]:
        encodings = ("utf-16-le", "utf-16-be")
        encodings = encodings if b"\x00" in data[1:200:2] else encodings[::-1]
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        decoder = codecs.getincrementaldecoder(encoding)()
        try:
            return decoder.decode(data, final=whole)
        except UnicodeDecodeError:
            continue
    raise WorklistError("encoding")


def _rows(text: str, today: datetime) -> Worklist:
    first = text.lstrip("\r\n").splitlines()[0]
    separator = max(_SEPARATORS, key=first.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True)
    columns: dict[Column, int] = {}
    found: list[Admission] = []
    broken: list[tuple[int, Why]] = []
    for line, row in _read_all(rows):
        if row is None:
            broken.append((line, "too long"))
        elif not columns and any(row):
            columns = _columns(row)
        elif any(cell.strip() for cell in row):
            admission, why = _admission(row, columns, today)
            broken += [(line, why)] if why else []
            found += [admission] if admission else []
        if len(found) + len(broken) >= MOST_ROWS:
            break
    return Worklist(tuple(found), tuple(broken))


def _read_all(rows: "csv._reader") -> Iterator[tuple[int, list[str] | None]]:  # type: ignore[name-defined]
    """Each row with its line; None for one that no reader takes, such as a field without end."""
    while True:
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error:
            yield rows.line_num, None
            continue
        yield rows.line_num, row


def _columns(row: list[str]) -> dict[Column, int]:
    """Raises WorklistError where neither visits nor patients are numbered."""
    found: dict[Column, int] = {}
    for place, cell in enumerate(row):
        name = " ".join(_plain(cell).casefold().replace("_", " ").replace("-", " ").split())
        column = _COLUMNS.get(name.rstrip(".:："))
        if column is not None:
            found.setdefault(column, place)
    if not {"visit", "patient"} & found.keys():
        raise WorklistError("columns")
    return found


def _admission(
    row: list[str], columns: dict[Column, int], today: datetime
) -> tuple[Admission | None, Why | None]:
    """A row as far as it can be used, and what is wrong with it."""
    if any(len(cell) > _LONGEST_FIELD for cell in row):
        return None, "too long"
    if len(row) <= min(columns.values()):
        return None, "columns"
    cells = {column: _cell(row, place) for column, place in columns.items()}
    visit, number = (_plain(cells.get(name, "")) for name in ("visit", "patient"))
    if not (visit or number):
        return None, "no number"
    if (visit and not _NUMBER.fullmatch(visit)) or len(number) > 64:  # noqa: PLR2004
        return None, "number"
    born, arrived = cells.get("birth_date", ""), cells.get("arrived", "")
    birth_date, arrived_at = _day(born), _time(arrived, today)
    admission = Admission(
        visit,
        number,
        cells.get("name", ""),
        _SEXES.get(_plain(cells.get("sex", "")).casefold(), ""),
        birth_date,
        cells.get("department", ""),
        cells.get("bed", ""),
        arrived_at,
        "worklist",
    )
    if born and not birth_date:
        return admission, "birth date"
    return admission, "arrived" if arrived and arrived_at is None else None


def _cell(row: list[str], place: int) -> str:
    """One line without control characters. Excel's ="00123" is the text 00123."""
    cell = row[place] if place < len(row) else ""
    quoted = re.fullmatch(r'="(.*)"', cell.strip())
    text = quoted[1] if quoted else cell
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _plain(text: str) -> str:
    """Full-width letters and digits mean the same; of names they are left."""
    return unicodedata.normalize("NFKC", text).strip()


def _day(text: str) -> str:
    """Year first, or nothing: 11/12/1962 is one day here and another one there."""
    found = _DATE.match(_plain(text))
    if found is None:
        return ""
    year, month, day = (part for part in found.groups() if part)
    date = f"{year}-{int(month):02}-{int(day):02}"
    return date if is_partial_date(date) else ""


def _time(text: str, today: datetime) -> datetime | None:
    """Of this machine's zone where no other one is said. A clock alone is of today, or of yesterday
    where it would be more than an hour ahead: nobody is listed long before they come, and at half
    past midnight 23:50 is not of tonight."""
    plain = _plain(text)
    found = _DATE.match(plain)
    day = _day(plain) if found else f"{today:%Y-%m-%d}"
    clock = _CLOCK.fullmatch(plain[found.end() :] if found else plain)
    if not day or clock is None:
        return None
    hour, minute, second, zone = clock.groups()
    try:
        at = datetime.fromisoformat(f"{day}T{int(hour):02}:{minute}:{second or '00'}{zone or ''}")
        at = at if at.tzinfo else at.astimezone()
        ahead = found is None and at - today > _EARLY
        return at - timedelta(days=1) if ahead else at
    except (ValueError, OverflowError, OSError):
        return None

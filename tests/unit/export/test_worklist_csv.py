"""The patients of the day in a CSV file, as hospitals' programs write them."""

import os
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.export.worklist_csv import MOST_BYTES, WorklistError, WorklistFile, read

EN = (
    "visit,patient,name,sex,birth date,department,bed,arrived\n"
    'V-1,MRN-1,"Smith, June",F,1972-03-04,Emergency,Bed 4,2026-11-29 08:15\n'
)
ZH = (
    "就诊号；病历号；姓名；性别；出生日期；科室；床号；到诊时间\n"
    "１２３；ZY1；𠮷田三郎；女；1962年1月2日；急诊科；抢救2床；2026/11/29 8:05\n"
)
TODAY = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]
)
def test_every_encoding_and_both_languages(encoding: str) -> None:
    (june,) = read(EN.encode(encoding), today=TODAY).admissions
    assert (june.visit, june.patient_number, june.name) == ("V-1", "MRN-1", "Smith, June")
    assert (june.sex, june.birth_date, june.place) == ("F", "1972-03-04", "Bed 4")
    assert june.arrived_at is not None
    assert june.arrived_at.astimezone().strftime("%H:%M") == "08:15"
    (saburo,) = read(ZH.encode(encoding), today=TODAY).admissions
    assert (saburo.visit, saburo.name, saburo.sex) == ("123", "𠮷田三郎", "F")
    assert (saburo.birth_date, saburo.department) == ("1962-01-02", "急诊科")


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_separators_and_line_ends(separator: str, end: str) -> None:
    rows = [["Name", "VISIT_NO.", "MRN"], ["张三", "V-1", "Z1"], ["", "", ""], ["李四", "V-2", ""]]
    text = end.join(separator.join(row) for row in rows)
    found = read(text.encode())
    assert [(one.name, one.visit) for one in found.admissions] == [("张三", "V-1"), ("李四", "V-2")]
    assert found.broken == ()


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",,Nobody,,,", "no number"),
        ("V 1,MRN,X,,,", "number"),
        ("V-1," + "9" * 65 + ",X,,,", "number"),
        ("V-1,M," + "x" * 1001 + ",,,", "too long"),
        ("V-1,M,X,,03/04/1972,", "birth date"),
        ("V-1,M,X,,1972-02-30,", "birth date"),
        ("V-1,M,X,,,yesterday", "arrived"),
        ("V-1,M,X,,,2026-11-29 25:00", "arrived"),
    ],
)
def test_a_broken_row_is_counted_with_its_line_and_spoils_no_other(row: str, why: str) -> None:
    text = f"visit,mrn,name,sex,dob,arrived\n{row}\nV-9,MRN-9,Next,F,1972-03-04,08:15\n"
    found = read(text.encode(), today=TODAY)
    assert found.broken == ((2, why),)
    assert found.admissions[-1].name == "Next"
    if why in {"birth date", "arrived"}:  # nothing is made up of it, and the patient is there
        assert (found.admissions[0].birth_date, found.admissions[0].arrived_at) == ("", None)


@pytest.mark.parametrize(
    ("clock", "now", "day"),
    [
        ("08:15", "2026-11-29T12:00", "29"), ("23:50", "2026-11-29T00:30", "28"),
        ("12:55", "2026-11-29T12:00", "29"), ("13:05", "2026-11-29T12:00", "28"),
        ("00:20", "2026-11-29T00:30", "29"),
    ],
)  # fmt: skip
def test_a_clock_alone_is_of_the_last_time_it_was_that_late(clock: str, now: str, day: str) -> None:
    text = f"visit,name,arrived\nV-1,June,{clock}\n"
    (found,) = read(text.encode(), today=datetime.fromisoformat(now).astimezone()).admissions
    assert found.arrived_at is not None
    assert found.arrived_at.astimezone().strftime("%d %H:%M") == f"{day} {clock}"


def test_formulas_are_text() -> None:
    text = 'visit,name\nV-1,=HYPERLINK(A1)\n"=""00012""",@SUM(1)\nV-3,+1\n'
    found = read(text.encode())
    assert [(one.visit, one.name) for one in found.admissions] == [
        ("V-1", "=HYPERLINK(A1)"), ("00012", "@SUM(1)"), ("V-3", "+1"),
    ]  # fmt: skip


def test_a_field_of_ten_megabytes_is_one_broken_row() -> None:
    text = 'visit,name\nV-1,a\nV-2,"' + "x" * 10_000_000 + '"\nV-3,c\n'
    begun_s = time.process_time()
    found = read(text.encode())
    assert [one.visit for one in found.admissions] == ["V-1", "V-3"]
    assert found.broken == ((3, "too long"),)
    assert time.process_time() - begun_s < 5.0


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"a,b\n1,2\n", "columns"),
        (b"x" * (MOST_BYTES + 1), "too_big"),
        (b"visit,name\nV-1,\xff\xff\xff\n", "encoding"),
        (b"\xff\xfev", "encoding"),
    ],
)
def test_a_file_that_is_no_list_says_why(data: bytes, why: str) -> None:
    with pytest.raises(WorklistError, match=why):
        read(data)


@settings(max_examples=100)
@given(st.binary(max_size=400))
def test_whatever_a_file_holds_is_read_or_refused(data: bytes) -> None:
    for whole in (data, b"visit,name\n" + data):
        try:
            found = read(whole)
        except WorklistError:
            continue
        assert all(one.visit or one.patient_number for one in found.admissions)


# --- the file on the disk


def aged(path: Path, seconds: float = 10.0) -> None:
    at = time.time() - seconds
    os.utime(path, (at, at))


def test_a_file_that_is_being_written_is_not_believed(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text(EN + "V-2,MRN-2,Wang Xi", "utf-8")  # a name half written
    desk = WorklistFile(path)
    assert [one.visit for one in desk.read().admissions] == ["V-1"]
    path.write_text(EN + "V-2,MRN-2,Wang Xiuying,F,,,,\n", "utf-8")
    aged(path)
    assert [one.name for one in desk.read().admissions] == ["Smith, June", "Wang Xiuying"]
    path.write_text("", "utf-8")  # begun anew this moment: the old one holds
    assert len(desk.read().admissions) == 2
    path.write_text(ZH, "utf-8")
    aged(path, 9)
    assert [one.name for one in desk.read().admissions] == ["𠮷田三郎"]


def test_a_file_that_is_away_leaves_what_was_read(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    desk = WorklistFile(path)
    assert (desk.read().admissions, desk.trouble) == ((), "missing")
    path.write_text(EN, "utf-8")
    aged(path)
    assert (len(desk.read().admissions), desk.trouble) == (1, "")
    path.rename(tmp_path / "elsewhere")
    assert (len(desk.read().admissions), desk.trouble) == (1, "missing")
    path.mkdir()
    aged(path)
    assert (len(desk.read().admissions), desk.trouble) == (1, "unreadable")
    path.rmdir()
    path.write_bytes(b"a,b\n1,2\n")
    aged(path, 5)
    assert (len(desk.read().admissions), desk.trouble) == (1, "columns")
    assert desk.read() is desk.read()  # unchanged, so not read again
    assert desk.trouble == "columns"

"""What ADT messages say, in every charset and version they come in, and what broken ones get."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.export.hl7_in.answering import answers
from app.export.hl7_in.header import MOST_BYTES, Header, read_header
from app.export.hl7_in.reading import KINDS, read_message
from app.export.hl7_in.refusals import ERRORS, RefusedError
from tests.adt import NOW, adt


def refusal(message: str | bytes) -> RefusedError:
    with pytest.raises(RefusedError) as caught:
        read_message(message.encode() if isinstance(message, str) else message, NOW)
    return caught.value


def answer(message: str) -> str:
    """To a message that is kept."""
    header, _ = read_message(message.encode(), NOW)
    return "\n".join(one.decode() for one in answers(header, None, "ER", NOW))


@pytest.mark.parametrize("version", ["2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.8"])
@pytest.mark.parametrize("event", [one for one in KINDS if KINDS[one] != "merged"])
def test_every_version_and_event_says_the_same(version: str, event: str) -> None:
    _, (told,) = read_message(adt(event, version=version).encode(), NOW)
    one = told.admission
    assert told.kind == KINDS[event]
    assert told.at == datetime(2026, 11, 29, 8, 15, tzinfo=UTC)
    assert (one.patient_number, one.name, one.sex) == ("MRN-7", "Smith, June", "F")
    assert (one.birth_date, one.visit) == ("1972-03-04", "" if event == "A31" else "V-9")


@pytest.mark.parametrize(
    ("charset", "encoding", "name", "said"),
    [
        ("UNICODE UTF-8", "utf-8", "欧阳^娜娜", "欧阳娜娜"),
        ("UNICODE UTF-8", "utf-8", "𠮷^😀", "𠮷😀"),
        ("", "utf-8", "王^秀英", "王秀英"),
        ("GB 18030-2000", "gb18030", "張^三丰𠮷", "張三丰𠮷"),
        ("GB18030", "gb18030", "镕^丄丅", "镕丄丅"),  # their second bytes look like delimiters
        ("ASCII~GB 18030-2000", "gb18030", "张^三", "张三"),
        ("8859/1", "iso-8859-1", "Müller^Jürgen", "Müller, Jürgen"),
        ("ASCII", "ascii", "Smith^June^A", "Smith, June A"),
    ],
)
def test_names_survive_every_charset(charset: str, encoding: str, name: str, said: str) -> None:
    message = adt(name=name, charset=charset)
    header, (told,) = read_message(message.encode(encoding), NOW)
    assert told.admission.name == said
    assert header.charset == charset


def test_a_hospital_whose_own_name_is_chinese_is_answered_by_it() -> None:
    message = adt(name="张^三", charset="GB18030").replace("MAIN", "丄丅镕医院")
    header, _ = read_message(message.encode("gb18030"), NOW)
    (back,) = answers(header, None, "急诊", NOW)
    assert "丄丅镕医院" in back.decode("gb18030")


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ("Zhang^San^^^^^L^A~张^三^^^^^L^I", "张三"),
        ("Zhang^San~张^三", "张三"),
        ('""', ""),
        ("", ""),
        ("O\\T\\Neil^\\S\\x\\E\\", "O&Neil, ^x\\"),
        ("A\\.br\\B^\\X0D\\C\\H\\", "A B, C"),
        ("Sm\x00ith^\x07J", "Sm ith, J"),
    ],
)
def test_names_are_read_as_they_are_written(field: str, said: str) -> None:
    _, (told,) = read_message(adt(name=field).encode(), NOW)
    assert told.admission.name == said


def test_the_medical_record_number_is_found_among_others() -> None:
    numbers = "111^^^SSA^SS~222^^^HOSP^MR~333^^^HOSP^PI"
    _, (told,) = read_message(adt(number=numbers).encode(), NOW)
    assert told.admission.patient_number == "222"


@pytest.mark.parametrize(
    ("born", "said"),
    [("19720304", "1972-03-04"), ("197203041530", "1972-03-04"), ("1972", "1972"),
     ("197203", "1972-03"), ("19720230", ""), ("03/04/1972", ""), ("", "")],
)  # fmt: skip
def test_no_birth_date_is_made_up(born: str, said: str) -> None:
    _, (told,) = read_message(adt(born=born).encode(), NOW)
    assert told.admission.birth_date == said


def test_a_merge_of_several_pairs() -> None:
    more = "PID|1||B2^^^HOSP^MR||Two\rMRG|A2^^^HOSP^MR\r"
    _, events = read_message(adt("A40", number="B1", gone="A1", visit="", more=more).encode(), NOW)
    assert [(one.gone, one.admission.patient_number) for one in events] == [
        ("A1", "B1"),
        ("A2", "B2"),
    ]


@pytest.mark.parametrize(
    ("message", "verdict", "code"),
    [
        (adt(number=""), "AE", "101"),
        (adt(visit=""), "AE", "101"),
        (adt(id=""), "AE", "101"),
        (adt("A40", visit=""), "AE", "101"),
        (adt(visit="V 9 9"), "AE", "103"),
        (adt(number="9" * 65), "AE", "103"),
        (adt(charset="KLINGON"), "AE", "103"),
        (adt("A05"), "AR", "201"),
        (adt().replace("ADT^A01", "ORU^R01"), "AR", "200"),
        (adt().replace("|P|", "|T|"), "AR", "202"),
        (adt(version="3.0"), "AR", "203"),
        (adt(version="2.2"), "AR", "203"),
        ("hello", "AR", "100"),
        ("", "AR", "100"),
        (adt().replace("^~\\&", "^^\\&", 1), "AR", "100"),
        (adt(name="x" * (MOST_BYTES + 1)), "AR", "207"),
        (adt(name="|" * 30_000), "AR", "207"),
    ],
)
def test_what_cannot_be_taken_says_why(message: str, verdict: str, code: str) -> None:
    found = refusal(message)
    assert (found.verdict, found.code) == (verdict, code)
    assert code in ERRORS
    if found.header is not None:
        (back,) = answers(found.header, found, "ER", NOW)
        assert f"MSA|{verdict}|" in back.decode()
        assert "Smith" not in back.decode()


def test_text_in_another_charset_than_it_says_is_not_guessed() -> None:
    found = refusal(adt(name="张^三").encode("gb18030"))
    assert (found.verdict, found.code, found.where) == ("AE", "103", "MSH^1^18")


def test_errors_are_placed_as_each_version_does() -> None:
    for version, said in (
        ("2.3", "ERR|PID^1^3^101&Required field missing&HL70357\r"),
        ("2.5.1", "ERR||PID^1^3|101^Required field missing^HL70357|E||||"),
    ):
        found = refusal(adt(number="", version=version))
        assert found.header is not None
        (back,) = answers(found.header, found, "ER", NOW)
        assert said in back.decode()


@pytest.mark.parametrize(
    ("modes", "codes"),
    [("|", ["AA"]), ("AL|NE", ["CA"]), ("NE|AL", ["AA"]), ("AL|AL", ["CA", "AA"]),
     ("NE|NE", []), ("SU|ER", ["CA"]), ("ER|SU", ["AA"])],
)  # fmt: skip
def test_a_sender_gets_the_answers_it_asks_for(modes: str, codes: list[str]) -> None:
    header, _ = read_message(adt(modes=modes).encode(), NOW)
    found = [one.decode() for one in answers(header, None, "ER", NOW)]
    assert [one.partition("MSA|")[2][:2] for one in found] == codes
    assert all("MSA|" in one and "|M1\r" in one for one in found)
    ours = [one.split("|")[9] for one in found]
    assert len(set(ours)) == len(ours)
    assert all(0 < len(one) <= 20 for one in ours)


def test_an_answer_uses_the_delimiters_of_the_sender() -> None:
    message = adt(id="M&1").translate(str.maketrans("|^", "!@"))
    header, _ = read_message(message.encode(), NOW)
    (back,) = answers(header, None, "E!R", NOW)
    assert back.startswith(b"MSH!@~\\&!ERSCRIBE!E\\F\\R!HIS!MAIN!")
    assert b"MSA!AA!M&1\r" in back


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=300), at=st.integers(0, 400), cut=st.integers(0, 60))
def test_whatever_comes_is_read_or_refused(data: bytes, at: int, cut: int) -> None:
    whole = adt(name="张^三").encode()
    broken = whole[:at] + data + whole[at + cut :]
    try:
        header, events = read_message(broken, NOW)
        refused = None
    except RefusedError as error:
        header, events, refused = error.header or Header(), (), error
    assert all(b"MSA" in one for one in answers(header, refused, "ER", NOW))
    for one in events:
        assert one.admission.patient_number
        assert one.admission.name.isprintable()


def test_the_header_is_found_behind_line_ends() -> None:
    assert read_header(b"\r\n" + adt().encode()).control_id == "M1"

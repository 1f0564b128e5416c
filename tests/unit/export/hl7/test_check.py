"""Nothing wrong leaves: messages with one fault each are rejected, random right ones are not."""

import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from hl7apy.consts import VALIDATION_LEVEL
from hl7apy.parser import parse_message
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import ExportError
from app.export.hl7.check import check
from app.export.hl7.message import message
from tests.documents import ACTS, LANGUAGES, SITE, example, random_document

Fault = Callable[[str], str]
MDM = message(example("zh", "amendment"), SITE, "EMR^HOSP", "mdm", "id1").decode()
CANCEL = message(example("zh", "error"), SITE, "EMR^HOSP", "mdm", "id1").decode()
ORU = message(example("zh"), SITE, "EMR^HOSP", "oru", "id1").decode()


def at(name: str, number: int, value: str) -> Fault:
    """Puts a value into a field of the first segment of a name."""

    def spoil(text: str) -> str:
        lines = text.split("\r")
        place = next(at for at, line in enumerate(lines) if line.startswith(name))
        fields = lines[place].split("|")
        where = number - (name == "MSH")
        fields += [""] * (where + 1 - len(fields))
        fields[where] = value
        lines[place] = "|".join(fields)
        return "\r".join(lines)

    return spoil


def without(name: str) -> Fault:
    return lambda text: re.sub(rf"(?m)(?s:{name}\|[^\r]*\r)", "", text)


def swapped(first: str, second: str) -> Fault:
    def spoil(text: str) -> str:
        lines = text.split("\r")
        one, two = (next(n for n, x in enumerate(lines) if x[:3] == k) for k in (first, second))
        lines[one], lines[two] = lines[two], lines[one]
        return "\r".join(lines)

    return spoil


def replaced(old: str, new: str) -> Fault:
    return lambda text: text.replace(old, new, 1)


FAULTS: dict[str, Fault] = {
    "no TXA-12": at("TXA", 12, ""),
    "TXA-12 of somebody else": at("TXA", 12, "N-1^OTHER"),
    "no TXA-17": at("TXA", 17, ""),
    "TXA-17 of no table": at("TXA", 17, "ZZ"),
    "TXA-2 of no table": at("TXA", 2, "XX"),
    "TXA-18 of no table": at("TXA", 18, "N"),
    "TXA-19 of no table": at("TXA", 19, "OK"),
    "TXA-19 cancels": at("TXA", 19, "CA"),
    "no TXA-13": at("TXA", 13, ""),
    "no TXA-21": at("TXA", 21, ""),
    "no TXA-22": at("TXA", 22, ""),
    "TXA-22 without a time": at("TXA", 22, "D1^Li^Wei"),
    "no TXA": without("TXA"),
    "no OBX": without("OBX"),
    "no PID": without("PID"),
    "no PV1": without("PV1"),
    "no EVN": without("EVN"),
    "EVN of another event": at("EVN", 1, "T02"),
    "no PID-3": at("PID", 3, ""),
    "PID-3 without authority": at("PID", 3, "MRN-7^^^^MR"),
    "PID-3 without type": at("PID", 3, "MRN-7^^^A&https://a&URI"),
    "PID-3 authority of no table": at("PID", 3, "MRN-7^^^A&https://a&WEB^MR"),
    "no PID-5": at("PID", 5, ""),
    "PID-5 type of no table": at("PID", 5, "张^伟^^^^^Q^I"),
    "PID-5 writing of no table": at("PID", 5, "张^伟^^^^^L^Z"),
    "PID-5 without family name": at("PID", 5, "^伟^^^^^L^I"),
    "PID-7 no day": at("PID", 7, "19600230"),
    "PID-7 with a time": at("PID", 7, "196002291200"),
    "PID-8 of no table": at("PID", 8, "W"),
    "PV1-2 of no table": at("PV1", 2, "X"),
    "no PV1-19": at("PV1", 19, ""),
    "PV1-44 no time": at("PV1", 44, "yesterday"),
    "no OBX-3": at("OBX", 3, ""),
    "OBX-3 without a system": at("OBX", 3, "10154-3^Chief complaint"),
    "no OBX-11": at("OBX", 11, ""),
    "OBX-11 of no table": at("OBX", 11, "Q"),
    "OBX-2 of no table": at("OBX", 2, "XX"),
    "no OBX-2": at("OBX", 2, ""),
    "no OBX-5": at("OBX", 5, ""),
    "OBX-5 too long": at("OBX", 5, "x" * 65537),
    "OBX-14 no time": at("OBX", 14, "20261322140322+0800"),
    "OBX-14 without zone": at("OBX", 14, "20261122140322"),
    "OBX-1 counts wrong": at("OBX", 1, "3"),
    "a raw escape": at("OBX", 5, "a \\ b"),
    "an unknown escape": at("OBX", 5, "a \\Zfoo\\ b"),
    "TXA before PV1": swapped("PV1", "TXA"),
    "PID before EVN": swapped("EVN", "PID"),
    "two PID": replaced("PV1|", "PID|1\rPV1|"),
    "a segment of nobody": replaced("PV1|", "ZZZ|1\rPV1|"),
    "version 2.3": at("MSH", 12, "2.3"),
    "no MSH-12": at("MSH", 12, ""),
    "no MSH-9": at("MSH", 9, ""),
    "MSH-9 of another structure": at("MSH", 9, "MDM^T10^MDM_T01"),
    "MSH-9 of another event": at("MSH", 9, "MDM^T09^MDM_T02"),
    "no MSH-10": at("MSH", 10, ""),
    "MSH-10 too long": at("MSH", 10, "a" * 21),
    "MSH-10 with a bar's escape": at("MSH", 10, "a\\F\\b"),
    "no MSH-7": at("MSH", 7, ""),
    "MSH-7 no time": at("MSH", 7, "20261122250322+0800"),
    "MSH-7 without zone": at("MSH", 7, "20261122140322"),
    "MSH-11 of no table": at("MSH", 11, "X"),
    "MSH-15 of no table": at("MSH", 15, "YES"),
    "MSH-16 alone": at("MSH", 15, ""),
    "no MSH-18": at("MSH", 18, ""),
    "other delimiters": replaced("^~\\&", "^~\\#"),
    "a byte 0x0B": replaced("胸痛", "胸\x0b痛"),
    "a byte 0x1C": replaced("胸痛", "胸\x1c痛"),
    "a line feed": replaced("胸痛", "胸\n痛"),
    "no last end": lambda text: text[:-1],
    "nothing": lambda _: "",
    "no MSH": lambda text: text.partition("\r")[2],
}
OTHERS: dict[str, tuple[str, Fault]] = {
    "a cancelled document with text": (CANCEL, lambda text: f"{text}OBX|1|FT|1^a^LN||x||||||F\r"),
    "a cancelled document that is available": (CANCEL, at("TXA", 19, "AV")),
    "a number with a comma": (ORU, replaced("|36.80|", "|36,80|")),
    "a number too long": (ORU, replaced("|36.80|", f"|{'3' * 17}|")),
    "a unit that is not UCUM": (ORU, replaced("|Cel^^UCUM|", "|℃^^UCUM|")),
    "a unit of no system": (ORU, replaced("|Cel^^UCUM|", "|Cel|")),
    "OBR-25 of no table": (ORU, at("OBR", 25, "Q")),
    "no OBR-4": (ORU, at("OBR", 4, "")),
    "no OBR": (ORU, without("OBR")),
    "OBR-7 no time": (ORU, at("OBR", 7, "now")),
}


@pytest.mark.parametrize("text", [MDM, CANCEL, ORU], ids=["MDM", "cancel", "ORU"])
def test_what_we_make_is_right(text: str) -> None:
    check(text.encode())


@pytest.mark.parametrize("kind", list(FAULTS))
def test_one_fault_is_enough(kind: str) -> None:
    spoilt = FAULTS[kind](MDM)
    assert spoilt != MDM
    with pytest.raises(ExportError, match="cannot leave"):
        check(spoilt.encode())


@pytest.mark.parametrize("kind", list(OTHERS))
def test_one_fault_in_another_message_is_enough(kind: str) -> None:
    text, fault = OTHERS[kind]
    assert fault(text) != text
    with pytest.raises(ExportError, match="cannot leave"):
        check(fault(text).encode())


@given(st.integers(0, len(MDM)), st.integers(0, 40), st.text(max_size=8))
def test_any_damage_is_rejected_or_harmless_and_nothing_worse(at: int, cut: int, new: str) -> None:
    for text in (MDM, CANCEL, ORU):
        with suppress(ExportError):
            check((text[:at] + new + text[at + cut :]).encode("utf-8", "surrogatepass"))


def test_what_is_no_utf_8_cannot_leave() -> None:
    with pytest.raises(ExportError, match="UTF-8"):
        check(MDM.encode("gb18030"))


def test_the_sentence_holds_no_value() -> None:
    for fault in FAULTS.values():
        with pytest.raises(ExportError) as caught:
            check(fault(MDM).encode())
        assert not {"张", "MRN-7", "胸痛"} & set(re.split(r"\W", str(caught.value)))


def validated(payload: bytes) -> None:
    """By a validator of another make. Raises what it raises."""
    level = VALIDATION_LEVEL.STRICT
    parse_message(payload.decode(), validation_level=level, find_groups=True).validate()


FORMS: tuple[Any, ...] = ("mdm", "oru")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", FORMS)
def test_random_notes_pass_both_gates(form: Any, language: Any) -> None:
    """100 notes in all, 20 of each act; six times as many and more in a full run."""
    for seed in range(25):
        note = random_document(seed, ACTS[seed % len(ACTS)], language)
        validated(message(note, SITE, "EMR^HOSP", form, f"id{seed}"))


@pytest.mark.full
@pytest.mark.parametrize("form", FORMS)
def test_many_more_random_notes_pass_both_gates(form: Any) -> None:
    for seed in range(1000, 1600):
        note = random_document(seed, ACTS[seed % len(ACTS)], LANGUAGES[seed % 2])
        validated(message(note, SITE, "EMR^HOSP", form, f"id{seed}", acks="original"))


@pytest.mark.parametrize(
    "kind", ["no TXA-12", "no TXA-17", "no TXA", "no OBX", "no PID-3", "no OBX-11"]
)
def test_the_other_validator_sees_what_is_missing(kind: str) -> None:
    """It is a gate at all: what it should reject, it rejects."""
    with pytest.raises(Exception) as caught:  # noqa: PT011 - of several kinds
        validated(FAULTS[kind](MDM).encode())
    assert "hl7apy" in type(caught.value).__module__

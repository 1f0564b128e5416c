"""English numbers: what was said, and how it is written."""

from itertools import pairwise

import pytest

from app.text.numbers_en import number_forms
from app.text.numbers_words_en import parse

PAIRS = """
blood pressure one twenty over eighty -> blood pressure 120/80
pressure one thirty over eighty -> pressure 130/80
one eighty five over one hundred five -> 185/105
one hundred and ten over seventy -> 110/70
seventy eight over forty -> 78/40
two hundred ten over one twenty -> 210/120
ninety over sixty standing -> 90/60 standing
120 over 80 -> 120/80
pressure one twenty eighty -> pressure 120/80?
bp one forty ninety -> bp 140/90?
ninety six percent -> 96%
ninety six per cent -> 96%
one hundred percent -> 100%
98 percent -> 98%
zero point one percent -> 0.1%
point five milligrams -> 0.5 mg
point oh five milligrams -> 0.05 mg
zero point five milligrams -> 0.5 mg
two point five milligrams -> 2.5 mg
two point twenty five milligrams -> 2.25 mg
four point zero milligrams -> 4.0 mg
thirty eight point two -> 38.2
thirty nine point two degrees celsius -> 39.2 °C
one hundred one point three degrees fahrenheit -> 101.3 °F
thirty six point eight degrees -> 36.8 degrees
lactate five point one -> lactate 5.1
two hundred -> 200
two hundred fifty -> 250
one hundred and ten -> 110
one hundred ten -> 110
three hundred and twenty five milligrams -> 325 mg
three hundred twenty five milligrams -> 325 mg
one fifty milligrams -> 150 mg
one oh five -> 105
one ten -> 110
one eighteen and thready -> 118 and thready
one twenty five micrograms -> 125 mcg
twelve hundred -> 1200
fifteen hundred milliliters -> 1500 mL
one thousand -> 1000
one thousand two hundred -> 1200
two thousand and five -> 2005
ten thousand units -> 10000 units
one hundred twenty five thousand -> 125000
three hundred thousand units -> 300000 units
a hundred and twenty -> 120
a hundred milligrams -> 100 mg
five milligrams -> 5 mg
5 milligrams -> 5 mg
0.5 milligrams -> 0.5 mg
five micrograms -> 5 mcg
two grams -> 2 g
one gram -> 1 g
seventy two kilograms -> 72 kg
five hundred milliliters -> 500 mL
two liters -> 2 L
four units -> 4 units
ten units of insulin -> 10 units of insulin
twenty four -> 24
twenty-four -> 24
ten -> 10
fifteen -> 15
fifty -> 50
sixty five year old -> 65-year-old
sixty five years old -> 65 years old
three month old -> 3-month-old
two week old -> 2-week-old
five micrograms per minute -> 5 mcg/min
five micrograms per kilogram per minute -> 5 mcg/kg/min
sixty milligrams per kilogram -> 60 mg/kg
two point six millimoles per liter -> 2.6 mmol/L
eighty units per kilogram -> 80 units per kilogram
fifteen liters per minute -> 15 L/min
one hundred ten milligrams per deciliter -> 110 mg/dL
forty milliequivalents -> 40 mEq
two hundred joules -> 200 J
four centimeter laceration -> 4 cm laceration
six millimeters -> 6 mm
ninety millimeters of mercury -> 90 mmHg
seven out of ten -> 7/10
fourteen out of fifteen -> 14/15
grade two over six -> grade 2/6
two over six systolic murmur -> 2/6 systolic murmur
strength five over five -> strength 5/5
five to ten milligrams -> 5 to 10 mg
two or four milligrams -> 2 or 4 mg
every six hours -> every 6 hours
six to eight weeks -> 6 to 8 weeks
two or three days -> 2 or 3 days
one to ten -> 1 to 10
glucose four eighty -> glucose 480
four fifty milligrams -> 450 mg
eight thirty at night -> 8:30 at night
four hundred fifty -> 450
three days ago -> 3 days ago
forty minutes -> 40 minutes
one and a half milligrams -> 1.5 mg
two and a half liters -> 2.5 L
in twenty nineteen -> in 2019
since nineteen ninety eight -> since 1998
call nine one one -> call 911
five five five one two one two -> 5551212
nine fifteen this evening -> 9:15 this evening
ten thirty pm -> 10:30 pm
nine oh five this morning -> 9:05 this morning
heart rate ninety two blood pressure one ten over seventy -> heart rate 92 blood pressure 110/70
from fifty two to eighty eight -> from 52 to 88
heart rate one hundred forty -> heart rate 140
thirty thousand -> 30000
"""

AS_SPOKEN = """
fifteen fifty
fifty fifteen
two fifty milligram tablets
give two fifty milligram tablets
one
one day he fell
no one came
at that point five people left
the one over there
one two three
three two one
half a milligram
second line
first of all
two children
five people
at nine fifteen
eight thirty
then seven fifteen comes
around one twenty
twenty nineteen
ten fifteen minutes
once or twice
a liter of saline
eyes three verbal five motor six
one over the other
turn over two pages
oh no
point taken
stage two
type two diabetes
twenty thirty forty
two one
hundred
"""


def shown(line: str) -> str:
    words = line.split()
    for form in reversed(number_forms(words)):
        mark = "" if form.state == "applied" else "?"
        words[form.first : form.last + 1] = [form.text + mark]
    return " ".join(words)


def pairs() -> list[tuple[str, str]]:
    rows = (row.partition(" -> ") for row in PAIRS.strip().splitlines())
    return [(heard, written) for heard, _, written in rows]


@pytest.mark.parametrize(("heard", "written"), pairs())
def test_a_certain_number_is_written_in_digits(heard: str, written: str) -> None:
    assert shown(heard) == written


@pytest.mark.parametrize("heard", AS_SPOKEN.strip().splitlines())
def test_an_uncertain_number_stays_as_spoken(heard: str) -> None:
    assert shown(heard) == heard


def test_there_are_a_hundred_pairs() -> None:
    assert len(pairs()) + len(AS_SPOKEN.strip().splitlines()) >= 130


@pytest.mark.parametrize(
    "pair",
    [("fifteen", "fifty"), ("thirteen", "thirty"), ("sixteen", "sixty"), ("five", "point five")],
)
def test_numbers_that_sound_alike_are_never_written_alike(pair: tuple[str, str]) -> None:
    first, second = (shown(f"give {number} milligrams") for number in pair)
    assert first != second


def test_forms_do_not_overlap_and_are_in_order() -> None:
    line = "one twenty over eighty then five to ten milligrams and seven out of ten"
    forms = number_forms(line.split())
    assert all(one.last < two.first for one, two in pairwise(forms))
    assert len(forms) == 4


@pytest.mark.parametrize(
    ("heard", "texts"),
    [
        (["ninety", "five,", "eighty"], ["95", "80"]),
        (["twenty,", "five", "people"], ["20"]),
        (["one", "hundred.", "Twenty", "people"], ["100", "20"]),
        (["pressure", "one", "twenty,", "over", "eighty"], ["120", "80"]),
        (["0.5,", "milligrams"], []),
    ],
)
def test_no_number_crosses_punctuation(heard: list[str], texts: list[str]) -> None:
    assert [form.text for form in number_forms(heard)] == texts


def test_punctuation_heard_by_large_models_does_not_hide_a_number() -> None:
    assert number_forms(["Twenty-four,", "then"])[0].text == "24"


@pytest.mark.parametrize("value", [*range(1, 130), 150, 199, 200, 205, 999, 1000, 1234, 20_000])
def test_every_whole_number_reads_back_as_itself(value: int) -> None:
    words = spoken(value).split()
    number = parse(words, 0)
    assert number is not None
    assert (number.end, number.text) == (len(words), str(value))


ONES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"


def spoken(value: int) -> str:
    if value < 20:
        return ONES.split()[value]
    if value < 100:
        tens = TENS.split()[value // 10 - 2]
        return f"{tens} {spoken(value % 10)}" if value % 10 else tens
    scale, name = (100, "hundred") if value < 1000 else (1000, "thousand")
    head = f"{spoken(value // scale)} {name}"
    return f"{head} {spoken(value % scale)}" if value % scale else head

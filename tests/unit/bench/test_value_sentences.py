"""Values as another hand wrote them, found in what the product writes."""

import io
from pathlib import Path

import numpy as np
import pytest

from app.bench import accuracy, value_sentences
from app.bench.accuracy import AccuracyOptions
from app.bench.value_sentences import read_values, values_written
from app.bench.voices import KNOWN, Said
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import ROOT
from tests.lexicons import shipped
from tests.unit.bench.fake_product import product

VALUES = ROOT / "tests" / "data" / "eval_values"


@pytest.mark.parametrize(
    ("value", "line", "language", "right"),
    [
        ("0.5 mg", "Give 0.5 mg IV.", "en", 1),
        ("0.5 mg", "Give 0.5 mcg IV.", "en", 0),
        ("5 mg", "Give 0.5 mg IV.", "en", 0),
        ("5 mg", "Give 50 mg IV.", "en", 0),
        ("5 mg", "Give 5 mg/kg IV.", "en", 0),
        ("5 mg", "Give 5 IV.", "en", 0),
        ("5 mcg/kg/min", "Run 5 mcg/kg/min.", "en", 1),
        ("5 mcg/kg/min", "Run 5 mcg/min.", "en", 0),
        ("12 units/kg/h", "then 12 units per kilo per hour", "en", 1),
        ("92 %", "Sats 92%.", "en", 1),
        ("92 %", "Sats 92.", "en", 0),
        ("120/80 mmHg", "BP 120/80.", "en", 1),
        ("120/80 mmHg", "BP 120/800.", "en", 0),
        ("96 /min", "Heart rate 96 and regular.", "en", 1),
        ("96 /min", "Heart rate 96 bpm.", "en", 1),
        ("96 /min", "Give 96 mg.", "en", 0),
        ("38.5 °C", "Temperature 38.5.", "en", 1),
        ("38.5 °C", "Temperature 8.5.", "en", 0),
        ("3.8", "INR 3.8.", "en", 1),
        ("0.5 mg", "阿托品0.5毫克静推", "zh", 1),
        ("0.5 mg", "阿托品0.5微克静推", "zh", 0),
        ("4000 单位", "肝素4000单位静推", "zh", 1),
        ("800 单位/h", "每小时800单位", "zh", 1),
        ("800 单位/h", "800单位每小时", "zh", 1),
        ("800 单位/h", "每分钟800单位", "zh", 0),
        ("40 mL/h", "每小时出40毫升", "zh", 1),
        ("10 mL", "10毫升每小时", "zh", 0),
        ("3 µg/kg/min", "多巴酚丁胺3微克每公斤每分钟", "zh", 1),
        ("96 次/分", "心率每分钟96次", "zh", 1),
        ("96 次/分", "心率每分钟69次", "zh", 0),
        ("120/80 mmHg", "血压120/80毫米汞柱", "zh", 1),
        ("38.5 ℃", "体温38.5℃", "zh", 1),
        ("25%", "射血分数只有25%", "zh", 1),
    ],
)
def test_a_value_is_right_with_all_its_digits_and_its_unit(
    value: str, line: str, language: Language, right: int
) -> None:
    assert values_written([value], line, language) == right


def test_a_value_wanted_twice_must_stand_twice() -> None:
    assert values_written(["5 mg", "5 mg"], "5 mg and then 5 mg", "en") == 2
    assert values_written(["5 mg", "5 mg"], "5 mg and then 6 mg", "en") == 1


def test_what_is_no_value_is_refused() -> None:
    with pytest.raises(ResourceError, match="'some mg' is no value"):
        values_written(["some mg"], "", "en")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_reporting_file_holds_enough_to_tell(language: Language) -> None:
    rows = read_values(VALUES / f"{language}_values.tsv")
    values = [value for row in rows for value in row.values]
    assert sum(" " in value or "%" in value for value in values) >= 150
    assert sum(len(row.drugs) for row in rows) >= 100
    for row in rows:
        # each value is its own written form, so every pattern finds what it was made from
        assert values_written(row.values, "; ".join(row.values), language) == len(row.values)


def test_a_file_of_another_shape_is_refused(tmp_path: Path) -> None:
    (tmp_path / "en_values.tsv").write_text("id\ttext\na\tno pain\n", encoding="utf8")
    with pytest.raises(ResourceError, match="no columns text, values and drugs"):
        read_values(tmp_path / "en_values.tsv")
    with pytest.raises(ResourceError, match="no columns"):
        read_values(tmp_path / "absent.tsv")


class Mute:
    name = KNOWN

    def say(self, text: str) -> Said:
        return Said(text, np.zeros(16_000, np.float32))


def test_rules_and_recogniser_are_counted_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(value_sentences, "engines", lambda _: [Mute()])
    path = tmp_path / "en_values.tsv"
    path.write_text(
        "id\ttext\tvalues\tdrugs\n"
        "a\tgive aspirin four milligrams\t4 mg\taspirin\n"
        "b\tgive insulin six units\t6 units\tinsulin\n",
        encoding="utf8",
    )
    out = io.StringIO()
    options = AccuracyOptions((path,), "tiny", values=(path,), sets=("values",))
    accuracy.run(options, out, product("give aspirin four milligrams"), shipped)
    cells = [[c.strip() for c in row.split("|")[2:5]] for row in out.getvalue().splitlines()[1:-1]]
    assert cells == [
        ["en_values, the true words", "2", "numbers right 100.0 %"],
        [f"en_values, {KNOWN}", "2", "WER 37.5 %"],
        [f"en_values, {KNOWN}", "2", "numbers right 50.0 %"],
        [f"en_values, {KNOWN}", "2", "drug names right, as heard 50.0 %"],
        [f"en_values, {KNOWN}", "2", "drug names right, as written 50.0 %"],
    ]

"""What is shown in traditional script has the characters of what was heard, one for one."""

import sys
from pathlib import Path
from subprocess import run

import opencc
import pytest

from app.services.scripts import aligned, alike, put, script_of, traditional, traditional_words
from tests.lexicons import shipped

TABLES = Path(opencc.__file__).parent / "dictionary"


@pytest.mark.parametrize(
    ("heard", "shown"),
    [
        ("患者头发干燥，胸痛两小时", "患者頭髮乾燥，胸痛兩小時"),
        ("BP 120/80，吃药后", "BP 120/80，吃藥後"),
        ("chest pain", "chest pain"),
        ("", ""),
        ("胸痛兩小時", "胸痛兩小時"),
        ("𠮷", "𠮷"),
    ],
)
def test_a_line_is_shown_in_traditional_script(heard: str, shown: str) -> None:
    assert traditional(heard) == shown


def test_a_word_is_read_with_its_neighbours_and_keeps_its_place() -> None:
    heard = ("头", "发", "干", "燥", "，头", " CT", "5", "mg")
    shown = traditional_words(heard)
    assert shown == ("頭", "髮", "乾", "燥", "，頭", " CT", "5", "mg")
    assert [len(one) for one in shown] == [len(one) for one in heard]
    assert traditional_words(("发", "热")) == ("發", "熱")
    assert traditional_words(()) == ()


@pytest.mark.parametrize("table", ["STPhrases", "STCharacters", "TWVariants"])
def test_no_entry_of_the_tables_joins_or_parts_characters(table: str) -> None:
    rows = (TABLES / f"{table}.txt").read_text(encoding="utf-8").splitlines()
    pairs = [row.split("\t") for row in rows]
    assert len(pairs) > 30
    assert not [key for key, made in pairs if len(made.split(" ")[0]) != len(key)]


def test_where_a_table_would_part_characters_each_is_converted_alone() -> None:
    tables = {"头发": "頭髮啊", "头": "頭", "发": "發啊"}
    assert aligned("头发", lambda text: tables[text]) == "頭发"


def test_every_chinese_name_of_the_lexicon_is_found_in_either_script() -> None:
    names = [name for one in shipped().entries if one.language == "zh" for name in one.names]
    assert len(names) > 1000
    lost = [name for name in names if alike(traditional(name)) != alike(name)]
    assert not lost
    assert not [name for name in names if len(alike(name)) != len(name)]


@pytest.mark.parametrize(
    ("one", "other"), [("头发", "頭髮"), ("睾丸", "睪丸"), ("看着", "看著"), ("瞭解", "了解")]
)
def test_the_same_words_of_two_scripts_are_alike_and_others_are_not(one: str, other: str) -> None:
    assert alike(one) == alike(other)
    assert alike(f"他{one}，") == f"他{alike(one)}，"
    assert alike(one) != alike("头法")
    assert alike("ECG 5 µg") == "ECG 5 µg"


def test_words_are_put_into_a_line_in_its_script_and_read_with_their_neighbours() -> None:
    assert put("患者頭法黃", (2, 4), "头发", "traditional") == "患者頭髮黃"
    assert put("頭法黃", (1, 2), "发", "traditional") == "頭髮黃"  # as 头发, not 发
    assert put("头法黄", (0, 2), "頭髮", "simplified") == "头发黄"
    assert put("他说後，头法", (4, 6), "头发", "traditional") == "他说後，頭髮"  # a person's stay
    assert put("頭痛 CT", (3, 5), "ECG", "traditional") == "頭痛 ECG"
    assert put("Give it.", (5, 7), "5 µg", "traditional") == "Give 5 µg."


def test_a_note_is_in_the_script_that_its_result_was_made_with() -> None:
    assert script_of({"chinese_script": "traditional"}) == "traditional"
    assert script_of({"chinese_script": "simplified"}) == script_of({}) == "simplified"


def test_the_tables_are_loaded_when_words_are_first_shown_and_the_lexicon_is_not() -> None:
    code = (
        "import sys; import app.cli.window, app.gui.main_window, app.gui.live_view;"
        "import app.gui.chinese;"
        "from app.services.scripts import traditional as shown; shown('chest pain');"
        "wanted = {'opencc', 'app.text.writing', 'app.text.lexicon', 'pypinyin'};"
        "print(sorted(wanted & set(sys.modules)));"
        "shown('头发'); print(sorted(wanted & set(sys.modules)))"
    )
    done = run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == ["[]", "['app.text.writing', 'opencc']"]

"""Reading a lexicon: what is accepted, what is refused, and what its vocabularies know."""

import shutil
from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text.lexicon import Lexicon
from app.text.lexicon.records import read_entries, read_pairs, read_words
from app.text.lexicon.vocabulary import ChineseVocabulary, EnglishVocabulary
from tests.lexicons import shipped, small

HEADER = "id\tterm\tkind\tsynonyms\tcode_system\tcode\tflags\n"
GOOD = "drug.x\taspirin\tdrug\tASA|acetylsalicylic acid\t\t\thigh_alert|route=po\n"


def table(tmp_path: Path, rows: str) -> Path:
    path = tmp_path / "en.tsv"
    path.write_text(HEADER + rows, encoding="utf-8")
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    target = tmp_path / "lexicon"
    target.mkdir()
    for language, term in (("en", "aspirin"), ("zh", "阿司匹林")):
        row = f"drug.aspirin\t{term}\tdrug\t\t\t\t\n"
        (target / f"{language}.tsv").write_text(HEADER + row, encoding="utf-8")
        (target / f"lookalikes_{language}.tsv").write_text("a\tb\nx\ty\n", encoding="utf-8")
        (target / f"common_{language}.txt").write_text("give\n", encoding="utf-8")
    (target / "minimal_pairs.tsv").write_text("a\tb\nhyper-\thypo-\n", encoding="utf-8")
    (target / "traps_en.txt").write_text("# why\nasparagus\n", encoding="utf-8")
    return target


def test_a_row_gives_an_entry_with_names_and_flags(tmp_path: Path) -> None:
    (entry,) = read_entries(table(tmp_path, GOOD), "en")
    assert entry.names == ("aspirin", "ASA", "acetylsalicylic acid")
    assert entry.flags == {"high_alert", "route=po"}
    assert (entry.code_system, entry.code) == ("", "")


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("drug.y\tparacetamol\tdrug\n", "3 columns"),
        ("\tparacetamol\tdrug\t\t\t\t\n", "empty"),
        ("drug.y\t\tdrug\t\t\t\t\n", "empty"),
        ("drug.y\tparacetamol\t\t\t\t\t\n", "empty"),
        ("dx.y\tsepsis\tdiagnosis\t\ticd-10-cm\t\t\n", "code needs its system"),
        ("dx.y\tsepsis\tdiagnosis\t\t\tA41.9\t\n", "code needs its system"),
        ("drug.x\tsame id\tdrug\t\t\t\t\n", "already used"),
    ],
)
def test_a_malformed_row_is_refused_with_file_and_line(
    tmp_path: Path, row: str, complaint: str
) -> None:
    with pytest.raises(ResourceError, match=rf"en\.tsv, line 3: .*{complaint}"):
        read_entries(table(tmp_path, GOOD + row), "en")


def test_an_empty_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no entries"):
        read_entries(table(tmp_path, ""), "en")


def test_a_file_that_is_not_text_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "en.tsv"
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ResourceError, match="UTF-8"):
        read_entries(path, "en")


def test_a_pair_needs_two_names(tmp_path: Path) -> None:
    path = tmp_path / "lookalikes_en.tsv"
    path.write_text("a\tb\nDopamine\tDobutamine\tboth\nalone\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="line 3"):
        read_pairs(path)
    path.write_text("a\tb\nDopamine\tDobutamine\tboth\n", encoding="utf-8")
    assert read_pairs(path) == (("dopamine", "dobutamine"),)


def test_word_lists_may_carry_comments_and_counts(tmp_path: Path) -> None:
    path = tmp_path / "common_en.txt"
    path.write_text("# ours\nthe\t500\n\nGive\n", encoding="utf-8")
    assert read_words(path) == {"the", "give"}


def test_a_folder_loads_and_its_version_follows_its_bytes(folder: Path) -> None:
    first = Lexicon.load(folder)
    assert first.version == Lexicon.load(folder).version
    assert first.rule("term") == f"term@{first.version[:12]}"
    with (folder / "common_en.txt").open("a", encoding="utf-8") as file:
        file.write("more\n")
    assert Lexicon.load(folder).version != first.version


@pytest.mark.parametrize(
    "name", ["en.tsv", "zh.tsv", "lookalikes_zh.tsv", "minimal_pairs.tsv", "traps_en.txt"]
)
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(ResourceError, match=name):
        Lexicon.load(folder)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResourceError, match="no lexicon"):
        Lexicon.load(tmp_path)


def test_the_shipped_lexicon_loads_with_enough_entries() -> None:
    lexicon = shipped()
    count = dict.fromkeys(("en", "zh"), 0)
    for entry in lexicon.entries:
        count[entry.language] += 1
    assert count["en"] >= 1500
    assert count["zh"] >= 800


def test_a_flipped_byte_changes_the_version(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(RESOURCES / "lexicon", copy)
    path = copy / "common_en.txt"
    path.write_bytes(path.read_bytes() + b"zzz\n")
    assert Lexicon.load(copy).version != shipped().version


def test_entries_are_found_by_id_and_by_any_name() -> None:
    lexicon = small()
    assert lexicon.entry("zh", "drug.aspirin") is not None
    assert lexicon.entry("en", "drug.aspirin") is None
    assert [entry.id for entry in lexicon.named("en", "ADRENALINE")] == ["drug.epinephrine"]
    assert lexicon.named("en", "nothing") == ()


def test_confusable_pairs_hold_in_both_directions() -> None:
    assert small().confusable("en", "Hydralazine", "hydroxyzine")
    assert small().confusable("en", "hydroxyzine", "hydralazine")
    assert not small().confusable("en", "hydroxyzine", "metoprolol")
    assert not small().confusable("zh", "hydroxyzine", "hydralazine")


@pytest.mark.parametrize(
    "word",
    [
        "walk", "walks", "walked", "walking", "walker", "stopped", "stopping", "tried", "tries",
        "making", "happiness", "doctor's", "doesn't", "we'll", "unhappy", "backyard", "metoprolol",
        "fracture", "fractures", "well-known", "anaemia", "b12", "5mg",
    ],
)  # fmt: skip
def test_ordinary_words_and_their_forms_are_known(word: str) -> None:
    common = "walk stop try make happy doctor does we back yard fracture well known anemia"
    assert EnglishVocabulary(common.split(), ["metoprolol"]).knows(word)


@pytest.mark.parametrize("word", ["metoprolal", "pantopraz", "walkzine", "hydroxyzeen", "opral"])
def test_misspelled_words_are_not_known(word: str) -> None:
    assert not EnglishVocabulary(["walk"], ["metoprolol", "pantoprazole"]).knows(word)


def test_traps_are_known_words() -> None:
    lexicon = shipped()
    for word in ("laryngitis", "fluvastatin", "concerto", "pneumoperitoneum", "hurricane"):
        assert lexicon.knows("en", word)


def test_written_forms_leave_ordinary_words_alone() -> None:
    lexicon = Lexicon(
        small().entries, version="v", common={"en": frozenset({"or"}), "zh": frozenset()}
    )
    assert lexicon.written_forms["ecg"] == "ECG"
    assert "or" not in lexicon.written_forms


def test_chinese_is_cut_into_its_likeliest_words() -> None:
    vocabulary = ChineseVocabulary(["患者"], ["阿司匹林"])
    line = "患者服用阿司匹林三天"
    cut = [line[start:end] for start, end in vocabulary.cut(line)]
    assert cut[0] == "患者"
    assert "阿司匹林" in cut
    assert "".join(cut) == line


def test_cutting_covers_any_characters() -> None:
    line = "龘A3丂患"
    pieces = ChineseVocabulary([], []).cut(line)
    assert "".join(line[start:end] for start, end in pieces) == line

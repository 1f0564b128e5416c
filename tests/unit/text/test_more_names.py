"""More Chinese names: what the file promises, and what the lexicon does with it."""

import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from opencc import OpenCC

from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text.lexicon import Lexicon
from app.text.lexicon.more_names import PREFIXES, MoreNames
from app.text.lexicon.open_names import LOOKUP_ONLY
from app.text.lexicon.vocabulary import ChineseVocabulary
from tests.lexicons import shipped

FILE = RESOURCES / "lexicon" / "zh_more.tsv"
NAME = re.compile(r"(?=.*[\u3400-\u9fff])[\u3400-\u9fff0-9A-Za-zαβγ/ -]{2,16}")
HAN = re.compile(r"[\u3400-\u9fff]{3,}")
README = (RESOURCES / "lexicon" / "README.md").read_text(encoding="utf-8")


@cache
def rows() -> tuple[tuple[str, list[str], list[str]], ...]:
    lines = FILE.read_text(encoding="utf-8").removesuffix("\n").split("\n")[1:]
    cells = (line.split("\t") for line in lines)
    return tuple(
        (kind, [n for n in names.split("|") if n], [n for n in known.split("|") if n])
        for kind, names, known in cells
    )


def every() -> list[str]:
    return [name for _, names, known in rows() for name in (*names, *known)]


def test_a_row_has_a_kind_and_plain_simplified_names() -> None:
    assert {kind for kind, _, _ in rows()} == set(PREFIXES)
    assert [name for name in every() if not NAME.fullmatch(name)] == []
    convert = OpenCC("t2s").convert
    folded = [name.replace("噁", "恶") for name in every()]  # which the converter folds
    assert [name for name in folded if convert(name) != name] == []


def test_no_name_stands_twice_nor_in_the_core() -> None:
    found = Counter(name.casefold() for name in every())
    assert [name for name, count in found.items() if count > 1] == []
    core = {n.casefold() for e in shipped().entries if e.language == "zh" for n in e.names}
    assert core.isdisjoint(found)
    assert shipped().common("zh").isdisjoint(every())


def test_what_may_be_written_is_all_chinese_and_no_word_of_two_characters() -> None:
    assert [n for _, names, _ in rows() for n in names if not HAN.fullmatch(n)] == []


def test_the_file_is_sorted_and_the_readme_says_how_much_it_holds() -> None:
    firsts = [(kind, (*names, *known)[0]) for kind, names, known in rows()]
    order = list(dict.fromkeys(kind for kind, _ in firsts))
    assert firsts == sorted(firsts, key=lambda one: (order.index(one[0]), one[1]))
    written = sum(len(names) for _, names, _ in rows())
    told = f"{len(rows()):,} concepts, {written:,} names that may be written"
    assert f"{told} and {len(every()) - written:,} that are only known" in README


def test_an_id_says_its_kind_and_is_of_one_concept() -> None:
    more = shipped().more_names
    keys = [entry.id for entry in (*more.written, *more.drugs)]
    assert all(re.fullmatch(r"[a-z]+\.zh_[0-9a-f]{10}", key) for key in keys)
    core = {entry.id for entry in shipped().entries}
    assert core.isdisjoint(keys)
    assert len({entry.id for entry in more.written}) == len(more.written)
    (entry,) = shipped().named("zh", "大叶性肺炎")
    assert shipped().entry("zh", entry.id) == entry
    assert entry.id.startswith("dx.")


def file(folder: Path, *lines: str) -> MoreNames:
    path = folder / "zh_more.tsv"
    path.write_text("\n".join(("kind\tnames\tknown", *lines)) + "\n", encoding="utf-8")
    return MoreNames(path)


def lexicon_of(more: MoreNames) -> Lexicon:
    lexicon = Lexicon((), version="1")
    lexicon.more_names = more
    return lexicon


def test_names_that_are_only_known_are_never_found_by_sound(tmp_path: Path) -> None:
    more = file(tmp_path, "drug\t奥希替尼\t泰瑞沙", "drug\t\t喘康速", "diagnosis\t大叶性肺炎\t")
    lexicon = lexicon_of(more)
    found = lexicon.lookup("zh", tuple("奥西替尼"))
    assert found is not None
    assert found.name == "奥希替尼"
    assert lexicon.lookup("zh", tuple("喘糠速")) is None
    assert lexicon.lookup("zh", tuple("太瑞沙")) is None
    assert lexicon.knows("zh", "喘康速")
    assert lexicon.names_drug("zh", "泰瑞沙")
    (entry,) = lexicon.named("zh", "喘康速")
    assert entry.flags == {LOOKUP_ONLY}
    (entry,) = lexicon.named("zh", "泰瑞沙")
    assert (entry.term, entry.names, entry.flags) == (
        "奥希替尼",
        ("奥希替尼", "泰瑞沙"),
        frozenset(),
    )
    assert lexicon.named("en", "泰瑞沙") == ()
    assert lexicon.joined().named("zh", "泰瑞沙") == (entry,)


def test_a_drug_that_is_only_known_is_a_rival(tmp_path: Path) -> None:
    more = file(tmp_path, "drug\t奥希替尼\t", "drug\t\t奥希替泥")
    lexicon = lexicon_of(more)
    assert lexicon.between_drugs("zh", "奥希替妮", "奥希替尼")
    lexicon = lexicon_of(file(tmp_path, "drug\t奥希替尼\t"))
    assert not lexicon.between_drugs("zh", "奥希替妮", "奥希替尼")


def test_what_is_only_known_is_a_rarer_word_than_what_may_be_written() -> None:
    words = ChineseVocabulary((), (), ["克念菌素"], ["喘康速"])
    assert words.word_cost("克念菌素") < words.word_cost("喘康速") < words.word_cost("喘康宿")


@pytest.mark.parametrize("line", ["drug\t奥希替尼", "sound\t奥希替尼\t", "drug\t\t", "drug"])
def test_a_broken_row_is_refused_by_its_line(tmp_path: Path, line: str) -> None:
    more = file(tmp_path, "drug\t奥希替尼\t", line)
    with pytest.raises(ResourceError, match="line 3"):
        more.named("zh", "奥希替尼")


def test_without_a_file_there_are_none(tmp_path: Path) -> None:
    assert MoreNames(tmp_path / "none.tsv").names == ()
    assert MoreNames().named("zh", "奥希替尼") == ()

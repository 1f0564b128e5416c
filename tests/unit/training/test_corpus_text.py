from pathlib import Path

from app.training.corpus import banned_texts
from app.training.corpus_text import Author, load_sources


def test_the_recipe_has_something_to_say_without_open_data() -> None:
    author = Author(load_sources(None), seed=1)
    for language in ("en", "zh"):
        sentences = [author.sentence(language) for _ in range(80)]
        assert len({sentence.text for sentence in sentences}) > 50
        assert all(2 <= len(sentence.words) <= 40 for sentence in sentences)


def test_english_is_lower_case_words_and_chinese_is_hanzi_only() -> None:
    author = Author(load_sources(None), seed=2)
    for _ in range(200):
        english = author.sentence("en").text
        assert english == english.lower()
        assert not set(english) & set("0123456789.,:/{}")
        assert all("\u4e00" <= character <= "\u9fff" for character in author.sentence("zh").text)


def test_the_same_seed_says_the_same() -> None:
    sources = load_sources(None)
    first, second = Author(sources, 7), Author(sources, 7)
    assert [first.sentence("en") for _ in range(20)] == [second.sentence("en") for _ in range(20)]


def test_a_banned_text_is_never_said() -> None:
    sources = load_sources(None)
    said = {Author(sources, seed).sentence("zh").text for seed in range(60)}
    banned = frozenset(said)
    assert all(Author(sources, seed, banned).sentence("zh").text not in said for seed in range(60))


def test_drills_are_made_of_number_words() -> None:
    author = Author(load_sources(None), seed=3)
    numbers = {"zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
               "ten", "point", "over", "hundred", "thousand"}  # fmt: skip
    drills = [author.drill() for _ in range(40)]
    assert sum(bool(set(drill) & numbers) for drill in drills) > 30
    assert all(len(drill) <= 16 for drill in drills)


def test_kept_back_sentences_are_read_from_every_table(tmp_path: Path) -> None:
    (tmp_path / "en_sentences.tsv").write_text("e1\tGive Oxygen now\n", encoding="utf8")
    (tmp_path / "zh_sentences.tsv").write_text("z1\t马上吸氧\n", encoding="utf8")
    other = tmp_path / "other"
    other.mkdir()
    table = "id\ttext\tvalues\nv1\tGive one gram\t1 g\n\n"
    (other / "en_values.tsv").write_text(table, encoding="utf8")
    assert banned_texts([tmp_path, other]) == {"give oxygen now", "马上吸氧", "give one gram"}
    assert banned_texts([tmp_path / "absent"]) == frozenset()

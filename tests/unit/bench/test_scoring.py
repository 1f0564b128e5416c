import pytest

from app.bench.scoring import Tally, errors, language_of, percentile, pooled, share
from app.domain.transcript import Language


@pytest.mark.parametrize(
    ("wanted", "heard", "language", "expected"),
    [
        ("give i v fluids", "Give IV fluids.", "en", (0, 3)),
        ("no chest pain", "chest pain", "en", (1, 3)),
        ("no chest pain", "", "en", (3, 3)),
        ("a c t of the head", "act of the head", "en", (0, 4)),
        ("血压测不出", "血压 测不出。", "zh", (0, 5)),
        ("血压测不出", "血牙测出", "zh", (2, 5)),
        ("血压", "", "zh", (2, 2)),
    ],
)
def test_edits_are_counted_in_words_or_characters(
    wanted: str, heard: str, language: Language, expected: tuple[int, int]
) -> None:
    assert errors(wanted, heard, language) == Tally(*expected)


def test_the_interval_holds_the_rate_and_narrows_with_more_sentences() -> None:
    tallies = [Tally(1, 10), Tally(3, 10), Tally(0, 10)]
    few, many = pooled(tallies, 0), pooled(tallies * 50, 0)
    assert few.value == many.value == pytest.approx(13.333, abs=0.01)
    assert few.low <= many.low <= many.value <= many.high <= few.high


def test_long_sentences_weigh_more_than_short_ones() -> None:
    assert pooled([Tally(1, 1), Tally(0, 9)], 0).value == pytest.approx(10.0)


def test_clips_of_few_speakers_leave_a_wider_interval() -> None:
    tallies = [Tally(0, 10)] * 50 + [Tally(5, 10)] * 50
    speakers = ["ann"] * 50 + ["bob"] * 50
    alone, grouped = pooled(tallies, 0), pooled(tallies, 0, speakers)
    assert grouped.value == alone.value == pytest.approx(25.0)
    assert (grouped.low, grouped.high) == (0.0, 50.0)
    assert alone.low > 15
    assert alone.high < 35


def test_nothing_can_not_be_pooled() -> None:
    with pytest.raises(ValueError, match="nothing"):
        pooled([Tally(0, 0)], 0)


def test_a_share_of_all_is_not_certain() -> None:
    # Wilson's interval of 20 out of 20 at 95 %
    found = share(20, 20)
    assert found.value == found.high == 100.0
    assert found.low == pytest.approx(83.89, abs=0.01)
    assert share(0, 20).high == pytest.approx(16.11, abs=0.01)


def test_a_percentile_lies_in_its_interval() -> None:
    found = percentile([float(n) for n in range(101)], 95, 0)
    assert found.value == pytest.approx(95.0)
    assert found.low < 95.0 < found.high


def test_the_language_is_seen_from_the_script() -> None:
    assert language_of("胸痛") == "zh"
    assert language_of("chest pain") == "en"

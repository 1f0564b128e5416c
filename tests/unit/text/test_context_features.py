"""What the model that reconsiders a mention can see of it."""

from app.text.context import Judgement, MentionSpan
from app.text.context_features import Judged, features

PRESENT = Judgement("present")


def line(text: str, start: int, end: int, found: Judgement = PRESENT) -> Judged:
    return Judged(tuple(text.split()), (MentionSpan(start, end),), (), (found,))


def names(seen: Judged) -> list[str]:
    return [name for name, _ in features(seen, 0, "en")]


def test_words_are_seen_with_their_side_and_distance() -> None:
    seen = names(line("her aunt once had a stroke there", 5, 6))
    assert {"-1 a", "-1 had a", "-4 aunt", "- aunt", "+1 there", "-2 aunt once had"} <= set(seen)
    around = [name for name in seen if not name.startswith("term")]
    assert not any(name.endswith(" stroke") for name in around)


def test_what_lies_beyond_the_sentence_counts_apart() -> None:
    seen = names(line("no pain . a stroke", 4, 5))
    assert {"-1 a", "-beyond no pain .", "-beyond pain"} <= set(seen)
    assert not {"- pain", "-4 pain"} & set(seen)


def test_other_mentions_and_numbers_are_alike() -> None:
    two = Judged(
        ("no", "fever", "or", "stroke", "in", "2019"),
        (MentionSpan(1, 2), MentionSpan(3, 4)),
        (),
        (Judgement("negated", (0, 1)), PRESENT),
    )
    seen = [name for name, _ in features(two, 1, "en")]
    assert {"-1 <m> or", "+1 in", "+2 <n>", "+1 in <n>", "other -2 negated"} <= set(seen)


def test_words_are_seen_with_the_rules_answer_and_the_outermost_words() -> None:
    seen = names(line("if she had no stroke then", 4, 5, Judgement("negated", (3, 4))))
    expected = {
        "ruled negated - had",
        "opens if - had",
        "closes then - had",
        "ruled negated + then",
    }
    assert expected <= set(seen)


def test_words_apart_are_seen_in_pairs_and_all_words_wherever_they_stand() -> None:
    seen = names(line("a b c d e f stroke g", 6, 7))
    assert {"-.. f d", "-.. f b", "any a", "any f g", "any g"} <= set(seen)
    assert not {"-.. f e", "-.. f a", "any stroke"} & set(seen)


def test_the_mention_itself_is_seen_with_what_touches_it() -> None:
    seen = names(line("she had a code stroke before", 3, 5))
    expected = {
        "term code stroke",
        "term code stroke present",
        "terms code",
        "terme stroke",
        "term code stroke -0 a",
        "term code stroke -2 she",
        "term code stroke +0 before",
        "passing - a had",
        "passing opens she",
    }
    assert expected <= set(seen)
    lasting = Judged(("asthma",), (MentionSpan(0, 1, passing=False),), (), (PRESENT,))
    assert "lasting present" in {name for name, _ in features(lasting, 0, "en")}


def test_a_lone_mention_can_be_looked_at() -> None:
    assert not [one for one in names(line("stroke", 0, 1)) if one.startswith(("any", "opens"))]


def test_a_feature_names_the_tokens_it_was_seen_in() -> None:
    spans = dict(features(line("a b c d stroke", 4, 5), 0, "en"))
    assert (spans["-.. d b"], spans["any b c"], spans["ruled present - c"]) == (
        (1, 4),
        (1, 3),
        (2, 3),
    )

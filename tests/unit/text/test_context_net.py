"""The network that reads a mention's line in order, in numpy."""

import numpy as np
import pytest

from app.text.context import Cue, Judgement, Mark, MentionSpan
from app.text.context_features import Judged
from app.text.context_model import embedded
from app.text.context_net import PLACES, SPECIAL, VOCABULARY, ContextNet, View, viewed

LINE = Judged(
    ("no", "fever", "or", "bad", "stroke", "in", "2019"),
    (MentionSpan(1, 2), MentionSpan(3, 5, inverted=True)),
    (Mark(0, 1, (Cue("negated", "pre", 6),)), Mark(5, 6)),
    (Judgement("negated", (0, 1)), Judgement("present")),
)


def test_mentions_are_one_word_and_the_own_one_is_told_apart() -> None:
    assert viewed(LINE, 0, "en").words == ("no", "<m>", "or", "<other>", "in", "<n>")
    assert viewed(LINE, 1, "en").words == ("no", "<other>", "or", "<m>", "in", "<n>")


def test_place_marks_and_what_the_rules_say_are_seen() -> None:
    view = viewed(LINE, 0, "en")
    middle = PLACES // 2
    assert view.at == 1
    assert view.codes[0].tolist() == [middle - 1, middle, *range(middle + 1, middle + 5)]
    assert view.codes[1].tolist() == [6, 0, 0, 0, 37, 0]
    assert view.codes[2].tolist() == [0, 2, 0, 8, 0, 0]
    assert view.codes[3].tolist() == [1, 0, 0, 0, 0, 0]


def test_a_long_line_is_seen_as_far_as_the_window() -> None:
    tokens = (*"a" * 100, "stroke", *"b" * 100)
    line = Judged(tokens, (MentionSpan(100, 101),), (), (Judgement("present"),))
    view = viewed(line, 0, "en")
    assert (view.words[view.at], view.at, len(view.words)) == ("<m>", 30, 57)
    assert (view.codes[0].min(), view.codes[0].max()) == (1, PLACES - 2)


def test_words_it_has_not_learned_are_all_alike() -> None:
    net = embedded("en").net
    assert net is not None
    codes = viewed(LINE, 0, "en").codes[:, :3]
    sums = np.zeros(7, np.float32)
    one, two, known = (
        net.log_odds(View((word, "<m>", "or"), codes, 1), sums)
        for word in ("vrimblet", "dostwick", "denies")
    )
    assert np.array_equal(one, two)
    assert not np.allclose(one, known)


def test_a_vocabulary_of_another_size_is_refused() -> None:
    words = np.frombuffer("\n".join(SPECIAL).encode(), np.uint8)
    arrays: dict[str, np.ndarray] = {
        VOCABULARY: words,
        "net.words": np.zeros((6, 8)),
        "net.outer": np.zeros((8, 7)),
    }
    with pytest.raises(ValueError, match="differ"):
        ContextNet.stored(arrays)

"""Where models are put: by card, memory and wish, and what happens when the card fails."""

import logging

import pytest

from app.services.machine import free_graphics_bytes
from app.speech.devices import CPU_WINDOWS, Card, Placement, opened, placed, windows

GIB = 1 << 30
ALL = frozenset({"float16", "int8_float16", "int8", "float32", "bfloat16"})
LARGE = 31 * GIB // 10
"""large-v3 at sixteen bits."""


def on(free_gib: float, kinds: frozenset[str] = ALL) -> Card:
    return Card(kinds, int(free_gib * GIB))


@pytest.mark.parametrize(
    ("free_gib", "kind", "batch"),
    [
        (139, "float16", 64),
        (24, "float16", 64),
        (8, "float16", 8),
        (3.8, "int8_float16", 4),
        (2.5, "int8_float16", 1),
    ],
)
def test_type_and_batch_follow_the_cards_memory(free_gib: float, kind: str, batch: int) -> None:
    assert placed("auto", "auto", LARGE, lambda: on(free_gib)) == Placement("cuda", kind, batch)


def test_an_old_card_takes_a_type_that_it_has() -> None:
    old = on(8, frozenset({"int8", "float32"}))
    assert placed("cuda", "auto", LARGE, lambda: old).compute_type == "int8"
    assert placed("cuda", "float32", LARGE, lambda: old).compute_type == "float32"


def test_too_little_memory_goes_to_the_processor_and_says_so() -> None:
    place = placed("cuda", "auto", LARGE, lambda: on(1.5))
    assert (place.device, place.compute_type) == ("cpu", "int8")
    assert place.said == "the GPU has only 1.5 GiB free: computing on the processor"


def test_no_card_is_worth_a_sentence_only_where_one_was_asked_for() -> None:
    assert placed("auto", "auto", LARGE, lambda: None).said == ""
    assert "no NVIDIA GPU" in placed("cuda", "float16", LARGE, lambda: None).said
    assert placed("cuda", "float16", LARGE, lambda: None).compute_type == "int8"
    assert placed("cpu", "float32", LARGE, lambda: pytest.fail("asked")).compute_type == "float32"


def test_what_is_free_may_be_unknown() -> None:
    assert windows(0, LARGE, "float16") == CPU_WINDOWS
    assert free_graphics_bytes(lambda _: "142000 MiB\n100 MiB\n") == 142000 << 20
    assert free_graphics_bytes(lambda _: "[N/A]\n") == 0
    assert free_graphics_bytes(lambda _: "") == 0


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("CUDA failed with error out of memory", "memory is too small"),
        ("Library libcudnn_ops.so.9 is not found", "a CUDA library"),
        ("CUDA driver version is insufficient", "with this driver"),
    ],
)
def test_a_card_that_fails_is_left_with_a_sentence(
    words: str, sentence: str, caplog: pytest.LogCaptureFixture
) -> None:
    tried: list[tuple[str, str]] = []

    def load(place: Placement) -> str:
        tried.append((place.device, place.compute_type))
        if place.device == "cuda":
            raise RuntimeError(words)
        return "model"

    with caplog.at_level(logging.WARNING):
        model, place = opened(load, Placement("cuda", "float16", 16))
    assert (model, place.device) == ("model", "cpu")
    assert tried == [("cuda", "float16"), ("cuda", "int8_float16"), ("cpu", "int8")]
    assert sentence in caplog.messages[0]


def test_eight_bits_are_tried_on_the_card_before_it_is_left() -> None:
    def load(place: Placement) -> str:
        if place.compute_type == "float16":
            raise RuntimeError("out of memory")
        return place.compute_type

    found = opened(load, Placement("cuda", "float16", 16))
    assert found == ("int8_float16", Placement("cuda", "int8_float16", 8))


def test_a_model_that_cannot_be_loaded_anywhere_raises_what_it_said() -> None:
    def load(_: Placement) -> str:
        raise RuntimeError("model.bin is damaged")

    with pytest.raises(RuntimeError, match="damaged"):
        opened(load, Placement("cuda", "float16", 16))

import json
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from app.domain.errors import ModelError
from app.domain.result import ModelUsed
from app.speech.keyword_features import BANDS, FeatureStream, paired_filters
from app.speech.keyword_network import KeywordNetwork
from app.speech.keyword_spotter import (
    CONFIG,
    WEIGHTS,
    Keyword,
    KeywordModel,
    KeywordSpotter,
    decided_s,
    load_keywords,
    save_keywords,
)
from app.speech.weights import Weights

Float32 = NDArray[np.float32]


def tensors(keywords: int, seed: int = 3, hidden: int = 8, channels: int = 6) -> dict[str, Float32]:
    rng = np.random.default_rng(seed)
    shapes: dict[str, tuple[int, ...]] = {
        "conv1.weight": (channels, BANDS, 5),
        "conv1.bias": (channels,),
        "conv2.weight": (channels, channels, 3),
        "conv2.bias": (channels,),
        "out.weight": (1 + keywords, hidden),
        "out.bias": (1 + keywords,),
    }
    for name, width in (("lstm1", channels), ("lstm2", hidden)):
        shapes[f"{name}.weight_ih"] = (4 * hidden, width)
        shapes[f"{name}.weight_hh"] = (4 * hidden, hidden)
        shapes[f"{name}.bias"] = (4 * hidden,)
    return {
        name: rng.standard_normal(shape).astype(np.float32) * np.float32(0.8)
        for name, shape in shapes.items()
    }


def model(threshold: float = 0.3, refractory_s: float = 0.5) -> KeywordModel:
    keywords = (Keyword("one", threshold, 0.6), Keyword("two", threshold, 0.9))
    return KeywordModel(keywords, 3, refractory_s, tensors(2))


def sound(seconds: float, seed: int = 1) -> Float32:
    """Noise whose level and colour change several times a second."""
    rng = np.random.default_rng(seed)
    count = round(seconds * 16_000)
    parts: list[Float32] = []
    while sum(len(part) for part in parts) < count:
        size = int(rng.integers(800, 4000))
        tone = np.sin(np.arange(size) * rng.uniform(0.02, 1.5))
        parts.append(10 ** rng.uniform(-3, -0.5) * (tone + 0.2 * rng.standard_normal(size)))
    return np.concatenate(parts)[:count].astype(np.float32)


@pytest.mark.parametrize("size", [1, 37, 160, 333, 5000])
def test_events_do_not_depend_on_how_the_stream_is_cut(size: int) -> None:
    samples = sound(2.0 if size < 10 else 8.0)
    whole = KeywordSpotter(model()).push(samples)
    spotter = KeywordSpotter(model())
    cut = [e for at in range(0, len(samples), size) for e in spotter.push(samples[at : at + size])]
    assert whole
    assert [(e.keyword, e.start_s, e.end_s) for e in cut] == [
        (e.keyword, e.start_s, e.end_s) for e in whole
    ]
    assert [e.score for e in cut] == pytest.approx([e.score for e in whole], abs=1e-5)


def test_scores_are_the_same_for_any_chunks() -> None:
    samples = sound(4.0)
    whole = KeywordSpotter(model()).scores(samples)
    spotter = KeywordSpotter(model())
    cut = np.concatenate(
        [spotter.scores(samples[a : a + 700]) for a in range(0, len(samples), 700)]
    )
    assert whole.shape == (199, 2)
    np.testing.assert_allclose(cut, whole, atol=1e-5)


def test_a_step_is_decided_as_soon_as_its_last_sample_is_heard() -> None:
    samples = sound(1.0)
    for step in (0, 7, 20):
        needed = round(decided_s(step) * 16_000)
        assert len(KeywordSpotter(model()).scores(samples[: needed - 1])) == step
        assert len(KeywordSpotter(model()).scores(samples[:needed])) == step + 1


def test_nothing_is_said_twice_within_the_refractory_time() -> None:
    samples = sound(20.0)
    patient = KeywordSpotter(model(refractory_s=3.0)).push(samples)
    eager = KeywordSpotter(model(refractory_s=0.1)).push(samples)
    ends = [event.end_s for event in patient if event.keyword == "one"]
    assert len(patient) < len(eager)
    assert len(ends) > 1
    assert min(np.diff(ends)) >= 3.0 - 1e-6


def test_a_higher_threshold_raises_less() -> None:
    samples = sound(10.0)
    assert KeywordSpotter(model(threshold=1.01)).push(samples) == []
    few = KeywordSpotter(model(threshold=0.7)).push(samples)
    many = KeywordSpotter(model(threshold=0.2)).push(samples)
    assert len(few) < len(many)
    assert all(event.score >= 0.7 for event in few)


def test_events_name_a_span_of_the_keywords_usual_length() -> None:
    events = KeywordSpotter(model()).push(sound(8.0))
    lengths = {"one": 0.6, "two": 0.9}
    late = [event for event in events if event.end_s > 1.0]
    assert late
    for event in late:
        assert event.end_s - event.start_s == pytest.approx(lengths[event.keyword])


def test_features_do_not_follow_the_level() -> None:
    swell = 0.1 + 0.09 * np.sin(np.arange(48_000) / 1500)
    samples = (swell * np.random.default_rng(5).standard_normal(48_000)).astype(np.float32)
    loud, soft = FeatureStream().push(samples), FeatureStream().push(samples * np.float32(0.1))
    spoken = loud > 0.5
    assert spoken.any()
    assert np.abs(loud[spoken] - soft[spoken]).mean() < 0.15 * loud[spoken].mean()


def test_digital_silence_gives_features_that_are_finite_and_bounded() -> None:
    quiet = np.zeros(16_000, np.float32)
    features = FeatureStream().push(np.concatenate([quiet, sound(1.0), quiet]))
    assert np.isfinite(features).all()
    assert features.max() <= 6.0
    assert not features[:90].any()


def test_no_feature_depends_on_what_comes_later() -> None:
    samples = sound(2.0)
    changed = np.concatenate([samples[:16_000], sound(1.0, seed=9)])
    first, second = FeatureStream().push(samples), FeatureStream().push(changed)
    np.testing.assert_array_equal(first[:98], second[:98])
    assert np.abs(first[102:] - second[102:]).max() > 0.01


def test_filters_cover_the_band_of_speech() -> None:
    filters = paired_filters()
    assert filters.shape == (BANDS, 201)
    assert (filters[:, 3:199].sum(axis=0) > 0).all()


def test_what_is_kept_between_chunks_does_not_grow() -> None:
    def held(spotter: KeywordSpotter) -> int:
        owners = (spotter, spotter._features, spotter._network, spotter._network._conv1)
        arrays = [v for one in owners for v in vars(one).values() if isinstance(v, np.ndarray)]
        return sum(array.nbytes for array in arrays)

    spotter = KeywordSpotter(model())
    spotter.push(sound(1.0))
    early = held(spotter)
    spotter.push(sound(30.0))
    assert held(spotter) <= early + 4 * 800


def test_a_saved_model_comes_back(tmp_path: Path) -> None:
    save_keywords(model(), tmp_path)
    back = load_keywords(Weights(tmp_path, ModelUsed("keywords-embedded", "0" * 64)))
    assert back.keywords == model().keywords
    assert (back.smoothing, back.refractory_s) == (3, 0.5)
    samples = sound(5.0)
    np.testing.assert_allclose(
        KeywordSpotter(back).scores(samples), KeywordSpotter(model()).scores(samples), atol=0.02
    )


def damaged_config(folder: Path, **changes: object) -> None:
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8")) | changes
    (folder / CONFIG).write_text(json.dumps(config), encoding="utf-8")


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"kind": "SpeakerNet"}, "not a keyword spotter"),
        ({"keywords": [{"id": "one", "threshold": 0.5, "length_s": 1.0}]}, "other keywords"),
        ({"keywords": [{"name": "one"}]}, "cannot be loaded"),
        ({"smoothing": "three"}, "cannot be loaded"),
    ],
)
def test_files_that_are_no_keyword_spotter_are_refused(
    tmp_path: Path, changes: dict[str, object], reason: str
) -> None:
    save_keywords(model(), tmp_path)
    damaged_config(tmp_path, **changes)
    with pytest.raises(ModelError, match=reason):
        load_keywords(Weights(tmp_path, ModelUsed("keywords-embedded", "0" * 64)))


def test_damaged_weights_are_refused(tmp_path: Path) -> None:
    save_keywords(model(), tmp_path)
    (tmp_path / WEIGHTS).write_bytes(b"not weights")
    with pytest.raises(ModelError, match="cannot be loaded"):
        load_keywords(Weights(tmp_path, ModelUsed("keywords-embedded", "0" * 64)))


def test_a_missing_tensor_is_named() -> None:
    incomplete = tensors(2)
    del incomplete["lstm2.bias"]
    with pytest.raises(ModelError, match=r"lstm2\.bias"):
        KeywordNetwork(incomplete)

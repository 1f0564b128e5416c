"""Mentions of a talk are judged all together; each is judged as by itself, by the plain network."""

from pathlib import Path

import numpy as np
import pytest
import spacy

from app.domain.transcript import Language, Utterance
from app.text.context_model import ASSERTIONS, Asked, embedded
from app.text.context_net import DILATIONS, HEADS, ContextNet, View, viewed
from app.text.line import line_of, lines_of
from app.text.pipeline import Pipeline
from app.text.reading import Reading, read, split
from app.text.tokens import tokenize
from app.text.understanding import Understander

DATA = Path(__file__).parents[2] / "data"
LANGUAGES: tuple[Language, ...] = ("en", "zh")


def utterances(language: Language) -> list[Utterance]:
    """Lines of speech, several hundred of each language."""
    lines: list[str] = []
    for name, column in (("understanding/{}_mentions", 0), ("eval/{}_sentences", 1)):
        text = (DATA / f"{name.format(language)}.tsv").read_text(encoding="utf-8")
        lines += [row.split("\t")[column] for row in text.splitlines() if row]
    return [
        Utterance(f"u{at}", "S1", language, tokenize(line, 0.9), text=line)
        for at, line in enumerate(lines)
    ]


def readings(language: Language) -> list[Reading]:
    return [read(one.words, (), language) for one in utterances(language)]


class Plain:
    """The network one mention at a time, as it is described."""

    def __init__(self, net: ContextNet) -> None:
        self.weights, self.net = net._weights, net

    def log_odds(self, view: View, linear: np.ndarray) -> np.ndarray:
        weights = self.weights
        words = [self.net._places.get(word, 1) for word in view.words]
        seen = weights["words"][words] * self.net._step
        for name, codes in zip(("places", "marks", "ruled", "cues"), view.codes, strict=True):
            seen = seen + weights[name][codes]
        for number, dilation in enumerate(DILATIONS):
            padded = np.pad(self.normal(seen, number), ((dilation, dilation), (0, 0)))
            around = [padded[start : start + len(seen)] for start in (0, dilation, 2 * dilation)]
            wider = np.hstack(around) @ weights[f"layer{number}"] + weights[f"layer{number}_bias"]
            seen = seen + np.maximum(wider, 0)
        seen = self.normal(seen, len(DILATIONS))
        likely = np.exp(linear) / np.exp(linear).sum()
        told = np.concatenate([seen[view.at], self.attended(seen, view.at), seen.max(0), likely])
        inner = np.maximum(told @ weights["inner"] + weights["inner_bias"], 0)
        return np.asarray(
            inner @ weights["outer"]
            + weights["outer_bias"]
            + np.log(likely + 1e-5) * weights["trust"]
        )

    def normal(self, seen: np.ndarray, number: int) -> np.ndarray:
        away = seen - seen.mean(1, keepdims=True)
        spread = np.sqrt((away**2).mean(1, keepdims=True) + 1e-5)
        scale, shift = self.weights[f"scale{number}"], self.weights[f"shift{number}"]
        return np.asarray(away / spread * scale + shift)

    def attended(self, seen: np.ndarray, at: int) -> np.ndarray:
        weights, size = self.weights, seen.shape[1] // HEADS
        asked, keys = (
            rows @ weights[name] + weights[f"{name}_bias"]
            for name, rows in (("query", seen[at]), ("key", seen))
        )
        sums = []
        for part in (slice(at, at + size) for at in range(0, seen.shape[1], size)):
            shares = np.exp(keys[:, part] @ asked[part] / np.sqrt(np.float32(size)))
            sums.append((shares / shares.sum()) @ seen[:, part])
        return np.concatenate(sums)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_network_says_of_many_mentions_what_it_says_of_each(
    understander: Understander, language: Language
) -> None:
    net = embedded(language).net
    assert net is not None
    pipeline = understander.warm(language)
    lines = [pipeline.judged(one) for one in readings(language)]
    views = [viewed(line, at, language) for line in lines for at in range(len(line.mentions))]
    linear = np.random.default_rng(3).normal(size=(len(views), len(ASSERTIONS)))
    linear = linear.astype(np.float32)
    together = net.log_odds_of(views, linear)
    plain = Plain(net)
    each = np.array([plain.log_odds(*pair) for pair in zip(views, linear, strict=True)])
    assert len(views) > 100
    assert np.allclose(together, each, atol=1e-4)
    assert (together.argmax(axis=1) == each.argmax(axis=1)).all()
    assert len(set(together.argmax(axis=1).tolist())) > 3


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_line_means_the_same_by_itself_and_among_others(
    understander: Understander, language: Language
) -> None:
    pipeline, said = understander.warm(language), [(one, ()) for one in utterances(language)]
    together = lines_of(said, pipeline)
    assert together == [line_of(*one, pipeline) for one in said]
    assert len(together) > 300
    assert len({one.mention.assertion for line in together for one in line.mentions}) > 4


def test_nothing_is_asked_of_nobody(understander: Understander) -> None:
    assert lines_of([], understander.warm("en")) == []
    assert embedded("en").judgements([]) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_asked_of_many_mentions_is_answered_in_their_order(
    understander: Understander, language: Language
) -> None:
    model, pipeline = embedded(language), understander.warm(language)
    asked = [
        Asked(line, at, warily=at % 2 == 0)
        for line in map(pipeline.judged, readings(language)[:200])
        for at in range(len(line.mentions))
    ]
    each = [model.judgement(one.line, one.at, warily=one.warily) for one in asked]
    assert model.judgements(asked) == each


@pytest.mark.parametrize("language", LANGUAGES)
def test_phrases_are_those_that_a_whole_pipeline_finds(
    understander: Understander, language: Language
) -> None:
    pipeline = understander.warm(language)
    nlp = spacy.blank(language if language == "en" else "xx")
    nlp.tokenizer = lambda text: spacy.tokens.Doc(nlp.vocab, [one for one, _, _ in split(text)])
    ruler = nlp.add_pipe("span_ruler", config={"phrase_matcher_attr": "ORTH", "spans_key": "m"})
    ruler.add_patterns([{"label": "m", "pattern": " ".join(one)} for one in pipeline._meanings])
    found = [_matched(pipeline, one) for one in readings(language)]
    for reading, places in zip(readings(language), found, strict=True):
        doc = nlp(spacy.tokens.Doc(nlp.vocab, [token.text for token in reading.tokens]))
        assert places == {(span.start, span.end) for span in doc.spans["m"]}
    assert sum(map(bool, found)) > 100


def _matched(pipeline: Pipeline, reading: Reading) -> set[tuple[int, int]]:
    doc = pipeline._doc([token.text for token in reading.tokens])
    return {(start, end) for _, start, end in pipeline._matcher(doc)}

"""Made-up finished jobs, English and Chinese, with every field of every record varied."""

from typing import Any, TypeVar, get_type_hints
from uuid import uuid4

from hypothesis import strategies as st

from app.domain.audio import Recording
from app.domain.findings import Alert, Code, Correction, Finding, Part, Value
from app.domain.note import Note, NoteSection, NoteSentence
from app.domain.result import JobResult, ModelUsed, Understanding
from app.domain.transcript import Flag, Transcript, Turn, Utterance, Word

Made = TypeVar("Made")

TEXT = st.one_of(
    st.sampled_from(["chest pain", "25 mg", "否认胸痛", "血压120/80", "𠮷", "it's", "a\x00b", ""]),
    st.text(max_size=6),
)
PLAIN: dict[Any, st.SearchStrategy[Any]] = {
    str: TEXT,
    float: st.floats(allow_nan=False, allow_infinity=False),
    int: st.integers(0, 2**40),
    int | None: st.none() | st.integers(0, 2**40),
    bool: st.booleans(),
}


def made(kind: type[Made], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[Made]:
    """Records whose every field varies, those added to the class later included."""
    hints = get_type_hints(kind)
    hints.pop("return", None)
    rest = {name: _of(hint) for name, hint in hints.items() if name not in given}
    return st.builds(kind, **rest, **given)


def _of(hint: Any) -> st.SearchStrategy[Any]:
    return PLAIN[hint] if hint in PLAIN else st.from_type(hint)


def some(one: st.SearchStrategy[Made]) -> st.SearchStrategy[tuple[Made, ...]]:
    return st.lists(one, max_size=3).map(tuple)


def _note(ids: list[str]) -> st.SearchStrategy[Note]:
    sentences = some(
        made(
            NoteSentence,
            utterances=some(st.sampled_from(ids)) if ids else st.just(()),
        )
    )
    return made(
        Note,
        id=st.just(f"n{uuid4().hex}"),
        sections=some(made(NoteSection, sentences=sentences)),
        unplaced=sentences,
    )


@st.composite
def results(draw: st.DrawFn) -> JobResult:
    """A whole result; it cites only utterances it has, and its ids are new."""
    ids = draw(st.lists(TEXT, max_size=3, unique=True))
    said = st.sampled_from([None, *ids])
    utterances = tuple(
        draw(made(Utterance, id=st.just(one), words=some(made(Word)), flags=some(made(Flag))))
        for one in ids
    )
    finding = made(
        Finding,
        utterance=said,
        code=st.none() | made(Code),
        value=st.none() | made(Value),
        parts=some(made(Part)),
        query=st.none() | TEXT,
    )
    understanding = made(
        Understanding,
        transcript=made(Transcript, utterances=st.just(utterances), turns=some(made(Turn))),
        corrections=some(made(Correction, utterance=said)),
        findings=some(finding),
        alerts=some(made(Alert, utterance=said)),
        note=_note(ids),
    )
    return draw(
        made(
            JobResult,
            recording=made(Recording, id=st.just(uuid4().hex)),
            understanding=understanding,
            models=st.dictionaries(
                TEXT, made(ModelUsed, sha256=st.text("0123456789abcdef", min_size=1)), max_size=3
            ),
            timings_s=st.dictionaries(TEXT, PLAIN[float], max_size=3),
            profile=st.just("sandbox"),
            encounter_id=st.none() | st.sampled_from(["SANDBOX-1", "sandbox-1", "Sandbox-a.b_2"]),
        )
    )

"""An utterance that one question asks for twice is read once."""

from collections.abc import Sequence

from app.domain.findings import Correction
from app.domain.transcript import Transcript
from app.text.line import Line, ReadOnce, Said
from app.text.understanding import Understander
from tests.utterances import said


def test_the_same_words_are_read_once_and_others_anew(understander: Understander) -> None:
    asked: list[int] = []

    def count(some: Sequence[Said]) -> Sequence[Line]:
        asked.append(len(some))
        return understander._lines(some)

    once = ReadOnce(count)
    first, other = said("no chest pain"), said("he is in v fib")
    assert once([(first, ())])[0] is once([(first, [])])[0]
    assert sum(asked) == 1
    read = once([(other, ())])
    assert read == understander._lines([(other, ())])  # said() gives both the same id
    correction = Correction("u1", 3, 4, "v fib", "VF", "term", "vf", 1.0, 1.0, "rule", "applied")
    read = once([(other, (correction,))])
    assert read == understander._lines([(other, (correction,))])
    assert sum(asked) == 3


def test_only_what_is_new_is_read_and_each_line_stands_where_it_was(
    understander: Understander,
) -> None:
    once = understander.once()
    talk = [(said("no chest pain", key="u1"), ()), (said("没有胸痛", "zh", key="u2"), ())]
    (known,) = once(talk[1:])
    lines = once(talk)
    assert [line.utterance for line in lines] == [utterance for utterance, _ in talk]
    assert lines[1] is known


def test_a_talk_means_the_same_whether_its_lines_are_kept(understander: Understander) -> None:
    talk = Transcript((said("no chest pain but he is in v fib"),))
    once = understander.once()
    found = understander.understand(talk, (), "n1", read=once)
    assert found.alerts == understander.understand(talk, (), "n1").alerts
    (line,) = found.transcript.utterances
    assert found.alerts
    assert understander.alerts_of(line, (), once) == understander.alerts_of(line)

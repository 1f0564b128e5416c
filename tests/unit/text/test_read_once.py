"""An utterance that one question asks for twice is read once."""

from collections.abc import Sequence

from app.domain.findings import Correction
from app.domain.transcript import Transcript, Utterance
from app.text.line import Line, ReadOnce
from app.text.understanding import Understander
from tests.utterances import said


def test_the_same_words_are_read_once_and_others_anew(understander: Understander) -> None:
    read: list[str] = []

    def count(utterance: Utterance, corrections: Sequence[Correction]) -> Line:
        read.append(utterance.text)
        return understander._line(utterance, corrections)

    once = ReadOnce(count)
    first, other = said("no chest pain"), said("he is in v fib")
    assert once(first, ()) is once(first, [])
    assert len(read) == 1
    assert once(other, ()) == understander._line(other, ())  # said() gives both the same id
    correction = Correction("u1", 3, 4, "v fib", "VF", "term", "vf", 1.0, 1.0, "rule", "applied")
    assert once(other, (correction,)) == understander._line(other, (correction,))
    assert len(read) == 3


def test_a_talk_means_the_same_whether_its_lines_are_kept(understander: Understander) -> None:
    talk = Transcript((said("no chest pain but he is in v fib"),))
    once = understander.once()
    found = understander.understand(talk, (), "n1", read=once)
    assert found.alerts == understander.understand(talk, (), "n1").alerts
    (line,) = found.transcript.utterances
    assert found.alerts
    assert understander.alerts_of(line, (), once) == understander.alerts_of(line)

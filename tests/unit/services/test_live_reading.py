"""Live text heeds the final text's rules: what is in doubt, and what nobody wants corrected."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.domain.access import SANDBOX_ACTOR, Actor
from app.domain.errors import StoreError
from app.domain.live import Lag, LiveAlert, LiveWords
from app.domain.reading import Compare, Heed, Known, Understand
from app.domain.transcript import Word
from app.domain.vetoes import NO_PAIRS, Pairs, pair
from app.services import live_reading
from app.services.finishing import live_transcript
from app.services.live_reading import LiveReading, alerts_of, doubted
from app.services.live_vetoes import AGAIN_S, AskedBehind
from app.store.database import Database
from tests.dictation_bench import Bench
from tests.fake_live import FakeCapture, unheard
from tests.fakes import words
from tests.understood import READING, understander

HEARD = "anaphylacsis now"
PAIR = pair("anaphylacsis", "anaphylaxis")
PATIENCE_S = 20.0


def low(text: str, *unsure: str, confirmed: int = 0) -> LiveWords:
    """Some words at 0.4, which is enough for ordinary ones."""
    said = tuple(
        replace(word, probability=0.4) if word.text in unsure else word for word in words(text)
    )
    return LiveWords(0, "en" if text.isascii() else "zh", said, confirmed, 9.0)


def dotted(event: LiveWords) -> str:
    found = doubted(event, understander())
    return " ".join(found.words[at].text for at in found.doubtful)


@pytest.mark.parametrize(
    ("text", "unsure", "in_doubt"),
    [
        ("give morphine 5 mg", ("morphine",), "morphine"),
        ("give morphine 5 mg", ("5",), "5"),
        ("in the left arm please", ("left", "please"), "left"),
        ("no chest pain here", ("no", "here"), "no"),
        ("he is very well here", ("very", "well", "here"), ""),
        ("no chest pain here", (), ""),
    ],
)
def test_a_protected_word_is_in_doubt_from_the_confidence_of_the_note_on(
    text: str, unsure: tuple[str, ...], in_doubt: str
) -> None:
    assert dotted(low(text, *unsure)) == in_doubt


def test_a_chinese_drug_is_in_doubt_as_a_whole_and_other_doubts_stay() -> None:
    event = replace(low("给予吗啡好", "啡"), doubtful=(4,))
    assert dotted(event) == "吗 啡 好"


def test_without_doubts_the_event_is_the_same() -> None:
    event = low("no chest pain")
    assert doubted(event, understander()) is event


class Asked:
    """A store that answers when it is let."""

    def __init__(self, *answers: Pairs | StoreError) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []
        self.may, self.done = threading.Event(), threading.Semaphore(0)
        self.may.set()

    def __call__(self, actor: Actor) -> Pairs:
        self.asked.append(actor.id)
        assert self.may.wait(PATIENCE_S)
        self.done.release()
        answer = self.answers.pop(0)
        if isinstance(answer, StoreError):
            raise answer
        return answer


def until(happened: Callable[[], Any]) -> None:
    pause = threading.Event()
    for _ in range(2_000):
        if happened():
            return
        pause.wait(0.01)
    raise AssertionError("it did not happen")


def idle(behind: AskedBehind) -> None:
    until(lambda: not behind._asking)


def test_nobody_waits_for_a_store_and_its_answer_holds_from_then_on() -> None:
    asked = Asked(frozenset({PAIR}))
    asked.may.clear()
    behind = AskedBehind(asked, clock=lambda: 0.0)
    assert behind.of(SANDBOX_ACTOR) == NO_PAIRS
    assert behind.of(SANDBOX_ACTOR) == NO_PAIRS
    asked.may.set()
    until(lambda: behind.of(SANDBOX_ACTOR) == {PAIR})
    assert asked.asked == [SANDBOX_ACTOR.id], "once is enough"


def test_it_is_asked_again_after_a_while_and_a_failure_changes_nothing() -> None:
    now = [0.0]
    asked = Asked(frozenset({PAIR}), StoreError("gone"), NO_PAIRS)
    behind = AskedBehind(asked, clock=lambda: now[0])
    for count, after in enumerate(({PAIR}, {PAIR}, NO_PAIRS), 1):
        behind.of(SANDBOX_ACTOR)
        idle(behind)
        assert behind.of(SANDBOX_ACTOR) == after
        assert len(asked.asked) == count
        now[0] += AGAIN_S


def test_another_user_has_other_vetoes() -> None:
    other = replace(SANDBOX_ACTOR, id="other")
    behind = AskedBehind(
        lambda actor: frozenset({PAIR}) if actor.id == "other" else NO_PAIRS, clock=lambda: 0.0
    )
    for actor, pairs in ((SANDBOX_ACTOR, NO_PAIRS), (other, {PAIR})):
        behind.of(actor)
        idle(behind)
        assert behind.of(actor) == pairs


# --- alerts


def unsure(text: str, probability: float = 0.3) -> tuple[Word, ...]:
    return words(text, probability=probability)


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    made = Bench(tmp_path / "recordings", Database.open(tmp_path / "s.sqlite3"), FakeCapture())
    yield made
    made.dictation.close()


def ended(text: str, probability: float = 0.3) -> LiveWords:
    said = unsure(text, probability)
    return LiveWords(0, "en" if text.isascii() else "zh", said, len(said), 9.0, ended=True)


def raised(event: LiveWords, *unwanted: tuple[str, str]) -> list[str]:
    found = alerts_of(event, understander(), "simplified", frozenset(unwanted))
    return [one.keyword for one in found]


def test_confirmed_words_are_read_with_the_rules_of_the_final_ones() -> None:
    said = LiveWords(0, "en", words("he is in cardiac arrest", 3.0), 5, 9.0)
    (alert,) = alerts_of(said, understander(), "simplified")
    assert (alert.keyword, alert.level, alert.start_s) == ("cardiac_arrest", "red", 4.5)
    (denied,) = alerts_of(ended("there is no cardiac arrest", 1.0), understander(), "simplified")
    assert denied.level == "grey"
    assert raised(ended("病人心脏骤停", 1.0)) == ["cardiac_arrest"]
    assert raised(ended("the patient is well")) == []
    assert raised(replace(said, confirmed=0)) == []


def test_an_alert_that_only_an_unwanted_correction_makes_is_not_raised() -> None:
    """As in the final text: a veto leaves the words as they are heard, here and there."""
    assert raised(ended(HEARD)) == ["anaphylaxis"]
    assert raised(ended(HEARD), PAIR) == []
    really = raised(ended("anaphylaxis now"), PAIR)
    assert really == ["anaphylaxis"], "what was really heard is raised whatever is vetoed"


def test_words_leave_with_their_doubts_and_alerts_and_everything_else_as_it_is() -> None:
    read = LiveReading(understander(), "simplified", lambda: Heed("ab12")).read
    event = read(low("give morphine 5 mg no pulse", "morphine", confirmed=4))
    assert event.doubtful == (1,)
    assert event.alerts == (), "only confirmed words raise any"
    assert [one.keyword for one in read(replace(event, confirmed=6)).alerts] == ["no_pulse"]
    lag = Lag(1.0)
    assert read(lag) is lag


def test_what_the_final_text_asks_about_is_in_doubt_once_it_is_said() -> None:
    known = Known(54, "male")
    read = LiveReading(understander(), "simplified", lambda: Heed("ab12", known=known)).read
    event = read(ended("the vaginal bleeding stopped and her pulse is 700"))
    assert [event.words[at].text for at in event.doubtful] == ["vaginal", "700"]
    going_on = replace(event, ended=False, doubtful=())
    assert 1 not in read(going_on).doubtful, "nobody asks while it is still said"
    nobody = LiveReading(understander(), "simplified", lambda: Heed("ab12")).read
    told = nobody(ended("阴道出血两小时"))
    assert not {0, 1} & set(told.doubtful)


def test_words_that_are_told_again_are_not_read_again(monkeypatch: pytest.MonkeyPatch) -> None:
    read = LiveReading(understander(), "simplified", lambda: Heed("ab12")).read
    first = read(ended("no pulse now", 1.0))
    monkeypatch.setattr(live_reading, "overlay", lambda *_: pytest.fail("read again"))
    assert read(replace(first, audio_s=12.0, alerts=())).alerts == first.alerts


def test_no_difference_is_told_of_a_correction_that_neither_text_makes() -> None:
    heard = live_transcript([ended(HEARD)])
    final = READING.understood(Understand(heard, "simplified", "n1"), unheard).understanding
    vetoed = Compare(heard, final, "simplified", frozenset({PAIR}))
    assert [one.kind for one in READING.compared(vetoed, unheard).differences] == ["alert"]
    same = Compare(heard, final, "simplified")
    assert READING.compared(same, unheard).differences == ()


def vetoing(bench: Bench, *pairs: tuple[str, str]) -> Bench:
    """Its user does not want these, as is known before they record."""
    vetoes = AskedBehind(lambda _: frozenset(pairs), bench.dictation._heed)
    bench.dictation._vetoes = vetoes
    vetoes.of(SANDBOX_ACTOR)
    idle(vetoes)
    return bench.open()


def test_live_alerts_heed_the_vetoes_of_who_records(bench: Bench) -> None:
    vetoing(bench, PAIR).record()
    bench.speech.wait_sent(Heed)
    bench.speech.say(ended(HEARD))
    assert bench.told.of(LiveAlert) == []
    bench.speech.say(LiveWords(1, "en", unsure("tension newmothorax", 0.4), 2, 19.0, ended=True))
    assert bench.told.wait(LiveAlert).keyword == "tension_pneumothorax"
    bench.capture.say(bench.capture.hear("anaphylaxis", 0.2))
    (heard,) = (one for one in bench.told.of(LiveAlert) if one.keyword == "anaphylaxis")
    assert heard.source == "audio", "the sound of it is raised whatever the words become"


def test_a_veto_that_is_said_meanwhile_reaches_who_reads_the_words(bench: Bench) -> None:
    said: set[tuple[str, str]] = set()
    now = [0.0]
    vetoes = AskedBehind(lambda _: frozenset(said), bench.dictation._heed, lambda: now[0])
    bench.dictation._vetoes = vetoes
    recording = bench.open().record()
    idle(vetoes)
    said.add(PAIR)
    now[0] += AGAIN_S
    bench.speech.say(ended("the patient is well"))
    assert bench.speech.wait_sent(Heed) == Heed(recording, frozenset({PAIR}))
    bench.speech.say(replace(ended(HEARD), region=1))
    assert bench.told.of(LiveAlert) == []


def test_without_a_veto_the_same_words_raise_it(bench: Bench) -> None:
    vetoing(bench).record()
    bench.speech.say(ended(HEARD))
    assert bench.told.wait(LiveAlert).keyword == "anaphylaxis"
    assert not bench.speech._of(Heed)

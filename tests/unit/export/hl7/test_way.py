"""Every row of the acknowledgement table (SAFETY 1.8), and every way a peer can break."""

import socket
import sys
import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from app.domain.addresses import Peer
from app.domain.outgoing import Outcome
from app.export.hl7.message import message
from app.export.hl7.way import KEPT_S, Hl7Way, hl7_way
from app.settings import Settings
from tests.documents import SITE, example
from tests.hl7_peers import (
    Act,
    Script,
    Tried,
    ack,
    drips,
    engine,
    err,
    hangs_up,
    says,
    sends,
    silent,
)

pytestmark = pytest.mark.skipif(
    sys.platform == "win32", reason="pairs of sockets are network sockets there"
)

ID = "0123456789abcdefABCD"
PAYLOAD = message(example(), SITE, "EMR^HOSP", "mdm", ID)


def deliver(tried: Tried, id: str = ID) -> Outcome:
    return tried.way.deliver(id, PAYLOAD.replace(ID.encode(), id.encode()), tried.committed.append)


def outcome_of(act: Act, *, enhanced: bool = True, answer_s: float = 5.0) -> tuple[Outcome, Tried]:
    script = Script([act])
    with engine(script, enhanced=enhanced, answer_s=answer_s) as tried:
        outcome = deliver(tried)
    assert script.messages[0] == PAYLOAD
    return outcome, tried


@pytest.mark.parametrize("answers", [("CA", "AA"), ("AA",), ("CA", "CA", "AA")])
def test_filed_is_acked_and_the_commit_is_told_first(answers: tuple[str, ...]) -> None:
    outcome, tried = outcome_of(says(*answers))
    said = "emr.test:2575 filed the note (AA); it went there without encryption"
    assert outcome == Outcome("acked", "AA", said)
    assert tried.committed == (["CA"] if "CA" in answers else [])


@pytest.mark.parametrize("code", ["AA", "CA"])
def test_in_original_mode_one_answer_is_all(code: str) -> None:
    outcome, tried = outcome_of(says(code), enhanced=False)
    assert outcome.state == "acked"
    assert tried.committed == []


@pytest.mark.parametrize("code", ["AR", "CR"])
@pytest.mark.parametrize("condition", ["", "200", "201", "202", "203", "206"])
def test_a_reject_is_not_tried_again(code: str, condition: str) -> None:
    errors = (err(condition),) if condition else ()
    outcome, _ = outcome_of(says(code, errors=errors))
    assert outcome.state == "rejected"
    assert outcome.code == (condition or code)
    assert "refused the note" in outcome.sentence


@pytest.mark.parametrize("before", [(), ("CA",)])
@pytest.mark.parametrize("code", ["AE", "CE"])
@pytest.mark.parametrize(
    ("condition", "state", "limited"),
    [
        ("100", "rejected", False),
        ("101", "rejected", False),
        ("102", "rejected", False),
        ("103", "rejected", False),
        ("204", "rejected", False),
        ("205", "acked", False),
        ("206", "retry", True),
        ("207", "retry", True),
    ],
)
def test_an_error_is_what_its_condition_says(
    before: tuple[str, ...], code: str, condition: str, state: str, limited: bool
) -> None:
    outcome, _ = outcome_of(says(*before, code, errors=(err(condition),)))
    assert (outcome.state, outcome.code, outcome.limited) == (state, condition, limited)
    assert condition in outcome.sentence


@pytest.mark.parametrize("condition", ["", "999", "E&^|~", "0"])
def test_an_error_without_a_known_condition_is_tried_a_few_times(condition: str) -> None:
    outcome, _ = outcome_of(says("AE", errors=(err(condition),)))
    assert (outcome.state, outcome.limited) == ("retry", True)
    assert "it does not say why" in outcome.sentence


def test_what_is_definite_outweighs_what_may_pass() -> None:
    outcome, _ = outcome_of(says("AE", errors=(err("207"), err("101"))))
    assert (outcome.state, outcome.code) == ("rejected", "101")


def test_a_warning_beside_an_error_is_not_the_error() -> None:
    outcome, _ = outcome_of(says("AE", errors=(err("103", "W"), err("207", "E"))))
    assert (outcome.state, outcome.code) == ("retry", "207")


def test_nothing_that_the_peer_wrote_is_repeated() -> None:
    words = "Zhang San 张三"
    for code in ("AE", "AR"):
        outcome, _ = outcome_of(says(code, errors=(err("101", text=words), f"ERR|{words}")))
        assert words not in outcome.sentence


def test_stray_answers_are_passed_over() -> None:
    def talk(line: socket.socket, to: str) -> None:
        line.sendall(ack("AR", "SOMEBODY") + b"noise" + ack("AA", to[:-1]) + ack("CA", to))
        line.sendall(b"\x0bMSH|^~\\&|EMR||||2026||ADT^A08|9|P|2.5.1\rPID|1\r\x1c\r" + ack("AA", to))

    outcome, tried = outcome_of(talk)
    assert outcome.state == "acked"
    assert tried.committed == ["CA"]


SILENCES: dict[str, Act] = {
    "nothing": silent,
    "half a frame": sends(lambda to: ack("AA", to)[:-5]),
    "no frame": sends(lambda to: ack("AA", to)[1:-2]),
    "garbage": sends(lambda _: b"\x00\xff\r\n HTTP/1.1 400 \x16\x03" * 30),
    "only strangers": sends(lambda _: ack("AA", "SOMEBODY") * 50),
    "byte by byte for ever": drips(lambda to: ack("AA", to)[:-20] * 50, 0.02),
}


@pytest.mark.parametrize("kind", list(SILENCES))
def test_no_answer_in_time_is_tried_again(kind: str) -> None:
    begun = time.monotonic()
    outcome, tried = outcome_of(SILENCES[kind], answer_s=0.3)
    assert outcome == Outcome("retry", "", "emr.test:2575 did not answer within 0.3 s")
    assert time.monotonic() - begun < 3.0
    assert tried.way._line is None


@pytest.mark.parametrize(
    ("act", "said"),
    [
        (hangs_up, "closed the connection"),
        (sends(lambda _: b"\x0b" + b"x" * 200_000), "answered far more"),
        (sends(lambda _: b"x" * 200_000), "answered far more"),
        (sends(lambda to: b"\x0bMSH|^~\\&|\rMSA|XX|" + to.encode() + b"\r\x1c\r"), "no HL7 answer"),
        (sends(lambda _: b"\x0bMSA|AA\r\x1c\r"), "no HL7 answer"),
    ],
)
def test_a_broken_answer_is_tried_again(act: Act, said: str) -> None:
    outcome, tried = outcome_of(act)
    assert outcome.state == "retry"
    assert not outcome.limited
    assert said in outcome.sentence
    assert tried.way._line is None


def test_an_answer_that_comes_byte_by_byte_is_understood() -> None:
    outcome, _ = outcome_of(drips(lambda to: ack("CA", to) + ack("AA", to), 0.001))
    assert outcome.state == "acked"


def then(*acts: Act) -> Act:
    return lambda line, to: [act(line, to) for act in acts]


@pytest.mark.parametrize(
    "after",
    [silent, hangs_up, sends(lambda to: ack("AA", to)[:-4]), sends(lambda _: b"\x0bMSA|\x1c\r")],
    ids=["silent", "gone", "half", "broken"],
)
def test_committed_but_never_filed_is_said_so(after: Act) -> None:
    outcome, tried = outcome_of(then(says("CA"), after), answer_s=0.3)
    assert outcome == Outcome(
        "retry", "CA", "emr.test:2575 received the note but has not said that it filed it"
    )
    assert tried.committed == ["CA"]
    assert tried.way._line is None


@pytest.mark.parametrize("broken", [silent, hangs_up, SILENCES["half a frame"]])
def test_the_next_try_sends_the_same_bytes_over_a_new_connection(broken: Act) -> None:
    script = Script([broken, says("CA", "AA")])
    with engine(script, answer_s=0.3) as tried:
        assert deliver(tried).state == "retry"
        assert deliver(tried).state == "acked"
    assert script.messages == [PAYLOAD, PAYLOAD]
    assert tried.connections == 2


def test_the_connection_is_kept_between_messages() -> None:
    script = Script([says("CA", "AA"), says("AE", errors=(err("207"),)), says("AR"), says("AA")])
    with engine(script) as tried:
        states = [deliver(tried, f"id{number}").state for number in range(4)]
    assert states == ["acked", "retry", "rejected", "acked"]
    assert tried.connections == 1


def test_a_kept_connection_that_was_closed_is_opened_again_at_once() -> None:
    script = Script([then(says("AA"), hangs_up), says("AA")])
    with engine(script) as tried:
        assert deliver(tried, "one").state == "acked"
        time.sleep(0.05)
        assert deliver(tried, "two").state == "acked"
    assert len(script.messages) == 2
    assert tried.connections == 2


def test_a_kept_connection_that_ends_under_the_message_is_tried_once_more() -> None:
    script = Script([says("AA"), hangs_up, says("AA")])
    with engine(script) as tried:
        assert deliver(tried, "one").state == "acked"
        assert deliver(tried, "two").state == "acked"
    assert tried.connections == 2


def test_a_kept_connection_that_ends_twice_is_tried_later() -> None:
    script = Script([says("AA"), hangs_up])
    with engine(script) as tried:
        assert deliver(tried, "one").state == "acked"
        assert deliver(tried, "two").state == "retry"
    assert len(script.messages) == 3


def test_a_connection_that_was_quiet_for_long_is_not_used_again() -> None:
    script = Script([says("AA")])
    with engine(script) as tried:
        for number in range(3):
            assert deliver(tried, f"id{number}").state == "acked"
            assert tried.way._line is not None
            tried.way._line.quiet_since -= KEPT_S + 1
    assert tried.connections == 3


def test_a_kept_connection_that_broke_is_opened_again() -> None:
    script = Script([says("AA")])
    with engine(script) as tried:
        assert deliver(tried, "one").state == "acked"
        assert tried.way._line is not None
        tried.way._line.way.close()
        assert deliver(tried, "two").state == "acked"


def test_an_answer_left_over_is_not_taken_for_the_next_one() -> None:
    script = Script([says("AE", "AA", errors=(err("207"),)), says("CA", "AR")])
    with engine(script) as tried:
        deliver(tried)  # a second answer to the same number lies around now
        time.sleep(0.05)
        assert deliver(tried).state == "rejected"


def test_a_receiver_that_repeats_old_answers_gets_a_connection_for_each_message() -> None:
    heard: list[str] = []

    def repeats(line: socket.socket, to: str) -> None:
        heard.append(to)
        for one in heard:
            line.sendall(ack("AA", one))

    script = Script([repeats])
    with engine(script) as tried:
        for number in range(4):
            assert deliver(tried, f"id{number}").state == "acked"
            heard[:] = heard if number == 0 else []  # it forgets with the connection
    assert tried.connections == 3


def test_an_application_that_asks_for_it_is_acknowledged() -> None:
    script = Script([lambda line, to: line.sendall(ack("AA", to, own="THEIRS", wants="AL"))])
    with engine(script) as tried:
        assert deliver(tried).state == "acked"
    (told,) = script.extra
    assert b"\rMSA|CA|THEIRS\r" in told
    assert told.startswith(b"MSH|^~\\&|ERSCRIBE|")


def test_nobody_there_is_said_in_a_sentence() -> None:
    def refused(host: str, port: int, timeout_s: float) -> socket.socket:
        raise ConnectionRefusedError

    outcome = Hl7Way(Peer("emr.test", 1), open_line=refused).deliver(ID, PAYLOAD, print)
    assert outcome.state == "retry"
    assert outcome.sentence.startswith("nobody listens at emr.test:1")


def test_a_host_that_takes_the_message_slowly_is_cut_off() -> None:
    big = PAYLOAD.replace(b"Chest pain", b"Chest pain" + b"x" * 8_000_000)
    with engine(Script([]), answer_s=0.3) as tried:
        stuck = tried.found
        stuck._talk = lambda _: time.sleep(1.5)
        begun = time.monotonic()
        outcome = tried.way.deliver(ID, big, print)
    assert outcome.state == "retry"
    assert time.monotonic() - begun < 3.0


def test_what_goes_wrong_here_is_not_taken_for_the_peers_fault() -> None:
    def fails(code: str) -> None:
        raise KeyError(code)

    with engine(Script([says("CA", "AA")])) as tried:
        with pytest.raises(KeyError):
            tried.way.deliver(ID, PAYLOAD, fails)
        assert tried.way._line is None


@pytest.mark.parametrize("acks", ["enhanced", "original"])
def test_the_settings_open_the_way(acks: str) -> None:
    settings = Settings(
        emr_site="A", emr_identifiers="https://a.example", emr_hl7="tls://emr.test:2575",
        emr_hl7_acks=acks,  # type: ignore[arg-type]
    )  # fmt: skip
    way = hl7_way(settings)
    assert way.receiver == Peer("emr.test", 2575, tls=True)
    assert way.enhanced == (acks == "enhanced")
    assert way.trust().verify_flags  # the operating system's, with nothing shown


def test_times_keep_within_the_minute_of_a_try() -> None:
    way = Hl7Way(Peer("emr.test", 1))
    assert (way.answer_s, way.whole_s) == (30.0, 55.0)


ANSWERS = st.one_of(
    st.binary(max_size=80),
    st.builds(
        lambda code, at, cut, new: (
            (found := ack(code, ID, err("101")))[:at] + new + found[at + cut :]
        ),
        st.sampled_from(["CA", "AA", "AE", "AR", "CE", "CR", "XX"]),
        st.integers(0, 120),
        st.integers(0, 30),
        st.binary(max_size=10),
    ),
)


@hypothesis_settings(max_examples=150)
@given(st.lists(ANSWERS, max_size=4), st.booleans())
def test_whatever_a_peer_says_it_comes_to_one_of_three(said: list[bytes], enhanced: bool) -> None:
    def talk(line: socket.socket, to: str) -> None:
        line.sendall(b"".join(said))
        line.close()

    with engine(Script([talk]), enhanced=enhanced) as tried:
        outcome = deliver(tried)
    assert outcome.state in {"acked", "rejected", "retry"}
    assert outcome.sentence.startswith("emr.test:2575 ")
    assert "free words" not in outcome.sentence
    assert tried.committed in ([], ["CA"])
    if outcome.state == "acked":
        assert f"|{ID}".encode() in b"".join(said)


def made(count: int) -> Callable[[str], bytes]:
    return lambda to: ack("CA", to) * count


def test_endless_commits_end_with_the_try() -> None:
    begun = time.monotonic()
    outcome, tried = outcome_of(drips(made(2000), 0.0005), answer_s=0.3)
    assert outcome.state == "retry"
    assert outcome.code == "CA"
    assert tried.committed == ["CA"]
    assert time.monotonic() - begun < 4.0

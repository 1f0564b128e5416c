"""Files in a row: how far each is, how far all are, how long it will take."""

import pytest

from app.domain.job_line import JobLine, LinedJob

THREE = (
    JobLine()
    .added(LinedJob(1, "a.wav", 100))
    .added(LinedJob(2, "b.wav", 100))
    .added(LinedJob(3, "c.wav", 200))
)


def test_progress_counts_files_by_their_size() -> None:
    line = THREE.progressed(1, "recognize", 0.5, 10.0)
    assert line.fraction == pytest.approx(50 / 400)
    line = line.ended(1, "done", 20.0, note="n1")
    assert line.fraction == pytest.approx(100 / 400)
    assert line.left == 2
    done = line.find(1)
    assert done is not None
    assert (done.state, done.note, done.took_s) == ("done", "n1", 10.0)


def test_no_time_is_said_before_something_was_measured() -> None:
    assert THREE.eta_s(100.0) is None
    line = THREE.progressed(1, "decode", 0.0, 100.0)
    assert line.eta_s(101.0) is None
    assert line.progressed(1, "decode", 0.1, 101.0).eta_s(102.0) is None, "too short to tell"


def test_the_time_that_is_left_follows_the_speed_measured_so_far() -> None:
    line = THREE.progressed(1, "decode", 0.0, 0.0).ended(1, "done", 10.0)
    line = line.progressed(2, "recognize", 0.5, 10.0)
    # 150 of 400 in 15 s: 250 are left at 10 a second
    assert line.eta_s(15.0) == pytest.approx(25.0)


def test_what_failed_or_was_given_up_is_no_work_any_more() -> None:
    line = THREE.progressed(1, "decode", 0.0, 0.0).ended(1, "done", 10.0)
    line = line.ended(2, "failed", 11.0, "not a recording").ended(3, "cancelled", 11.0)
    assert (line.left, line.fraction, line.eta_s(12.0)) == (0, 1.0, 0.0)
    assert line.without_over() == JobLine()


def test_progress_that_comes_late_does_not_bring_a_job_back() -> None:
    line = THREE.ended(1, "cancelled", 1.0)
    assert line.progressed(1, "recognize", 0.9, 2.0) == line


def test_an_empty_line_is_done() -> None:
    assert JobLine().fraction == 1.0
    assert JobLine().progressed(7, "decode", 0.5, 0.0) == JobLine()

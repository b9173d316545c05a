"""When things were handed in: every way of writing a moment is UTC in the end, and no zone is ever guessed."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.classroom.layouts.moments import NoZoneError, utc
from autograder.classroom.layouts.times import paired, read_times
from autograder.classroom.submissions import find_submissions, strangers
from autograder.course.errors import UsageError
from tests.classroom import exports
from tests.classroom.exports import ROSTER, as_folder

ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
NIGHT = "2026-09-14T21:59:00Z"
BERLIN = ZoneInfo("Europe/Berlin")


@given(st.datetimes(datetime(1970, 1, 2), datetime(2100, 1, 1), timezones=ZONES))
def test_a_moment_is_the_same_in_every_zone_it_is_written_in(moment: datetime) -> None:
    plain = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    for shape in ("%Y-%m-%dT%H:%M:%S%z", "%Y-%m-%d %H:%M:%S.%f %z", "%Y-%m-%d %H:%M:%S.%f000 %z"):
        assert utc(moment.strftime(shape)) == plain
    assert utc(plain) == plain


@pytest.mark.parametrize(
    "text",
    [
        "2026-09-14 21:59:00.999 UTC",
        "2026-09-14 23:59 Europe/Berlin",
        "2026-09-14T21:59Z",
        "2026-09-14 21:59:00.123456789 Z",
        "Monday, 14 September 2026, 9:59 PM UTC",
        "20260914T21:59:00+00:00",
    ],
)
def test_what_platforms_write_is_read(text: str) -> None:
    assert utc(text) == NIGHT


def test_a_time_without_a_zone_takes_the_caller_s_and_else_is_refused() -> None:
    for text in ("2026-09-14 23:59", "Monday, 14 September 2026, 11:59 PM", "14 September 2026, 23:59"):
        assert utc(text, BERLIN) == NIGHT
        with pytest.raises(NoZoneError):
            utc(text)


@given(st.text(max_size=100) | st.sampled_from(["2026-09-14", "25:00 Z", "0001-01-01 00:00+14:00", "1:1 Mars/Base"]))
def test_what_is_no_time_is_a_value_error_and_nothing_else(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert utc(text).endswith("Z")


@given(st.lists(st.none() | st.just("own"), max_size=5), st.lists(st.integers(0, 9).map(str), min_size=1, max_size=5))
def test_the_last_hand_in_has_the_last_moment_and_none_is_without(own: list[str | None], told: list[str]) -> None:
    moments = paired(own, sorted(told))
    assert len(moments) == len(own)
    assert None not in moments
    assert moments[-1:] == sorted(told)[-1:] or not own


def times_of(tmp_path: Path, text: str | bytes) -> Path:
    path = tmp_path / "times.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


@pytest.mark.parametrize(
    "text",
    [
        "student,time\nada,2026-09-14T21:59:00Z\n",
        "\ufeffName;Email address;Last modified (submission)\nA;ada@example.edu;Monday, 14 September 2026, 11:59 PM\n",
        "Identifier;Last modified (submission)\r\nParticipant 901;14 September 2026, 11:59 PM\r\nParticipant 9;-\r\n",
        "Email\tSubmission Time\nada@example.edu\t2026-09-14 14:59:00 -0700\n",
        'Student,Submitted At\n"Ada Lovelace",2026-09-14T21:59Z\nAda Lovelace,2026-09-14T21:59:00Z\nGrace Hopper,\n',
    ],
)
def test_a_file_of_times_names_students_in_any_way_that_the_roster_knows(text: str, tmp_path: Path) -> None:
    path = as_folder(exports.CANVAS, tmp_path / "class")
    times = read_times(times_of(tmp_path, text), BERLIN)
    sources = find_submissions(path, ROSTER, times)
    assert [source.moment for source in sources] == [NIGHT, NIGHT, None, None]
    assert strangers(sources, ROSTER, times) == ()


def test_without_a_roster_the_layout_s_own_ids_will_do(tmp_path: Path) -> None:
    path = as_folder(exports.CANVAS, tmp_path / "class")
    rows = (
        "502,2026-09-14T21:59:00Z",
        "lovelaceada,2026-09-01T00:00Z",
        "lovelaceada,2026-09-02T00:00Z",
        "x,2026-01-01T00:00Z",
    )
    times = read_times(times_of(tmp_path, "\n".join(["user,time", *rows])))
    sources = find_submissions(path, (), times)
    assert [source.moment for source in sources] == [NIGHT, "2026-09-01T00:00:00Z", "2026-09-02T00:00:00Z", None]
    assert strangers(sources, (), times) == ("x",)


def test_an_alias_that_two_students_have_gives_neither_a_moment(tmp_path: Path) -> None:
    path = as_folder({"501_7_1_x.zip": b"", "ada_501_2_x.zip": b""}, tmp_path / "class")
    times = read_times(times_of(tmp_path, "user,time\n501,2026-09-14T21:59:00Z\n"))
    sources = find_submissions(path, (), times)
    assert [(source.student, source.moment) for source in sources] == [("501", None), ("ada", None)]
    assert strangers(sources, (), times) == ("501",)


def test_a_file_of_times_overrules_the_layout(tmp_path: Path) -> None:
    path = as_folder(exports.NBGRADER, tmp_path / "course")
    times = read_times(times_of(tmp_path, "student,time\ngrace,2026-09-14T21:59:00Z\nada,2026-10-01T00:00Z\n"))
    moments = [source.moment for source in find_submissions(path, ROSTER, times)]
    assert moments == ["2026-09-13T19:00:00Z", "2026-10-01T00:00:00Z", NIGHT]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("student,time\nada,2026-09-14 21:59\n", "times.csv:2: expected a time with its zone"),
        ("student,time\n\nada,soon\n", "times.csv:3: expected a time such as"),
        ("student,points\nada,3\n", "has no column for the time"),
        ("who,time\nada,3\n", "has no column for the student"),
        ("", "holds no table"),
        (b"\xff\xfe\x00", "holds no table"),
    ],
)
def test_a_file_of_times_with_a_fault_is_refused_in_one_sentence(text: str | bytes, words: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        read_times(times_of(tmp_path, text))
    assert "\n" not in str(refused.value)


def test_a_file_of_times_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        read_times(tmp_path / "times.csv")

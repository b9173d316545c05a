"""Moments in UTC: `utc("2026-09-14 23:59:00 +0200")` is "2026-09-14T21:59:00Z".

Reads ISO 8601, what nbgrader, Gradescope and Git write, and what Moodle's grading sheet shows in English. A time
without a zone means nothing by itself: without `zone` it raises NoZoneError.
"""

from __future__ import annotations

import re
import zoneinfo
from datetime import UTC, datetime, tzinfo

LONG = ("%A, %d %B %Y, %I:%M %p", "%A, %d %B %Y, %H:%M", "%d %B %Y, %I:%M %p", "%d %B %Y, %H:%M")  # Moodle
NAMED = re.compile(r"(?P<time>.*\d(?:\s[AaPp][Mm])?)\s+(?P<zone>[A-Za-z][\w+/-]*)")
FRACTION = re.compile(r"(\.\d{6})\d+")  # Gradescope writes nanoseconds
LONGEST = 80


class NoZoneError(ValueError):
    """A time that does not say in which zone."""


def utc(text: str, zone: tzinfo | None = None) -> str:
    """The moment in UTC; ValueError where it is no time, NoZoneError where neither it nor `zone` says which zone."""
    text = FRACTION.sub(r"\1", text.strip())
    if len(text) > LONGEST:
        raise ValueError("too long for a time")
    named = NAMED.fullmatch(text)
    if named and named["zone"].lower() not in ("am", "pm"):
        text, zone = named["time"], _zone(named["zone"])
    moment = _read(text)
    if moment.tzinfo is None:
        if zone is None:
            raise NoZoneError(text)
        moment = moment.replace(tzinfo=zone)
    try:
        return _shown(moment.astimezone(UTC))
    except OverflowError as error:
        raise ValueError("no such year") from error


def of_seconds(seconds: int) -> str:
    """The moment so many seconds after the start of 1970."""
    try:
        return _shown(datetime.fromtimestamp(seconds, UTC))
    except (OverflowError, OSError) as error:
        raise ValueError("no such year") from error


def _shown(moment: datetime) -> str:
    return moment.replace(microsecond=0, tzinfo=None).isoformat() + "Z"


def _read(text: str) -> datetime:
    if ":" not in text:
        raise ValueError("a date, and no time of day")
    text = re.sub(r"\s+([+-]\d\d:?\d\d)$", r"\1", text)
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        for shape in LONG:
            try:
                return datetime.strptime(text, shape)
            except ValueError:
                continue
        raise


def _zone(name: str) -> tzinfo:
    """UTC, or a zone of the tz database; ValueError for others."""
    if name.upper() in ("Z", "UTC", "GMT"):
        return UTC
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"'{name}' is no time zone") from error

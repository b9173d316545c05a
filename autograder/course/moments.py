"""Moments as they are kept everywhere, UTC to the second, "2026-09-14T21:59:00Z": `now()`, and `spoken(moment)`."""

from __future__ import annotations

from datetime import UTC, datetime

FORM = "%Y-%m-%dT%H:%M:%SZ"


def now() -> str:
    """The present moment."""
    return datetime.now(UTC).strftime(FORM)


def spoken(moment: str) -> str:
    """For a person: "2026-09-14 21:59 UTC", with the seconds where there are any."""
    day, _, time = moment.removesuffix("Z").partition("T")
    return f"{day} {time.removesuffix(':00')} UTC"

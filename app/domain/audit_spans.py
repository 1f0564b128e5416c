"""The time spans in which somebody thinks when they look back."""

from datetime import date, datetime, time, timedelta
from typing import Final, Literal, get_args

from app.domain.audit import Period

Span = Literal["today", "week", "month", "all", "between"]
SPANS: Final[tuple[Span, ...]] = get_args(Span)
_DAYS: Final = {"today": 0, "week": 6, "month": 29}


def period_of(span: Span, now: datetime, first: date, last: date) -> Period:
    """now: aware, in local time. first, last: whole days there, both included; for `between`."""
    if span == "all":
        return Period()
    if span == "between":
        begin, end = sorted((first, last))
        return Period(_midnight(begin, now), _midnight(end + timedelta(days=1), now))
    return Period(_midnight(now.date() - timedelta(days=_DAYS[span]), now))


def _midnight(day: date, now: datetime) -> datetime:
    return datetime.combine(day, time(), now.tzinfo)

"""Moments as they are shown on these pages, on the clock of this machine."""

from datetime import datetime


def moment(at: datetime | None) -> str:
    """2026-11-29 02:15; "" for none. at: aware."""
    return at.astimezone().strftime("%Y-%m-%d %H:%M") if at is not None else ""


def clock_time(at: datetime) -> str:
    """02:15"""
    return at.astimezone().strftime("%H:%M")

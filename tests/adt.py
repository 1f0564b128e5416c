"""ADT messages as hospitals send them."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 29, 12, 0, tzinfo=UTC)


def adt(  # noqa: PLR0913 - a message has so many sides
    event: str = "A01",
    *,
    visit: str = "V-9",
    number: str = "MRN-7",
    name: str = "Smith^June",
    born: str = "19720304",
    sex: str = "F",
    place: str = "ER^^B4",
    at: str = "20261129081500+0000",
    id: str = "M1",
    version: str = "2.5.1",
    charset: str = "UNICODE UTF-8",
    modes: str = "|",
    gone: str = "",
    more: str = "",
) -> str:
    """One message, its segments ended by carriage returns."""
    pv1 = f"PV1|1|E|{place}{'|' * 16}{visit}{'|' * 25}{at}"
    segments = (
        f"MSH|^~\\&|HIS|MAIN|ERSCRIBE|ER|{at}||ADT^{event}|{id}|P|{version}|||{modes}||{charset}",
        f"EVN|{event}|{at}",
        f"PID|1||{number}^^^HOSP^MR||{name}||{born}|{sex}",
        *((f"MRG|{gone}^^^HOSP^MR",) if gone else ()),
        *((pv1,) if visit else ()),
        *((more,) if more else ()),
    )
    return "".join(f"{one}\r" for one in segments)

"""Messages on their way to the EMR of a made-up hospital, one of each standing."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from app.domain.access import Actor
from app.domain.errors import AppError
from app.gui.people_pages.parts import OutgoingParts
from app.services.export_status import Line, OutgoingDesk
from app.store.outbox import Step

AT = datetime(2026, 11, 29, 2, 15, tzinfo=UTC)


def one(name: str, state: str, **more: object) -> Line:
    code, sentence = str(more.pop("code", "")), str(more.pop("sentence", ""))
    last = Step(2, state, AT + timedelta(minutes=9), code, sentence)  # type: ignore[arg-type]
    made = Line(
        *(name, 1, "fhir", "fhir", "sign", "6c1f0a9be2d4", 2, "lane", "0" * 64),
        *(AT, "u-house", last, AT, 1),
    )
    return replace(made, **more)  # type: ignore[arg-type]


LINES = (
    one(
        "KQX3V7AB2CDE4FGH5IJK",
        "rejected",
        code="422",
        sentence="emr.hospital.test:443 refused the document: a code in it is not known there "
        "(HTTP 422, code-invalid)",
    ),
    one("AQX3V7AB2CDE4FGH5IJK", "queued", act="amendment", version=3, tries=0, held=True),
    one(
        "BQX3V7AB2CDE4FGH5IJK",
        "retry",
        note_id="b17f0a9be2d4",
        destination="hl7",
        form="hl7",
        tries=14,
        sentence="hl7.hospital.test:2575 did not answer within 30 s",
    ),
    one("CQX3V7AB2CDE4FGH5IJK", "committed", note_id="c27f0a9be2d4", destination="hl7", form="hl7"),
    one(
        "DQX3V7AB2CDE4FGH5IJK",
        "rejected",
        note_id="d37f0a9be2d4",
        destination="folder",
        form="cda",
        tries=0,
        code="invalid",
        sentence="this note names no encounter, so no EMR could file it; dictate the next one "
        "under its encounter",
    ),
    one("EQX3V7AB2CDE4FGH5IJK", "sending", note_id="e47f0a9be2d4", act="error"),
)
FILED = one("FQX3V7AB2CDE4FGH5IJK", "acked", note_id="f57f0a9be2d4", code="201")
WITHDRAWN = one("GQX3V7AB2CDE4FGH5IJK", "rejected", note_id="a67f0a9be2d4", code="withdrawn")


@dataclass
class FakeDesk:
    """lines: what is to be seen to. sent: what was sent again."""

    lines: tuple[Line, ...] = LINES
    sent: list[str] = field(default_factory=list)
    refusal: AppError | None = None

    def listing(self, actor: Actor, *, settled: bool = False) -> tuple[Line, ...]:
        return (*self.lines, FILED, WITHDRAWN) if settled else self.lines

    def troubles(self, actor: Actor) -> tuple[Line, ...]:
        return self.lines

    def resend(self, actor: Actor, message: str) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.sent.append(message)
        self.lines = tuple(line for line in self.lines if line.id != message)


def parts(desk: FakeDesk, *, opened: bool = True) -> OutgoingParts:
    return OutgoingParts(lambda: cast(OutgoingDesk, desk), lambda: opened)

"""A clinical store made once and copied for each test, and who acts on its one note."""

import json
import shutil
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from joserfc.jwk import ECKey
from sqlalchemy import select
from sqlcipher3 import dbapi2 as sqlcipher

from app.domain.access import Actor
from app.domain.note_doubts import Protected
from app.domain.note_state import NoteState
from app.domain.note_versions import NoteVersion
from app.domain.signatures import Claims, Signature, SigningKey
from app.services.corrections import Corrections
from app.services.credentials import Cost
from app.services.filing import Filing
from app.services.note_copies import NoteCopies
from app.services.note_desk import NoteDesk
from app.services.note_life import NoteLife
from app.services.outgoing import Leaves
from app.services.proving import Proving
from app.services.review import NoteReview
from app.services.signature_keys import PasswordKeys, SignatureProvider, checked, detached
from app.services.signing import Signing, check_signatures
from app.services.suggestions import Suggestions
from app.services.vetoes import Vetoes
from app.store import notes
from app.store.database import Database
from app.store.note_evidence import RecordedSound
from app.store.note_standing import owner_of, state_of
from app.store.segments import PLAIN
from app.store.sqlite_file import specification
from app.store.tables_audit import AuditLogRow
from tests.fakes import finished_job
from tests.recording_desk import Desk, ramp
from tests.ward import AUTHOR, ENCOUNTER, KEYS, open_ward, proved

CHEAP = PasswordKeys(Cost(8, 1, 1))
SECRET = "correct horse battery"  # noqa: S105 - of nobody
SOUND = "c" * 32
TRAINEE = replace(AUTHOR, trainee=True)


@cache
def _template() -> tuple[TemporaryDirectory[str], str]:
    folder: TemporaryDirectory[str] = TemporaryDirectory(prefix="erscribe-ward-")
    return folder, open_ward(Path(folder.name)).note


@dataclass(frozen=True)
class NoteWard:
    """note: a draft of AUTHOR, who is supervised by SUPERVISOR; see tests.ward."""

    database: Database
    note: str
    provider: SignatureProvider = CHEAP
    protected: Protected = lambda _: ()
    outgoing: Leaves | None = None

    @property
    def life(self) -> NoteLife:
        return NoteLife(self.database, self.outgoing)

    @property
    def suggestions(self) -> Suggestions:
        return Suggestions(self.database)

    @property
    def signing(self) -> Signing:
        return Signing(self.database, self.provider, self.protected, self.outgoing)

    @property
    def review(self) -> NoteReview:
        return NoteReview(self.database)

    @property
    def proving(self) -> Proving:
        sounds = RecordedSound(self.database.folder / "recordings", lambda _: PLAIN)
        return Proving(self.database, [self.provider], sounds)

    def desk(self) -> NoteDesk:
        """All of them, as the window is given them."""
        return NoteDesk(
            self.review,
            self.life,
            self.suggestions,
            self.signing,
            self.proving,
            Corrections(self.database),
            Vetoes(self.database),
            NoteCopies(self.review),
        )

    def sign(self, actor: Actor = AUTHOR, override: str = "looked at") -> NoteVersion:
        return self.signing.sign(proved(actor), self.note, SECRET, override)

    def versions(self) -> tuple[NoteVersion, ...]:
        with self.database.transaction() as transaction:
            return notes.versions(transaction, self.note)

    def signatures(self, providers: Sequence[SignatureProvider]) -> tuple[Signature, ...]:
        versions = self.versions()
        with self.database.transaction() as transaction:
            return check_signatures(transaction, versions, providers)

    def state(self) -> NoteState:
        with self.database.transaction() as transaction:
            return state_of(transaction, self.note)

    def owner(self) -> str | None:
        with self.database.transaction() as transaction:
            return owner_of(transaction, self.note)

    def audited(self) -> list[tuple[str, str, int, int]]:
        """Code, user, outcome and version of each audit row."""
        with self.database.transaction() as transaction:
            rows = transaction.execute(
                select(
                    AuditLogRow.code,
                    AuditLogRow.user_id,
                    AuditLogRow.outcome,
                    AuditLogRow.version,
                ).order_by(AuditLogRow.seq)
            )
            return [(code, user, outcome, version) for code, user, outcome, version in rows]

    def tamper(self, *statements: str) -> None:
        """Change the file behind the store's back, guards and all."""
        drop_guards(self.database, *statements)


def drop_guards(database: Database, *statements: str) -> None:
    """Do what no guard lets anybody do."""
    sql = encrypted_connection(database)
    found = sql.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
    for (name,) in found:
        sql.execute(f"DROP TRIGGER {name}")
    for statement in statements:
        assert sql.execute(statement).rowcount > 0
    sql.close()


def note_ward(folder: Path, **changes: Protected | SignatureProvider | Leaves) -> NoteWard:
    """A copy of its own."""
    template, note = _template()
    shutil.copytree(template.name, folder / "ward")
    database = Database.open(folder / "ward" / "erscribe.sqlite3", keys=KEYS, profile="clinical")
    return NoteWard(database, note, **changes)  # type: ignore[arg-type]


def encrypted_connection(database: Database) -> sqlite3.Connection:
    connection: sqlite3.Connection = sqlcipher.connect(str(database.path), isolation_level=None)
    connection.execute("PRAGMA cipher_log_level=NONE")
    connection.execute(f'PRAGMA key="{specification(database.keys)}"')
    return connection


@dataclass
class HospitalCard:
    """A second provider: keys on cards, opened by a PIN, with another algorithm."""

    name: str = "hospital-card"
    pin: str = "2468"
    card: ECKey = field(default_factory=lambda: ECKey.generate_key("P-256", auto_kid=True))

    def sign(
        self, signer: Actor, secret: str, kept: Sequence[SigningKey], claims: Claims, content: bytes
    ) -> tuple[SigningKey, str]:
        assert secret == self.pin
        public = json.dumps(self.card.as_dict(private=False))
        key = SigningKey(str(self.card.kid), signer.id, self.name, public, "", claims.signed_at)
        own = next((one for one in kept if one.id == key.id), key)
        return own, detached(self.card, own.id, claims, content, "ES256")

    def check(self, key: SigningKey, content: bytes, signature: str) -> Claims | None:
        return checked(key, content, signature, "ES256")


def with_sound(ward: NoteWard) -> NoteWard:
    """The same ward, and in place of its note one of ten seconds that were recorded in it."""
    desk = Desk(ward.database.folder / "recordings")
    writer = desk.begin(recording=SOUND)
    desk.record(writer, ramp(10.0))
    finished = writer.finish()
    job = finished_job()
    note = replace(job.understanding.note, id="nsound")
    job = replace(
        job,
        recording=replace(job.recording, id=SOUND, duration_s=10.0, sha256=finished.sha256),
        profile="clinical",
        encounter_id=ENCOUNTER,
        understanding=replace(job.understanding, note=note),
        settings={"languages": "auto", "device": "cpu"},
    )
    Filing(ward.database).save(AUTHOR, job)
    return replace(ward, note="nsound")

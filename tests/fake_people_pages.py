"""Users, audit rows and requests of a made-up hospital, and services that hold them in lists."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from app.domain.access import Actor, Role
from app.domain.audit import AuditRow, Checkpoint, Fault, Period, Verified
from app.domain.errors import AppError
from app.gui.people_pages.parts import ApprovalsParts, AuditParts, UsersParts
from app.services.approvals import Approvals, Waiting
from app.services.audit_files import AuditFiles
from app.services.audit_log import Access, AuditLog
from app.services.audit_looks import AuditLooks, Look, Question, Seen, Standing
from app.services.glass import Glass, Grant
from app.services.people import Account, Added, Listed, People
from app.store.people import User

AT = datetime(2026, 11, 29, 2, 15, tzinfo=UTC)
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"  # noqa: S105 - of nobody
ADDRESS = f"otpauth://totp/ERScribe:wang.fang?secret={SECRET}&issuer=ERScribe"
TEMPORARY = "kV3-pm7Q-xw2Z"
PASSWORD = "plain-words"  # noqa: S105 - as above


def keeper(role: Role = "secadmin", *, proved: bool = False) -> Actor:
    """Who sits before the page; the credential was given long ago, or just now."""
    at = datetime.now(UTC) if proved else None
    return Actor("u-keeper", "Petra Schlüter", role, "s-1", "it", "it-1", proved_at=at)


def user(login: str, name: str, role: Role = "physician", **more: Any) -> User:
    made = User(f"u-{login}", login, name, role, more.pop("department", "Emergency"))
    return replace(made, **more)


USERS = (
    Listed(user("anna.li", "Anna Li")),
    Listed(
        user("chen.jun", "陈俊", department="急诊抢救室", trainee=True, supervisor_id="u-w"),
        "王芳",
    ),
    Listed(user("keeper", "Petra Schlüter", "secadmin", second_factor=True, department="IT")),
    Listed(
        user("o.featherstonehaugh", "Dr. Oluwaseun Featherstonehaugh-Montgomery", "nurse"),
        locked_until=AT + timedelta(minutes=15),
    ),
    Listed(user("schmidt", "Jan Schmidt", "auditor", disabled_at=AT, department="Quality")),
    Listed(user("temp", "Maria Gómez", "nurse", must_change=True)),
    Listed(
        user("wang.fang", "王芳", department="急诊科", source="directory", second_factor=True)
    ),
)  # fmt: skip


@dataclass
class Credential:
    """Proves whoever knows the password, as presence.prove does."""

    actor: Actor
    asked: int = 0

    def __call__(
        self,
        password: str,
        code: str,
        done: Callable[[Actor], None],
        failed: Callable[[AppError], None],
    ) -> None:
        from app.domain.errors import SignInError  # noqa: PLC0415 - only here

        self.asked += 1
        if password == PASSWORD:
            done(replace(self.actor, proved_at=datetime.now(UTC)))
        else:
            failed(SignInError("login, password or code is wrong; try again"))


@dataclass
class FakePeople:
    """What was done stands in `acts`. refusal: what any change is answered with."""

    users: list[Listed] = field(default_factory=lambda: list(USERS))
    acts: list[tuple[Any, ...]] = field(default_factory=list)
    refusal: AppError | None = None

    def roster(self, actor: Actor) -> tuple[Listed, ...]:
        assert actor.proved_at is not None
        return tuple(self.users)

    def add(self, actor: Actor, account: Account) -> Added:
        self._did(actor, "add", account)
        made = user(account.login, account.name, account.role, must_change=True)
        self.users.append(Listed(made))
        return Added(made, TEMPORARY, ADDRESS if account.second_factor else "")

    def change_role(self, actor: Actor, login: str, role: Role) -> None:
        self._did(actor, "role", login, role)
        self._change(login, role=role)

    def reset_password(self, actor: Actor, login: str) -> str:
        self._did(actor, "password", login)
        return TEMPORARY

    def unlock(self, actor: Actor, login: str) -> None:
        self._did(actor, "unlock", login)
        self.users = [
            replace(one, locked_until=None) if one.user.login == login else one
            for one in self.users
        ]

    def disable(self, actor: Actor, login: str) -> None:
        self._did(actor, "disable", login)
        self._change(login, disabled_at=AT)

    def enable(self, actor: Actor, login: str) -> None:
        self._did(actor, "enable", login)
        self._change(login, disabled_at=None)

    def set_supervisor(self, actor: Actor, login: str, supervisor: str) -> None:
        self._did(actor, "supervisor", login, supervisor)

    def enrol(self, actor: Actor, login: str) -> str:
        self._did(actor, "factor", login)
        self._change(login, second_factor=True)
        return ADDRESS

    def withdraw_factor(self, actor: Actor, login: str) -> None:
        self._did(actor, "factor_off", login)
        self._change(login, second_factor=False)

    def _did(self, actor: Actor, *act: Any) -> None:
        assert actor.proved_at is not None
        if self.refusal is not None:
            raise self.refusal
        self.acts.append(act)

    def _change(self, login: str, **values: Any) -> None:
        self.users = [
            replace(one, user=replace(one.user, **values)) if one.user.login == login else one
            for one in self.users
        ]


def users_parts(people: FakePeople, prove: Credential | None) -> UsersParts:
    return UsersParts(lambda: cast(People, people), prove)


def audit_row(seq: int, code: str = "NOTE-READ", outcome: int = 0, **more: Any) -> AuditRow:
    """A row of the made-up log; every third by the program itself."""
    row = AuditRow(
        seq,
        int((AT + timedelta(seconds=seq)).timestamp() * 1000),
        seq * 1_000_000,
        "boot-1",
        "+08:00",
        "synced",
        "u-anna.li",
        "physician",
        "er-3",
        "s-1",
        "5f1d2c" * 10,
        "a3b4c5" * 10,
        "note",
        f"{seq:032x}",
        3,
        code,
        "R",
        outcome,
        "",
        '{"final":true,"words":512}',
        "0" * 64,
        f"{seq:064x}",
    )
    return replace(row, **more)


@dataclass
class FakeLook:
    """So many rows, made when they are asked for; `parts` tells which were."""

    count: int
    make: Callable[[int], Seen]
    parts: list[tuple[int, int]] = field(default_factory=list)

    def __len__(self) -> int:
        return self.count

    def part(self, first: int, count: int) -> tuple[Seen, ...]:
        self.parts.append((first, count))
        return tuple(self.make(at) for at in range(first, min(first + count, self.count)))


SCENE_ROWS = (
    audit_row(812, "BTG-START", reason="emergency", object_type="encounter", object_id="g1"),
    audit_row(811, "NOTE-SIGN"),
    audit_row(810, "AUTH-FAIL", 8, reason="password", user_id="unknown", object_type="session"),
    audit_row(809, "AUD-CHECKPOINT", user_id="system", role="sysadmin", object_type="checkpoint"),
    audit_row(808, "EXP-DISCLOSE", user_id="u-wang.fang"),
    audit_row(807, "SEC-ROLE", user_id="u-keeper", role="secadmin", object_type="user"),
    audit_row(806, "AUD-VERIFY", 12, reason="fault", role="auditor", object_type="audit"),
    audit_row(805, "NOTE-READ", 4),
)
NAMES = {one.user.id: one.user.name for one in USERS}


def scene_look() -> FakeLook:
    def make(at: int) -> Seen:
        row = SCENE_ROWS[at]
        return Seen(row, NAMES.get(row.user_id, ""))

    return FakeLook(len(SCENE_ROWS), make)


GRANTS = (
    Grant("g1", "u-anna.li", "Anna Li", "E-1001", "emergency", "arrest in bay 2, team lead", AT,
          AT + timedelta(hours=4)),
    Grant("g2", "u-wang.fang", "王芳", "E-1002", "cover", "夜班代班，病情加重需立即查看既往记录",
          AT - timedelta(days=2), AT - timedelta(days=2) + timedelta(hours=4),
          AT - timedelta(days=2) + timedelta(minutes=20)),
)  # fmt: skip
ACCESSES = (
    Access(SCENE_ROWS[0], "Anna Li", GRANTS[0]),
    Access(SCENE_ROWS[1], "Anna Li"),
    Access(SCENE_ROWS[4], "王芳"),
)
CHECKPOINT = Checkpoint(513, 768, "0" * 64, "0" * 64, AT.isoformat(), "1.0", "k" * 64)
STANDING = Standing(
    812, CHECKPOINT, 768, Path("/var/lib/erscribe/audit-anchor.jsonl"),
    Path("/mnt/audit/audit-anchor-kk.jsonl"), "", "synced", None,
)  # fmt: skip
WORN = replace(
    STANDING, second=None, clock="unsynced", jumped_at=AT,
    trouble="the audit anchor cannot be copied to /mnt/audit (No space left on device)",
)  # fmt: skip
WHOLE = Verified(1, 812, 3, 768)
BROKEN = Verified(1, 399, 3, 0, Fault("row 400 was changed", 400))


@dataclass
class FakeAudit:
    """The services of the audit page in one. asked: what they were."""

    look: FakeLook = field(default_factory=scene_look)
    found: Verified = WHOLE
    refusal: AppError | None = None
    asked: list[Any] = field(default_factory=list)

    def ask(self, actor: Actor, asked: Question) -> Look:
        self._did(asked)
        return cast(Look, self.look)

    def standing(self, actor: Actor) -> Standing:
        self._did("standing")
        return STANDING

    def verify(
        self, actor: Actor, tell: Callable[[int, int], None] = lambda _, __: None
    ) -> Verified:
        self._did("verify")
        tell(400, 812)
        return self.found

    def accesses(
        self, actor: Actor, period: Period, *, patient: str = "", encounter: str = ""
    ) -> tuple[Access, ...]:
        self._did(("accesses", patient, encounter))
        return () if patient == "nobody" else ACCESSES

    def review(
        self, actor: Actor, since: datetime, until: datetime | None = None
    ) -> tuple[Grant, ...]:
        self._did(("review", since, until))
        return GRANTS

    def write(self, actor: Actor, period: Period, form: str, folder: Path) -> Path:
        self._did(("write", form, folder))
        return folder / f"erscribe-audit.{form}"

    def _did(self, act: Any) -> None:
        if self.refusal is not None:
            raise self.refusal
        self.asked.append(act)


def audit_parts(
    audit: FakeAudit, prove: Credential | None, recording: Callable[[], bool] = lambda: False
) -> AuditParts:
    return AuditParts(
        lambda: cast(AuditLooks, audit),
        lambda: cast(AuditLog, audit),
        lambda: cast(AuditFiles, audit),
        lambda: cast(Glass, audit),
        prove,
        recording,
    )


WAITING = (
    Waiting("audio.erase", "p1", "u-sys", "Sam Ortiz", AT - timedelta(days=9), "retention",
            {"recordings": ["a", "b", "c"]}),
    Waiting("site.change", "p2", "u-sys", "Sam Ortiz", AT - timedelta(days=1), "bay 3 is open",
            {"session_lock_s": "120", "password_profile": "cn-l3"}),
    Waiting("lexicon.change", "p3", "u-wang.fang", "王芳", AT, "新进目录的药",
            {"terms": ["替奈普酶", "andexanet alfa"], "vetoes": [["chess pain", "chest pain"]]}),
    Waiting("note.error", "6c1f0a9be2d46c1f", "u-anna.li", "Anna Li", AT,
            "dictated into the wrong encounter"),
    Waiting("note.unarchive", "77aa0a9be2d46c1f", "u-keeper", "Petra Schlüter", AT,
            "the insurance asks for the second page"),
)  # fmt: skip


@dataclass
class FakeApprovals:
    kept: list[Waiting] = field(default_factory=lambda: list(WAITING))
    decided: list[tuple[str, bool]] = field(default_factory=list)
    refusal: AppError | None = None

    def waiting(self, actor: Actor) -> tuple[Waiting, ...]:
        return tuple(self.kept)

    def decide(self, actor: Actor, one: Waiting, *, approve: bool) -> None:
        assert actor.proved_at is not None
        if self.refusal is not None:
            raise self.refusal
        self.decided.append((one.id, approve))
        self.kept.remove(one)


def approvals_parts(approvals: FakeApprovals, prove: Credential | None) -> ApprovalsParts:
    return ApprovalsParts(lambda: cast(Approvals, approvals), prove)

"""Who is there: sign-in, proof, lock, switch and sign-out, each with its audit row."""

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from math import ceil
from typing import Generic, Literal, Protocol, TypeVar
from uuid import uuid4

from app.domain.access import Actor, AuditEvent, Outcome
from app.domain.errors import ChangeNeededError, CodeNeededError, SignInError
from app.domain.lockout import COUNTED, LIMIT, LOCKED, free_at, locked
from app.domain.passwords import RULES, Rules, expired, weakness
from app.services.credentials import Hashes, totp_step
from app.store import people
from app.store.audit import append, seal
from app.store.database import Database, Transaction
from app.store.facts import fact
from app.store.people import Kept, User

SITE_FACT = "password_profile"
WRONG = "login, password or code is wrong"
_UNLOCK = "the security administrator can unlock it: erscribe users unlock"

Given = TypeVar("Given")
EndReason = Literal["user", "timeout", "exit"]
LockReason = Literal["user", "idle"]
Clock = Callable[[], datetime]


class Directory(Protocol):
    """A hospital's directory (LDAP, Active Directory)."""

    def accepts(self, login: str, password: str) -> bool:
        """Raises SignInError when it cannot be asked."""
        ...


@dataclass(frozen=True, slots=True)
class Credential:
    """What somebody typed; it is kept nowhere and shown nowhere."""

    login: str
    password: str
    code: str = ""

    def __repr__(self) -> str:
        return "Credential()"


@dataclass(frozen=True, slots=True)
class _Purpose(Generic[Given]):
    """What a credential is given for. then: done in its transaction when it is right.

    fresh: a password that must be changed is not enough. again: the user is signed in already, so
    the code of a second factor is asked for only where the site does. actor: who that is.
    """

    then: Callable[[Transaction, User, datetime], Given]
    fresh: bool = True
    again: bool = False
    actor: Actor | None = None


class SignIn:
    """Signs users in at one workstation. What fails is counted, and costs more each time.

    All methods raise StoreError too: when the audit row cannot be written nobody is signed in.
    """

    def __init__(
        self,
        database: Callable[[], Database],
        workstation: str,
        *,
        hashes: Hashes | None = None,
        directory: Directory | None = None,
        blocked: Collection[str] = (),
        clock: Clock = lambda: datetime.now(UTC),
    ) -> None:
        """blocked: common passwords in small letters. clock: aware UTC."""
        self._database = database
        self._workstation = workstation
        self._hashes = hashes or Hashes()
        self._directory = directory
        self._blocked = blocked
        self._clock = clock

    def sign_in(self, login: str, password: str, code: str = "") -> Actor:
        """Begin a session. Raises SignInError, and of it CodeNeededError, ChangeNeededError."""
        return self._proved(Credential(folded(login), password, code), _Purpose(self._begin))

    def switch(self, before: Actor, login: str, password: str, code: str = "") -> Actor:
        """Another user takes the workstation over; the session before ends only when this one
        begins. Raises as sign_in."""

        def begin(transaction: Transaction, user: User, at: datetime) -> Actor:
            actor = self._begin(transaction, user, at)
            if people.end_session(transaction, before.session_id, at, "switch"):
                self._audit(transaction, before, "AUTH-SWITCH", at)
            return actor

        return self._proved(Credential(folded(login), password, code), _Purpose(begin))

    def prove(self, actor: Actor, password: str, code: str = "") -> Actor:
        """The same user in the same session, who gave the credential again just now.

        Raises SignInError.
        """

        def proved(_: Transaction, __: User, at: datetime) -> Actor:
            return replace(actor, proved_at=at)

        return self._again(actor, password, code, proved)

    def unlock(self, actor: Actor, password: str, code: str = "") -> Actor:
        """Go on with a session that was locked. Raises SignInError."""

        def unlocked(transaction: Transaction, _: User, at: datetime) -> Actor:
            self._audit(transaction, actor, "AUTH-UNLOCK", at)
            return replace(actor, proved_at=at)

        return self._again(actor, password, code, unlocked)

    def change_password(self, login: str, password: str, new: str, code: str = "") -> Actor:
        """Change a password, of a user who then is signed in. Raises SignInError."""
        given = Credential(folded(login), password, code)
        with self._database().transaction() as transaction:
            user = people.find_user(transaction, given.login)
            rules = site_rules(transaction)
        if user is not None and user.source == "local":
            self.check_new(new, user, rules)
        if new == password:
            raise SignInError("the new password is the old one; choose another")
        kept = self._hashes.make(new)

        def change(transaction: Transaction, user: User, at: datetime) -> Actor:
            people.set_password(transaction, user.id, kept, at, must_change=False)
            actor = self._begin(transaction, user, at)
            event = AuditEvent(at, actor, "SEC-USER", "U", 0, "user", user.id, reason="password")
            append(transaction, event)
            return actor

        return self._proved(given, _Purpose(change, fresh=False))

    def check_new(self, new: str, user: User, rules: Rules) -> None:
        """Raises SignInError, saying what the site's rules object to."""
        wrong = weakness(
            new,
            rules,
            second_factor=user.second_factor,
            blocked=self._blocked,
            own=(user.login, user.name),
        )
        if wrong:
            raise SignInError(f"choose another password: {wrong}")

    def lock(self, actor: Actor, reason: LockReason = "user") -> None:
        """The screen is hidden; the session stays."""
        with self._database().transaction() as transaction:
            self._audit(transaction, actor, "AUTH-LOCK", self._clock(), reason)

    def sign_out(self, actor: Actor, reason: EndReason = "user") -> None:
        """End the session; one that has ended stays as it is."""
        at = self._clock()
        code = "AUTH-TIMEOUT" if reason == "timeout" else "AUTH-LOGOUT"
        with self._database().transaction() as transaction:
            if people.end_session(transaction, actor.session_id, at, reason):
                self._audit(transaction, actor, code, at, reason)
                seal(transaction)  # nothing of a session stays without checkpoint

    def _begin(self, transaction: Transaction, user: User, at: datetime) -> Actor:
        actor = Actor(
            user.id,
            user.name,
            user.role,
            uuid4().hex,
            user.department,
            self._workstation,
            user.trainee,
            at,
        )
        people.begin_session(transaction, actor.session_id, user.id, self._workstation, at)
        self._audit(transaction, actor, "AUTH-LOGIN", at)
        return actor

    def _again(
        self,
        actor: Actor,
        password: str,
        code: str,
        then: Callable[[Transaction, User, datetime], Actor],
    ) -> Actor:
        with self._database().transaction() as transaction:
            login = people.login_of(transaction, actor.id)
            over = not people.session_open(transaction, actor.session_id)
        if login is None or over:
            raise SignInError("your session has ended; sign in again")
        return self._proved(
            Credential(login, password, code), _Purpose(then, again=True, actor=actor)
        )

    def _proved(self, given: Credential, purpose: _Purpose[Given]) -> Given:
        """Do what a credential is given for, if it is right. Raises SignInError.

        The slow check of the password is outside of any transaction: nobody waits for it.
        """
        with self._database().transaction() as transaction:
            user, kept = _known(transaction, given.login)
            refusal = self._wait(transaction, given.login, user, purpose)
        if refusal is not None:
            raise refusal
        matches = self._matches(given, user, kept)
        with self._database().transaction() as transaction:
            answer = self._judged(transaction, given, kept if matches else None, purpose)
        if isinstance(answer, SignInError):
            raise answer
        return answer

    def _matches(self, given: Credential, user: User | None, kept: Kept) -> bool:
        if user is None or user.source == "local":
            return self._hashes.matches(given.password, kept.password_hash)
        if self._directory is None:
            raise SignInError(
                "this user signs in through the hospital's directory, which is not set here; "
                "set ldap_url in the settings file, or sign in as a local user"
            )
        return self._directory.accepts(given.login, given.password)

    def _judged(
        self,
        transaction: Transaction,
        given: Credential,
        matched: Kept | None,
        purpose: _Purpose[Given],
    ) -> Given | SignInError:
        """matched: what the password was found to match; it may have changed meanwhile."""
        at = self._clock()
        user, kept = _known(transaction, given.login)
        refusal = self._wait(transaction, given.login, user, purpose)
        if refusal is not None:
            return refusal
        if user is None or matched is None or matched.password_hash != kept.password_hash:
            return self._failed(transaction, given.login, user, purpose, "password")
        rules = site_rules(transaction)
        found = _second(kept, rules, given.code, at, purpose)
        if found is None:
            return self._failed(transaction, given.login, user, purpose, "code")
        wrong = found if isinstance(found, SignInError) else _unusable(user, rules, at, purpose)
        if wrong is not None or isinstance(found, SignInError):
            self._refused(transaction, user, purpose, type(wrong).__name__)
            return wrong or SignInError(WRONG)
        if found > people.NO_STEP:
            people.use_step(transaction, user.id, found)
        people.forget_failures(transaction, given.login)
        if kept.password_hash is not None and self._hashes.outdated(kept.password_hash):
            people.rehash(transaction, user.id, self._hashes.make(given.password))
        return purpose.then(transaction, user, at)

    def _wait(
        self,
        transaction: Transaction,
        login: str,
        user: User | None,
        purpose: _Purpose[Given],
    ) -> SignInError | None:
        """The refusal of a try that comes too soon; it is not looked at, and not counted."""
        at = self._clock()
        until = free_at(people.failures(transaction, login, at - COUNTED - LOCKED))
        if until is None or at >= until:
            return None
        self._refused(transaction, user, purpose, "too-soon")
        seconds = ceil((until - at).total_seconds())
        wait = f"{seconds} s" if seconds < 120 else f"{ceil(seconds / 60)} minutes"  # noqa: PLR2004
        return SignInError(f"too many wrong tries; try again in {wait}, or: {_UNLOCK}")

    def _failed(
        self,
        transaction: Transaction,
        login: str,
        user: User | None,
        purpose: _Purpose[Given],
        reason: str,
    ) -> SignInError:
        at = self._clock()
        oldest = at - COUNTED - LOCKED
        people.add_failure(transaction, login, at, oldest)
        self._refused(transaction, user, purpose, reason)
        if locked(people.failures(transaction, login, oldest)):
            who = self._who(user, purpose)
            event = AuditEvent(at, who, "AUTH-LOCKOUT", "E", 8, "user", who.id, reason="failures")
            append(transaction, replace(event, detail={"failures": LIMIT}))
            minutes = int(LOCKED.total_seconds() // 60)
            return SignInError(f"{WRONG}; locked for {minutes} minutes ({_UNLOCK})")
        return SignInError(f"{WRONG}; try again")

    def _refused(
        self,
        transaction: Transaction,
        user: User | None,
        purpose: _Purpose[Given],
        reason: str,
    ) -> None:
        who = self._who(user, purpose)
        self._audit(transaction, who, "AUTH-FAIL", self._clock(), reason, outcome=8)

    def _who(self, user: User | None, purpose: _Purpose[Given]) -> Actor:
        """Whose name a failure is under. A login that nobody has may be a password by mistake."""
        if purpose.actor is not None:
            return purpose.actor
        if user is None:
            return Actor("unknown", "", "emergency_unauth", workstation=self._workstation)
        return Actor(user.id, user.name, user.role, workstation=self._workstation)

    @staticmethod
    def _audit(
        transaction: Transaction,
        actor: Actor,
        code: str,
        at: datetime,
        reason: str = "",
        outcome: Outcome = 0,
    ) -> None:
        event = AuditEvent(at, actor, code, "E", outcome, "session", actor.session_id)
        append(transaction, replace(event, reason=reason))


def folded(login: str) -> str:
    """The one spelling of a login."""
    return unicodedata.normalize("NFKC", login).strip().casefold()


def site_rules(transaction: Transaction) -> Rules:
    """The rules of this store's site; of one that is not known, the stricter ones."""
    site = fact(transaction, SITE_FACT, "us")
    return RULES["us"] if site == "us" else RULES["cn-l3"]


def _known(transaction: Transaction, login: str) -> tuple[User | None, Kept]:
    user = people.find_user(transaction, login)
    if user is None:
        return None, Kept(None, None, people.NO_STEP)
    return user, people.kept_credential(transaction, user.id)


def _second(
    kept: Kept, rules: Rules, code: str, at: datetime, purpose: _Purpose[Given]
) -> int | SignInError | None:
    """The step of the second factor's code, NO_STEP where none is asked for; None: it is wrong."""
    if kept.totp_secret is None:
        if not rules.second_factor:
            return people.NO_STEP
        return SignInError(
            "this site asks for a second factor and you have none; the security administrator "
            "can enrol one: erscribe users totp"
        )
    if purpose.again and not rules.second_factor:
        return people.NO_STEP
    if not code:
        return CodeNeededError("give the code of your second factor too (--code)")
    return totp_step(kept.totp_secret, code, at, kept.totp_step)


def _unusable(
    user: User, rules: Rules, at: datetime, purpose: _Purpose[Given]
) -> SignInError | None:
    """What else stands between a right credential and its use."""
    if user.disabled_at is not None:
        return SignInError("this account is disabled; ask the security administrator")
    if not purpose.fresh or user.source == "directory":
        return None
    old = user.password_at is None or expired(user.password_at, at, rules)
    if user.must_change or old:
        return ChangeNeededError("your password must be changed first: erscribe users password")
    return None

"""Users of a window: who they are, what they type, and an idle clock that a test moves."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from app.domain.access import Actor
from app.domain.errors import AppError, ChangeNeededError, CodeNeededError, SignInError
from app.gui.people_parts import PeopleParts
from app.services.claims import Claims
from app.services.filing import LiveRecording
from app.services.glass import Glass, Grant
from app.services.sign_in import SignIn
from app.services.sitting import Sitting

LI = Actor("u-li", "Dr. Anna Li", "physician", "", "Emergency", "desk-3")
ROE = Actor("u-roe", "Dr. Ben Roe", "physician", "", "Emergency", "desk-3")
PASSWORDS = {"li": "correct horse", "roe": "battery staple"}
USERS = {"li": LI, "roe": ROE}


@dataclass
class FakePeople:
    """Signs in `li` and `roe`; keeps what was asked. codes: logins that need the code 123456.

    refusal: raised by the next call instead.
    """

    calls: list[str] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)
    temporary: set[str] = field(default_factory=set)
    refusal: AppError | None = None
    at_s: float = 0.0
    grants: list[Grant] = field(default_factory=list)
    granted_s: float = 4 * 3600.0
    sessions: int = 0

    def parts(self) -> PeopleParts:
        return PeopleParts(
            lambda: cast(SignIn, self),
            lambda: Sitting(clock=lambda: self.at_s),
            lambda: cast(Claims, FakeClaims(self)),
            lambda: cast(Glass, FakeGlass(self)),
            "desk-3",
        )

    def sign_in(self, login: str, password: str, code: str = "") -> Actor:
        self.called(f"sign in {login}")
        self._check(login, password, code)
        if login in self.temporary:
            raise ChangeNeededError("your password must be changed first: erscribe users password")
        self.sessions += 1
        return self._fresh(replace(USERS[login], session_id=f"s{self.sessions}"))

    def change_password(self, login: str, password: str, new: str, code: str = "") -> Actor:
        self.called(f"change {login}")
        self._check(login, password, code)
        PASSWORDS[login] = new
        self.temporary.discard(login)
        return self.sign_in(login, new, code)

    def switch(self, before: Actor, login: str, password: str, code: str = "") -> Actor:
        actor = self.sign_in(login, password, code)
        self.called(f"switch from {before.id}")
        return actor

    def unlock(self, actor: Actor, password: str, code: str = "") -> Actor:
        self.called(f"unlock {actor.id}")
        return self._again(actor, password, code)

    def prove(self, actor: Actor, password: str, code: str = "") -> Actor:
        self.called(f"prove {actor.id}")
        return self._again(actor, password, code)

    def lock(self, actor: Actor, reason: str = "user") -> None:
        self.called(f"lock {actor.id} {reason}")

    def sign_out(self, actor: Actor, reason: str = "user") -> None:
        self.called(f"sign out {actor.id} {reason}")

    def called(self, name: str) -> None:
        self.calls.append(name)
        refusal, self.refusal = self.refusal, None
        if refusal is not None:
            raise refusal

    def _again(self, actor: Actor, password: str, code: str) -> Actor:
        login = next(login for login, user in USERS.items() if user.id == actor.id)
        self._check(login, password, code)
        return self._fresh(actor)

    def _check(self, login: str, password: str, code: str) -> None:
        if PASSWORDS.get(login) != password:
            raise SignInError("login, password or code is wrong; try again")
        if login in self.codes and not code:
            raise CodeNeededError("give the code of your second factor too (--code)")
        if login in self.codes and code != "123456":
            raise SignInError("login, password or code is wrong; try again")

    @staticmethod
    def _fresh(actor: Actor) -> Actor:
        return replace(actor, proved_at=datetime.now(UTC))


@dataclass
class FakeClaims:
    people: FakePeople

    def claim(
        self,
        actor: Actor,
        recording: str,
        encounter: str | None = None,
        found: LiveRecording | None = None,
    ) -> None:
        how = " from its folder" if found else ""
        self.people.called(f"claim {recording} as {actor.id}{how}")


@dataclass
class FakeGlass:
    people: FakePeople

    def start(self, actor: Actor, encounter: str, reason: str, text: str) -> Grant:
        self.people.called(f"glass {encounter} {reason}: {text}")
        now = datetime.now(UTC)
        until = now + timedelta(seconds=self.people.granted_s)
        grant = Grant("g1", actor.id, actor.name, encounter, reason, text, now, until)
        self.people.grants.append(grant)
        return grant

    def end(self, actor: Actor, grant: str) -> None:
        self.people.called(f"end {grant}")

    def mine(self, actor: Actor) -> tuple[Grant, ...]:
        return tuple(one for one in self.people.grants if one.user_id == actor.id)

"""What two administrators do together with the keys of a clinical store."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from app import paths
from app.domain.access import Actor
from app.domain.errors import LockedStoreError, NotFoundError, SandboxError, StoreError
from app.services.access import Done, perform_together
from app.services.unlocking import profile_in_force
from app.store.database import Database, Transaction
from app.store.key_keeping import ALONE, key_file, opened, unwrap_kind, wrap_anew
from app.store.key_protectors import HospitalProtector, Protector, RecoveryProtector
from app.store.key_rotation import rotate
from app.store.keys import KeyFile
from app.store.lock import taken_file

Pair = tuple[Actor, Actor]
CAPTURE_LOCK: Final = "capture.lock"


@dataclass(frozen=True, slots=True)
class KeyState:
    """What wraps a store's key. here: what of it opens the store on this machine."""

    store: str
    protectors: tuple[str, ...]
    here: str
    rotating: bool


def state(folder: Path, by: tuple[Protector, ...]) -> KeyState:
    """Raises LockedStoreError without a key file, IntegrityError for a damaged one."""
    file = key_file(folder)
    kinds = tuple(dict.fromkeys(wrap.kind for wrap in file.wraps))
    return KeyState(file.id, kinds, _here(file, by), file.following is not None)


def _here(file: KeyFile, by: tuple[Protector, ...]) -> str:
    if file.first("sandbox"):
        return "sandbox"
    for protector in by:
        if any(wrap.kind == protector.kind for wrap in file.wraps):
            try:
                opened(file, (protector,))
            except StoreError:
                continue
            return protector.kind
    return ""


@dataclass(frozen=True, slots=True)
class KeyCare:
    """Changes what wraps the key of an opened clinical store. by: what unlocks it here."""

    database: Database
    by: tuple[Protector, ...]

    def wrap_anew(self, who: Pair) -> str:
        """New secrets for what opens the store by itself, and a new recovery key to be printed;
        what was known of the old ones is worth nothing from then on. Raises AccessError."""
        self._act(who, "keys.rotate", "secrets")
        recovery = RecoveryProtector.new()
        wrap_anew(self.database.folder, self.database.keys, (*self._in_use(), recovery))
        return recovery.printed

    def new_recovery_key(self, who: Pair) -> str:
        """To be printed; the old one opens nothing any more. Raises AccessError."""
        self._act(who, "keys.rotate", "recovery")
        recovery = RecoveryProtector.new()
        wrap_anew(self.database.folder, self.database.keys, (recovery,))
        return recovery.printed

    def rotate(self, who: Pair, permitted: Callable[[], None]) -> str:
        """A new key for everything; the new recovery key, to be printed. This database is of no
        use then.

        permitted: called when it was, while the old key still holds. Raises AccessError, and
        StoreError while somebody records or for a store on a server.
        """
        if self.database.server:
            raise StoreError(
                "the key of a store on a server is changed by moving it into a file and back: "
                "erscribe store migrate"
            )
        with taken_file(paths.run_dir(self.database.folder) / CAPTURE_LOCK) as free:
            if not free:
                raise StoreError("a recording runs; end it and close every window, then try again")
            self._act(who, "keys.rotate", "everything")
            permitted()
            recovery = RecoveryProtector.new()
            self.database.let_go()
            rotate(
                self.database.path,
                self.database.keys,
                (*self._in_use(), *self._hospital(), recovery),
            )
        return recovery.printed

    def recover(self, who: Pair) -> str:
        """Wrap the key for this machine, after it was opened with the recovery key or the
        hospital's; the kind that opens the store here now. Raises AccessError, LockedStoreError."""
        self._act(who, "keys.recover", "wrapped")
        wrap_anew(self.database.folder, self.database.keys, self.by[:1])
        return self.by[0].kind

    def protect(self, who: Pair, kind: str, public_pem: bytes = b"") -> None:
        """Wrap the key for one more. Raises AccessError, LockedStoreError."""
        chosen: list[Protector] = [one for one in self.by if one.kind == kind]
        if kind == "hospital":
            chosen = [HospitalProtector(public_pem)]
        if not chosen:
            raise LockedStoreError("this machine has no keystore that could keep the key")
        chosen[0].wrap(self.database.keys.id, self.database.keys.master)  # or it is refused here
        self._act(who, "keys.rotate", kind)
        wrap_anew(self.database.folder, self.database.keys, tuple(chosen))

    def unprotect(self, who: Pair, kind: str) -> None:
        """Wrap it for one less. Raises AccessError, NotFoundError, StoreError when nothing that
        opens the store by itself would be left."""
        if kind not in state(self.database.folder, ()).protectors:
            raise NotFoundError(f"the store's key is not wrapped for '{kind}'")
        self._act(who, "keys.rotate", f"without-{kind}")
        unwrap_kind(self.database.folder, self.database.keys, kind, self.by)

    def _in_use(self) -> tuple[Protector, ...]:
        kinds = {wrap.kind for wrap in key_file(self.database.folder).wraps}
        return tuple(one for one in self.by if one.kind in kinds and one.kind in ALONE)

    def _hospital(self) -> tuple[Protector, ...]:
        wrap = key_file(self.database.folder).first("hospital")
        return (HospitalProtector(wrap.fields["public"].encode()),) if wrap else ()

    def _act(self, who: Pair, name: str, what: str) -> None:
        def work(_: Transaction, __: datetime) -> Done[None]:
            return Done(None, self.database.keys.id, {"what": what})

        perform_together(self.database, who, name, work)


def refuse_sandbox() -> None:
    """Raises SandboxError when the store in force is one."""
    if profile_in_force() == "sandbox":
        raise SandboxError(
            "a sandbox's key protects nothing; the keys of real encounters come with: "
            "erscribe users init"
        )

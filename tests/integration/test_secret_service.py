"""The store's key in a real Secret Service: gnome-keyring on a bus of its own.

DPAPI and the macOS Keychain are reached through the same `keyring` calls, but cannot be met on this
system: on Windows and macOS these tests are skipped, and a person goes through them by hand.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("dbus-daemon", "gnome-keyring-daemon")
MISSING = [name for name in NEEDED if shutil.which(name) is None]
STARTED_S = 120  # on a busy machine
ACCOUNT = "what the user typed at the system's own sign-in"
NO_BUS = "unix:path=/nonexistent/bus"

MAKE = """
create_keys(folder, "clinical", by)
print(type(found).__module__)
"""
UNLOCK = "print(unlock(folder, by).id == key_file(folder).id)"
WRAP_ANEW = """
keys = unlock(folder, by)
wrap_anew(folder, keys, by)
print(unlock(folder, by).master == keys.master)
"""
KEPT = """
import secretstorage
bus = secretstorage.dbus_init()
print(len(list(secretstorage.search_items(bus, {"service": SERVICE}))))
"""
FORGET = """
from app.store.key_keeping import forget
forget(by, list(key_file(folder).wraps))
"""
LOCK = """
import secretstorage
secretstorage.get_default_collection(secretstorage.dbus_init()).lock()
"""
ALWAYS = """
import sys
from pathlib import Path
from app.domain.errors import StoreError
from app.services.unlocking import system_keystore
from app.store.key_keeping import create_keys, key_file, unlock, wrap_anew
from app.store.key_protectors import SERVICE, KeystoreProtector
folder, found = Path(sys.argv[1]), system_keystore()
by = (KeystoreProtector(found),) if found else ()
try:
    exec(sys.argv[2])
except StoreError as error:
    print(error)
"""

pytestmark = [
    pytest.mark.full,
    pytest.mark.skipif(sys.platform != "linux", reason="a Secret Service is of Linux"),
    pytest.mark.skipif(bool(MISSING), reason=f"not installed here: {', '.join(MISSING)}"),
]


@dataclass
class Session:
    """The session of a user who is signed in to the system, and what runs in it."""

    folder: Path
    environment: dict[str, str]
    running: list[subprocess.Popen[str]] = field(default_factory=list)

    def begin_bus(self) -> None:
        command = ["dbus-daemon", "--session", "--nofork", "--print-address"]
        bus = self._start(command)
        assert bus.stdout is not None
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()

    def sign_in(self) -> None:
        """What the system does with the password of the account: it unlocks the keyring."""
        command = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
        daemon = self._start(command)
        assert daemon.stdin is not None
        daemon.stdin.write(ACCOUNT)
        daemon.stdin.close()
        wait = ["gdbus", "wait", "--session", f"--timeout={STARTED_S}", "org.freedesktop.secrets"]
        subprocess.run(wait, env=self.environment, check=True, capture_output=True)

    def _start(self, command: list[str]) -> "subprocess.Popen[str]":
        made = subprocess.Popen(
            command,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.running.append(made)
        return made

    def sign_out(self) -> None:
        """Its keyring is on the disk, encrypted with the password of the account."""
        with self.running.pop() as daemon:  # closes its pipes
            daemon.terminate()

    def end(self) -> None:
        while self.running:
            self.sign_out()

    def run(self, what: str) -> str:
        """In a process of its own, as every start of the program is; what it says."""
        done = subprocess.run(
            [sys.executable, "-c", ALWAYS, str(self.folder / "store"), what],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_RUNTIME_DIR"):
        place = tmp_path / name.lower()
        place.mkdir(mode=0o700)
        environment[name] = str(place)
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "PYTHON_KEYRING_BACKEND"):
        environment.pop(name, None)
    one = Session(tmp_path, environment)
    one.begin_bus()
    one.sign_in()
    yield one
    one.end()


def test_a_key_is_kept_and_found_again_by_another_process(session: Session) -> None:
    assert session.run(MAKE) == "keyring.backends.SecretService"
    assert session.run(UNLOCK) == "True"
    assert session.run(KEPT) == "1"
    key_file = next((session.folder / "store").rglob("*.json")).read_text("utf-8")
    assert '"keystore"' in key_file


def test_it_is_found_again_after_the_user_signed_out_and_in(session: Session) -> None:
    session.run(MAKE)
    session.sign_out()
    session.sign_in()
    assert session.run(UNLOCK) == "True"


def test_new_secrets_take_the_place_of_the_old_ones(session: Session) -> None:
    session.run(MAKE)
    assert session.run(WRAP_ANEW) == "True"
    assert session.run(KEPT) == "1", "the old secret stayed in the keystore"
    assert session.run(UNLOCK) == "True"


def test_what_is_forgotten_opens_nothing_and_one_sentence_says_so(session: Session) -> None:
    session.run(MAKE)
    session.run(FORGET)
    assert session.run(KEPT) == "0"
    said = session.run(UNLOCK)
    assert "this machine's keystore does not hold the key of this store" in said
    assert "\n" not in said


def test_a_keystore_that_is_locked_is_one_sentence(session: Session) -> None:
    """Nobody is there to type the password of the account into the system's own dialog."""
    session.run(MAKE)
    session.run(LOCK)
    said = session.run(UNLOCK)
    assert "this machine's keystore does not answer" in said
    assert "erscribe store keys recover" in said
    assert "\n" not in said


def test_without_a_keystore_one_sentence_says_what_the_key_is_wrapped_for(
    session: Session,
) -> None:
    session.run(MAKE)
    session.environment["DBUS_SESSION_BUS_ADDRESS"] = NO_BUS
    said = session.run(UNLOCK)
    assert "it is wrapped for: keystore" in said
    assert "\n" not in said

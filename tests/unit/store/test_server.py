"""A store on a real PostgreSQL server: who may hold one, who gets in, who writes, what is told."""

import os
import random
import signal
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from sqlalchemy import text

from app.domain.access import SANDBOX_ACTOR
from app.domain.errors import LockedStoreError, StoreError
from app.domain.note import NoteSentence
from app.domain.result import JobResult
from app.domain.store_address import StoreAddress
from app.store.database import Database
from app.store.keys import StoreKeys, sandbox_keys
from app.store.results import load_result, save_result, summaries
from app.store.server import open_server
from tests.fakes import finished_job
from tests.postgres_server import ADMINISTRATOR, ROLE, Server, running
from tests.stores import Store, store_of

pytestmark = pytest.mark.full
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
NOTE = finished_job().understanding.note.id
CANARY = "Zebulon Quartermain"
NAME = "db.hospital.example"
SAVERS, EACH = 4, 5


@pytest.fixture
def there(postgres: Server, tmp_path: Path) -> Iterator[Store]:
    with store_of("postgresql", tmp_path, postgres) as made:
        yield made


def save(database: Database, result: JobResult | None = None) -> None:
    with database.transaction() as transaction:
        save_result(transaction, result or finished_job(), SANDBOX_ACTOR, NOON)


def numbered(number: int) -> JobResult:
    result = finished_job()
    note = replace(result.understanding.note, id=f"n{number:03}")
    return replace(
        result,
        recording=replace(result.recording, id=f"r{number}"),
        understanding=replace(result.understanding, note=note),
    )


def administer(there: Store, statement: str, database: str = "") -> None:
    assert there.server is not None
    with closing(there.server.connect(database or there.name)) as connection:
        connection.execute(statement)


def refused(there: Store, kind: type[StoreError] = StoreError) -> str:
    with pytest.raises(kind) as refusal:
        there.open(0.5)
    return str(refusal.value)


# --- which servers ---------------------------------------------------------------------------


def test_a_server_that_writes_rows_into_its_log_is_refused(there: Store) -> None:
    administer(
        there, f"ALTER ROLE {ROLE} IN DATABASE {there.name} SET log_error_verbosity = verbose"
    )
    assert f"ALTER ROLE {ROLE} SET log_error_verbosity = terse" in refused(there)


def test_a_superuser_is_refused(there: Store) -> None:
    address = replace(there.address, role=ADMINISTRATOR)
    with pytest.raises(StoreError, match="is a superuser and could change"):
        open_server(address, "", there.path, sandbox_keys(there.path.parent), "sandbox")


@pytest.mark.parametrize(("locale", "encoding"), [("C", "LATIN1"), ("C", "SQL_ASCII")])
def test_a_database_that_cannot_hold_every_text_is_refused(
    postgres: Server, tmp_path: Path, locale: str, encoding: str
) -> None:
    name = postgres.make(locale=locale, encoding=encoding)
    store = Store("postgresql", tmp_path / "store.sqlite3", postgres, name)
    assert "ENCODING 'UTF8' LOCALE 'C'" in refused(store)
    postgres.drop(name)


def test_a_database_that_sorts_as_people_do_is_refused(there: Store) -> None:
    administer(
        there,
        f"CREATE DATABASE sorted OWNER {ROLE} TEMPLATE template0 LOCALE_PROVIDER icu "
        "ICU_LOCALE 'en-US'",
    )
    assert "sorts alike on every machine" in refused(replace(there, name="sorted"))


def test_a_server_that_is_not_synced_is_refused(tmp_path: Path) -> None:
    with running("fsync=off") as server, pytest.raises(StoreError, match="power cut"):
        Store("postgresql", tmp_path / "store.sqlite3", server, "postgres").open()


def test_a_schema_of_another_program_is_left_as_it_is(postgres: Server, tmp_path: Path) -> None:
    store = Store("postgresql", tmp_path / "store.sqlite3", postgres, postgres.make())
    administer(store, "CREATE SCHEMA erscribe; CREATE TABLE erscribe.notes (id int)")
    assert "of another program" in refused(store)
    administer(store, "INSERT INTO erscribe.notes VALUES (1)")
    postgres.drop(store.name)


def test_an_empty_schema_that_an_administrator_made_is_taken(
    postgres: Server, tmp_path: Path
) -> None:
    store = Store("postgresql", tmp_path / "store.sqlite3", postgres, postgres.make())
    administer(store, f"CREATE SCHEMA erscribe AUTHORIZATION {ROLE}")
    save(store.open())
    postgres.drop(store.name)


def test_a_database_that_is_not_there_says_so(there: Store) -> None:
    assert "is not there" in refused(replace(there, name="none"))


def test_a_server_that_does_not_answer_says_so(there: Store, tmp_path: Path) -> None:
    address = replace(there.address, host=str(tmp_path))
    with pytest.raises(StoreError, match="cannot be reached"):
        open_server(address, "", there.path, sandbox_keys(tmp_path), "sandbox")


# --- whose store -----------------------------------------------------------------------------


def test_a_workstation_with_other_keys_is_not_let_in(there: Store) -> None:
    there.open()
    with pytest.raises(LockedStoreError, match="bring the key file"):
        open_server(there.address, "", there.path, StoreKeys(os.urandom(32)), "sandbox")


def test_a_sandbox_is_no_clinical_store(there: Store) -> None:
    keys = there.open().keys
    with pytest.raises(LockedStoreError):
        open_server(there.address, "", there.path, keys, "clinical")


def test_a_newer_program_elsewhere_is_noticed_in_the_next_transaction(there: Store) -> None:
    database = there.open()
    administer(there, "UPDATE erscribe.alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="newer ERScribe"):
        save(database)
    assert "newer ERScribe" in refused(there)


def test_a_store_that_was_dropped_is_not_made_anew_by_who_has_it_open(there: Store) -> None:
    database = there.open()
    administer(there, "DROP SCHEMA erscribe CASCADE")
    with pytest.raises(StoreError, match="is not there"):
        save(database)


# --- who writes ------------------------------------------------------------------------------


def test_a_second_writer_waits_and_then_says_so(there: Store) -> None:
    first, second = there.open(), there.open(0.2)
    with first.transaction() as transaction:
        transaction.execute(text("SELECT 1"))
        with pytest.raises(StoreError, match="being written to by another ERScribe"):
            save(second)
    save(second)


def test_workstations_take_turns_and_lose_nothing(there: Store) -> None:
    def save_some(database: Database, first: int) -> None:
        for number in range(first, first + EACH):
            save(database, numbered(number))

    threads = [
        threading.Thread(target=save_some, args=(there.open(60), EACH * number))
        for number in range(SAVERS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with there.open().transaction() as transaction:
        kept = [one.id for one in summaries(transaction)]
    assert sorted(kept) == [f"n{number:03}" for number in range(SAVERS * EACH)]


def test_a_workstation_that_hangs_does_not_hold_up_the_others_for_ever(there: Store) -> None:
    def hang() -> None:
        with there.open().transaction() as transaction:
            shown = transaction.execute(text("SHOW idle_in_transaction_session_timeout"))
            assert shown.scalar_one() == "1min"
            transaction.execute(text("SET LOCAL idle_in_transaction_session_timeout = 200"))
            save(there.open(10))  # the other one
            transaction.execute(text("SELECT 1"))

    with pytest.raises(StoreError, match=r"took too long|was lost"):
        hang()
    assert there.count("notes") == 1


# --- what is lost ----------------------------------------------------------------------------


def test_a_lost_connection_leaves_nothing_of_what_was_begun(there: Store) -> None:
    database = there.open()

    def cut() -> None:
        with database.transaction() as transaction:
            save_result(transaction, finished_job(), SANDBOX_ACTOR, NOON)
            pid = transaction.execute(text("SELECT pg_backend_pid()")).scalar_one()
            administer(there, f"SELECT pg_terminate_backend({pid}, 5000)")
            summaries(transaction)

    with pytest.raises(StoreError, match="look whether the last change is there"):
        cut()
    assert there.count("notes") == 0
    save(database)
    assert there.count("notes") == 1


def test_a_server_that_crashes_keeps_what_was_saved(tmp_path: Path) -> None:
    with running() as server:
        there = Store("postgresql", tmp_path / "store.sqlite3", server, server.make())
        database = there.open()
        save(database)
        with closing(server.connect(there.name)) as connection:
            os.kill(connection.info.backend_pid, signal.SIGKILL)  # the server restarts itself
            awaited(lambda: there.open(1))
        with database.transaction() as transaction:
            assert load_result(transaction, NOTE) == finished_job()


def awaited(attempt: Callable[[], object], wait_s: float = 20.0) -> None:
    give_up_s = time.monotonic() + wait_s
    while True:
        try:
            attempt()
        except StoreError:
            if time.monotonic() > give_up_s:
                raise
            time.sleep(0.1)
        else:
            return


# --- what is told ----------------------------------------------------------------------------


def test_neither_refusal_nor_the_servers_log_quotes_a_patient(there: Store) -> None:
    note = replace(
        finished_job().understanding.note, unplaced=(NoteSentence(CANARY, ("u99",), 0.0, 1.0),)
    )
    result = finished_job()
    named = replace(result, understanding=replace(result.understanding, note=note))
    with pytest.raises(StoreError, match="nothing was changed") as refusal:
        save(there.open(), named)
    assert CANARY not in "".join(traceback.format_exception(refusal.value))
    assert there.server is not None
    log = there.server.log.read_text("utf-8")
    assert "violates foreign key constraint" in log  # so it is the log where it would be
    assert CANARY not in log
    assert "u99" not in log


# --- over a wire -----------------------------------------------------------------------------


def certificate(name: str) -> tuple[bytes, bytes]:
    """A certificate that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def test_over_a_wire_only_the_server_that_proves_itself_is_talked_to(tmp_path: Path) -> None:
    public, private = certificate(NAME)
    for name, content in (("ca.pem", public), ("other.pem", certificate(NAME)[0])):
        (tmp_path / name).write_bytes(content)
    port = random.randrange(20_000, 45_000)  # noqa: S311 - any that is free
    options = ["listen_addresses=127.0.0.1", "ssl=on"]
    options += ["ssl_cert_file={folder}/tls.pem", "ssl_key_file={folder}/tls.key"]
    with running(*options, port=port, files={"tls.pem": public, "tls.key": private}) as server:

        def attempt(host: str, root: str) -> Database:
            files = {"sslrootcert": str(tmp_path / root)}
            address = StoreAddress(ROLE, host, port, name, files, "127.0.0.1")
            return open_server(address, "", tmp_path / "s", sandbox_keys(tmp_path), "sandbox")

        name = server.make()
        save(attempt(NAME, "ca.pem"))
        with pytest.raises(StoreError, match="did not prove with its certificate"):
            attempt("elsewhere.example", "ca.pem")
        with pytest.raises(StoreError, match="did not prove with its certificate"):
            attempt(NAME, "other.pem")


def test_over_a_wire_nothing_goes_in_the_clear(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(certificate(NAME)[0])
    port = random.randrange(20_000, 45_000)  # noqa: S311 - any that is free
    with running("listen_addresses=127.0.0.1", port=port) as server:
        files = {"sslrootcert": str(tmp_path / "ca.pem")}
        address = StoreAddress(ROLE, NAME, port, server.make(), files, "127.0.0.1")
        with pytest.raises(StoreError, match="did not prove with its certificate"):
            open_server(address, "", tmp_path / "s", sandbox_keys(tmp_path), "sandbox")

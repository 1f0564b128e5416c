"""A real PostgreSQL server in a folder of its own, thrown away with its databases."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import disk_usage
from types import MappingProxyType
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql

INSTALLED = Path("/usr/lib/postgresql")
ADMINISTRATOR = "administrator"
ROLE = "erscribe"
PORT = 5432  # part of the socket's name; no address of the machine is opened
START_S = 30.0
ROOM_BYTES = 2 * 10**9


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs. folder: its socket lies there; log: what it says."""

    folder: Path
    log: Path
    port: int = PORT
    templates: dict[str, str] = field(default_factory=dict)  # databases to begin with, by name

    def url(self, database: str) -> str:
        """As `store_url` names one of its databases."""
        return f"postgresql://{ROLE}@:{self.port}/{database}?host={self.folder}"

    def connect(self, database: str, role: str = ADMINISTRATOR) -> psycopg.Connection:
        """As another program would, with none of our settings."""
        return psycopg.connect(
            host=str(self.folder), port=self.port, user=role, dbname=database, autocommit=True
        )

    def make(self, template: str = "template0", locale: str = "C", encoding: str = "UTF8") -> str:
        """A new database; gives its name."""
        name = f"store_{uuid4().hex}"
        with closing(self.connect("postgres")) as connection:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} LOCALE {} ENCODING {}").format(
                    *map(sql.Identifier, (name, ROLE, template)),
                    *map(sql.Literal, (locale, encoding)),
                )
            )
        return name

    def drop(self, database: str) -> None:
        with closing(self.connect("postgres")) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(database))
            )


def programs() -> Path | None:
    """Where the newest installed server's programs are."""
    found = [place for place in INSTALLED.glob("*/bin") if (place / "initdb").exists()]
    return max(found, key=lambda place: int(place.parent.name), default=None)


@contextmanager
def running(
    *options: str, port: int = PORT, files: Mapping[str, bytes] = MappingProxyType({})
) -> Iterator[Server]:
    """A fresh server until the end of the block.

    options: more settings, `name=value`; they may name {folder}. files: to lie in that folder.
    """
    place = programs()
    if place is None:
        pytest.skip("no PostgreSQL server is installed: apt-get install postgresql")
    folder = Path(tempfile.mkdtemp(prefix="erscribe-pg-", dir=_room()))
    try:
        owner = _unprivileged(folder)
        for name, content in files.items():
            (folder / name).write_bytes(content)
            (folder / name).chmod(0o600)
            if owner:
                shutil.chown(folder / name, folder.owner())
        server = Server(folder, folder / "log", port)
        _make(place, folder / "data", owner)
        process = _started(place, server, owner, options)
        try:
            yield _with_role(_awaited(server, process))
        finally:
            _stop(process, folder / "data")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _started(
    place: Path, server: Server, owner: Sequence[str], options: Sequence[str]
) -> "subprocess.Popen[bytes]":
    folder = server.folder
    command = [*owner, str(place / "postgres"), "-D", str(folder / "data"), "-k", str(folder)]
    settings = ["listen_addresses=", f"port={server.port}", "autovacuum=off", *options]
    command += [part for one in settings for part in ("-c", one.format(folder=folder))]
    with server.log.open("ab") as out:
        return subprocess.Popen(command, stdout=out, stderr=out, cwd=folder)


def _room() -> Path | None:
    """Memory when there is enough of it: every database that is made is synced file by file.

    Else the usual place for temporary folders; a socket's path must be short.
    """
    memory = Path("/dev/shm")  # noqa: S108 - the folder in it is made by mkdtemp
    return memory if memory.is_dir() and disk_usage(memory).free > ROOM_BYTES else None


def _unprivileged(folder: Path) -> Sequence[str]:
    """PostgreSQL refuses to run as root: then it gets the folder and an account of its own."""
    if os.geteuid() != 0:
        return ()
    for account in ("postgres", "nobody"):
        try:
            shutil.chown(folder, account)
        except LookupError:
            continue
        return ("runuser", "-u", account, "--")
    pytest.skip("there is no account to run a PostgreSQL server with")


def _make(place: Path, data: Path, owner: Sequence[str]) -> None:
    command = [*owner, str(place / "initdb"), "-D", str(data), "-U", ADMINISTRATOR, "-A", "trust"]
    command += ["-E", "UTF8", "--locale", "C", "--no-sync", "--no-instructions"]
    subprocess.run(command, check=True, capture_output=True, cwd=data.parent)


def _awaited(server: Server, process: "subprocess.Popen[bytes]") -> Server:
    give_up_s = time.monotonic() + START_S
    while True:
        try:
            server.connect("postgres").close()
        except psycopg.OperationalError:
            if process.poll() is not None or time.monotonic() > give_up_s:
                pytest.fail(f"PostgreSQL did not start: {server.log.read_text('utf-8')}")
            time.sleep(0.05)
        else:
            return server


def _with_role(server: Server) -> Server:
    """What README asks of an administrator."""
    with closing(server.connect("postgres")) as connection:
        connection.execute(f"CREATE ROLE {ROLE} LOGIN")
        connection.execute(f"ALTER ROLE {ROLE} SET log_error_verbosity = terse")
    return server


def _stop(process: "subprocess.Popen[bytes]", data: Path) -> None:
    """The server itself is asked, by its own id: `runuser` would only pass a gentler signal on."""
    pid = int((data / "postmaster.pid").read_text("ascii").splitlines()[0])
    os.kill(pid, 2)  # SIGINT: fast shutdown
    process.wait(START_S)

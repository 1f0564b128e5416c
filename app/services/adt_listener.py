"""Listens for ADT messages of the hospital's system, and answers when they are kept.

A message is answered AA after it is on the disk and not before; what the store cannot take now is
an error that the sender tries again after.
"""

import asyncio
import ssl
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final

from app.domain.access import Actor
from app.domain.addresses import Peer, peer
from app.domain.errors import AppError, ExportError, InternalError, StoreError
from app.export.hl7_in.answering import answers
from app.export.hl7_in.header import Header
from app.export.hl7_in.reading import read_message
from app.export.hl7_in.refusals import RefusedError
from app.export.hl7_in.refusals import refused as refused_as
from app.export.hl7_in.server import LIMITS, Limits, Listen, MllpServer, listen
from app.export.trust import listening
from app.services.access import Done, perform
from app.services.admissions_in import AdmissionsIn
from app.settings import Settings, senders
from app.store.database import Database

__all__ = ["AdtListener", "hear", "listener_of"]

AGAIN_AFTER_S: Final = 30.0
"""When the address is taken, as by a window that is about to end, it is tried again."""
_REFUSALS: Final = {
    "another_patient": ("PV1^1^19", "this visit number is another patient's here"),
    "no_such_patient": ("PID^1^3", "no visit of this patient is known here"),
}


class AdtListener:
    """Between `with` and its end, on a thread of its own; nothing waits for it but the end.

    where: once it listens. trouble: why it does not, "" while it does.
    """

    def __init__(
        self,
        settings: Settings,
        store: AdmissionsIn,
        tell: Callable[[str], None] = lambda _: None,
        limits: Limits = LIMITS,
        open_door: Listen = listen,
    ) -> None:
        """tell: called on the thread with each new trouble."""
        self._settings, self._store, self._tell, self._limits = settings, store, tell, limits
        self._open_door = open_door
        self._over = threading.Event()
        self._stop: Callable[[], None] = lambda: None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, daemon=True, name="adt")
        self.listens = threading.Event()
        self.where: Peer | None = None
        self.trouble = ""

    def __enter__(self) -> "AdtListener":
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """What is being kept is waited for."""
        self._over.set()
        with self._lock:
            self._stop()
        self._thread.join()

    def answer(self, frame: bytes) -> Sequence[bytes]:
        """Keep what a message tells, and then say so. Never raises."""
        now = datetime.now(UTC).astimezone()
        header, refusal = Header(), None
        try:
            header, events = read_message(frame, now)
            refused = self._store.take(events)
            if refused is not None:
                refusal = refused_as("AE", "204", *_REFUSALS[refused])
        except RefusedError as error:
            header, refusal = error.header or header, error
        except StoreError:
            refusal = refused_as("AE", "207", "MSH", "it cannot be kept now; send it again")
        except Exception:  # noqa: BLE001 - top of the thread: a text may quote a patient
            refusal = refused_as("AE", "207", "MSH", "it could not be taken; tell the operator")
        return answers(header, refusal, self._settings.emr_site, now)

    def _run(self) -> None:
        while not self._over.is_set():
            try:
                asyncio.run(self._serve())
            except AppError as error:
                self._in_trouble(str(error))
            except Exception as error:  # noqa: BLE001 - top of the thread
                self._in_trouble(str(InternalError(error)))
            self.listens.clear()
            self._over.wait(AGAIN_AFTER_S)

    async def _serve(self) -> None:
        """Raises ExportError when nothing can listen here."""
        settings = self._settings
        address = peer(settings.emr_adt_listen)
        server = MllpServer(
            self.answer,
            senders(settings.emr_adt_from),
            self._tell_closed,
            _tls(settings) if address.tls else None,
            self._limits,
        )
        listener = self._open_door(address)
        over, loop = asyncio.Event(), asyncio.get_running_loop()
        with self._lock:
            self._stop = lambda: _call(loop, over.set)
        if self._over.is_set():
            over.set()
        self.where = address
        self.trouble = ""
        self.listens.set()
        try:
            await server.serve(listener, over)
        finally:
            with self._lock:
                self._stop = lambda: None

    def _tell_closed(self, closed: Mapping[str, int]) -> None:
        with suppress(StoreError):  # it is told of nothing that was kept
            self._store.turned_away(dict(closed))

    def _in_trouble(self, sentence: str) -> None:
        if sentence != self.trouble:
            self.trouble = sentence
            self._tell(sentence)


def listener_of(
    settings: Settings,
    database: Callable[[], Database],
    tell: Callable[[str], None] = lambda _: None,
) -> AdtListener | None:
    """None where no setting asks for one."""
    if not settings.emr_adt_listen:
        return None
    return AdtListener(settings, AdmissionsIn(database), tell)


def hear(database: Database, actor: Actor) -> None:
    """Somebody lets it listen without a window; that is in the log. Raises AccessError,
    SandboxError."""
    perform(database, actor, "encounter.hear", lambda _, __: Done(None))


def _call(loop: asyncio.AbstractEventLoop, work: Callable[[], None]) -> None:
    with suppress(RuntimeError):  # it has ended already
        loop.call_soon_threadsafe(work)


def _tls(settings: Settings) -> ssl.SSLContext:
    """Raises ExportError, also where no certificate is named."""
    if not settings.emr_adt_certificate:
        raise ExportError(
            "emr_adt_listen begins with tls://, so emr_adt_certificate and its key are needed; "
            "name them"
        )
    key = settings.emr_adt_certificate_key
    return listening(
        settings.emr_adt_certificate,
        key,
        settings.emr_key_passphrase if _encrypted(key) else "",
        settings.emr_ca_file,
    )


def _encrypted(key: str) -> bool:
    """The passphrase is that of another key where this one has none."""
    with suppress(OSError):  # which is told by who opens it
        return b"ENCRYPTED" in Path(key).read_bytes()
    return False

"""Everything about notes that leave for the EMR, over one store."""

from collections.abc import Callable
from dataclasses import dataclass

from app.services.delivery import Sender
from app.services.delivery_ways import OpenWays
from app.services.export_status import OutgoingDesk
from app.services.outgoing import Outgoing
from app.services.outgoing_forms import writer
from app.settings import Settings
from app.store.database import Database


@dataclass(frozen=True, slots=True)
class OutboxDesk:
    """outgoing: queues what is signed. sender: sends it; its thread runs inside `with` only.
    status: where notes stand."""

    outgoing: Outgoing
    sender: Sender
    status: OutgoingDesk


def open_outbox(
    database: Callable[[], Database], settings: Callable[[], Settings], workstation: str
) -> OutboxDesk:
    """Nothing is opened, loaded or sent yet. settings: those in force whenever they are asked."""
    sender = Sender(database, OpenWays(settings), workstation)
    outgoing = Outgoing(settings, writer, sender.wake)
    return OutboxDesk(outgoing, sender, OutgoingDesk(database, lambda: outgoing))

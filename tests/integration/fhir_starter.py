"""A FHIR server without transactions that nobody here wrote: fhirstarter, with models of its own.

Runs in an environment of its own; prints its port when it is ready. Stores in memory.
"""

import os
import socket

os.environ["FHIR_SEQUENCE"] = "R4B"

import uvicorn  # type: ignore[import-not-found]
from fhir.resources.R4B.bundle import Bundle
from fhir.resources.R4B.documentreference import DocumentReference
from fhirstarter import (  # type: ignore[import-not-found]
    FHIRProvider,
    FHIRStarter,
    InteractionContext,
)
from fhirstarter.exceptions import FHIRResourceNotFoundError  # type: ignore[import-not-found]

STORED: dict[str, str] = {}
"""By address, as JSON."""


def provider(kind: type) -> FHIRProvider:
    """Reads and updates of one kind of resource; an update makes what is not there."""
    name = kind.__name__
    made = FHIRProvider()

    async def read(context: InteractionContext, id_: str) -> kind:  # type: ignore[valid-type]
        if f"{name}/{id_}" not in STORED:
            raise FHIRResourceNotFoundError
        found: kind = kind.model_validate_json(STORED[f"{name}/{id_}"])  # type: ignore[attr-defined, valid-type]
        return found

    async def update(context: InteractionContext, id_: str, resource: kind) -> str:  # type: ignore[valid-type]
        STORED[f"{name}/{id_}"] = resource.model_dump_json()  # type: ignore[attr-defined]
        return id_

    made.read(kind)(read)
    made.update(kind)(update)
    return made


app = FHIRStarter()
app.add_providers(provider(Bundle), provider(DocumentReference))


@app.get("/stored")  # type: ignore[untyped-decorator]
async def stored() -> dict[str, str]:
    """All there is: its own reads fail for resources with base64 in them."""
    return STORED


listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)  # noqa: T201 - its answer
uvicorn.Server(uvicorn.Config(app, log_level="error")).run(sockets=[listening])

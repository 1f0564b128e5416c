"""Talks to a FHIR server from a process of its own, which may use the network of this machine.

One JSON object per line comes in and one goes out; the first line says where the server is.
"""

import json
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.domain.addresses import plain_peer, web_address
from app.domain.admissions import PatientSearch
from app.domain.errors import ExportError
from app.export import trust
from app.export.ways.fhir_lookup import PatientLookup
from app.export.ways.fhir_server import FhirServer
from app.export.ways.http import Server


def server(place: dict[str, Any]) -> Server:
    ca, certificate, key = (place.get(name, "") for name in ("ca", "certificate", "key"))
    proxy = place.get("proxy")
    return Server(
        web_address(place["address"]),
        proxy=plain_peer(proxy) if proxy else None,
        trust=lambda: trust.context(ca, certificate, key, ""),
    )


def answer(where: Server, asked: dict[str, Any]) -> Any:
    match asked:
        case {"deliver": path}:
            outcome = FhirServer(where).deliver("M1", Path(path).read_bytes(), lambda _: None)
            return asdict(outcome)
        case {"find": search}:
            return asdict(PatientLookup(where).find(PatientSearch(**search)))
        case {"get": path}:
            found = where.talk().ask("GET", f"{where.base}/{path}")
            return {"status": found.status, "body": json.loads(found.body)}
        case {"put": resource}:
            path = f"{where.base}/{resource['resourceType']}/{resource['id']}"
            body = json.dumps(resource).encode()
            headers = {"Content-Type": "application/fhir+json"}
            return {"status": where.talk().ask("PUT", path, body, headers).status}
    raise ValueError


def main() -> None:
    where = server(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        try:
            found = answer(where, json.loads(line))
        except ExportError as error:
            found = {"error": str(error)}
        print(json.dumps(found, default=str), flush=True)  # noqa: T201 - its answer


if __name__ == "__main__":
    main()

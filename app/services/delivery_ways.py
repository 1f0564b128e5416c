"""The ways to the EMR that the settings open, made anew when they change."""

# what calls servers is loaded when something is to be sent
# ruff: noqa: PLC0415

import ssl
from collections.abc import Callable
from functools import partial
from pathlib import Path

from app.domain.addresses import plain_peer, web_address
from app.domain.outgoing import Way
from app.services.delivery import Ways
from app.services.outgoing import Target
from app.settings import Settings, folder_forms


class OpenWays:
    """Ways keep connections and threads of their own, so they live as long as their settings."""

    def __init__(self, settings: Callable[[], Settings]) -> None:
        self._settings = settings
        self._made: tuple[Settings, Ways] | None = None

    def __call__(self) -> Ways:
        """Those that are open now. Raises SettingsError."""
        settings = self._settings()
        if self._made is None or self._made[0] != settings:
            self._made = settings, ways(settings)
        return self._made[1]


def ways(settings: Settings) -> Ways:
    """None of them does anything before it is used."""
    found: dict[Target, Way] = {}
    if settings.emr_fhir:
        found["fhir", "fhir"] = fhir_way(settings)
    if settings.emr_hl7:
        found["hl7", "hl7"] = hl7_way(settings)
    if settings.emr_folder:
        for form in folder_forms(settings.emr_folder_forms):
            found["folder", form] = folder_way(Path(settings.emr_folder).expanduser(), form)
    return found


def fhir_way(settings: Settings) -> Way:
    from app.export.ways.fhir_server import FhirServer
    from app.export.ways.http import Server

    return FhirServer(
        Server(
            web_address(settings.emr_fhir),
            settings.emr_fhir_token,
            proxy=plain_peer(settings.emr_proxy) if settings.emr_proxy else None,
            trust=_trust(settings),
        )
    )


def hl7_way(settings: Settings) -> Way:
    from app.export.hl7.way import hl7_way as made

    return made(settings)


def folder_way(folder: Path, form: str) -> Way:
    from app.export.ways.folder import Folder

    return Folder(folder, form)


def _trust(settings: Settings) -> Callable[[], ssl.SSLContext]:
    from app.export.trust import context

    return partial(
        context,
        settings.emr_ca_file,
        settings.emr_certificate,
        settings.emr_certificate_key,
        settings.emr_key_passphrase,
    )

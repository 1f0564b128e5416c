"""The settings open the ways; they live until the settings change, and do nothing before."""

from dataclasses import replace

from app.export.hl7.way import Hl7Way
from app.export.ways.fhir_server import FhirServer
from app.export.ways.folder import Folder
from app.services.delivery_ways import OpenWays, ways
from app.services.outgoing import targets
from app.settings import Settings
from tests.outgoing_desk import SITE

OPEN = replace(
    SITE,
    emr_fhir="https://fhir.example/r4",
    emr_fhir_token="env:TOKEN",  # noqa: S106 - where it is
    emr_proxy="proxy.example:3128",
    emr_hl7="tls://hl7.example:2575",
    emr_folder="/emr",
    emr_folder_forms="cda, pdf",
)


def test_without_a_setting_there_is_no_way() -> None:
    assert ways(Settings()) == {}
    assert targets(Settings()) == ()


def test_each_place_of_the_settings_has_its_way() -> None:
    found = ways(OPEN)
    assert tuple(found) == targets(OPEN)
    kinds = [type(way) for way in found.values()]
    assert kinds == [FhirServer, Hl7Way, Folder, Folder]
    fhir = found["fhir", "fhir"]
    assert isinstance(fhir, FhirServer)
    assert str(fhir.server.peer) == "fhir.example:443"
    assert str(fhir.server.proxy) == "proxy.example:3128"
    assert fhir.server.token == "env:TOKEN"  # noqa: S105 - where it is


def test_ways_live_as_long_as_their_settings() -> None:
    now = [OPEN]
    opened = OpenWays(lambda: now[0])
    first = opened()
    assert opened() is first
    now[0] = replace(OPEN, emr_hl7="")
    assert ("hl7", "hl7") not in opened()

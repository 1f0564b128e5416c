"""Whether a server has what was sent: its spelling does not matter, any word that changed does."""

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest

from app.export.fhir.sending import message
from app.export.ways.fhir_answers import entries, same
from tests.documents import SITE, example

Path = tuple[str | int, ...]


def resources(payload: bytes) -> list[bytes]:
    return [bytes(one.resource) for one in entries(payload)]


def leaves(value: Any, path: Path = ()) -> Iterator[Path]:
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in inner:
        if isinstance(one, dict | list) and one:
            yield from leaves(one, (*path, key))
        else:
            yield (*path, key)


def changed(whole: Any, path: Path) -> Any:
    """A copy in which one value is another one."""
    found = copy.deepcopy(whole)
    place = found
    for key in path[:-1]:
        place = place[key]
    old = place[path[-1]]
    place[path[-1]] = f"{old}x" if isinstance(old, str) else not old
    return found


def test_any_value_that_changed_is_another_document() -> None:
    """One after the other; of the long document every ninth."""
    bundle, reference = resources(message(example("zh"), SITE))
    for ours, step in ((bundle, 9), (reference, 1)):
        assert same(ours, ours)
        whole = json.loads(ours)
        paths = [path for path in leaves(whole) if path[0] != "meta"][::step]
        assert len(paths) > 20
        for path in paths:
            assert not same(ours, json.dumps(changed(whole, path)).encode()), path
        for key in set(whole) - {"meta"}:
            fewer = {name: one for name, one in whole.items() if name != key}
            assert not same(ours, json.dumps(fewer).encode()), key


SENT = {
    "resourceType": "Observation",
    "id": "o",
    "valueQuantity": {"value": 36.5},
    "subject": {"reference": "urn:uuid:9b2c"},
}


@pytest.mark.parametrize(
    "theirs",
    [
        {**SENT, "meta": {"versionId": "2"}},
        {**SENT, "text": {"status": "generated", "div": "<div>made there</div>"}},
        {**SENT, "subject": {"reference": "Patient/9b2c"}},
        {**SENT, "subject": {"reference": "https://emr.test/fhir/Patient/9b2c/_history/4"}},
        dict(reversed(SENT.items())),
    ],
)
def test_the_servers_own_spelling_does_not_matter(theirs: Any) -> None:
    assert same(json.dumps(SENT).encode(), json.dumps(theirs, indent=2).encode())
    number = json.dumps(theirs).replace("36.5", "36.500").encode()
    assert same(json.dumps(SENT).encode(), number)


@pytest.mark.parametrize("theirs", [b"", b"[]", b"null", b"{", b"\xff", b"[" * 100_000])
def test_garbage_is_not_what_was_sent(theirs: bytes) -> None:
    assert not same(json.dumps(SENT).encode(), theirs)


def test_a_narrative_that_was_sent_counts() -> None:
    ours = {**SENT, "text": {"status": "generated", "div": "<div>张三</div>"}}
    theirs = {**SENT, "text": {"status": "generated", "div": "<div>李四</div>"}}
    assert not same(json.dumps(ours).encode(), json.dumps(theirs).encode())

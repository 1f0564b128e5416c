"""`erscribe site`: settings and terms of a site, proposed by one person, approved by another."""

import argparse
import sys

from app import bootstrap
from app.cli.acting import acting
from app.domain.errors import NotFoundError, SettingsError
from app.domain.site_terms import wanted_text
from app.services.proposals import SITE_FACTS, Proposal, Proposals
from app.text.doses import dose_version


def show(arguments: argparse.Namespace) -> int:
    """Every name that can be set, with what it is."""
    acting(arguments)
    known = _desk().site()
    for name in SITE_FACTS:
        sys.stdout.write(f"{name} = {known.get(name, '(as built)')}\n")
    version, pharmacist = _desk().dose_ranges()
    signed = f"{version}, checked by {pharmacist}" if version else "(off)"
    sys.stdout.write(f"dose table = {signed}; installed: {dose_version()}\n")
    return 0


def propose_facts(arguments: argparse.Namespace) -> int:
    """Raises SettingsError, AccessError."""
    facts = {}
    for given in arguments.facts:
        name, equals, value = given.partition("=")
        if not equals:
            raise SettingsError(f"'{given}' is not NAME=VALUE; names: {', '.join(SITE_FACTS)}")
        facts[name] = value
    return _proposed(arguments, "site.change", facts)


def propose_terms(arguments: argparse.Namespace) -> int:
    """Raises AccessError."""
    name = "alerts.change" if arguments.alerts else "lexicon.change"
    return _proposed(arguments, name, {"terms": list(arguments.terms)})


def propose_doses(arguments: argparse.Namespace) -> int:
    """Raises SettingsError, AccessError."""
    payload = {"version": arguments.version, "pharmacist": arguments.pharmacist}
    return _proposed(arguments, "doses.change", payload)


def proposals(arguments: argparse.Namespace) -> int:
    """One line each, oldest first."""
    acting(arguments)
    for one in _desk().waiting():
        when = one.proposed_at.astimezone().strftime("%Y-%m-%d %H:%M")
        facts = ", ".join(f"{name}={value}" for name, value in one.payload.items())
        what = wanted_text(one.payload) if one.action == "lexicon.change" else facts
        sys.stdout.write(f"{one.id}  {when}  {one.action}  {what}  ({one.reason})\n")
    return 0


def decide(arguments: argparse.Namespace) -> int:
    """Raises NotFoundError, AccessError."""
    actor = acting(arguments)
    found = _found(arguments.proposal)
    approve = arguments.part == "approve"
    decided = _desk().decide(actor, found.action, found.id, approve=approve)
    sys.stdout.write(f"{decided.id} {decided.decision}\n")
    return 0


def _found(beginning: str) -> Proposal:
    found = [one for one in _desk().waiting() if one.id.startswith(beginning)]
    if len(found) != 1:
        raise NotFoundError("no single proposal waits under this id; list: erscribe site proposals")
    return found[0]


def _proposed(arguments: argparse.Namespace, name: str, payload: dict[str, object]) -> int:
    actor = acting(arguments)
    made = _desk().propose(actor, name, "", payload, arguments.reason)
    sys.stdout.write(f"{made} waits for another person: erscribe site approve {made}\n")
    return 0


def _desk() -> Proposals:
    return Proposals(bootstrap.database())

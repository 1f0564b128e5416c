"""`erscribe models list|verify|import`."""

import argparse
import sys

from app import bootstrap, paths
from app.cli.acting import acting
from app.services.installing import permit_install
from app.speech import weights
from app.speech.model_import import import_model


def list_models(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes them
    """Each model of the manifests: name, version, kind, size, licence, where."""
    for row in weights.list_models():
        sys.stdout.write(
            f"{row.name:<24}{row.kind:<14}{row.version:<8}{row.size_bytes / 1e6:7.1f} MB  "
            f"{row.licence:<12}{row.path}\n"
        )
    return 0


def verify(arguments: argparse.Namespace) -> int:  # noqa: ARG001 - every verb takes them
    """Check every file's sha256; exit code 4 when one differs."""
    outcomes = weights.verify_all()
    for outcome in outcomes:
        mark = "BAD " if outcome.failure else "ok  "
        reason = f": {outcome.failure}" if outcome.failure else ""
        sys.stdout.write(f"{mark} {outcome.row.name}{reason}\n")
    return 4 if any(outcome.failure for outcome in outcomes) else 0


def import_directory(arguments: argparse.Namespace) -> int:
    """Copy a model's directory to where models are kept, and list it with its hashes."""
    actor = acting(arguments)
    permit_install(bootstrap.database(), actor, arguments.directory.name)
    row = import_model(
        arguments.directory,
        arguments.kind,
        arguments.licence,
        arguments.source,
        arguments.as_version,
        paths.MODELS if arguments.embedded else None,
    )
    sys.stdout.write(f"{row.name}: {len(row.files)} files, {row.size_bytes / 1e6:.1f} MB\n")
    return 0

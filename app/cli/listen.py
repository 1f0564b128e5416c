"""`erscribe listen FILE`: the live path over a file, one JSON object per line."""

import argparse
import json
import sys
import uuid

from app import bootstrap
from app.services.listening import Line


def run(arguments: argparse.Namespace) -> int:
    """Replay the file through recording, live words and alerts; nothing of it is kept."""
    with bootstrap.listening(_print) as listening:
        listening.run(arguments.file, uuid.uuid4().hex, fast=arguments.fast)
    return 0


def _print(line: Line) -> None:
    head = {
        "type": line.type,
        "audio_s": round(line.audio_s, 3),
        "emitted_s": round(line.emitted_s, 3),
    }
    sys.stdout.write(json.dumps({**head, **line.fields}, ensure_ascii=False) + "\n")
    sys.stdout.flush()  # whoever reads wants it now

"""Where each clip of a corpus comes from, listed beside its shard, and what may not be in one.

Only what is named here may be trained on: engines and voices whose licence lets weights be
shipped, and folders of recordings with a clean licence. Reporting voices, reporting speakers and
reporting sentences are barred, so that no figure is measured on what was learnt.
"""

import csv
import re
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Final

from app.domain.errors import ModelError, ResourceError
from app.training.voice_pool import UNSEEN_VARIANTS

RECORDING: Final = "recording"
RECORDED: Final = ("speech/en_l2", "speech/en_read", "speech/zh_read")
"""The folders of transcribed recordings that may be trained on."""
LICENCES: Final = {
    "espeak": "GPL program, its output is free",
    "flite": "BSD-like",
    "festival": "BSD-like",
    "pico": "Apache-2.0",
}
_CLEAN: Final = re.compile(r"CC0(-1\.0)?|CC-BY-[1-4]\.0|MIT|Apache-2\.0")
_LIST: Final = ".sources.tsv"
_DEV: Final = "dev-"


@dataclass(frozen=True, slots=True)
class Source:
    """One clip's origin. voice: the engine's voice, or the recording's path in the data folder."""

    engine: str
    voice: str
    licence: str
    text: str


def spoken(engine: str, voice: str, text: str) -> Source:
    """The source of a synthetic clip."""
    return Source(engine, voice, LICENCES[engine], text)


def trainable(path: str) -> bool:
    """Whether a recording, named by its path in the data folder, lies where training may read."""
    parts = path.split("/")
    return "/".join(parts[:-1][:2]) in RECORDED and ".." not in parts


def manifest_rows(data: Path) -> list[dict[str, str]]:
    """The rows of a data folder's audio_manifest.tsv. Raises ResourceError when it is missing."""
    try:
        with (data / "audio_manifest.tsv").open(encoding="utf-8") as file:
            return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    except OSError as error:
        raise ResourceError(
            f"no readable audio_manifest.tsv in {data.name}; name its folder with --data"
        ) from error


def list_of(shard: Path) -> Path:
    """The list beside a shard."""
    return shard.with_name(shard.stem + _LIST)


def save_sources(shard: Path, sources: Sequence[Source]) -> None:
    """Write the list of a shard, one line a clip in the shard's order."""
    with list_of(shard).open("w", encoding="utf-8", newline="") as file:
        rows = csv.DictWriter(file, [field.name for field in fields(Source)], delimiter="\t")
        rows.writeheader()
        rows.writerows(asdict(source) for source in sources)


def load_sources_of(shard: Path) -> list[Source]:
    """The list of a shard. Raises ModelError when it is missing or damaged."""
    try:
        with list_of(shard).open(encoding="utf-8", newline="") as file:
            return [Source(**row) for row in csv.DictReader(file, delimiter="\t")]
    except (OSError, UnicodeDecodeError, TypeError) as error:
        raise ModelError(f"{shard.name} has no readable list of its sources") from error


def check_corpus(folder: Path, banned: Collection[str]) -> list[Path]:
    """The shards without a list; raises ModelError when a listed clip may not be trained on.

    banned: texts kept for reporting, in small letters.
    """
    unlisted = []
    for shard in sorted(folder.glob("*.npz")):
        if not list_of(shard).exists():
            unlisted.append(shard)
            continue
        for source in load_sources_of(shard):
            reason = _barred(source, banned, dev=shard.name.startswith(_DEV))
            if reason:
                raise ModelError(
                    f"{shard.name} holds {source.voice}: {reason}; "
                    "delete the corpus and make it again"
                )
    return unlisted


def _barred(source: Source, banned: Collection[str], *, dev: bool) -> str:
    """Why a clip may not be trained on, "" when it may. Dev clips may use reporting voices."""
    if source.text.lower() in banned:
        return "it says a sentence kept for reporting"
    if source.engine == RECORDING:
        if not trainable(source.voice):
            return "its folder is not one to train on"
        clean = _CLEAN.fullmatch(source.licence)
        return "" if clean else f"its licence ({source.licence}) does not permit shipped weights"
    if source.engine not in LICENCES:
        return f"the engine {source.engine} is not one to train on"
    kept = source.engine == "espeak" and source.voice.partition("+")[2] in UNSEEN_VARIANTS
    return "the voice is kept for reporting" if kept and not dev else ""

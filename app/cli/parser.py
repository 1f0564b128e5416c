"""The verbs and their options: the command-line contract as argparse declares it."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from app import __version__
from app.cli import (
    parser_audit,
    parser_export,
    parser_lexicon,
    parser_notes,
    parser_people,
    parser_site,
    parser_store,
    parser_window,
)
from app.cli.user_options import add_user_options

FORMATS = ("json", "txt", "srt", "vtt", "rttm", "docx")

if TYPE_CHECKING:
    Subparsers = argparse._SubParsersAction[argparse.ArgumentParser]


def build_parser() -> argparse.ArgumentParser:
    """The whole command line; each verb sets `action` to (module, function)."""
    parser = argparse.ArgumentParser(
        prog="erscribe",
        description="Clinical dictation for the emergency room. Without a verb: the window.",
    )
    parser.add_argument("--version", action="version", version=f"erscribe {__version__}")
    parser_window.add(parser)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    _add_demo(verbs)
    _add_transcribe(verbs)
    _add_live(verbs)
    parser_lexicon.add(verbs)
    _add_text(verbs)
    _add_models(verbs)
    parser_notes.add(verbs)
    parser_export.add(verbs)
    _add_upkeep(verbs)
    _add_bench(verbs)
    for part in (parser_people, parser_site, parser_audit, parser_store):
        part.add(verbs)
    return parser


def _add_demo(verbs: "Subparsers") -> None:
    demo = verbs.add_parser("demo", help="bundled encounters through the whole job")
    demo.add_argument("--lang", choices=("en", "zh"), help="only this encounter (default: both)")
    demo.set_defaults(action=("app.cli.demo", "run"))


def _add_transcribe(verbs: "Subparsers") -> None:
    verb = verbs.add_parser("transcribe", help="recordings to transcript, alerts and note")
    verb.add_argument("files", nargs="+", type=Path, metavar="FILE")
    verb.add_argument("--lang", choices=("auto", "en", "zh"), help="default: auto, per region")
    verb.add_argument("--model", metavar="NAME|DIR", help="recogniser: manifest name or directory")
    verb.add_argument("--device", choices=("auto", "cpu", "cuda"))
    verb.add_argument("--compute-type", metavar="T", help="CTranslate2 compute type (int8, ...)")
    verb.add_argument("--min-speakers", type=_positive, metavar="N")
    verb.add_argument("--max-speakers", type=_positive, metavar="N")
    verb.add_argument("--template", metavar="NAME", help="note template (default: as settings say)")
    verb.add_argument("--format", type=_formats, default=("json",), metavar=",".join(FORMATS))
    verb.add_argument("--out", type=Path, metavar="DIR", help="where files go (default: .)")
    verb.add_argument("--encounter", metavar="ID")
    verb.add_argument("--no-save", action="store_true", help="keep nothing in the database")
    add_user_options(verb)
    verb.set_defaults(action=("app.cli.transcribe", "run"))


def _add_live(verbs: "Subparsers") -> None:
    record = verbs.add_parser("record", help="record from the microphone; Ctrl-C stops")
    record.add_argument("--encounter", metavar="ID")
    record.add_argument("--device", metavar="NAME", help="microphone, or part of its name")
    record.add_argument("--list-devices", action="store_true", help="print the microphones")
    record.add_argument(
        "--preroll", type=parser_window.preroll, default=0.0, metavar="S", help="0 to 2 s"
    )
    record.add_argument("--template", metavar="NAME", help="note template of this recording")
    record.add_argument("--minutes", type=float, metavar="M", help="stop by itself")
    add_user_options(record)
    record.set_defaults(action=("app.cli.record", "run"))
    listen = verbs.add_parser("listen", help="replay a file as if it were said now; JSON lines")
    listen.add_argument("file", type=Path, metavar="FILE")
    listen.add_argument("--fast", action="store_true", help="not in real time")
    listen.set_defaults(action=("app.cli.listen", "run"))
    recover = verbs.add_parser("recover", help="finish recordings that were cut off")
    recover.add_argument("recordings", nargs="*", metavar="ID", help="only these (default: all)")
    recover.add_argument("--list", action="store_true", help="only show what is unfinished")
    recover.add_argument(
        "--claim", action="store_true", help="make the named ones, begun without sign-in, yours"
    )
    recover.add_argument("--encounter", metavar="ID", help="whom a claimed one is about")
    recover.add_argument("--discard", action="store_true", help="delete the named ones for ever")
    add_user_options(recover)
    recover.set_defaults(action=("app.cli.recover", "run"))
    notices = verbs.add_parser("notices", help="messages to the duty doctor")
    parts = notices.add_subparsers(required=True, metavar="test")
    parts.add_parser("test", help="send a marked test notice").set_defaults(
        action=("app.cli.notices", "test")
    )
    parser_window.add_processes(verbs)


def _add_text(verbs: "Subparsers") -> None:
    understand = verbs.add_parser("understand", help="findings and alerts, a JSON object per line")
    understand.add_argument("--lang", choices=("en", "zh"), default="en")
    understand.set_defaults(action=("app.cli.text", "understand"))


def _add_models(verbs: "Subparsers") -> None:
    models = verbs.add_parser("models", help="which models are here, and whether they are intact")
    parts = models.add_subparsers(required=True, metavar="list|verify|import")
    parts.add_parser("list").set_defaults(action=("app.cli.models", "list_models"))
    parts.add_parser("verify").set_defaults(action=("app.cli.models", "verify"))
    bring = parts.add_parser("import", help="copy a model's directory here and list its hashes")
    bring.add_argument("directory", type=Path, metavar="DIR", help="the model is called as it is")
    bring.add_argument(
        "--kind",
        choices=("recognizer", "segmentation", "embedding", "keywords"),
        default="recognizer",
    )
    bring.add_argument("--licence", default="not stated", metavar="TEXT")
    bring.add_argument("--source", default="imported", metavar="TEXT", help="where it comes from")
    bring.add_argument("--as-version", default="1", metavar="V")
    bring.add_argument("--embedded", action="store_true", help="into the product's own models/")
    add_user_options(bring)
    bring.set_defaults(action=("app.cli.models", "import_directory"))


def _add_upkeep(verbs: "Subparsers") -> None:
    doctor = verbs.add_parser("doctor", help="what is missing on this machine and how to mend it")
    doctor.add_argument("--json", action="store_true")
    doctor.set_defaults(action=("app.cli.doctor", "run"))
    train = verbs.add_parser("train", help="make the embedded models again")
    train.add_argument(
        "recipe",
        choices=(
            "corpus",
            "recognizer",
            "segmentation",
            "speakers",
            "keywords",
            "language-model",
            "diarization_tuning",
            "samples",
        ),
    )
    train.add_argument("--out", type=Path, required=True, metavar="DIR")
    train.add_argument("--data", type=Path, metavar="DIR", help="open speech and text, if any")
    train.add_argument("--minutes", type=float, metavar="M", help="stop after this long")
    train.add_argument("--seed", type=int, default=0)
    train.add_argument("--resume", action="store_true")
    train.set_defaults(action=("app.cli.develop", "train"))


_BENCHES = (
    "accuracy",
    "all",
    "biasing",
    "correction",
    "diarization",
    "keywords",
    "lexicon",
    "live",
    "pipeline",
    "quantization",
    "recognition",
    "speakers",
    "store",
    "understanding",
    "window",
)


def _add_bench(verbs: "Subparsers") -> None:
    bench = verbs.add_parser("bench", help="measure what we claim")
    bench.add_argument("what", choices=_BENCHES)
    bench.add_argument("paths", nargs="*", type=Path, metavar="PATH")
    bench.add_argument("--seed", type=int, default=0)
    bench.add_argument("--data", type=Path, metavar="DIR", help="open recordings, if any")
    bench.add_argument(
        "--write", action="store_true", help="also into models/EVALUATION.md (accuracy)"
    )
    bench.add_argument("--most", type=_positive, default=400, metavar="N", help="clips of a set")
    bench.add_argument("--quick", action="store_true", help="a small sample of each set")
    bench.add_argument("--sets", type=_names, default=(), metavar="A,B", help="only these sets")
    bench.add_argument("--model", metavar="NAME|DIR", help="another recogniser")
    bench.add_argument("--sealed", action="store_true", help="cases that no rule was tuned on")
    _add_correction(bench)
    bench.add_argument("--to", type=Path, metavar="FILE", help="the page that is written (all)")
    _add_diarization(bench)
    bench.add_argument("--words", action="store_true", help="live words, not alerts (live)")
    bench.add_argument("--minutes", type=float, default=5.0, metavar="M", help="(live --words)")
    bench.add_argument("--faults", action="store_true", help="what is lost to kills (live)")
    bench.add_argument("--kills", type=_positive, default=1000, metavar="N", help="(live --faults)")
    bench.add_argument("--soak", type=float, metavar="HOURS", help="record for so long (live)")
    bench.add_argument("--times", type=float, metavar="T", help="(live --soak) faster than life")
    bench.add_argument("--load", choices=("idle", "recognising", "busy"), help="only this (live)")
    bench.add_argument(
        "--explain", type=Path, metavar="CORPUS", help="frequent errors on its dev clips instead"
    )
    bench.set_defaults(action=("app.cli.develop", "bench"))


def _add_correction(bench: argparse.ArgumentParser) -> None:
    """What only bench correction asks for."""
    bench.add_argument("--cache", type=Path, metavar="DIR", help="heard sentences (correction)")
    bench.add_argument(
        "--make", type=_names, default=(), metavar="en,zh", help="hear --most first (correction)"
    )
    bench.add_argument("--lexicon", type=Path, metavar="DIR", help="another one (correction)")


def _add_diarization(bench: argparse.ArgumentParser) -> None:
    """What the comparisons of bench diarization ask for (sets pair, resnet, agreement, growth)."""
    bench.add_argument("--loaded", action="store_true", help="measure on a busy machine, too")
    bench.add_argument("--repeats", type=_positive, default=5, metavar="N", help="passes of each")
    bench.add_argument("--seconds", type=float, default=60.0, metavar="S", help="(diarization)")
    bench.add_argument("--hours", type=float, default=8.0, metavar="H", help="(diarization)")


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("at least 1")
    return number


def _names(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _formats(text: str) -> tuple[str, ...]:
    chosen = tuple(dict.fromkeys(part.strip() for part in text.split(",")))
    unknown = [part for part in chosen if part not in FORMATS]
    if unknown:
        raise argparse.ArgumentTypeError(f"unknown format '{unknown[0]}'; {', '.join(FORMATS)}")
    return chosen

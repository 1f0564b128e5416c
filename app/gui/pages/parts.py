"""What the pages are given by whoever builds them. All of it is called behind the window."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.domain.access import Actor
    from app.domain.trial import Sample
    from app.gui.pages.proof_bar import Prove
    from app.services.lexicon_desk import LexiconDesk
    from app.services.licences import Package
    from app.services.machine import Machine
    from app.services.model_shelf import ModelShelf, ShelvedModel
    from app.services.own_terms import OwnTerms
    from app.services.preferences import Preferences
    from app.services.proposals import Proposals
    from app.services.trial import Trial
    from app.services.vetoes import Vetoes
    from app.settings import Settings


@dataclass(frozen=True, slots=True)
class SettingsParts:
    """preferences: made anew for each user. suggestions: by setting, what could be chosen here.

    site: what two people set for a clinical store; None in a sandbox. at_once: settings that the
    window itself brings into force when `changed` tells it; all others from the next start.
    """

    preferences: "Callable[[], Preferences]"
    suggestions: Callable[[], Mapping[str, tuple[str, ...]]] = dict
    site: Callable[[], Mapping[str, str]] | None = None
    at_once: frozenset[str] = field(default_factory=frozenset)


@dataclass(frozen=True, slots=True)
class ModelsParts:
    """settings: those in force now. bring: brings a folder's model in, as who asks for it: folder,
    licence, source. recording: while it is so, no dialog may open."""

    shelf: "Callable[[], ModelShelf]"
    machine: "Callable[[], Machine]"
    settings: "Callable[[], Settings]"
    preferences: "Callable[[], Preferences]"
    bring: "Callable[[Actor, Path, str, str], None]"
    recording: Callable[[], bool] = lambda: False
    prove: "Prove | None" = None


@dataclass(frozen=True, slots=True)
class LexiconParts:
    """vetoes, proposals and own open the database. prove: asks for the credential again; None in a
    sandbox. own: brings in a table of terms and bans; None where nobody may."""

    desk: "Callable[[], LexiconDesk]"
    vetoes: "Callable[[], Vetoes]"
    proposals: "Callable[[], Proposals]"
    prove: "Prove | None" = None
    own: "Callable[[], OwnTerms] | None" = None


@dataclass(frozen=True, slots=True)
class AboutParts:
    """version: of ERScribe. texts: the full licence texts of a package by its name; of ERScribe
    itself by the name that `packages` gives it. lexicon: what is said of the lexicon's licence."""

    version: str
    packages: "Callable[[], tuple[Package, ...]]"
    texts: Callable[[str], str]
    models: "Callable[[], tuple[ShelvedModel, ...]]"
    lexicon: Callable[[], str]


@dataclass(frozen=True, slots=True)
class WelcomeParts:
    """trial: made anew for each run of the set-up. recording: while it is so, no microphone is
    tried. kept, keep: the step that was reached, so that the set-up goes on where it was left."""

    machine: "Callable[[], Machine]"
    microphones: Callable[[], tuple[str, ...]]
    shelf: "Callable[[], ModelShelf]"
    settings: "Callable[[], Settings]"
    preferences: "Callable[[], Preferences]"
    trial: "Callable[[], Trial]"
    sample: "Callable[[Settings], Sample]"
    recording: Callable[[], bool] = lambda: False
    kept: Callable[[], str] = str
    keep: Callable[[str], None] = lambda _: None

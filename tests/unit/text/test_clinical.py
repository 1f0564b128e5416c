"""Clinical resources: what is shipped, and complaints that name the file and the key."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.domain.transcript import Language
from app.paths import RESOURCES
from app.text.clinical import Keywords, load_resources, read_keywords
from app.text.context_data import read_context
from app.text.reading import spellings
from app.text.templates import read_template
from app.text.understanding import Understander

KEYWORDS_PAGE = Path(__file__).parents[2] / "data" / "context" / "KEYWORDS.md"
CONTAINED = {
    "seizure disorder",
    "SVT",
    "DVT",
    "CVA tenderness",
    "SIADH",
    "CLABSI",
    "PERRL",
    "RSI",
    "子痫前期",
    "先兆子痫",
    "a m i",
    "s v t",
    "d v t",
    "r s i",
}
"""Lexicon names that hold an alert phrase by chance or name something that is not the alert."""


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A copy of the shipped resources that a test may spoil."""
    for name in ("keywords", "context", "templates", "roles"):
        shutil.copytree(RESOURCES / name, tmp_path / name)
    for name in ("commands.toml", "macros.toml"):
        shutil.copy(RESOURCES / name, tmp_path / name)
    return tmp_path


def listed(section: str) -> dict[str, str]:
    """Keyword ids of a section of the page that the frozen cases follow, with severities."""
    page = KEYWORDS_PAGE.read_text(encoding="utf-8").split(section)[1].split("\n## ")[0]
    found = re.findall(r"^\| ([a-z_]+) \| (\w+)", page, re.MULTILINE)
    return {key: severity for key, severity in found if key != "id"}


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_listed_alert_is_shipped_with_its_severity(
    language: Language, understander: Understander
) -> None:
    concepts = understander.resources.keywords[language].concepts
    severities = {key: one.severity for key, one in concepts.items() if one.severity}
    assert severities == listed("## Alert keywords")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_listed_finding_is_shipped(language: Language, understander: Understander) -> None:
    assert set(listed("## Finding concepts")) <= set(
        understander.resources.keywords[language].concepts
    )


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_synonym_on_the_page_is_recognised(
    language: Language, understander: Understander
) -> None:
    column = {"en": 0, "zh": 1}[language]
    page = KEYWORDS_PAGE.read_text(encoding="utf-8").split("## Alert keywords")[1]
    rows = re.findall(r"^\| ([a-z_]+) \| (?:high|medium|low) \| (.+?) \| (.+?) \|$", page, re.M)
    assert len(rows) == 21
    missing = [
        (row[0], term)
        for row in rows
        for term in re.sub(r"\s*\([^)]*\)", "", row[column + 1]).split(", ")
        for spelled in [re.sub(r"(\w+)(?:/\w+)+", r"\1", term)]
        if row[0]
        not in {
            alert["keyword"]
            for part in spelled.split(" or ")
            for alert in understander.understand_line(part, language)["alerts"]
        }
    ]
    assert missing == []


def tokens_of(keywords: Keywords, role: str) -> set[tuple[str, ...]]:
    """Token sequences of the phrases that play a role; terms of alert keywords only."""
    return {
        tokens
        for phrase, meanings in keywords.phrases.items()
        for meaning in meanings
        if meaning.role == role
        and (role != "term" or keywords.concepts[meaning.concept].severity is not None)
        for tokens in spellings(phrase)
    }


def holds(tokens: tuple[str, ...], terms: set[tuple[str, ...]]) -> bool:
    return any(
        tokens[start:end] in terms
        for start in range(len(tokens))
        for end in range(start + 1, len(tokens) + 1)
    )


def hidden(keywords: Keywords) -> Iterator[str]:
    """Lexicon names that contain an alert's phrase, so that the longer name would silence it."""
    terms, near = tokens_of(keywords, "term"), tokens_of(keywords, "near_miss")
    for phrase, meanings in keywords.phrases.items():
        plain = all(
            meaning.role == "term" and keywords.concepts[meaning.concept].severity is None
            for meaning in meanings
        )
        if plain and any(holds(tokens, terms) for tokens in spellings(phrase) - near):
            yield phrase


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_longer_name_hides_an_alert(language: Language, understander: Understander) -> None:
    assert set(hidden(understander.resources.keywords[language])) <= CONTAINED


def test_the_version_changes_with_any_file(copied: Path, understander: Understander) -> None:
    lexicon = understander.resources.lexicon
    before = load_resources(copied, lexicon).sha256
    assert load_resources(copied, lexicon).sha256 == before
    path = copied / "context" / "zh.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n# one more\n", encoding="utf-8")
    assert load_resources(copied, lexicon).sha256 != before


@pytest.mark.parametrize(
    "name", ["keywords/en.toml", "context/zh.toml", "templates/ed_default.toml"]
)
def test_a_missing_file_is_named(name: str, copied: Path, understander: Understander) -> None:
    (copied / name).unlink()
    with pytest.raises(ResourceError, match=re.escape(name)):
        load_resources(copied, understander.resources.lexicon)


def test_a_missing_lexicon_is_named(copied: Path) -> None:
    with pytest.raises(ResourceError, match="lexicon"):
        load_resources(copied)


@pytest.mark.parametrize(
    "name", ["keywords/zh.toml", "context/en.toml", "templates/ed_default.toml"]
)
def test_a_file_that_is_no_toml_is_named(
    name: str, copied: Path, understander: Understander
) -> None:
    (copied / name).write_text("not = [toml", encoding="utf-8")
    with pytest.raises(ResourceError, match=re.escape(name)):
        load_resources(copied, understander.resources.lexicon)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('language = "en"', 'language = "fr"', "'language'"),
        ('severity = "high"', 'severity = "urgent"', "'severity'"),
        ('kind = "event"', 'kind = "omen"', "'kind'"),
        ("told = true", 'told = "yes"', "'told'"),
        ('"cardiac arrest", ', '"cardiac arrest", 7, ', "'terms'"),
        ("[findings.", "[discoveries.", "'findings'"),
    ],
)
def test_a_wrong_keyword_file_names_the_key(
    old: str, new: str, key: str, copied: Path, understander: Understander
) -> None:
    path = copied / "keywords" / "en.toml"
    spoiled = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(spoiled, encoding="utf-8")
    with pytest.raises(ResourceError, match=f"en.toml.*{key}"):
        read_keywords(path, understander.resources.lexicon)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('assertion = "negated"', 'assertion = "denied"', "'assertion'"),
        ('direction = "pre"', 'direction = "left"', "'direction'"),
        ("scope = 4", "scope = -4", "'scope'"),
        ("final = true", "final = 1", "'final'"),
        ("{relative} had", "{uncle} had", "uncle"),
        ("joins = [", "gluing = [", "'joins'"),
        ("[lists]", "[other]", "'lists'"),
        ('ends = ["historical"]', 'ends = ["history"]', "'ends'"),
    ],
)
def test_a_wrong_context_file_names_the_key(old: str, new: str, key: str, copied: Path) -> None:
    path = copied / "context" / "en.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ResourceError, match=f"en.toml.*{key}"):
        read_context(path)


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('code = "10154-3"', 'code = ""', "'code'"),
        ('key = "ed_default"', "key = 1", "'key'"),
        ('findings = ["vital"]', 'findings = ["vitals"]', "'findings'"),
        ('roles = ["physician"', 'roles = ["doctor"', "'roles'"),
        ("cues_en = [", "cues_en = [3, ", "'cues_en'"),
        ("[[section]]", "[[chapter]]", "'section'"),
    ],
)
def test_a_wrong_template_names_the_key(old: str, new: str, key: str, copied: Path) -> None:
    path = copied / "templates" / "ed_default.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ResourceError, match=f"ed_default.toml.*{key}"):
        read_template(path)


def test_note_sections_have_the_published_codes() -> None:
    template = read_template(RESOURCES / "templates" / "ed_default.toml")
    assert {section.key: section.code for section in template.sections} == {
        "chief_complaint": "10154-3",
        "hpi": "10164-2",
        "ros": "10187-3",
        "pmh": "11348-0",
        "meds": "10160-0",
        "allergies": "48765-2",
        "social": "29762-2",
        "family": "10157-6",
        "vitals": "8716-3",
        "exam": "29545-1",
        "results": "30954-2",
        "procedures": "47519-4",
        "assessment": "51848-0",
        "plan": "18776-5",
        "ed_course": "8648-8",
    }

"""The lexicon's answers in words."""

from typing import TYPE_CHECKING

from app.domain.findings import Correction
from app.gui.words import tr

if TYPE_CHECKING:  # they load the lexicon, or the database
    from app.services.lexicon_desk import Concept, LexiconInfo, LookedUp

_SHORT = 12


def info_text(info: "LexiconInfo") -> str:
    """How much it knows, where it comes from, and which one it is."""
    by_language = {
        language: ", ".join(
            f"{entry_kind(kind)} {count}" for of, kind, count in info.counts if of == language
        )
        for language in ("en", "zh")
    }
    return "\n".join(
        (
            tr(
                "{entries} concepts with {names} names, and {pairs} pairs that are easily "
                "confused. Version {version}."
            ).format(
                entries=info.entries,
                names=info.names,
                pairs=info.lookalikes,
                version=info.version[:_SHORT],
            ),
            tr("English: {counts}").format(counts=by_language["en"]),
            tr("Mandarin: {counts}").format(counts=by_language["zh"]),
            tr(
                "Written for ERScribe, Apache-2.0; ICD-10-CM codes are in the public domain. "
                "It is no formulary and no source for prescribing."
            ),
        )
    )


def entry_kind(kind: str) -> str:
    names = {
        "drug": tr("drugs"),
        "diagnosis": tr("diagnoses"),
        "symptom": tr("symptoms"),
        "procedure": tr("procedures"),
        "anatomy": tr("anatomy"),
        "abbreviation": tr("abbreviations"),
        "device": tr("devices"),
        "lab": tr("lab tests"),
        "vital": tr("vital signs"),
    }
    return names.get(kind, kind)


def score_text(score: float) -> str:
    return f"{score * 100:.0f} %"


def found_text(found: "LookedUp") -> str:
    if found.concept is None:
        return tr("No concept has this name, and none sounds near: {term}").format(term=found.term)
    if found.exact:
        return tr("{term} is a name of {concept}.").format(
            term=found.term, concept=found.concept.term
        )
    return tr("{heard} → {name}: likeness {score}, ahead of the next concept by {margin}.").format(
        heard=found.term,
        name=found.name,
        score=score_text(found.score),
        margin=score_text(found.margin),
    )


def concept_text(concept: "Concept") -> str:
    """A concept's facts, one line each."""
    lines = [f"{concept.term}  ({entry_kind(concept.kind)}, {concept.id})"]
    if concept.synonyms:
        lines.append(tr("Also: {names}").format(names=", ".join(concept.synonyms)))
    if concept.code:
        lines.append(tr("Code: {code}").format(code=concept.code))
    if concept.flags:
        lines.append(tr("Marks: {marks}").format(marks=", ".join(map(flag_text, concept.flags))))
    return "\n".join(lines)


def flag_text(flag: str) -> str:
    names = {
        "high_alert": tr("high alert: a slip does great harm"),
        "lookalike": tr("easily confused with another"),
        "do_not_use": tr("not to be used as an abbreviation"),
        "ambiguous": tr("ambiguous: never matched alone"),
    }
    name, _, value = flag.partition("=")
    if name == "class":
        return tr("class {name}").format(name=value.replace("_", " "))
    if name == "route":
        return tr("route {name}").format(name=value)
    return names.get(flag, flag.replace("_", " "))


def kind_of(one: Correction) -> str:
    names = {
        "term": tr("term"),
        "number": tr("number"),
        "spelling": tr("spelling"),
        "command": tr("command"),
    }
    return names[one.kind]


def state_of(one: Correction) -> str:
    """What becomes of it when nobody clicks."""
    names = {
        "applied": tr("✓ written"),
        "proposed": tr("? only proposed"),
        "undone": tr("undone"),
        "rejected": tr("rejected"),
    }
    return names[one.state]


def reason_of(one: Correction) -> str:
    """Why a rule did so, with its figures."""
    rule, _, _ = one.rule.partition("@")
    reason = _reasons().get(rule, rule)
    if one.kind != "term":
        return reason
    return tr("{reason} (likeness {score}, margin {margin})").format(
        reason=reason, score=score_text(one.score), margin=score_text(one.margin)
    )


def _reasons() -> dict[str, str]:
    return {
        "term.out-of-vocabulary": tr("no such word, and one name sounds like it"),
        "term.homophone": tr("sounds the same as this name"),
        "term.in-vocabulary": tr("these are words of the language, so you decide"),
        "term.drug-to-drug": tr("one drug is never made another by itself"),
        "term.look-alike": tr("easily confused names"),
        "term.confusable-candidates": tr("two names that are easily confused sound like it"),
        "term.two-candidates": tr("two names sound like it"),
        "term.between-drugs": tr("it lies between two drugs"),
        "term.part-of-a-word": tr("it may be part of a longer name"),
        "term.weak-evidence": tr("not near enough to be sure"),
        "spelling.written": tr("how clinicians write these letters"),
        "number.unit": tr("a number with its unit"),
        "number.pressure": tr("a blood pressure"),
        "number.cardinal": tr("a number"),
        "number.digits": tr("digits said one by one"),
        "number.percent": tr("a percentage"),
        "number.decimal": tr("a decimal number"),
        "number.temperature": tr("a temperature"),
        "number.clock": tr("a time of day"),
        "number.age": tr("an age"),
        "number.score": tr("a score"),
        "number.year": tr("a year"),
        "number.grade": tr("a grade"),
    }

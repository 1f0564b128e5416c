"""The embedded lexicon keeps the promises its README makes."""

import csv
import importlib
import re
import warnings
from collections import Counter
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest
from opencc import OpenCC
from pypinyin import Style, lazy_pinyin

from app.text.lexicon.open_names import OpenNames

LEXICON = Path(__file__).parents[3] / "resources" / "lexicon"
COLUMNS = ["id", "term", "kind", "synonyms", "code_system", "code", "flags"]
PREFIXES = {
    "drug": "drug", "diagnosis": "dx", "symptom": "sx", "procedure": "proc", "anatomy": "anat",
    "abbreviation": "abbr", "device": "dev", "lab": "lab", "vital": "vital",
}  # fmt: skip
ROUTES = {
    "iv", "im", "io", "sc", "po", "sl", "pr", "in", "inh", "neb", "top", "td", "ophth", "otic",
}  # fmt: skip
LEAST = {
    "en": {
        "drug": 500, "diagnosis": 350, "symptom": 200, "procedure": 150, "anatomy": 150,
        "abbreviation": 100, "lab": 80, "device": 60, "vital": 20,
    },
    "zh": {
        "drug": 250, "diagnosis": 220, "symptom": 140, "procedure": 80, "anatomy": 80,
        "abbreviation": 60, "lab": 60, "device": 40, "vital": 20,
    },
}  # fmt: skip
HAN = re.compile(r"[\u3400-\u9fff]")
CHINESE_NAME = re.compile(r"[\u3400-\u9fff0-9A-Za-zβ/ -]+")
ENGLISH_NAME = re.compile(r"[A-Za-zé0-9][A-Za-zé0-9 ,.'%&/()+-]*")
TABLES = ["en.tsv", "zh.tsv", "lookalikes_en.tsv", "lookalikes_zh.tsv", "minimal_pairs.tsv"]
LISTS = ["common_en.txt", "common_zh.txt"]

languages = pytest.mark.parametrize("language", ["en", "zh"])


@pytest.fixture(scope="module")
def icd() -> ModuleType:
    """The code book; it takes seconds to load and warns about its own way of reading files."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return importlib.import_module("simple_icd_10_cm")


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    with (LEXICON / name).open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))


def entries(language: str) -> tuple[dict[str, str], ...]:
    return rows(f"{language}.tsv")


def words(language: str) -> list[str]:
    return (LEXICON / f"common_{language}.txt").read_text(encoding="utf-8").splitlines()


def names(entry: dict[str, str]) -> list[str]:
    return [entry["term"], *filter(None, entry["synonyms"].split("|"))]


def flags(entry: dict[str, str]) -> list[str]:
    return list(filter(None, entry["flags"].split("|")))


@pytest.mark.parametrize("name", TABLES + LISTS)
def test_files_are_clean_lines(name: str) -> None:
    text = (LEXICON / name).read_text(encoding="utf-8")
    lines = text.removesuffix("\n").split("\n")
    assert text.endswith("\n")
    assert "\r" not in text
    assert all(line and not line.startswith("#") for line in lines)
    assert len({line.count("\t") for line in lines}) == 1
    assert all(cell == cell.strip() for line in lines for cell in line.split("\t"))


@languages
def test_there_are_enough_entries_of_each_kind(language: str) -> None:
    counts = Counter(entry["kind"] for entry in entries(language))
    assert set(counts) == set(PREFIXES)
    assert [kind for kind, least in LEAST[language].items() if counts[kind] < least] == []
    assert sum(counts.values()) >= {"en": 1500, "zh": 800}[language]


@languages
def test_the_columns_are_the_documented_ones(language: str) -> None:
    assert all(list(entry) == COLUMNS for entry in entries(language))
    readme = (LEXICON / "README.md").read_text(encoding="utf-8")
    assert [column for column in COLUMNS if f"`{column}`" not in readme] == []


@languages
def test_an_id_is_unique_and_says_its_kind(language: str) -> None:
    ids = [entry["id"] for entry in entries(language)]
    assert [key for key, count in Counter(ids).items() if count > 1] == []
    wrong = [
        entry["id"]
        for entry in entries(language)
        if not re.fullmatch(rf"{PREFIXES[entry['kind']]}\.[a-z0-9_]+", entry["id"])
    ]
    assert wrong == []


@languages
def test_a_name_belongs_to_one_concept_only(language: str) -> None:
    found = Counter(name.casefold() for entry in entries(language) for name in names(entry))
    assert [name for name, count in found.items() if count > 1] == []


def test_a_concept_in_both_languages_has_one_kind_and_one_code() -> None:
    english = {entry["id"]: entry for entry in entries("en")}
    shared = [(english[e["id"]], e) for e in entries("zh") if e["id"] in english]
    assert len(shared) >= 800
    assert [zh["id"] for en, zh in shared if en["kind"] != zh["kind"]] == []
    assert [zh["id"] for en, zh in shared if en["code"] != zh["code"]] == []
    alerts = [
        ({"high_alert"} & set(flags(en)), {"high_alert"} & set(flags(zh))) for en, zh in shared
    ]
    assert [pair for pair in alerts if pair[0] != pair[1]] == []


def test_every_code_is_a_billable_icd_10_cm_code(icd: ModuleType) -> None:
    codes = {e["code"]: e["term"] for code in ("en", "zh") for e in entries(code) if e["code"]}
    wrong = {code: term for code, term in codes.items() if not icd.is_valid_item(code)}
    assert wrong == {}
    assert {code: term for code, term in codes.items() if not icd.is_leaf(code)} == {}


@pytest.mark.parametrize(
    ("term", "words_of_the_code"),
    [
        ("NSTEMI", "Non-ST elevation"),
        ("acute appendicitis", "acute appendicitis"),
        ("hypokalemia", "Hypokalemia"),
        ("hyperkalemia", "Hyperkalemia"),
        ("right lower quadrant pain", "Right lower quadrant pain"),
        ("left lower quadrant pain", "Left lower quadrant pain"),
        ("ventricular fibrillation", "Ventricular fibrillation"),
        ("atrial fibrillation", "atrial fibrillation"),
        ("subarachnoid hemorrhage", "subarachnoid hemorrhage"),
        ("hematemesis", "Hematemesis"),
        ("hemoptysis", "Hemoptysis"),
    ],
)
def test_a_code_means_what_its_term_says(
    icd: ModuleType, term: str, words_of_the_code: str
) -> None:
    (code,) = [entry["code"] for entry in entries("en") if entry["term"] == term]
    assert words_of_the_code in icd.get_description(code)


@languages
def test_a_code_has_a_system_and_belongs_to_a_condition(language: str) -> None:
    for entry in entries(language):
        assert entry["code_system"] == ("icd-10-cm" if entry["code"] else "")
        assert not entry["code"] or entry["kind"] in {"diagnosis", "symptom"}
        assert entry["code"] or entry["kind"] != "diagnosis"


@languages
def test_every_drug_has_a_class_and_known_routes(language: str) -> None:
    for entry in (e for e in entries(language) if e["kind"] == "drug"):
        values = dict(flag.split("=", 1) for flag in flags(entry) if "=" in flag)
        assert set(values) == {"class", "route"}, entry["id"]
        assert re.fullmatch(r"[a-z_]+", values["class"])
        assert set(values["route"].split("+")) <= ROUTES, entry["id"]


@languages
def test_every_flag_is_documented(language: str) -> None:
    readme = (LEXICON / "README.md").read_text(encoding="utf-8")
    used = {flag for entry in entries(language) for flag in flags(entry) if "=" not in flag}
    assert used <= {"high_alert", "lookalike", "do_not_use", "ambiguous"}
    assert [flag for flag in used if f"`{flag}`" not in readme] == []


def test_dangerous_drugs_are_high_alert_and_dangerous_abbreviations_not_to_be_used() -> None:
    by_term = {entry["term"]: flags(entry) for entry in entries("en")}
    drugs = ("insulin", "heparin", "morphine", "norepinephrine", "propofol", "potassium chloride")
    assert [term for term in drugs if "high_alert" not in by_term[term]] == []
    short = ("MS", "MSO4", "MgSO4", "QD", "QOD", "IU", "U")
    assert [term for term in short if "do_not_use" not in by_term[term]] == []


def test_english_names_are_plain_and_chinese_names_are_han() -> None:
    english = [name for entry in entries("en") for name in names(entry)]
    assert [name for name in english if not ENGLISH_NAME.fullmatch(name)] == []
    chinese = [name for entry in entries("zh") for name in names(entry)]
    assert [name for name in chinese if not CHINESE_NAME.fullmatch(name)] == []
    # anisodamine is called by the number of its trial in all of China
    assert [name for name in chinese if not HAN.search(name)] == ["654-2"]


def test_chinese_is_simplified() -> None:
    convert = OpenCC("t2s").convert
    names_and_words = [n for e in entries("zh") for n in names(e)] + words("zh")
    # the converter folds 噁, which the mainland list of drug names keeps
    folded = [name.replace("噁", "恶") for name in names_and_words]
    assert [name for name in folded if convert(name) != name] == []


def test_every_chinese_character_has_a_pinyin_syllable() -> None:
    for name in (name for entry in entries("zh") for name in names(entry)):
        han = "".join(HAN.findall(name))
        syllables = lazy_pinyin(han, style=Style.TONE3, errors="ignore")
        assert len(syllables) == len(han), name
        assert all(re.fullmatch(r"[a-zü]+[1-4]?", syllable) for syllable in syllables), name


@pytest.mark.parametrize(("language", "least"), [("en", 60), ("zh", 30)])
def test_look_alikes_are_pairs_of_different_drugs_in_the_lexicon(language: str, least: int) -> None:
    drugs = {n: e["id"] for e in entries(language) if e["kind"] == "drug" for n in names(e)}
    beyond = OpenNames.of(LEXICON / "open").entries if language == "en" else ()
    drugs |= {n: e.id for e in beyond if e.kind == "drug" for n in e.names}
    pairs = [(row["term"], row["partner"]) for row in rows(f"lookalikes_{language}.tsv")]
    assert len(pairs) >= least
    assert [member for pair in pairs for member in pair if member not in drugs] == []
    assert [pair for pair in pairs if drugs[pair[0]] == drugs[pair[1]]] == []
    assert len({frozenset(pair) for pair in pairs}) == len(pairs)
    kinds = {row["similarity"] for row in rows(f"lookalikes_{language}.tsv")}
    assert kinds == {"sound", "look", "both"}


def test_a_pair_says_which_public_list_has_it_and_the_pharmacist_is_to_confirm_all() -> None:
    sources = Counter(row["source"] for row in rows("lookalikes_en.tsv"))
    assert set(sources) == {"fda_tall_man", "fda_safety", "own"}
    assert sources["fda_tall_man"] >= 20
    assert {row["source"] for row in rows("lookalikes_zh.tsv")} == {"own"}
    readme = (LEXICON / "README.md").read_text(encoding="utf-8")
    assert "to be confirmed by the hospital pharmacist" in readme
    assert [source for source in sources if f"`{source}`" not in readme] == []


@languages
def test_the_look_alike_flag_follows_the_list(language: str) -> None:
    members = {r[side] for r in rows(f"lookalikes_{language}.tsv") for side in ("term", "partner")}
    for entry in entries(language):
        assert ("lookalike" in flags(entry)) == bool(members & set(names(entry))), entry["id"]


@pytest.mark.parametrize(
    ("language", "one", "other"),
    [
        ("en", "hydroxyzine", "hydralazine"),
        ("en", "epinephrine", "ephedrine"),
        ("en", "dopamine", "dobutamine"),
        ("en", "vinblastine", "vincristine"),
        ("en", "morphine", "hydromorphone"),
        ("en", "penicillin", "penicillamine"),
        ("zh", "肾上腺素", "去甲肾上腺素"),
        ("zh", "肾上腺素", "异丙肾上腺素"),
        ("zh", "多巴胺", "多巴酚丁胺"),
        ("zh", "氯化钾", "氯化钠"),
    ],
)
def test_the_best_known_look_alikes_are_listed(language: str, one: str, other: str) -> None:
    listed = {frozenset((r["term"], r["partner"])) for r in rows(f"lookalikes_{language}.tsv")}
    assert frozenset((one, other)) in listed


def test_minimal_pairs_are_written_as_their_scope_says() -> None:
    table = rows("minimal_pairs.tsv")
    shapes = {
        "prefix": r"[a-z]+-", "suffix": r"-[a-z]+", "character": r"[\u4e00-\u9fff]",
        "word": r"[A-Za-z']+|[\u4e00-\u9fff]+",
    }  # fmt: skip
    for row in table:
        assert re.fullmatch(shapes[row["scope"]], row["left"]), row
        assert re.fullmatch(shapes[row["scope"]], row["right"]), row
        assert bool(HAN.search(row["left"])) == (row["language"] == "zh")
    keys = [frozenset((row["left"], row["right"])) for row in table]
    assert all(len(key) == 2 for key in keys)
    assert len(set(keys)) == len(keys)
    assert min(Counter(row["language"] for row in table).values()) >= 150


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hyper-", "hypo-"), ("brady-", "tachy-"), ("-ectomy", "-otomy"), ("inter-", "intra-"),
        ("ileum", "ilium"), ("aphasia", "dysphagia"), ("abduction", "adduction"),
        ("left", "right"), ("fifteen", "fifty"), ("milligrams", "micrograms"), ("高", "低"),
        ("左", "右"), ("毫克", "微克"), ("十四", "四十"),
    ],
)  # fmt: skip
def test_the_pairs_that_must_block_are_there(one: str, other: str) -> None:
    listed = {frozenset((row["left"], row["right"])) for row in rows("minimal_pairs.tsv")}
    assert frozenset((one, other)) in listed


@pytest.mark.parametrize(("language", "least"), [("en", 4000), ("zh", 3000)])
def test_common_words_are_many_sorted_and_unique(language: str, least: int) -> None:
    listed = words(language)
    assert len(listed) >= least
    assert listed == sorted(set(listed))
    shape = {"en": r"[a-z]+('[a-z]+)?", "zh": r"[\u4e00-\u9fff]+"}[language]
    assert [word for word in listed if not re.fullmatch(shape, word)] == []


@languages
def test_common_words_hold_no_brand_or_generic_drug(language: str) -> None:
    household = {"alcohol", "charcoal", "heroin", "cocaine", "marijuana"}
    drugs = {n.casefold() for e in entries(language) if e["kind"] == "drug" for n in names(e)}
    assert set(words(language)) & drugs - household == set()


def test_an_abbreviation_that_is_also_an_ordinary_word_is_marked_ambiguous() -> None:
    common = set(words("en"))
    clashes = {
        entry["term"]
        for entry in entries("en")
        for name in names(entry)
        if name.isupper() and name.casefold() in common and "ambiguous" not in flags(entry)
    }
    assert clashes == set()


@pytest.mark.parametrize(
    ("language", "word"),
    [
        ("en", "the"), ("en", "yesterday"), ("en", "scene"), ("en", "kitchen"), ("en", "fifteen"),
        ("en", "doesn't"), ("zh", "昨天"), ("zh", "没有"), ("zh", "医生"), ("zh", "楼梯"),
    ],
)  # fmt: skip
def test_everyday_words_are_known(language: str, word: str) -> None:
    assert word in set(words(language))

"""Recall, precision and harm of corrections, counted on lines whose answer is known."""

import io
import json
from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import pytest

from app.bench.correction import SETS, CorrectionBench, run, summed
from app.bench.correction_misses import likeness, miss_class
from app.bench.correction_naive import naive
from app.bench.correction_protected import Trial, _Author, measured, trials, violated
from app.bench.correction_score import Broken, Case, Change, Corrector, in_place, judge, rules
from app.bench.correction_speech import Cache, HeardCase, make, stretches
from app.bench.correction_terms import Span, Terms, digest, drawn_split, own_groups
from app.bench.correction_texts import Line
from app.domain.errors import ResourceError
from app.domain.transcript import Language
from tests.lexicons import shipped, small

SPLIT = Path(__file__).resolve().parents[2] / "data" / "correction" / "reporting_terms.txt"
TERMS = Terms(own_groups(small()), frozenset())


def case(meant: str, heard: str, *terms: Span) -> Case:
    return Case("en", tuple(meant.split()), tuple(heard.split()), terms)


def always(*changes: Change) -> Corrector:
    def corrected(_heard: Sequence[str], _language: Language) -> list[Change]:
        return list(changes)

    return corrected


SCENE = case(
    "give hydroxyzine ten milligrams",
    "give hydroxy scene ten milligrams",
    Span(1, 2, "hydroxyzine"),
)


def test_a_broken_term_is_won_back_when_all_its_words_are_right_afterwards() -> None:
    judged = judge(SCENE, always(Change(1, 2, "hydroxyzine", applied=True)))
    assert [(one.heard, one.applied, one.offered) for one in judged.broken] == [
        (("hydroxy", "scene"), True, True)
    ]
    assert (judged.made, judged.right, judged.kept, judged.harmed) == (1, 1, 3, 0)


def test_what_is_only_proposed_wins_nothing_back_and_makes_nothing() -> None:
    judged = judge(SCENE, always(Change(1, 2, "hydroxyzine", applied=False)))
    assert [(one.applied, one.offered) for one in judged.broken] == [(False, True)]
    assert (judged.made, judged.proposed, judged.harmed) == (0, 1, 0)


def test_a_broken_term_tells_why_its_proposal_was_not_applied() -> None:
    judged = judge(SCENE, always(Change(1, 2, "hydroxyzine", False, "two-candidates")))
    assert judged.broken[0].reason == "two-candidates"
    applied = judge(SCENE, always(Change(1, 2, "hydroxyzine", True, "out-of-vocabulary")))
    assert applied.broken[0].reason == ""
    (named,) = rules(small())(("give", "hydroxyzin", "now"), "en")
    assert named.reason in {"out-of-vocabulary", "weak-evidence", "between-drugs"}


def test_a_change_that_swallows_a_right_word_harms_it() -> None:
    judged = judge(SCENE, always(Change(1, 3, "hydroxyzine", applied=True)))
    assert judged.broken[0].applied
    assert judged.harmed == 1


def test_another_term_than_the_one_that_was_meant_is_wrong() -> None:
    judged = judge(SCENE, always(Change(1, 2, "hydralazine", applied=True)))
    assert (judged.made, judged.right) == (1, 0)
    assert judged.wrong == (("hydroxy scene", "hydralazine"),)
    assert judged.broken[0].touched
    assert not judged.broken[0].offered


def test_a_term_that_was_meant_in_the_plural_is_right() -> None:
    line = case("two seizures today", "two sizure today", Span(1, 2, "seizures"))
    judged = judge(line, always(Change(1, 1, "seizure", applied=True)))
    assert (judged.made, judged.right, judged.broken[0].applied) == (1, 1, False)


def test_whatever_changes_in_a_clean_line_is_harm() -> None:
    line = case("she met all of the nurses", "she met all of the nurses")
    sums = summed([line, line], always(Change(1, 2, "metoprolol", applied=True)))
    assert (sums.harmed, sums.kept, sums.right, sums.made) == (4, 12, 0, 2)


def test_a_lost_plural_is_no_broken_term() -> None:
    line = case("two seizures today", "two seizure today", Span(1, 2, "seizures"))
    assert judge(line, always()).broken == ()


def test_a_right_term_is_not_broken_by_a_wrong_word_beside_it() -> None:
    line = case("give aspirin now", "gave aspirin now", Span(1, 2, "aspirin"))
    assert judge(line, always()).broken == ()


def test_the_place_of_a_term_is_found_when_words_were_split_or_lost() -> None:
    assert in_place(SCENE, SCENE.terms[0]) == (1, 3)
    lost = case("give aspirin now", "give now", Span(1, 2, "aspirin"))
    assert in_place(lost, lost.terms[0]) == (1, 1)


def test_hanzi_are_counted_one_by_one() -> None:
    line = Case("zh", tuple("给予阿司匹林"), tuple("给予阿司皮林"), (Span(2, 6, "阿司匹林"),))
    judged = judge(line, rules(small()))
    assert judged.broken[0].applied
    assert (judged.kept, judged.harmed, judged.right) == (5, 0, 1)


def test_the_rules_are_asked_with_every_word_doubted() -> None:
    assert rules(small())(("give", "hydroxyzin", "now"), "en")


def test_the_naive_way_replaces_the_nearest_name_and_harms() -> None:
    correct = naive(small())
    assert correct(("hydroxyzene",), "en") == [Change(0, 0, "hydroxyzine", applied=True)]
    assert correct(("hydroxyzine",), "en") == []
    assert correct((), "en") == []


def test_misses_are_sorted_by_what_was_heard() -> None:
    def kind(heard: str, *, offered: bool = False, touched: bool = False, why: str = "") -> str:
        one = Broken("hydroxyzine", tuple(heard.split()), False, offered, touched, why)
        return miss_class(one, "en", small())

    assert kind("") == "nothing was heard"
    assert kind("pain") == "heard as something else (likeness < 0.6)"
    assert kind("hydroxyzin", offered=True) == "proposed only"
    between = kind("hydroxyzin", offered=True, why="between-drugs")
    assert between == "proposed only: between-drugs"
    assert kind("hydroxyzin", touched=True) == "close, changed into another"
    assert kind("hydroxy zine") == "close, with other word breaks"
    assert kind("hydroxyzin") == "close, left alone"


def test_likeness_in_chinese_is_of_syllables() -> None:
    assert likeness("阿司匹林", ("阿", "斯", "皮", "林"), "zh") == 1.0
    assert likeness("阿莫西林", ("阿", "莫", "辛", "灵"), "zh") == 0.875


def test_names_of_one_concept_are_drawn_together() -> None:
    groups: list[tuple[Language, tuple[str, ...]]]
    groups = [("en", (f"one{n}", f"two{n}")) for n in range(40)]
    groups += [("en", (f"two{n}", f"three{n}")) for n in range(40)]
    names = frozenset(name for _, both in groups for name in both)
    drawn = set(drawn_split(groups, names))
    assert 0 < len(drawn) < len(names)
    for n in range(40):
        assert len({digest(f"{word}{n}") in drawn for word in ("one", "two", "three")}) == 1


def test_the_frozen_split_halves_the_shipped_lexicon() -> None:
    kept = frozenset(SPLIT.read_text(encoding="utf-8").split())
    terms = Terms(own_groups(shipped()), kept)
    for names in terms.names.values():
        share = sum(terms.part(name) == "reporting" for name in names) / len(names)
        assert 0.4 < share < 0.6


def test_a_spoken_stretch_holds_no_term_of_the_other_half() -> None:
    terms = Terms(own_groups(small()), frozenset({digest("metoprolol")}))
    words = "he takes metoprolol every day and now we give hydroxyzine for the itching"
    line = Line("here", "one", "en", tuple(words.split()))
    found = list(stretches(line, terms, "tuning"))
    assert [one.term for one in found] == ["hydroxyzine"]
    assert "metoprolol" not in found[0].parts
    assert found[0].text == "every day and now we give hydroxyzine for the itching"


def test_heard_sentences_are_kept_and_not_made_twice(tmp_path: Path) -> None:
    cache = Cache(tmp_path, "tuning", "en")
    heard = HeardCase(
        "a1", "tuning", "en", "here", "give aspirin", "give asprin", (0.9, 0.4), "m5", "clean", "x"
    )
    cache.add(heard)
    with cache.path.open("a", encoding="utf-8") as file:
        file.write('{"id": "cut sho')
    assert cache.read() == [heard]
    assert cache.known() == {"a1"}
    with pytest.raises(ResourceError, match="--model"):
        make([], "tuning", {}, tmp_path, cache, lambda _: None)


def test_a_protected_word_may_be_kept_inside_a_change_but_not_lost() -> None:
    trial = Trial("sides", "en", ("left", "ventrikel"), ((0, 1),))
    assert violated(trial, always(Change(0, 1, "left ventricle", applied=True))) is None
    assert violated(trial, always(Change(0, 1, "ventricle", applied=True)))
    assert violated(trial, always(Change(0, 1, "ventricle", applied=False))) is None
    assert violated(trial, always(Change(1, 1, "ventricle", applied=True))) is None


def test_another_name_of_the_same_drug_changes_no_drug() -> None:
    trial = Trial("drugs", "en", ("adrenalin",), ((0, 1),), frozenset({"epinephrine"}))
    assert violated(trial, always(Change(0, 0, "epinephrine", applied=True))) is None
    assert violated(trial, always(Change(0, 0, "norepinephrine", applied=True)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_trials_provoke_every_family_and_come_out_the_same_for_a_seed(language: Language) -> None:
    one, other = (list(islice(trials(small(), TERMS, "tuning", language, 3), 40)) for _ in range(2))
    assert one == other
    assert len({trial.family for trial in one}) == 5
    assert all(trial.kept for trial in one)


def test_violations_are_counted_by_family() -> None:
    heard = ("hydroxyzin", "now")
    every = [Trial("broken", "en", heard, ((0, 1),)), Trial("beside", "en", heard, ((1, 2),))]
    wanted = {"broken": (1, 1), "beside": (0, 1)}
    assert measured(small(), every, processes=1) == wanted
    assert measured(small(), every, processes=2) == wanted


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_number_unit_side_or_negation_changes_by_itself(language: Language) -> None:
    lexicon = shipped()
    terms = Terms(own_groups(lexicon), frozenset())
    made = islice(trials(lexicon, terms, "tuning", language, 1), 200)
    every = [t for t in made if t.family in ("numbers and units", "sides, negations, routes")]
    found = measured(lexicon, every, processes=1)
    assert {changed for changed, _ in found.values()} == {0}
    assert sum(count for _, count in found.values()) == 80


def table(data: Path, *sets: str, sealed: bool = False) -> list[str]:
    out = io.StringIO()
    bench = CorrectionBench(small(), small(), data, SPLIT, data, sealed, sets, 20, 20)
    run(out, bench)
    return out.getvalue().splitlines()


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An open data folder with one case of each list."""
    vocab = tmp_path / "vocab"
    vocab.mkdir()
    for name in ("en_do_term-names.tsv", "en_mesh_symptoms.tsv", "en_redmed_drug_lexicon.tsv"):
        (vocab / name).write_text("id\tname\tkind\n", encoding="utf-8")
    (vocab / "en_redmed_drug_lexicon.tsv").write_text(
        "dbid\tdrug\tknown\tmisspellingPhon\tedOne\n"
        "D1\tpantoprazole\tpantoprazole\tpantoprasole\tpantoprazol\n",
        encoding="utf-8",
    )
    (vocab / "zh_THUOCL_medical.txt").write_text("糖尿病足\t9\n", encoding="utf-8")
    (vocab / "zh_mcscset_pairs.tsv").write_text("wrong\tcorrect\n", encoding="utf-8")
    return tmp_path


def test_misspelt_drugs_are_measured_in_one_half_only(data: Path) -> None:
    halves = [table(data, "misspelt", sealed=sealed)[2:] for sealed in (False, True)]
    measured_here = [rows for rows in halves if any("recall" in row for row in rows)]
    assert len(measured_here) == 1
    assert any("| rules | misspelt drugs, en | 2 | recall" in row for row in measured_here[0])
    assert any("| naive | misspelt drugs, en |" in row for row in measured_here[0])


def test_misses_of_the_tuning_half_are_written_down_and_those_of_the_other_never(
    data: Path,
) -> None:
    table(data, "misspelt", sealed=True)
    assert not list(data.glob("misses_*"))
    table(data, "misspelt")
    rows = (data / "misses_misspelt_drugs_en.jsonl").read_text(encoding="utf-8").splitlines()
    assert all({"meant", "wrongly"} & json.loads(row).keys() for row in rows)


def test_protected_trials_are_counted_for_both_languages(data: Path) -> None:
    rows = table(data, "protected")[2:]
    for family in ("numbers and units", "sides, negations, routes"):
        for language in ("en", "zh"):
            (row,) = [row for row in rows if f"protected: {family}, {language} |" in row]
            assert " 0 changed 0.0 %" in row
            assert row.endswith("| 0 |")


def test_an_unknown_set_and_a_missing_folder_are_named(data: Path) -> None:
    with pytest.raises(ResourceError, match="'moods' is no set") as refused:
        table(data, "moods")
    assert all(name in str(refused.value) for name in SETS)
    with pytest.raises(ResourceError, match="name its folder with --data"):
        table(data / "nowhere", "misspelt")


def test_a_word_that_is_one_drug_but_for_a_doubled_letter_is_no_trial_of_two() -> None:
    author = _Author(shipped(), Terms(own_groups(shipped()), frozenset()), "tuning", "en", 0)
    assert not author._in_doubt("loperaamide", ("loperamide", "promide"))
    assert author._in_doubt("cefutaxime", ("cefuroxime", "cefotaxime"))


def test_a_plural_of_the_open_list_is_no_other_drug() -> None:
    terms = Terms(
        [("en", ("lorazepam", "lorazepams", "temesta"))],
        frozenset(),
        frozenset({"lorazepams", "temesta"}),
    )
    author = _Author(shipped(), terms, "tuning", "en", 0)
    assert author._spelt_otherwise("lorazepams")
    assert not author._spelt_otherwise("temesta")

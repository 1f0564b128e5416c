"""Note templates: what is shipped, how one builds on another, and complaints that name the key."""

import re
from pathlib import Path

import pytest

from app.domain.errors import ResourceError
from app.export.emr_text import title
from app.export.word_document import SECTION_TITLES
from app.gui.note.saying import section_title
from app.gui.pages.setting_texts import texts
from app.paths import RESOURCES
from app.text.note_routing import LAY
from app.text.templates import chosen, names, read_template, section_keys, templates_in

SHIPPED = {
    "ed_default",
    "trauma",
    "chest_pain",
    "paediatric_fever",
    "ji_zhen_bing_li",
    "ji_zhen_liu_guan",
    "qiang_jiu_ji_lu",
}
TEMPLATES = {key: read_template(path) for key, path in templates_in(RESOURCES).items()}
BASE = {section.key for section in TEMPLATES["ed_default"].sections}
FOR_CLINICIANS = {
    *("vitals", "exam", "results", "procedures", "assessment", "plan", "ed_course"),
    *("primary_survey", "ecg"),
    *("observation_course", "disposition", "condition", "measures", "outcome"),
}
OWN = """
key = "own"
title_en = "Own"
title_zh = "自用"
base = "ed_default"

[[section]]
key = "story"
code = "10164-2"
title_en = "Story"
title_zh = "经过"
topics = ["hpi"]
cues_en = ["allergic to"]
"""


def own(tmp_path: Path, text: str = OWN) -> Path:
    (tmp_path / "ed_default.toml").write_bytes(
        (RESOURCES / "templates" / "ed_default.toml").read_bytes()
    )
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_templates_of_the_issue_are_shipped() -> None:
    assert set(TEMPLATES) == SHIPPED
    assert {key: made["zh"] for key, made in names(RESOURCES).items() if "ji" in key} == {
        "ji_zhen_bing_li": "急诊病历",
        "ji_zhen_liu_guan": "急诊留观病历",
        "qiang_jiu_ji_lu": "抢救记录",
    }


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_every_section_has_a_code_and_a_title_wherever_it_is_shown(key: str) -> None:
    template = TEMPLATES[key]
    keys = [section.key for section in template.sections]
    assert len(set(keys)) == len(keys)
    for section in template.sections:
        assert re.fullmatch(r"\d{4,5}-\d", section.code)
        assert section.titles["en"]
        assert section.titles["zh"]
        assert section.key in SECTION_TITLES
        assert title(section.key, "zh") != section.key
        assert section_title(section.key) == SECTION_TITLES[section.key]
    assert key in texts()["note_template"].choices


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_everything_the_base_knows_has_one_section_in_every_template(key: str) -> None:
    taken = [topic.key for section in TEMPLATES[key].sections for topic in section.topics]
    assert set(taken) >= BASE
    assert len(taken) == len(set(taken))
    assert all(TEMPLATES[key].section_of(topic) for topic in BASE)
    assert TEMPLATES[key].section_of("nothing") is None


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_no_section_of_clinicians_findings_is_open_to_the_patients_side(key: str) -> None:
    for section in TEMPLATES[key].sections:
        if section.key in FOR_CLINICIANS:
            assert section.roles
            assert all(topic.roles and topic.roles.isdisjoint(LAY) for topic in section.topics)


def test_a_section_takes_topics_of_the_base_and_phrases_from_the_others(tmp_path: Path) -> None:
    (story,) = read_template(own(tmp_path)).sections
    assert [topic.key for topic in story.topics] == ["hpi", "story"]
    assert "started" in story.topics[0].cues["en"]
    both = OWN + OWN.split("\n\n", 1)[1].replace('"story"', '"reactions"').replace(
        '["hpi"]', '["allergies"]'
    ).replace('cues_en = ["allergic to"]', "")
    story, reactions = read_template(own(tmp_path, both)).sections
    assert "allergic to" in story.topics[-1].cues["en"]
    assert "allergic to" not in reactions.topics[0].cues["en"]
    assert reactions.brief
    assert not story.brief


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('["hpi"]', '["hpi", "exam"]', "would mix what anybody says"),
        ('["hpi"]', '["stories"]', "'topics' has 'stories'"),
        ('key = "own"', 'key = "mine"', "'key' must be the file's name"),
        ('title_zh = "经过"', "", "'title_zh'"),
        ('title_zh = "自用"', 'title_zh = "自用"\nmode = "loud"', "'mode'"),
        ('base = "ed_default"', 'base = "none"', r"none\.toml"),
    ],
)
def test_a_wrong_template_of_ones_own_says_what_is_wrong(
    old: str, new: str, says: str, tmp_path: Path
) -> None:
    with pytest.raises(ResourceError, match=says):
        read_template(own(tmp_path, OWN.replace(old, new)))


def test_a_template_that_is_gone_gives_way_to_the_default_one() -> None:
    assert chosen(RESOURCES, "trauma").stem == "trauma"
    assert chosen(RESOURCES, "gone").stem == "ed_default"
    assert "primary_survey" in section_keys(chosen(RESOURCES, "trauma"))

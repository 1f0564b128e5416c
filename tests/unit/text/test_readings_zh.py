"""How Chinese names are read: settled by hand where a character has several readings."""

import re
from pathlib import Path

import pytest
from pypinyin import Style, lazy_pinyin, pinyin

from app.domain.errors import ResourceError
from app.paths import RESOURCES
from app.text.lexicon import Entry
from app.text.lexicon.index import ChineseIndex
from app.text.lexicon.phonetics_zh import Readings
from app.text.lexicon.records import read_readings
from tests.lexicons import shipped

HAN = re.compile(r"[\u3400-\u9fff]")
TABLE = RESOURCES / "lexicon" / "readings_zh.tsv"
# where the phrase dictionary of pypinyin errs, or has the everyday reading: character, ours, its
DICTIONARY_SLIPS = {
    "一yi1yi2", "中zhong4zhong1", "乐le4yue4", "分fen1fen4", "切qie1qie4", "创chuang1chuang4",
    "卒cu4zu2", "参shen1can1", "吐tu4tu3", "吗ma3ma5", "呤ling4ling2", "咯luo4ge1", "咽yan1yan4",
    "啰luo2luo1", "塞sai1se4", "头tou2tou5", "子zi3zi5", "尾wei3yi3", "干gan1gan4", "应ying4ying1",
    "得de2de5", "得de2dei3", "散san3san4", "晕yun4yun1", "曲qu1qu3", "更geng1geng4", "杆gan3gan1",
    "椎zhui1chui2", "汗han4han2", "泊bo2po1", "炔que1gui4", "的di4de5", "相xiang4xiang1",
    "缝feng2feng4", "肋lei4le1", "肚du4du3", "脊ji3ji2", "血xue4xie3", "长chang2zhang3",
    "什shi2shen2", "勒le4lei1", "弹tan2dan4", "晕yun1yun4", "矽xi1xi4", "都du1dou1",
    "闷men4men1", "间jian1jian4", "发fa1fa4", "囊nang2nang1", "食shi2si4", "萎wei3wei1",
    "苔tai1tai2", "剥bo1bao1", "少shao4shao3", "不bu4bu2", "系xi4ji4", "数shuo4shu4",
    "倒dao4dao3", "恶wu4e4", "还huan2hai2", "传chuan2zhuan4", "射she4ye4", "壳qiao4ke2",
    "术zhu2shu4", "角jiao3jue2", "重chong2zhong4", "种zhong4zhong3", "嗳ai3ai1", "嗳ai3ai4",
    "强qiang3qiang2", "间jian4jian1", "翘qiao2qiao4", "冲chong1chong4", "行xing2hang2",
    "相xiang1xiang4", "钻zuan4zuan1", "巴ba1ba5",
}  # fmt: skip


def names() -> list[str]:
    more = shipped().more_names
    own = [n for e in shipped().entries if e.language == "zh" for n in e.names]
    return [*own, *more.names, *more.known]


def test_every_name_is_read_as_the_phrase_dictionary_says_but_for_its_known_slips() -> None:
    unknown = []
    for name in names():
        han = "".join(HAN.findall(name))
        theirs = lazy_pinyin(han, style=Style.TONE3, neutral_tone_with_five=True)
        ours = [said.toned for said in shipped().readings.of(name)]
        for character, our, their in zip(han, ours, theirs, strict=True):
            if our != their and f"{character}{our}{their}" not in DICTIONARY_SLIPS:
                unknown.append((name, character, our, their))
    assert unknown == []


def test_every_reading_is_one_that_its_character_has() -> None:
    for name in names():
        han = "".join(HAN.findall(name))
        for character, said in zip(han, shipped().readings.of(name), strict=True):
            known = pinyin(
                character, style=Style.TONE3, heteronym=True, neutral_tone_with_five=True
            )
            assert said.toned in known[0], (name, character)


def test_every_line_of_the_table_is_needed_and_the_table_is_sorted() -> None:
    lines = TABLE.read_text(encoding="utf-8").splitlines()[1:]
    parts = [line.split("\t")[0] for line in lines]
    assert parts == sorted(set(parts))
    table = read_readings(TABLE)
    idle = []
    for part in parts:
        without = Readings({key: said for key, said in table.items() if key != part})
        held = [name for name in names() if part in name]
        if all(without.of(name) == shipped().readings.of(name) for name in held):
            idle.append(part)
    assert idle == []


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("肺栓塞", "fei4 shuan1 se4"), ("塞来昔布", "sai1 lai2 xi1 bu4"),
        ("重组人促红素", "chong2 zu3 ren2 cu4 hong2 su4"),
        ("重症肌无力", "zhong4 zheng4 ji1 wu2 li4"),
        ("长春新碱", "chang2 chun1 xin1 jian3"), ("生长抑素", "sheng1 zhang3 yi4 su4"),
        ("静脉曲张", "jing4 mai4 qu1 zhang1"), ("暴力行为", "bao4 li4 xing2 wei2"),
        ("上消化道出血", "shang4 xiao1 hua4 dao4 chu1 xue4"),
        ("长QT综合征", "chang2 zong1 he2 zheng1"), ("舌苔厚腻", "she2 tai1 hou4 ni4"),
        ("重叠综合征", "chong2 die2 zong1 he2 zheng1"), ("脉细数", "mai4 xi4 shuo4"),
    ],
)  # fmt: skip
def test_characters_with_several_readings(name: str, said: str) -> None:
    assert " ".join(one.toned for one in shipped().readings.of(name)) == said


def test_a_name_heard_by_its_true_reading_scores_higher() -> None:
    entry = Entry("dx.x", "zh", "脑栓塞", "diagnosis")
    plain, settled = (
        ChineseIndex([entry], readings)
        for readings in (Readings({}), Readings({"栓塞": ("shuan1", "se4")}))
    )
    before, after = plain.lookup("脑栓色"), settled.lookup("脑栓色")
    assert before is not None
    assert after is not None
    assert after.score > before.score


def test_a_line_without_a_syllable_for_each_character_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "readings_zh.tsv"
    assert read_readings(path) == {}
    path.write_text("text\tpinyin\n栓塞\tshuan1\n", encoding="utf-8")
    with pytest.raises(ResourceError, match="line 2"):
        read_readings(path)

import pytest

from app.training.syllables import syllables


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("突发脑卒中", "tu1 fa1 nao3 cu4 zhong4"),
        ("胸闷气短", "xiong1 men4 qi4 duan3"),
        ("咯血便血", "ka3 xue4 bian4 xue4"),
        ("给了药", "gei3 le5 yao4"),
    ],
)
def test_medical_words_are_read_as_clinicians_say_them(text: str, said: str) -> None:
    assert " ".join(syllables(text)) == said

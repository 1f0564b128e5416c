"""Chinese in the script that was chosen, as it is shown or put into a note; what was heard stays.

The tables are loaded when they are first asked for: the window opens before.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from app.settings import Script

SCRIPT = "chinese_script"
"""Under this name a result keeps the script that its note is written in."""


def script_of(settings: Mapping[str, str]) -> Script:
    """The script of a note, by what its result depends on."""
    return "traditional" if settings.get(SCRIPT) == "traditional" else "simplified"


def traditional(text: str) -> str:
    """The same characters, each in traditional script: no more of them and no fewer."""
    return text if text.isascii() else aligned(text, _converted)


def traditional_words(texts: Sequence[str]) -> tuple[str, ...]:
    """Chinese words that follow one another, each with those around it in view: 头发 is 頭髮."""
    return tuple(_cut(traditional("".join(texts)), texts))


def alike(text: str) -> str:
    """For comparing: the same from either script, no more characters and no fewer."""
    return text if text.isascii() else aligned(text, _either)


def put(text: str, place: tuple[int, int], words: str, script: Script) -> str:
    """A text with other words from `place[0]` to `place[1]`, in a script; all else stays.

    They are converted with those around them in view.
    """
    before, after = text[: place[0]], text[place[1] :]
    if not words.isascii():
        line = aligned(before + words + after, _simplified)
        line = traditional(line) if script == "traditional" else line
        words = line[len(before) : len(before) + len(words)]
    return before + words + after


def aligned(text: str, convert: Callable[[str], str]) -> str:
    """A text converted as a whole; one by one where that would join or part characters, and then
    only what stays one character."""
    line = convert(text)
    if len(line) == len(text):
        return line
    pairs = ((one, convert(one)) for one in text)
    return "".join(made if len(made) == 1 else one for one, made in pairs)


def _cut(line: str, texts: Sequence[str]) -> Iterator[str]:
    start = 0
    for text in texts:
        yield line[start : start + len(text)]
        start += len(text)


def _converted(text: str) -> str:
    from app.text.writing import in_script  # noqa: PLC0415 - see above

    return in_script(text, "traditional")


def _simplified(text: str) -> str:
    from app.text.writing import in_script  # noqa: PLC0415 - see above

    return in_script(text, "simplified")


def _either(text: str) -> str:
    from app.text.writing import either_script  # noqa: PLC0415 - see above

    return either_script(text)

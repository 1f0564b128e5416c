"""Sentences of errors and troubles in another language, found by their English text.

Errors are raised far below the window, in English, with names and figures filled in. A catalogue
holds each sentence with its slots, `no recording '{recording}'`, and what it is in Chinese.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from app.domain.errors import ResourceError

_SLOT = re.compile(r"\{(\w+)\}")


class Wording:
    """A catalogue of sentences; one that it does not know is said as it came."""

    def __init__(self, sentences: Mapping[str, str]) -> None:
        """sentences: template -> translation, with the same slots; see `_SLOT`."""
        self._sentences = sentences

    def say(self, text: str) -> str:
        """The sentence in the catalogue's language; what fills its slots is said likewise."""
        for template, words in self._templates:
            if not (text.startswith(words[0]) and all(one in text for one in words)):
                continue  # most are told apart without a pattern being made
            found = _pattern(template).fullmatch(text)
            if found:
                return self._filled(self._sentences[template], found.groupdict())
        return text

    def _filled(self, translation: str, values: Mapping[str, str]) -> str:
        return _SLOT.sub(lambda slot: self.say(values[slot[1]]), translation)

    @cached_property
    def _templates(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """With their words between the slots; `no note {id}` comes before `no {kind} {id}`."""
        split = [(template, tuple(_SLOT.split(template)[::2])) for template in self._sentences]
        return tuple(sorted(split, key=lambda one: -len("".join(one[1]))))


def read_wording(path: Path) -> Wording:
    """A catalogue as TOML: [sentences] and [parts] of them, template = translation.

    Raises ResourceError.
    """
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        return Wording({**table["sentences"], **table.get("parts", {})})
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError) as error:
        raise ResourceError(f"{path}: not a readable catalogue; repair the installation") from error


def _pattern(template: str) -> re.Pattern[str]:
    """A slot takes any text; one named twice takes the same text twice."""
    parts: list[str] = []
    named: set[str] = set()
    for index, part in enumerate(_SLOT.split(template)):
        if index % 2 == 0:
            parts.append(re.escape(part))
        else:
            parts.append(f"(?P={part})" if part in named else f"(?P<{part}>.*?)")
            named.add(part)
    return re.compile("".join(parts), re.DOTALL)

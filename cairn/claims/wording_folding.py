"""What a reader cannot see taken away: look-alike letters, signs without width, fractions in one sign.

The text becomes what it looks like, so that “mоst” with a Cyrillic о is read as the word it shows.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence

# Stands for a character that a reader does not see. It is of no language.
UNSEEN = "\ue002"

_LOOK_ALIKES = str.maketrans(
    "аеорсхуѕіјһԁԛԝӏѵкмтнвАЕОРСХУЅІЈКМТНВ"  # Cyrillic
    "αονικρυτχεγωηΑΒΕΖΗΙΚΜΝΟΡΤΥΧϲϳ"  # Greek
    "օոսհıɑɡٱ٪⁄∕∣",  # Armenian, other Latin letters, signs
    "aeopcxysijhdqwlvkmthbAEOPCXYSIJKMTHBaovikputxeywnABEZHIKMNOPTYXcjonuhiag" + "l%//|",
)
_ONE_SIGN = "\u00bc-\u00be\u2150-\u215e\u2189"
_UNSEEN = (
    f"{UNSEEN}\u00ad\u0300-\u036f\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e01ef"
)
# Superscripts are marks of notes and stay as they are.
_LIKE_OTHERS = "\u2160-\u217f\u2460-\u249b\ufb00-\ufb06\ufe50-\ufe6b\uff01-\uff5e\U0001d400-\U0001d7ff"
_LETTERS = re.escape("".join(chr(c) for c in _LOOK_ALIKES))
_FOLDED = re.compile(f"([{_UNSEEN}]+)|([{_ONE_SIGN}])|[{_LIKE_OTHERS}{_LETTERS}]")


def folded(text: str) -> tuple[str, Sequence[int] | None]:
    """The text as it looks, and for each of its characters, and the end, the place of it in `text`.

    None for the places when nothing had to be changed. Takes time in proportion to the text.
    """
    if text.isascii() or _FOLDED.search(text) is None:
        return text, None
    parts: list[str] = []
    places = array("l")
    at = 0
    for match in _FOLDED.finditer(text):
        start, end = match.span()
        instead = "" if match[1] else _looks(match[0], text[start - 1 : start], is_one_sign=bool(match[2]))
        parts += (text[at:start], instead)
        places.extend(range(at, start))
        places.extend([start] * len(instead))
        at = end
    parts.append(text[at:])
    places.extend(range(at, len(text) + 1))
    return "".join(parts), places


def _looks(character: str, before: str, *, is_one_sign: bool) -> str:
    if not is_one_sign:
        alike = character.translate(_LOOK_ALIKES)
        return alike if alike != character else unicodedata.normalize("NFKC", character)
    if before.isdigit():  # “2½” is a number with a part, not a share
        return f"{unicodedata.numeric(character):.2f}"[1:]
    return unicodedata.normalize("NFKC", character).replace("⁄", "/")

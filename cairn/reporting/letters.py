"""Signs that are no letters: taken out, or named when no font can show them."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Controls print nothing; direction overrides can make a text read otherwise than it is written.
_CONTROLS = [*range(0x09), 0x0B, 0x0C, *range(0x0E, 0x20), *range(0x7F, 0xA0)]
_HIDDEN = [0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF, 0xFFFE, 0xFFFF]
_UNSEEN = dict.fromkeys([*_CONTROLS, *_HIDDEN, *range(0xD800, 0xE000)])
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")


def without_controls(text: str) -> str:
    """The text without control characters, direction overrides and halves of letters."""
    return text.translate(_UNSEEN)


def without_controls_in(value: object) -> object:
    """The same for every string in lists and objects, for data on its way to JSON."""
    match value:
        case str():
            return without_controls(value)
        case dict():
            return {key: without_controls_in(item) for key, item in value.items()}
        case list() | tuple():
            return [without_controls_in(item) for item in value]
        case _:
            return value


def named_instead(text: str, clusters: Iterable[str]) -> str:
    """The text with each cluster of letters written as code points: [U+1F600]. The clusters may come from a
    Typst message, which writes a letter it cannot print itself as \\u{200b}."""
    for cluster in clusters:
        plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), cluster)
        text = text.replace(plain, "".join(f"[U+{ord(letter):04X}]" for letter in plain))
    return text

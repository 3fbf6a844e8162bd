"""YAML read with the line of every key, and with limits against hostile files.

`read_yaml` gives a `Node`: a plain value that remembers where it stood. Aliases, tags and more than
one document are refused, so a file cannot grow when it is read (the "billion laughs").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from cairn.errors import DefinitionError, Problem

# libyaml's parser where the wheel has it: about ten times faster than a parser in Python.
# What the parser itself calls untagged values; any other tag was written by somebody.
_PLAIN_TAGS = frozenset(
    f"tag:yaml.org,2002:{kind}"
    for kind in ("str", "int", "float", "bool", "null", "timestamp", "map", "seq", "value", "merge")
)

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

LARGEST_FILE = 2_000_000  # bytes; the largest of our own is under 200 kB
DEEPEST = 40

_TRUE = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True)
class Node:
    """A value and its place. `value` is str, dict[str, Node], list[Node] or None.

    `key_mark` is the line and column of its key when it stands in a mapping.
    """

    value: object
    line: int
    column: int
    quoted: bool = False
    key_mark: tuple[int, int] | None = None

    @property
    def is_mapping(self) -> bool:
        return isinstance(self.value, dict)

    @property
    def is_list(self) -> bool:
        return isinstance(self.value, list)

    def entries(self) -> dict[str, Node]:
        """The keys and values of a mapping; empty for anything else."""
        return self.value if isinstance(self.value, dict) else {}

    def elements(self) -> list[Node]:
        """The elements of a list; empty for anything else."""
        return self.value if isinstance(self.value, list) else []

    def __iter__(self) -> Iterator[Node]:
        return iter(self.elements())


def read_yaml(path: Path, shown_as: str | None = None) -> Node:
    """The single YAML document in `path`.

    Raises `DefinitionError` when the file is missing, too large, not UTF-8, not YAML, repeats a key,
    or uses anchors, aliases or tags. All scalars stay text: whoever asks for a number says so.
    """
    name = shown_as or str(path)
    text = _read_text(path, name)
    try:
        _refuse_depth(text, name)
        raw = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        raise DefinitionError(_yaml_problem(error, name)) from None
    except RecursionError:
        raise DefinitionError(_too_deep(name)) from None
    if raw is None:
        raise DefinitionError(Problem(code="yaml-empty", message="The file is empty.", file=name))
    return _Reader(name).convert(raw, 0)


def _read_text(path: Path, name: str) -> str:
    try:
        if path.exists() and not path.is_file():
            raise _refusal(name, "file-unreadable", "This is not a file.", "Remove it.")
        if path.stat().st_size > LARGEST_FILE:
            message = f"The file is larger than {LARGEST_FILE:,} bytes."
            raise DefinitionError(Problem(code="yaml-too-large", message=message, file=name))
        return path.read_bytes().decode("utf-8-sig")
    except FileNotFoundError:
        raise _refusal(name, "file-missing", "There is no such file.", "Check its name.") from None
    except UnicodeDecodeError as error:
        raise _refusal(
            name, "not-utf8", f"Byte {error.start} is not UTF-8.", "Save the file as UTF-8."
        ) from None
    except OSError as error:
        raise _refusal(name, "file-unreadable", f"{error.strerror}.", "") from None


def _refusal(
    name: str, code: str, message: str, remedy: str, mark: yaml.Mark | None = None
) -> DefinitionError:
    line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
    return DefinitionError(
        Problem(code=code, message=message, remedy=remedy, file=name, line=line, column=column)
    )


def _refuse_depth(text: str, name: str) -> None:
    """Raise when values are nested too deep. Composing would recurse as deep, in C, and end the process."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > DEEPEST:
            raise DefinitionError(_too_deep(name))


def _yaml_problem(error: yaml.YAMLError, name: str) -> Problem:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    what = getattr(error, "problem", None) or str(error).splitlines()[0]
    return Problem(
        code="yaml-syntax",
        message=f"This is not YAML: {what}.",
        file=name,
        line=mark.line + 1 if mark else None,
        column=mark.column + 1 if mark else None,
        remedy="Check indentation, colons and quotation marks here and on the line before.",
    )


def _too_deep(name: str) -> Problem:
    return Problem(code="yaml-too-deep", message=f"Values are nested more than {DEEPEST} deep.", file=name)


class _Reader:
    """Turns composed nodes into `Node`s; a node met twice is an alias, and is refused."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.seen: set[int] = set()

    def convert(self, raw: yaml.Node, depth: int) -> Node:
        if depth > DEEPEST:
            raise DefinitionError(_too_deep(self.name))
        if id(raw) in self.seen or raw.tag not in _PLAIN_TAGS:
            raise self.refusal(
                raw,
                "yaml-reference",
                "Aliases (*) and tags (!) are not allowed in definitions.",
                "Write the value out, or put it in quotation marks if it is text.",
            )
        self.seen.add(id(raw))
        line, column = raw.start_mark.line + 1, raw.start_mark.column + 1
        if isinstance(raw, yaml.MappingNode):
            return Node(self.mapping(raw, depth), line, column)
        if isinstance(raw, yaml.SequenceNode):
            return Node([self.convert(v, depth + 1) for v in raw.value], line, column)
        plain = getattr(raw, "style", None) not in ("'", '"', "|", ">")
        empty = plain and raw.value in ("", "~", "null")
        return Node(None if empty else str(raw.value), line, column, quoted=not plain)

    def mapping(self, raw: yaml.MappingNode, depth: int) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key_node, value_node in raw.value:
            if not isinstance(key_node, yaml.ScalarNode):
                raise self.refusal(key_node, "yaml-key", "A key must be plain text.", "")
            if key_node.value in found:
                message = f"The key “{key_node.value}” stands twice."
                raise self.refusal(key_node, "yaml-key", message, "Keep one of the two.")
            mark = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            found[str(key_node.value)] = replace(self.convert(value_node, depth + 1), key_mark=mark)
        return found

    def refusal(self, raw: yaml.Node, code: str, message: str, remedy: str) -> DefinitionError:
        return _refusal(self.name, code, message, remedy, raw.start_mark)


def as_boolean(text: str) -> bool | None:
    """true/false or yes/no in any case; None for anything else."""
    return _TRUE.get(text.casefold())

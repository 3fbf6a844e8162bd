"""Closed lists of named values: care groups, age bands, agencies, wellbeing indicators, partnerships."""

from __future__ import annotations

from dataclasses import dataclass, field

from cairn.framework.model import require


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A value of a vocabulary. `code` is an outside code (a council area's GSS code);
    `superseded_codes` are older outside codes accepted on import. `within` names the term of the
    vocabulary `Vocabulary.within` that it lies in (a council area's health board)."""

    name: str
    label: str
    plural: str = ""
    definition: str = ""
    code: str = ""
    superseded_codes: tuple[str, ...] = ()
    note: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """A closed, ordered list of terms with unique names and codes.

    Names are what evidence and claims use; a name such as `2.1` or `A` is allowed.
    """

    name: str
    title: str
    source: str
    dated: str
    terms: tuple[Term, ...]
    within: str = ""
    notes: tuple[str, ...] = ()
    _by_code: dict[str, Term] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        names = [t.name for t in self.terms]
        require(len(set(names)) == len(names), "term-twice", f"A name stands twice in “{self.name}”.")
        codes = [c for t in self.terms for c in (t.code, *t.superseded_codes) if c]
        require(len(set(codes)) == len(codes), "code-twice", f"A code stands twice in “{self.name}”.")
        by_code = {c: t for t in self.terms for c in (t.code, *t.superseded_codes) if c}
        object.__setattr__(self, "_by_code", by_code)

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(t.name for t in self.terms)

    def term(self, name: str) -> Term | None:
        return next((t for t in self.terms if t.name == name), None)

    def by_code(self, code: str) -> Term | None:
        """The term with this outside code, current or superseded."""
        return self._by_code.get(code)

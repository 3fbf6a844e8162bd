"""Words and numbers: what words say, whether they hold, and which words Cairn writes.

The numbers all stand in a file under `definitions/wording`. This is the door to the modules on wording.
"""

from __future__ import annotations

from cairn.claims.wording_counts import allowed_counts, allows
from cairn.claims.wording_file import load_wording, read_wording
from cairn.claims.wording_grammar import Form, Grammar, Parsed, grammar_of
from cairn.claims.wording_model import NO_LIMIT, Phrase, PhraseKind, Wording
from cairn.claims.wording_tokens import Tokens, tokens_of
from cairn.claims.wording_writing import words_for, words_for_share
from cairn.errors import Problem, WordingError

__all__ = [
    "NO_LIMIT",
    "Phrase",
    "PhraseKind",
    "Wording",
    "allowed_counts",
    "allows",
    "load_wording",
    "read_phrase",
    "read_wording",
    "words_for",
    "words_for_share",
]

_LONGEST = 400  # characters of words read as one phrase


def read_phrase(words: str, wording: Wording) -> Phrase:
    """The one quantity, or else the one comparison, that `words` say.

    Other words may stand around it ("nine out of ten cases"); two quantities are refused, and so are words
    without a range ("many"). Raises `WordingError`.
    """
    shown = " ".join(words.split())
    tokens = tokens_of(shown[:_LONGEST])
    grammar = grammar_of(wording)
    vague = _vague(grammar, tokens)
    if vague:
        raise _refusal("vague", f"“{vague.words}” has no range.", "Say a share or a count, or leave it out.")
    found = _quantities(grammar, tokens)
    if len(found) > 1:
        listed = " and ".join(f"“{phrase.words}”" for phrase in found[:2])
        raise _refusal(
            "two-quantities", f"“{shown}” says two quantities, {listed}.", "Give each its own claim."
        )
    if found:
        return found[0]
    comparing = next(
        (hit for i in range(len(tokens)) if (hit := grammar.order_at(tokens, i)) is not None), None
    )
    if comparing is None:
        raise _refusal(
            "not-a-quantity",
            f"“{shown[:80]}” says no quantity that has a range.",
            "Use a word such as “most”, a fraction, a percentage or a count.",
        )
    return comparing[0]


def _quantities(grammar: Grammar, tokens: Tokens) -> list[Phrase]:
    found: list[Phrase] = []
    i = 0
    while i < len(tokens):
        parsed = grammar.at(tokens, i)
        if parsed is None or _is_year(grammar, tokens, parsed) or _comparing(grammar, tokens, i, parsed.end):
            i += 1
        else:
            found.append(parsed.phrase)
            i = parsed.end
    return found


def _is_year(grammar: Grammar, tokens: Tokens, parsed: Parsed) -> bool:
    """Whether this is a year among other words ("similar to 2012"); by itself such a number is a count."""
    alone = len(tokens) == parsed.end - parsed.start
    return parsed.form is Form.COUNT and not alone and grammar.numbers.is_a_date(tokens, parsed.start)


def _comparing(grammar: Grammar, tokens: Tokens, start: int, end: int) -> bool:
    """Whether longer words of comparison begin here ("most likely")."""
    hit = grammar.order_at(tokens, start)
    return hit is not None and hit[1] > end


def _vague(grammar: Grammar, tokens: Tokens) -> Phrase | None:
    hit = grammar.vague_at(tokens, 0)
    return hit[0] if hit else None


def _refusal(code: str, message: str, remedy: str) -> WordingError:
    return WordingError(Problem(code=code, message=message, remedy=remedy))

"""Whether words that could be a quantity are one where they stand.

"Most partnerships" is a share and "most likely" is not; "one area" is a count of places and "one area of
practice" is not. The words that decide stand in the wording's `context`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache

from cairn.claims.phrases_text import BREAK, BREAK_LINE
from cairn.claims.wording_grammar import Form, Parsed, grammar_of
from cairn.claims.wording_model import Context, PhraseKind, Wording
from cairn.claims.wording_tokens import Lexicon, Tokens

_FAR = 8  # words looked at for the thing counted
_CLAUSE = 14  # words looked at for the other end of "in one area … in another"
# Words after which a bare figure is a count of what was just spoken of.
INTRODUCING = frozenset({("there", "were"), ("there", "was"), ("there", "are"), ("total", "of")})
_JOINING_CLAUSES = frozenset(
    {"and", "but", "while", "whereas", "although", "which", "that", "where", "or", "whom"}
)
_BEFORE_SUPERLATIVES = frozenset(
    {"the", "their", "its", "his", "her", "your", "our", "my", "at", "is", "are", "was", "were", "be", "been"}
)
_SENTENCE_ENDS = f".!?{BREAK}{BREAK_LINE}"


class Reader:
    """Decides about phrases by one wording. `is_quantity` is the whole of it."""

    def __init__(self, wording: Wording) -> None:
        context = wording.context
        self.context = context
        self.numbers = grammar_of(wording).numbers
        self.things = context.places | context.papers | context.people | context.other_things
        self.asked = Lexicon((" ".join(words), True) for words in context.asked)
        self._by_band: dict[str, Callable[[Tokens, Parsed], bool]] = {
            "few": self._few,
            "most": self._most,
            "all": self._all,
            "no": self._no,
            "none": self._none,
            "every": self._every,
            "everyone": self._everyone,
            "everybody": self._everyone,
            "nobody": self._everyone,
            "no one": self._everyone,
            "not one": self._not_one,
            "not a single": self._not_one,
            **dict.fromkeys(
                ("almost every", "nearly every", "virtually all", "practically all"), self._not_one
            ),
        }
        self._by_form: dict[Form, Callable[[Tokens, Parsed], bool]] = {
            Form.BAND: self._band,
            Form.FRACTION: self._fraction,
            Form.RATIO: self._ratio,
            Form.PER_CENT: self._per_cent,
            Form.COUNT: self._count,
            Form.COUNT_OF: self._count_of,
            Form.ALL_COUNT: self._all_count,
        }

    def is_quantity(self, tokens: Tokens, parsed: Parsed) -> bool:
        """Whether the phrase says a quantity of something where it stands."""
        decide = self._by_form.get(parsed.form)
        return decide is None or decide(tokens, parsed)

    # -- what stands around ------------------------------------------------------------------------

    def _next(self, tokens: Tokens, i: int) -> str:
        """The word at i if it flows on from the one before; else nothing."""
        return tokens.word(i) if tokens.flows(i) else ""

    def _thing(self, tokens: Tokens, i: int) -> int | None:
        """The place of the last of the things counted that begin at i, past the words that describe them."""
        last = None
        for j in range(i, i + _FAR):
            word = self._next(tokens, j)
            if word in self.things:
                last = j
            elif word not in self.context.describing:
                break
        if last is not None and tokens.word(last) in ("area", "areas"):
            return None if self._next(tokens, last + 1) in self.context.in_between else last
        return last

    def _tells(self, tokens: Tokens, i: int) -> bool:
        return self._next(tokens, i) in self.context.telling

    def _opens_clause(self, tokens: Tokens, i: int) -> bool:
        """Whether the word at i begins a sentence or a clause."""
        return i == 0 or not tokens.flows(i) or tokens.word(i - 1) in _JOINING_CLAUSES

    def _before(self, tokens: Tokens, i: int) -> str:
        return tokens.word(i - 1) if tokens.flows(i) else ""

    def _ends(self, tokens: Tokens, i: int) -> bool:
        return not tokens.flows(i)

    # -- bands -------------------------------------------------------------------------------------

    def _band(self, tokens: Tokens, parsed: Parsed) -> bool:
        words = " ".join(tokens.words[parsed.start : parsed.end])
        if parsed.phrase.of is not None:
            return True
        decide = self._by_band.get("few" if words.endswith("few") else words)
        return decide is None or decide(tokens, parsed)

    def _few(self, tokens: Tokens, parsed: Parsed) -> bool:
        before, after = self._before(tokens, parsed.start), self._next(tokens, parsed.end)
        if (
            before in ("the", "quite", "last", "next", "past", "first", "every")
            or after in self.context.not_counted
        ):
            return False
        return self._thing(tokens, parsed.end) is not None or self._tells(tokens, parsed.end)

    def _most(self, tokens: Tokens, parsed: Parsed) -> bool:
        before, after = self._before(tokens, parsed.start), self._next(tokens, parsed.end)
        if before in _BEFORE_SUPERLATIVES:
            return False
        if after == "of":
            known = self._next(tokens, parsed.end + 1) in self.context.known
            return (known and not self._of_time(tokens, parsed.end + 2)) or self._thing(
                tokens, parsed.end
            ) is not None
        if after in self.context.superlative or after in self.context.time:
            return False
        if self._thing(tokens, parsed.end) is not None or _is_plural(after):
            return True
        return self._tells(tokens, parsed.end) and self._opens_clause(tokens, parsed.start)

    def _all(self, tokens: Tokens, parsed: Parsed) -> bool:
        if self._before(tokens, parsed.start) == "of" and self._opens_clause(tokens, parsed.start - 1):
            return False  # "Of all the inspections, the highest …" picks one out
        thing = self._thing(tokens, parsed.end)
        if thing is None:
            return self._tells(tokens, parsed.end) and self._opens_clause(tokens, parsed.start)
        word = tokens.word(thing)
        if self._next(tokens, thing + 1) in self.context.ought or word in self.context.singular:
            return False
        if word in self.context.people:
            definite = (
                self._next(tokens, parsed.end) == "of" and tokens.word(parsed.end + 1) in self.context.known
            )
            return definite or self._asked(tokens, thing) or self._is_told_of(tokens, parsed.start, thing + 1)
        return word in self.context.places or word in self.context.papers

    def _every(self, tokens: Tokens, parsed: Parsed) -> bool:
        thing = self._thing(tokens, parsed.end)
        if thing is None or self._next(tokens, thing + 1) in self.context.ought:
            return False
        word = tokens.word(thing)
        if word not in self.context.singular or word.endswith("s"):
            return False
        if word in self.context.people:
            return self._asked(tokens, thing) or not self._is_meant(tokens, parsed.start)
        return self._before(tokens, parsed.start) not in ("for", "so")

    def _everyone(self, tokens: Tokens, parsed: Parsed) -> bool:
        after = parsed.end - 1
        return self._asked(tokens, after) or self._is_told_of(tokens, parsed.start, parsed.end)

    def _not_one(self, tokens: Tokens, parsed: Parsed) -> bool:
        return self._next(tokens, parsed.end) == "of" or self._thing(tokens, parsed.end) is not None

    def _asked(self, tokens: Tokens, last: int) -> bool:
        """Whether after the last word it says that these were asked or read."""
        return any(self.asked.at(tokens, j) is not None for j in (last + 1, last + 2))

    def _is_meant(self, tokens: Tokens, i: int) -> bool:
        """Whether something is meant for what begins at i: "so that all", "for every", "to reach all"."""
        for j in range(i - 1, max(i - 4, -1), -1):
            if not tokens.flows(j + 1):
                return False
            if tokens.word(j) in self.context.meant:
                return True
        return False

    def _is_told_of(self, tokens: Tokens, start: int, i: int) -> bool:
        """Whether the people from `start` up to i are the subject of what is told, not of what ought to be.

        A verb comes at once, or at the start of a sentence after the words that describe them.
        """
        if self._is_meant(tokens, start):
            return False
        opens = start == 0 or not tokens.flows(start)
        for j in range(i, i + (_FAR if opens else 2)):
            word = self._next(tokens, j)
            if not word or word in self.context.ought:
                return False
            if word in self.context.telling or (j == i and word.endswith("ed")):
                return True
        return False

    def _of_time(self, tokens: Tokens, i: int) -> bool:
        return self._next(tokens, i) in self.context.time

    def _no(self, tokens: Tokens, parsed: Parsed) -> bool:
        thing = self._thing(tokens, parsed.end)
        if thing is None or self._next(tokens, thing + 1) in self.context.ought:
            return False
        if tokens.word(thing) in self.context.people:
            return self._tells(tokens, thing + 1)
        return tokens.word(thing) in self.context.places or tokens.word(thing) in self.context.papers

    def _none(self, tokens: Tokens, parsed: Parsed) -> bool:
        of_them = self._next(tokens, parsed.end) == "of"
        return of_them or self._tells(tokens, parsed.end) or self._ends(tokens, parsed.end)

    # -- fractions ---------------------------------------------------------------------------------

    def _fraction(self, tokens: Tokens, parsed: Parsed) -> bool:
        if parsed.phrase.kind is PhraseKind.RANGE or parsed.phrase.of is not None:
            return True
        before, after = self._before(tokens, parsed.start), self._next(tokens, parsed.end)
        # "That third" points; "found that a third …", "found that half of …" begins a clause.
        clause = before == "that" and (parsed.end - parsed.start > 1 or after == "of")
        points = before in self.context.pointing - {"the", "their", "our", "these", "those"}
        if (points and not clause) or before == "times":
            return False
        if after in self.context.time or after == "way" or self._of_an_hour(tokens, parsed.end):
            return False
        if tokens.word(parsed.end - 1) == "half":
            gap = tokens.gap(parsed.end)
            # "One and a half" has its half; "and half of them" begins anew.
            other_half = before in ("second", "first", "other", "final", "per") or (
                before == "and" and after != "of"
            )
            return not other_half and after not in ("a", "an") and not gap.startswith("-")
        if parsed.modified or tokens.word(parsed.start) != "a":
            return True
        apart = before in ("once", "twice", "per", "every", "each")
        return not apart and (after in ("of", "or", "") or self._tells(tokens, parsed.end))

    def _of_an_hour(self, tokens: Tokens, i: int) -> bool:
        skipped = i + 2 if tokens.word(i + 1) in ("a", "an", "the") else i + 1
        return self._next(tokens, i) == "of" and tokens.word(skipped) in self.context.time

    def _ratio(self, tokens: Tokens, parsed: Parsed) -> bool:
        before, after = self._before(tokens, parsed.start), self._next(tokens, parsed.end)
        return before not in self.context.labels and before != "aged" and after not in self.context.time

    def _per_cent(self, tokens: Tokens, parsed: Parsed) -> bool:
        return self._next(tokens, parsed.end) not in ("confidence", "point", "points")

    # -- counts ------------------------------------------------------------------------------------

    def _count_of(self, tokens: Tokens, parsed: Parsed) -> bool:
        return self._next(tokens, parsed.end) not in self.context.time

    def _all_count(self, tokens: Tokens, parsed: Parsed) -> bool:
        after = self._next(tokens, parsed.end)
        if tokens.word(parsed.start) == "both":
            return after in self.context.places and tokens.word(parsed.end + 1) != "and"
        return after not in self.context.time

    def _count(self, tokens: Tokens, parsed: Parsed) -> bool:
        before = self._before(tokens, parsed.start)
        points = before in self.context.pointing and not (before == "that" and parsed.phrase.count != 1)
        if points or before in self.context.labels or self._has_a_year(tokens, parsed):
            return False
        if self._stands_alone(tokens, parsed):
            return True
        thing = self._thing(tokens, parsed.end)
        if thing is None:
            return False
        if parsed.phrase.count == 1 and not self._one(tokens, parsed, thing):
            return False
        return self._next(tokens, thing + 1) not in ("old", "year", "years")

    def _has_a_year(self, tokens: Tokens, parsed: Parsed) -> bool:
        return any(self.numbers.is_a_date(tokens, i) for i in range(parsed.start, parsed.end))

    def _stands_alone(self, tokens: Tokens, parsed: Parsed) -> bool:
        """Whether it is a number with a verb of its own ("six were evaluated as good", "of these, 392 had
        been at risk"), or all that "there were" or "a total of" speaks of."""
        start = parsed.start
        digits = tokens.word(start)[0].isdigit()
        if self._tells(tokens, parsed.end):
            return digits or self._opens_clause(tokens, start)
        two_before = (self._before(tokens, start - 1), self._before(tokens, start))
        return two_before in INTRODUCING and (digits or self._ends(tokens, parsed.end))

    def _one(self, tokens: Tokens, parsed: Parsed, thing: int) -> bool:
        """Whether it is one of the areas or one area, and not "in one area … in another"."""
        of_several = self._next(tokens, parsed.end) == "of"
        if not of_several and tokens.word(thing) not in self.context.singular:
            return False
        return not self._and_another(tokens, parsed.end)

    def _and_another(self, tokens: Tokens, i: int) -> bool:
        for j in range(i, min(i + _CLAUSE, len(tokens))):
            if any(mark in tokens.gap(j) for mark in _SENTENCE_ENDS):
                return False
            if tokens.word(j) == "another":
                return True
        return False


def _is_plural(word: str) -> bool:
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "'s", "us", "ways"))


@lru_cache(maxsize=8)
def reader_of(wording: Wording) -> Reader:
    """The reader of a wording, made once."""
    return Reader(wording)


def never_lexicon(context: Context) -> Lexicon[bool]:
    """The phrases that are never a quantity."""
    listed: Iterable[tuple[str, bool]] = ((" ".join(words), True) for words in context.never)
    return Lexicon(listed)

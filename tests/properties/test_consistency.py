"""Consistency against slow, obvious twins: elimination in exact fractions, enumeration of tables."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from itertools import combinations, product

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cairn.claims.consistency import find_conflicts
from cairn.claims.statements import Statement
from cairn.claims.wording import allowed_counts, read_phrase, words_for
from tests.lib.statement_tables import NO_BOOK, statement, wording

SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])

PHRASES = (
    "a few",
    "one in five",
    "just over a quarter",
    "a third",
    "less than half",
    "half",
    "just over half",
)
PHRASES += ("two thirds", "just under two thirds", "the majority", "three quarters", "most", "almost all")

# The four cells: rated yes in the group, no in the group, yes outside, no outside.
POPULATIONS = {"all": (1, 1, 1, 1), "group=yes": (1, 1, 0, 0), "group=no": (0, 0, 1, 1)}
LEVELS = {("rated", "yes"): (1, 0, 1, 0), ("rated", "no"): (0, 1, 0, 1), ("group", "yes"): (1, 1, 0, 0)}

Half = tuple[tuple[Fraction, ...], bool]  # coefficients · cells ≥ 0, or > 0 when True


def halves(one: Statement) -> list[Half]:
    phrase = read_phrase(one.phrase, wording())
    base = POPULATIONS[one.population]
    part = [b * p for b, p in zip(base, LEVELS[(one.measure, one.level)], strict=True)]
    above = tuple(Fraction(p) - phrase.low * b for p, b in zip(part, base, strict=True))
    below = tuple(phrase.high * b - Fraction(p) for p, b in zip(part, base, strict=True))
    return [(tuple(map(Fraction, base)), True), (above, phrase.low_open), (below, phrase.high_open)]


def possible(rows: Iterable[Half]) -> bool:
    """Whether cells, not negative, fulfil the rows: variables eliminated one by one (Fourier and Motzkin)."""
    cells = [(tuple(Fraction(i == j) for j in range(4)), False) for i in range(4)]
    left = set(rows) | set(cells)
    for at in range(4):
        up = [r for r in left if r[0][at] > 0]
        down = [r for r in left if r[0][at] < 0]
        left = {r for r in left if r[0][at] == 0}
        for (a, strict_a), (b, strict_b) in product(up, down):
            joined = tuple(x * -b[at] + y * a[at] for x, y in zip(a, b, strict=True))
            size = max((abs(x) for x in joined), default=Fraction(0)) or Fraction(1)
            left.add((tuple(x / size for x in joined), strict_a or strict_b))
    return not any(strict for _, strict in left)


def minimal_sets(ids: Sequence[str], can: Callable[[tuple[str, ...]], bool]) -> set[frozenset[str]]:
    found: set[frozenset[str]] = set()
    for size in range(1, len(ids) + 1):
        for some in combinations(ids, size):
            if not any(f <= set(some) for f in found) and not can(some):
                found.add(frozenset(some))
    return found


def told(statements: Sequence[Statement]) -> set[frozenset[str]]:
    return {frozenset(c.statements) for c in find_conflicts(statements, NO_BOOK, wording()).conflicts}


@st.composite
def shares(draw: st.DrawFn) -> list[Statement]:
    lines = []
    for _ in range(draw(st.integers(2, 5))):
        measure, level = draw(st.sampled_from(sorted(LEVELS)))
        population = "all" if measure == "group" else draw(st.sampled_from(sorted(POPULATIONS)))
        lines.append(f"{population} | {measure} | {level} | {draw(st.sampled_from(PHRASES))}")
    return [statement(i, line) for i, line in enumerate(lines, start=1)]


@SLOW
@given(shares())
def test_shares_over_crossed_groups_conflict_exactly_as_elimination_says(statements: list[Statement]) -> None:
    rows = {s.id: halves(s) for s in statements}
    expected = minimal_sets(list(rows), lambda some: possible(r for i in some for r in rows[i]))

    assert told(statements) == expected


JUDGEMENTS = (
    "one",
    "two",
    "half",
    "most",
    "almost all",
    "six of the eight",
    "over half",
    "the majority",
    "a few",
)
RATINGS = {
    "weak": {0},
    "adequate": {1},
    "good_or_better": {2},
    "adequate_or_better": {1, 2},
    "less_than_good": {0, 1},
}


@SLOW
@given(
    st.lists(st.tuples(st.sampled_from(sorted(RATINGS)), st.sampled_from(JUDGEMENTS)), min_size=2, max_size=5)
)
def test_counts_of_eight_conflict_exactly_as_enumeration_says(said: list[tuple[str, str]]) -> None:
    statements = [
        statement(i, f"all | evaluation | {level} | {words} | count_of_8")
        for i, (level, words) in enumerate(said)
    ]
    allowed = {
        s.id: (RATINGS[s.level], allowed_counts(read_phrase(s.phrase, wording()), 8, judgement=True))
        for s in statements
    }
    tables = [t for t in product(range(9), repeat=3) if sum(t) <= 8]  # the fourth answer is unsatisfactory
    below = {"less_than_good"}

    def holds(one: Statement, table: tuple[int, ...]) -> bool:
        answers, counts = allowed[one.id]
        rest = 8 - sum(table) if one.level in below else 0
        return sum(table[a] for a in answers) + rest in counts

    by_id = {s.id: s for s in statements}
    expected = minimal_sets(
        list(by_id), lambda some: any(all(holds(by_id[i], t) for i in some) for t in tables)
    )

    assert told(statements) == expected


Unit = tuple[str, str, str, str]  # care, disability, rating, visited


@st.composite
def units(draw: st.DrawFn) -> list[Unit]:
    one = st.tuples(
        st.sampled_from(["foster", "kinship", "home"]),
        st.sampled_from(["yes", "no"]),
        st.sampled_from(["weak", "adequate", "good", "very_good"]),
        st.sampled_from(["yes", "no"]),
    )
    few = draw(st.lists(one, min_size=4, max_size=10))
    return [unit for unit in few for _ in range(draw(st.integers(8, 40)))]


GROUPS: dict[str, Callable[[Unit], bool]] = {
    "all": lambda u: True,
    "care=foster": lambda u: u[0] == "foster",
    "care=foster+kinship": lambda u: u[0] in ("foster", "kinship"),
    "care=home": lambda u: u[0] == "home",
    "disability=yes": lambda u: u[1] == "yes",
    "disability=no&care=home": lambda u: u[1] == "no" and u[0] == "home",
    "visited=yes": lambda u: u[3] == "yes",
}
ANSWERS: dict[tuple[str, str], Callable[[Unit], bool]] = {
    ("quality", "good_or_better"): lambda u: u[2] in ("good", "very_good"),
    ("quality", "adequate"): lambda u: u[2] == "adequate",
    ("quality", "weak_or_unsatisfactory"): lambda u: u[2] == "weak",
    ("visited", "yes"): lambda u: u[3] == "yes",
    ("visited", "no"): lambda u: u[3] == "no",
    ("disability", "yes"): lambda u: u[1] == "yes",
}


def true_statements(rows: Sequence[Unit]) -> list[str]:
    lines = [f"all | records | n | {len(rows)} | count"]
    for name, group in GROUPS.items():
        inside = [u for u in rows if group(u)]
        if "care=" in name and "+" not in name and "&" not in name and inside:
            lines.append(f"{name} | records | n | {len(inside)} | count")
        for (measure, level), answer in ANSWERS.items():
            if len(inside) >= 20:
                words = words_for(sum(map(answer, inside)), len(inside), wording())
                lines.append(f"{name} | {measure} | {level} | {words}")
    return [*lines, *true_orders(rows)]


def true_orders(rows: Sequence[Unit]) -> list[str]:
    def good(care: str) -> Fraction | None:
        inside = [u for u in rows if u[0] == care]
        return Fraction(sum(u[2] in ("good", "very_good") for u in inside), len(inside)) if inside else None

    known = {care: share for care in ("foster", "kinship", "home") if (share := good(care)) is not None}
    return [
        f"all | quality | {a}_above_{b} | higher | ordering"
        for a, b in combinations(sorted(known, key=lambda c: known[c], reverse=True), 2)
        if known[a] > known[b]
    ]


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(units())
def test_words_that_are_true_of_some_records_never_conflict(rows: list[Unit]) -> None:
    lines = true_statements(rows)

    assert told([statement(i, line) for i, line in enumerate(lines)]) == set()

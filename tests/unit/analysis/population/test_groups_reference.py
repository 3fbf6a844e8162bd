"""Means, quantiles, distributions, differences and tests as R has them, to 1e-9."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import groupby

import numpy as np
import pytest

from cairn.analysis.estimators.population.answer_shares import answer_shares
from cairn.analysis.estimators.population.contrast import Difference, against_rest, pairwise
from cairn.analysis.estimators.population.domain_scores import GroupAnswers, group_answers
from cairn.analysis.estimators.population.families import benjamini_hochberg, benjamini_yekutieli, holm
from cairn.analysis.estimators.population.mean import means
from cairn.analysis.estimators.population.mean_test import equal_means
from cairn.analysis.estimators.population.median import quantile
from cairn.analysis.estimators.population.population_share import Method, population_share
from cairn.analysis.estimators.population.quantiles import f_p
from cairn.analysis.estimators.population.rank_test import rank_test
from cairn.analysis.estimators.population.rao_scott import rao_scott
from cairn.analysis.estimators.population.saddlepoint import saddlepoint_p
from cairn.analysis.estimators.population.share_difference import (
    Part,
    bounded_difference,
    share_difference,
)
from cairn.analysis.estimators.population.stratum_tally import Floats
from cairn.analysis.estimators.population.wald_table import wald_table
from tests.lib.r_uniroot import uniroot
from tests.lib.stats_reference import AT_LEVEL, Row, case_tally, table, unlike

SETS = ("case", "awkward")


@cache
def answers(name: str, item: str, by: str) -> GroupAnswers:
    return group_answers(case_tally(name), item, "" if by == "overall" else by, "domain")


@pytest.mark.parametrize("name", SETS)
def test_means_and_quantiles_meet_the_reference(name: str) -> None:
    for row in table(f"{name}_means"):
        found = answers(name, row["measure"], row["by"])
        mean = means(found)[found.groups.index(row["level"])]
        ours = {"n": mean.n, "mean": mean.mean, "se": mean.se, "df": mean.df}
        ours |= {"ci_l": mean.low, "ci_u": mean.high}
        ours |= {f"q{p}": quantile(found, row["level"], Fraction(p, 100)) for p in (25, 50, 75)}
        assert unlike(ours, row) == {}


@pytest.mark.parametrize("name", SETS)
def test_the_six_shares_and_their_covariance_meet_the_reference(name: str) -> None:
    shares, spread = answer_shares(answers(name, "q01", "overall"))
    for i, row in enumerate(table(f"{name}_q01_distribution")):
        ours = {"est": shares[i], "se": spread[i, i] ** 0.5}
        assert unlike(ours | {f"V{j + 1}": spread[i, j] for j in range(6)}, row) == {}


def differences(name: str, item: str, by: str, kind: str) -> dict[tuple[str, str], Difference]:
    compare = pairwise if kind == "pair" else against_rest
    found = compare(answers(name, item, by), AT_LEVEL[item], smallest=0)
    return {(d.a, d.b): d for d in found}


@pytest.mark.parametrize("name", SETS)
def test_differences_and_their_families_meet_the_reference(name: str) -> None:
    for (item, by, kind), group in groupby(
        table(f"{name}_contrasts"), key=lambda r: (r["measure"], r["by"], r["kind"])
    ):
        rows = list(group)
        found = differences(name, item, by, kind)
        pairs = [(r["a"], r["b"]) if (r["a"], r["b"]) in found else (r["b"], r["a"]) for r in rows]
        ps = []
        for row, pair in zip(rows, pairs, strict=True):
            d, sign = found[pair], 1 if pair[0] == row["a"] else -1
            assert d.t is not None and d.p is not None
            ours = {"diff": sign * d.difference, "se": d.se, "df": d.df, "t": sign * d.t, "p": d.p}
            assert unlike(ours, row) == {}
            ps.append(d.p)
        families = zip(rows, holm(ps), benjamini_hochberg(ps), benjamini_yekutieli(ps), strict=True)
        for row, first, second, third in families:
            assert unlike({"p_holm": first, "p_bh": second, "p_by": third}, row) == {}


@pytest.mark.parametrize("name", SETS)
def test_the_difference_of_any_two_groups_is_the_same_as_that_of_pairs(name: str) -> None:
    tally, as_r = case_tally(name), Method(missing="domain")
    for row in table(f"{name}_contrasts")[::7]:
        codes, by = AT_LEVEL[row["measure"]], row["by"]
        where = ((by, (row["a"],)),)
        rest = Part(codes=codes, outside=where)
        other = rest if row["kind"] == "versus_rest" else Part(codes=codes, where=((by, (row["b"],)),))
        found = share_difference(tally, row["measure"], Part(codes=codes, where=where), other, as_r)
        assert found is not None and found.p is not None
        ours = {"diff": found.difference, "se": found.se, "df": found.df, "p": found.p}
        assert unlike(ours, row) == {}


def test_two_items_are_compared_with_an_error_no_smaller_than_the_true_one() -> None:
    tally = case_tally("case")
    a, b = (population_share(tally, item, AT_LEVEL[item]) for item in ("q01", "q02"))
    found = bounded_difference(a, b)
    assert found is not None and a.se is not None and b.se is not None
    assert found.se == a.se + b.se and found.bound


@pytest.mark.parametrize("name", SETS)
def test_the_saddlepoint_is_sought_further_than_r_does(name: str) -> None:
    for row in table(f"{name}_tests"):
        if row["test"] == "svychisq_saddlepoint":
            chi = rao_scott(answers(name, row["measure"], row["by"]).pooled(AT_LEVEL[row["measure"]]))
            assert chi is not None
            assert saddlepoint_p(chi.chi2, chi.effects, chi.df2) == pytest.approx(float(row["p"]), abs=2e-6)


def test_of_equal_effects_the_tail_is_nearly_that_of_f() -> None:
    # A sum of three equal squares over a variance on 60 degrees of freedom is three times an F on 3 and 60.
    assert saddlepoint_p(3 * 2.5, (1.0, 1.0, 1.0), 60) == pytest.approx(f_p(2.5, 3, 60), rel=0.02)


def r_ranks(name: str, item: str) -> Floats:
    """R's score of each rating: the plain mean of cumulated weights less half, in the order of the rows."""
    rows = [r for r in table(f"{name}_records") if r[item]]
    rating = np.array([int(r[item]) for r in rows])
    weight = np.array([int(r["pop_size"]) / int(r["drawn"]) for r in rows])
    order = np.argsort(rating, kind="stable")
    middle = np.cumsum(weight[order]) - weight[order] / 2
    return np.array([middle[rating[order] == code].mean() for code in range(1, 7)]) / weight.sum()


def statistics_of(name: str, row: Row) -> dict[str, float]:
    item, kind = row["measure"], row["test"]
    found = answers(name, item, row["by"])
    if kind == "svyranktest_wilcoxon":
        rank = rank_test(found, r_ranks(name, item))
        assert rank is not None
        if rank.groups == 2:
            return {"statistic": rank.statistic, "ndf": rank.df, "p": rank.p}
        return {"statistic": rank.df, "ndf": rank.statistic, "p": rank.p}
    if kind == "regTermTest_mean":
        mean = equal_means(found)
        assert mean is not None
        return {"statistic": mean.f, "ndf": mean.df1, "ddf": mean.df2, "p": mean.p}
    table_of_two = found.pooled(AT_LEVEL[item])
    if kind in ("svychisq_Wald", "svychisq_adjWald"):
        wald = wald_table(table_of_two, adjusted=kind == "svychisq_adjWald")
        return {"statistic": wald.f, "ndf": wald.df1, "ddf": wald.df2, "p": wald.p} if wald else {"p": 1.0}
    chi = rao_scott(table_of_two)
    assert chi is not None
    if kind in ("svychisq_lincom", "svychisq_saddlepoint"):
        return {"statistic": chi.chi2, "p": saddlepoint_p(chi.chi2, chi.effects, chi.df2, uniroot)}
    if kind == "svychisq_F":
        return {"statistic": chi.f, "ndf": chi.df1, "ddf": chi.df2, "p": chi.p}
    return {"statistic": chi.chi2, "ndf": chi.chi2_df, "p": chi.first_order_p}


@pytest.mark.parametrize("name", SETS)
def test_tests_of_tables_ranks_and_means_meet_the_reference(name: str) -> None:
    for row in table(f"{name}_tests"):
        ours = statistics_of(name, row)
        assert unlike(ours, row) == {}, row
        assert not row["p"] or ours["p"] == pytest.approx(float(row["p"]), rel=1e-8)

"""Shares, errors and intervals as R's survey package has them, to 1e-9."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from scipy.stats import hypergeom

from cairn.analysis.estimators.population.hypergeometric_grid import hypergeometric_grid
from cairn.analysis.estimators.population.interval_beta import beta
from cairn.analysis.estimators.population.interval_hypergeometric import hypergeometric_limits
from cairn.analysis.estimators.population.interval_logit import xlogit
from cairn.analysis.estimators.population.interval_wald import wald
from cairn.analysis.estimators.population.interval_wilson import wilson
from cairn.analysis.estimators.population.proportion import Shares, shares_of, total_error
from cairn.analysis.estimators.population.sample import Lonely, sample_of
from cairn.analysis.tally import Counts
from tests.lib.stats_reference import AT_LEVEL, Row, case_tally, table, unlike

INTERVALS = {"wald": wald, "logit": xlogit, "beta": beta, "wilson": wilson}
SETS = ("case", "awkward")


@cache
def counted(name: str, by: str, level: str, item: str) -> tuple[Counts, Counts]:
    tally = case_tally(name)
    keys = ("partnership", "care_group") if by == "cell" else (by,)
    where = () if by == "overall" else tuple((k, (v,)) for k, v in zip(keys, level.split("|"), strict=True))
    counts = tally.counts[item] * tally.in_group(where)[:, None]
    return tally.by_stratum(counts[:, 1:].sum(axis=1)), tally.by_stratum(
        counts[:, sorted(AT_LEVEL[item])].sum(axis=1)
    )


def estimated(name: str, row: Row, lonely: Lonely = "adjust") -> tuple[Shares, float]:
    tally, item = case_tally(name), row["measure"]
    answered, hits = counted(name, row["by"], row["level"], item)
    everyone, _ = counted(name, "overall", "all", item)
    sample = sample_of(tally.population, tally.drawn, everyone, row["missing"])  # type: ignore[arg-type]
    return shares_of(sample, hits, answered, lonely), float(total_error(sample, hits))


@pytest.mark.parametrize("name", SETS)
def test_shares_errors_and_r_s_intervals_meet_the_reference(name: str) -> None:
    for row in table(f"{name}_props"):
        found, error = estimated(name, row)
        ours = {
            "n": found.n,
            "k": found.k,
            "Nhat": found.children,
            "est": found.share,
            "se": found.se,
            "df": found.df,
            "n_eff": found.n_eff,
            "total": found.total,
            "se_total": error,
        }
        for kind, method in INTERVALS.items():
            ours[f"{kind}_l"], ours[f"{kind}_u"] = method(found)
        assert unlike(ours, row) == {}


@pytest.mark.parametrize("name", SETS)
def test_single_record_strata_follow_the_option_asked_for(name: str) -> None:
    for row in table(f"{name}_lonely"):
        if row["lonely"] != "fail":
            found, _ = estimated(name, row, row["lonely"])  # type: ignore[arg-type]
            assert unlike({"est": found.share, "se": found.se, "df": found.df}, row) == {}


@pytest.mark.parametrize("name", SETS)
def test_where_r_would_fail_a_stratum_of_one_is_told_and_elsewhere_options_agree(name: str) -> None:
    tally = case_tally(name)
    for row in table(f"{name}_lonely"):
        if row["lonely"] != "fail":
            continue
        found, _ = estimated(name, row, "remove")
        answered, _ = counted(name, row["by"], row["level"], row["measure"])
        everyone, _ = counted(name, "overall", "all", row["measure"])
        sample = sample_of(tally.population, tally.drawn, everyone, row["missing"])  # type: ignore[arg-type]
        single = bool((sample.single & (answered > 0)).any())
        assert single == (row["status"] == "error"), row
        assert unlike({"est": found.share, "se": found.se, "df": found.df}, row) == {}


@pytest.mark.parametrize("name", SETS)
def test_logit_limits_are_those_of_a_logistic_regression_as_far_as_it_converges(name: str) -> None:
    for row in table(f"{name}_props"):
        low, high = xlogit(estimated(name, row)[0])
        for ours, column in ((low, "svyglm_logit_l"), (high, "svyglm_logit_u")):
            assert not row[column] or abs(float(ours) - float(row[column])) <= 1e-6, row


def test_hypergeometric_limits_are_those_of_rational_arithmetic() -> None:
    for row in table("hypergeometric_limits"):
        limits = hypergeometric_limits(int(row["N"]), int(row["n"]), int(row["k"]), float(row["level"]))
        assert limits == (int(row["K_low"]), int(row["K_high"])), row


def test_many_hypergeometric_limits_at_once_are_the_same() -> None:
    rows = [r for r in table("hypergeometric_limits") if float(r["level"]) == 0.95]
    population, n, k = (np.array([int(r[c]) for r in rows]) for c in ("N", "n", "k"))
    low, high = hypergeometric_grid(population, n, k)
    assert low.tolist() == [int(r["K_low"]) for r in rows]
    assert high.tolist() == [int(r["K_high"]) for r in rows]


def test_in_large_populations_each_limit_is_the_last_whose_tail_is_enough() -> None:
    """SciPy's tails, of the limit and of its neighbour; a few are within its rounding of 2.5 %."""
    chance = np.random.default_rng(754)
    population = chance.integers(2_000, 3_000_000, 300)
    n = (population * chance.uniform(0.001, 0.99, 300)).astype(np.int64)
    k = chance.binomial(n, chance.uniform(0, 1, 300))
    low, high = hypergeometric_grid(population, n, k)
    near, enough = 0.025 * (1 + 1e-6), 0.025 * (1 - 1e-6)
    assert (hypergeom.sf(k - 1, population, low, n) > enough).all()
    assert ((hypergeom.sf(k - 1, population, low - 1, n) <= near) | (low == k)).all()
    assert (hypergeom.cdf(k, population, high, n) > enough).all()
    assert ((hypergeom.cdf(k, population, high + 1, n) <= near) | (high == population - n + k)).all()

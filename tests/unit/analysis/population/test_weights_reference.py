"""Weighted surveys as R's survey package has them, to 1e-9."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from cairn.analysis.estimators.population.calibrated_mean import weighted_mean
from cairn.analysis.estimators.population.calibrated_sample import CalibratedSample, class_weighted
from cairn.analysis.estimators.population.linear_calibration import linearly_calibrated
from cairn.analysis.estimators.population.post_strata import post_stratified
from cairn.analysis.estimators.population.raking import raked
from cairn.analysis.estimators.population.sample import sample_of
from cairn.errors import EvidenceError
from tests.lib.stats_reference import survey_tally, table, unlike


@cache
def margin(name: str) -> dict[tuple[str, ...], float]:
    rows = [r for r in table("survey_margins") if r["margin"] == name]
    return {tuple(k for k in (r["level"], r["group"]) if k): float(r["total"]) for r in rows}


@cache
def weighted(name: str) -> CalibratedSample:
    by_class = class_weighted(survey_tally())
    margins = {"sex": margin("sex"), "band": margin("band")}
    if name == "base_respondents_as_domain":
        tally = survey_tally()
        people = tally.by_stratum(by_class.people)
        sample = sample_of(tally.population, tally.drawn, people, "domain")
        return replace(by_class, sample=sample, weight=sample.weight[tally.stratum_of])
    if name == "poststrat_sex_by_group":
        return post_stratified(by_class, ("sex", "group"), margin("sex_by_group"))
    if name == "rake_sex_band":
        return raked(by_class, margins)
    return linearly_calibrated(by_class, margins) if name == "calib_linear_sex_band" else by_class


@pytest.mark.parametrize(
    ("column", "name"),
    [
        ("w_class", "stratum_class"),
        ("w_post", "poststrat_sex_by_group"),
        ("w_rake", "rake_sex_band"),
        ("w_cal", "calib_linear_sex_band"),
    ],
)
def test_every_seventh_weight_is_the_reference_s(column: str, name: str) -> None:
    sample = weighted(name)
    of_person = {
        r["resp_id"]: tuple(r[c] for c in ("partnership", "group", "sex", "band"))
        for r in table("survey_records")
    }
    of_cell = dict(zip(sample.tally.cells, sample.weight, strict=True))
    for row in table("survey_weights_sample"):
        assert unlike({column: of_cell[of_person[row["resp_id"]]]}, row) == {}


def test_weighted_means_and_shares_meet_the_reference() -> None:
    for row in table("survey_results"):
        sample = weighted(row["weighting"])
        where = () if row["group"] == "all" else (("group", (row["group"],)),)
        mean = weighted_mean(sample, row["item"], np.arange(1.0, 6.0), where)
        share = weighted_mean(sample, row["item"], np.array([0.0, 0, 0, 1, 1]), where)
        assert mean.mean and mean.se and share.mean and share.se and mean.design_effect
        # R counts people whose weight is 0 in a group's n, so its design effect is larger by n over ours.
        effect = mean.design_effect * int(row["n"]) / mean.n
        ours = {"sum_w": mean.weights, "kish_deff": effect, "df": mean.df, "mean": mean.mean}
        ours |= {"se_mean": mean.se, "prop_ge4": share.mean, "se_prop": share.se}
        assert unlike(ours, row) == {}


def test_margins_that_cannot_be_had_together_are_refused() -> None:
    by_class = class_weighted(survey_tally())
    margins = {"sex": {("f",): 5000.0, ("m",): 4000.0}, "band": margin("band")}
    for calibrate in (raked, linearly_calibrated):
        with pytest.raises(EvidenceError, match="margins-disagree"):
            calibrate(by_class, margins)


def test_a_class_without_a_known_number_and_one_without_people_are_both_told() -> None:
    with pytest.raises(EvidenceError) as caught:
        post_stratified(class_weighted(survey_tally()), ("sex",), {("f",): 5000.0, ("x",): 10.0})
    assert [p.code for p in caught.value.problems] == ["margin-class-unknown", "margin-class-empty"]

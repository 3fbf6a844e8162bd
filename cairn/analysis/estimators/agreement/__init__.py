"""Agreement between readers of the same records: how often they meet, and how much of it is more than chance.

Everything is computed from how many records show each pattern of ratings; no record is needed by itself.
"""

from cairn.analysis.estimators.agreement.brennan_prediger import brennan_prediger
from cairn.analysis.estimators.agreement.cohen import cohen_kappa
from cairn.analysis.estimators.agreement.conger import conger_kappa
from cairn.analysis.estimators.agreement.fleiss import fleiss_kappa
from cairn.analysis.estimators.agreement.gwet import gwet_ac
from cairn.analysis.estimators.agreement.krippendorff import Metric, krippendorff_alpha
from cairn.analysis.estimators.agreement.krippendorff_weighted import krippendorff_weighted
from cairn.analysis.estimators.agreement.linearised import Coefficient
from cairn.analysis.estimators.agreement.percent import percent_agreement
from cairn.analysis.estimators.agreement.ratings import Ratings
from cairn.analysis.estimators.agreement.summary import FEWEST_PAIRS, Agreement, agreement_of
from cairn.analysis.estimators.agreement.weights import WEIGHTS, Weights, weights_of

__all__ = [
    "FEWEST_PAIRS",
    "WEIGHTS",
    "Agreement",
    "Coefficient",
    "Metric",
    "Ratings",
    "Weights",
    "agreement_of",
    "brennan_prediger",
    "cohen_kappa",
    "conger_kappa",
    "fleiss_kappa",
    "gwet_ac",
    "krippendorff_alpha",
    "krippendorff_weighted",
    "percent_agreement",
    "weights_of",
]

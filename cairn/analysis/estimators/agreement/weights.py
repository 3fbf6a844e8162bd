"""How near two ratings are: 1 when they are the same, less the further apart they lie on the scale.

Source: K. L. Gwet, Handbook of Inter-Rater Reliability (4th ed., 2014), section 3.5; "quadratic" is
J. L. Fleiss and J. Cohen (1973), "linear" D. V. Cicchetti and T. Allison (1971).
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Weights = npt.NDArray[np.float64]

WEIGHTS = ("unweighted", "linear", "quadratic", "ordinal", "within_one")


def weights_of(name: str, categories: int) -> Weights:
    """The weights called `name` on a scale of so many codes: shape (categories, categories), 1 on the
    diagonal. They depend on the length of the scale, never on which of its codes were used."""
    codes = np.arange(categories)
    apart = np.abs(codes[:, None] - codes[None, :]).astype(np.float64)
    furthest = max(categories - 1, 1)
    match name:
        case "unweighted":
            return np.asarray(apart == 0, dtype=np.float64)
        case "linear":
            return np.asarray(1 - apart / furthest)
        case "quadratic":
            return np.asarray(1 - (apart / furthest) ** 2)
        case "ordinal":
            # pairs of codes from the one to the other, both included, as a part of all pairs
            return np.asarray(1 - apart * (apart + 1) / max(categories * (categories - 1), 1))
        case "within_one":
            return np.asarray(apart <= 1, dtype=np.float64)
    raise ValueError(f"there are no weights called {name!r}; there are {', '.join(WEIGHTS)}")

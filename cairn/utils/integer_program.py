"""Integer programs (HiGHS through SciPy) that leave standard output to the caller."""

from __future__ import annotations

import ctypes
import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp

_SOLVER_FAILED = 4  # neither solved nor found impossible
_ONE_AT_A_TIME = threading.RLock()
_OUTPUT = 1  # the file descriptor of standard output


def integer_program(
    cost: npt.ArrayLike,
    *,
    integrality: npt.ArrayLike,
    bounds: Bounds,
    constraints: Sequence[LinearConstraint] = (),
    options: dict[str, Any] | None = None,
) -> OptimizeResult:
    """`scipy.optimize.milp`, word for word, but for what HiGHS prints: that goes nowhere.

    When the solver fails, it is asked again without simplifying the program first.
    HiGHS prints a line for its own developers when it mends a solution, and no option turns it off. In the
    output of a command that answers in JSON it would be one line too many.
    """
    given: dict[str, Any] = {
        "integrality": np.asarray(integrality, dtype=np.int64),
        "bounds": bounds,
        "constraints": list(constraints),
    }
    price = np.asarray(cost, dtype=np.float64)
    asked: Any = dict(options or {})
    with output_silenced():
        found = milp(price, **given, options=asked)
        if found.status == _SOLVER_FAILED:
            # Now and then HiGHS loses its way in simplifying a sound program; unsimplified it solves it.
            found = milp(price, **given, options=asked | {"presolve": False})
    return found


@contextmanager
def output_silenced() -> Iterator[None]:
    """Whatever is written to the process's standard output inside the block goes nowhere.

    It covers what C and C++ code writes. Blocks in several threads follow one another. Where the process
    has no such outputs (a service without a console) nothing is changed.
    """
    with _ONE_AT_A_TIME:
        _flush()
        try:
            kept = os.dup(_OUTPUT)
        except OSError:
            yield
            return
        try:
            with suppress(OSError):
                nowhere = os.open(os.devnull, os.O_WRONLY)
                os.dup2(nowhere, _OUTPUT)
                os.close(nowhere)
            yield
        finally:
            _flush()
            os.dup2(kept, _OUTPUT)
            os.close(kept)


def _flush() -> None:
    # Text may still wait in Python's buffer or in that of the C library: it must leave by the old door.
    with suppress(OSError, ValueError, AttributeError):
        sys.stdout.flush()
    with suppress(OSError, TypeError, AttributeError):
        ctypes.CDLL(None).fflush(None)

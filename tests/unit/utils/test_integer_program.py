"""Integer programs leave standard output to the caller."""

from __future__ import annotations

import ctypes
import sys

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint

from cairn.utils.integer_program import integer_program, output_silenced


def test_what_c_code_prints_goes_nowhere(capfd: pytest.CaptureFixture[str]) -> None:
    library = ctypes.CDLL(None)
    sys.stdout.write("before\n")
    with output_silenced():
        library.puts(b"a line for developers")
    sys.stdout.write("after\n")
    shown = capfd.readouterr()
    assert shown.out == "before\nafter\n"
    assert shown.err == ""


def test_output_is_given_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="stop"), output_silenced():
        raise ValueError("stop")
    sys.stdout.write("still here\n")
    assert capfd.readouterr().out == "still here\n"


def test_it_answers_as_the_solver_does() -> None:
    # the most of x + y with 2x + y ≤ 4 and x + 2y ≤ 5, whole: x = 1, y = 2
    found = integer_program(
        [-1, -1],
        integrality=[1, 1],
        bounds=Bounds(0, 10),
        constraints=[LinearConstraint(np.array([[2, 1], [1, 2]]), -np.inf, [4, 5])],
    )
    assert found.status == 0
    assert found.x.round().tolist() == [1, 2]

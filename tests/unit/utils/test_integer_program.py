"""Integer programs leave standard output to the caller."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint

from cairn.utils.integer_program import integer_program, output_to_error


def test_what_c_code_prints_goes_to_standard_error(capfd: pytest.CaptureFixture[str]) -> None:
    library = ctypes.CDLL(None)
    print("before")
    with output_to_error():
        library.puts(b"a line for developers")
    print("after")
    shown = capfd.readouterr()
    assert shown.out == "before\nafter\n"
    assert shown.err == "a line for developers\n"


def test_output_is_given_back_after_an_error(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="stop"), output_to_error():
        raise ValueError("stop")
    print("still here")
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

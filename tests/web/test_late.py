"""Addresses whose modules are loaded when one of them is first asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import NoReverseMatch, path, resolve, reverse

from cairn.web.late import LateResolver, late_view

SEEN = "late_addresses_of_the_tests"
MODULE = """
from django.http import HttpResponse
from django.urls import path

def seen(request, key=""):
    return HttpResponse(f"seen {key}")

urlpatterns = [path("seen/<str:key>/", seen, name="seen")]
"""


@pytest.fixture(autouse=True)
def late_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    (tmp_path / f"{SEEN}.py").write_text(MODULE)
    monkeypatch.syspath_prepend(tmp_path)
    yield
    sys.modules.pop(SEEN, None)


def addresses() -> ModuleType:
    """A module of addresses; new each time, for Django keeps what it once resolved of one."""
    made = ModuleType("addresses")
    made.urlpatterns = [
        path("early/", lambda _: HttpResponse("early"), name="early"),
        LateResolver("late/", SEEN, namespace="of-late"),
        path("view/<str:key>/", late_view(f"{SEEN}.seen"), name="view"),
    ]
    return made


def test_making_and_asking_for_other_addresses_loads_nothing() -> None:
    fresh = addresses()
    assert reverse("early", fresh) == "/early/"
    assert resolve("/early/", fresh).url_name == "early"
    with pytest.raises(Http404):
        resolve("/nowhere/", fresh)
    with pytest.raises(NoReverseMatch):
        reverse("nothing", fresh)
    assert SEEN not in sys.modules


def test_the_module_is_loaded_when_one_of_its_addresses_is_asked_for() -> None:
    match = resolve("/late/seen/42/", addresses())
    assert (match.view_name, match.kwargs) == ("of-late:seen", {"key": "42"})


def test_the_module_is_loaded_when_one_of_its_addresses_is_made() -> None:
    fresh = addresses()
    assert reverse("early", fresh) == "/early/"
    assert reverse("of-late:seen", fresh, kwargs={"key": "42"}) == "/late/seen/42/"


def test_a_late_view_answers_as_the_view_it_names() -> None:
    match = resolve("/view/7/", addresses())
    assert SEEN not in sys.modules
    answered = match.func(RequestFactory().get("/view/7/"), **match.kwargs)
    assert answered.content == b"seen 7"

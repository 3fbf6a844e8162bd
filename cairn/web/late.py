"""Addresses whose modules are loaded when one of them is first asked for.

For what few visitors ask and what takes long to load: a start need not wait for it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import URLResolver
from django.urls.resolvers import RoutePattern
from django.utils.module_loading import import_string


class LateResolver(URLResolver):
    """As `include`, of a module that is loaded when an address under `route` is asked for or made.

    Its names need a namespace: of those without one Django makes a list as soon as it makes any address.
    """

    def __init__(self, route: str, module: str, *, namespace: str) -> None:
        super().__init__(RoutePattern(route), module, app_name=namespace, namespace=namespace)

    def _populate(self) -> None:
        if "urlconf_module" in self.__dict__:  # a cached property: it is there once it was asked for
            super()._populate()

    @property
    def reverse_dict(self) -> Any:
        assert self.urlconf_module
        return super().reverse_dict


def late_view(name: str) -> Callable[..., HttpResponse]:
    """The view of that dotted name, loaded at its first request."""

    def view(request: HttpRequest, **given: Any) -> HttpResponse:
        return import_string(name)(request, **given)

    return view

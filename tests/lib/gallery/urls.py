from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path


def nothing(request: HttpRequest) -> HttpResponse:
    return HttpResponse()


NAMES = {
    "home": "", "reports": "reports/", "evaluations": "evaluations/", "good-practice": "good-practice/",
    "glossary": "glossary/", "method": "method/", "accessibility": "accessibility/", "privacy": "privacy/",
    "open-data": "open-data/", "api": "api/", "search": "search/", "my-work": "my-work/",
    "inspections": "inspections/", "programmes": "programmes/", "people": "people/",
    "concern-raise": "concerns/raise/", "account": "account/", "interests": "interests/",
    "account_login": "sign-in/", "account_logout": "sign-out/",
}  # fmt: skip
urlpatterns = [path(route, nothing, name=name) for name, route in NAMES.items()]

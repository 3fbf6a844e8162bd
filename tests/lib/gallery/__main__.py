"""Draws the pages of the gallery into a folder, with the built files beside them."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from types import SimpleNamespace

import django
from django.conf import settings
from django.template.loader import render_to_string
from django.test import RequestFactory

HERE = Path(__file__).parent
BUILT = HERE.parents[2] / "cairn/web/static/built"

settings.configure(
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
        "django.forms",
    ],
    ROOT_URLCONF="tests.lib.gallery.urls",
    STATIC_URL="/static/",
    FORM_RENDERER="cairn.web.components.renderer.CairnRenderer",
    USE_TZ=True,
    LANGUAGE_CODE="en-gb",
    SECRET_KEY="not a secret: the gallery signs nothing",
    TEMPLATES=[
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [HERE / "templates", HERE.parents[2] / "cairn/web/templates"],
            "APP_DIRS": True,
            "OPTIONS": {
                "context_processors": ["django.template.context_processors.request"],
                "libraries": {"cairn": "cairn.web.templatetags.cairn"},
            },
        }
    ],
)
django.setup()

# These need the settings above.

from tests.lib.gallery import samples  # noqa: E402

USER = SimpleNamespace(is_authenticated=True, name="A. Inspector")
ERRORS = ("400", "403", "404", "413", "429", "500")
LIMITS = {"megabytes": 2, "words": "300,000"}


def pages() -> dict[str, tuple[str, dict[str, object]]]:
    signed_in = {
        "user": USER,
        "account_name": "An Inspector",
        "account_roles": "Inspector, Care Inspectorate",
        "programme_name": "Joint inspections 2018–2020",
        "can_raise_concern": True,
        "session_seconds": 3600,
        "demo": True,
        "crumbs": samples.CRUMBS,
        "crumbs_here": "Area A",
        "samples": samples,
    }
    overfull = signed_in | {
        "account_name": samples.LONG,
        "programme_name": f"{samples.LONG} {samples.LONG}",
        "crumbs_here": samples.LONG,
        "title": samples.LONG,
    }
    asked = {"title": "Withdraw the request?", "text": "The partnership has not answered yet."}
    asked |= {"consequences": ["The partnership is told.", "Its due date is taken off the timetable."]}
    asked |= {
        "cannot_undo": True,
        "cancel_url": "/requests/1/",
        "submit": "Withdraw",
        "submit_kind": "warning",
    }
    public = {
        "stand_in": samples.KNOWN.warning,
        "samples": samples,
        "user": SimpleNamespace(is_authenticated=False),
    }
    refused = "Only the panel can sign, and not a member who proposed the value."
    return {
        "parts": ("parts.html", signed_in | {"title": "Inspection of Area A"}),
        "form": (
            "workspace/form.html",
            signed_in | {"title": "Add to the diary", "form": samples.clean_form()},
        ),
        "form-wrong": (
            "workspace/form.html",
            signed_in | {"title": "Add to the diary", "form": samples.wrong_form()},
        ),
        "form-refused": (
            "workspace/form.html",
            signed_in | {"title": "Sign the evaluation", "form": samples.small_form(), "refusal": refused},
        ),
        "confirm": ("workspace/confirm.html", signed_in | asked | {"form": samples.small_form()}),
        "empty": ("empty.html", signed_in | {"title": "My work"}),
        "overfull": ("parts.html", overfull),
        "public": (
            "public-page.html",
            public | {"title": "Children and young people in need of care and protection"},
        ),
        "public-report": ("public-report.html", public | {"title": "How good is help for families?"}),
        **{name: (f"{name}.html", {"reference": "7f3a-91c2"} | LIMITS) for name in ERRORS},
        "409": ("409.html", {"saved_by": "Another inspector", "differences": samples.DIFFERENCES}),
    }


def main(folder: Path) -> None:
    request = RequestFactory().get("/inspections/a/", {"page": "7", "sort": "due"})
    for name, (template, context) in pages().items():
        folder.joinpath(f"{name}.html").write_text(
            render_to_string(template, context, request), encoding="utf-8"
        )
    shutil.copytree(BUILT, folder / "static/built", dirs_exist_ok=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]))

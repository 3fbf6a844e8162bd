"""What a person typed, given back on a page that cannot take it: nothing is lost but the saving."""

from __future__ import annotations

import re

from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, UnreadablePostError
from django.http.multipartparser import MultiPartParserError

SECRET = re.compile(r"password|again|code|csrf|token|secret|credential", re.IGNORECASE)
# Fields that a page sends by itself.
UNSEEN = frozenset({"seen", "opened", "version", "key", "next", "step"})


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """Names of fields in words, with what was typed there: texts of two words or more, and never a secret."""
    if request.method != "POST":
        return []
    try:
        sent = list(request.POST.items())
    except (SuspiciousOperation, UnreadablePostError, MultiPartParserError):
        return []
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), str(text))
        for name, text in sent
        if name not in UNSEEN and not SECRET.search(name) and len(str(text).split()) > 1
    ]

"""Log lines as JSON, holding only fields that are known to carry no personal data."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

FIELDS = ("route", "method", "status", "milliseconds", "request", "act", "duty", "code", "count")

PLAIN = (str, int, float)


class JsonLines(logging.Formatter):
    """One line a record: time, level, logger, message, and of its extras only those in `FIELDS`.

    Of an exception only its type and the places in our code are told: its text may quote what was entered.
    """

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, object] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
            "message": _message(record),
        }
        # A field of that name may hold a whole object, whose text quotes what was entered: plain values only.
        line |= {name: value for name in FIELDS if isinstance(value := getattr(record, name, None), PLAIN)}
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
            line["places"] = _places(record)
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """The words as the program has them, before anything was put into them. The framework's own messages may
    quote what a visitor sent: of those only the name, such as `django.security.DisallowedHost`."""
    if record.name.startswith("django"):
        return record.name
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def _places(record: logging.LogRecord) -> list[str]:
    found = []
    traceback = record.exc_info[2] if record.exc_info else None
    while traceback is not None:
        code = traceback.tb_frame.f_code
        if "cairn" in code.co_filename:
            found.append(f"{code.co_filename.rpartition('cairn/')[2]}:{traceback.tb_lineno}")
        traceback = traceback.tb_next
    return found[-5:]

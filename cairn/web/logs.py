"""Log lines as JSON, holding only fields that are known to carry no personal data."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from types import TracebackType

FIELDS = ("route", "method", "status", "milliseconds", "request", "act", "duty", "code", "count")

PLAIN = (str, int, float)
MOST_PLACES = 8
MOST_CAUSES = 4


class VisitorsDoing(logging.Filter):
    """What a visitor sent that cannot be taken breaks nothing of ours: a warning, with the request's number.

    The framework calls it an error, which whoever watches the log is woken for: any scanner could wake them.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security") and record.levelno > logging.WARNING:
            record.levelno, record.levelname = logging.WARNING, logging.getLevelName(logging.WARNING)
            record.request = getattr(getattr(record, "request", None), "id", "")
        return True


class JsonLines(logging.Formatter):
    """One line a record: time, level, logger, message, and of its extras only those in `FIELDS`.

    Of an exception only its kind, what kinds it came of, and the places in the program are told: its text may
    quote what was entered.
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
            line["places"] = list(_places(record.exc_info[2]))
            if causes := list(_causes(record.exc_info[1])):
                line["because"] = causes
        return json.dumps(line, ensure_ascii=False, default=str)


def _message(record: logging.LogRecord) -> str:
    """Our own words as the program has them, before anything was put into them. Those of others may quote
    what a visitor sent or what a job was about: of these only the name, such as
    `django.security.DisallowedHost`, and the queue's word for what happened, such as `job_error`."""
    if record.name.partition(".")[0] != "cairn":
        action = getattr(record, "action", "")
        return f"{record.name} {action}" if isinstance(action, str) and action.isidentifier() else record.name
    return record.msg if isinstance(record.msg, str) else type(record.msg).__name__


def _places(traceback: TracebackType | None) -> Iterator[str]:
    """`module:line` of our own frames, the outermost first, and of the very last whosever it is."""
    frames = []
    while traceback is not None:
        frames.append((str(traceback.tb_frame.f_globals.get("__name__", "")), traceback.tb_lineno))
        traceback = traceback.tb_next
    ours = [one for one in frames if one[0].partition(".")[0] == "cairn"][-MOST_PLACES:]
    for module, line in ours + [one for one in frames[-1:] if one not in ours]:
        yield f"{module}:{line}"


def _causes(error: BaseException | None) -> Iterator[str]:
    """The kinds of what it came of, the nearest first; of the database's own refusals with their code."""
    chain: list[BaseException] = []
    while error is not None and len(chain) <= MOST_CAUSES:
        chain.append(error)
        error = error.__cause__ or error.__context__
    for one in chain[1:]:
        code = getattr(one, "sqlstate", None)
        yield type(one).__name__ + (f" {code}" if isinstance(code, str) else "")

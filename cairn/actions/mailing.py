"""Letters that say only that there is something to see in Cairn: no name, no place, no word of it."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from contextlib import suppress
from functools import partial
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from procrastinate.contrib.django import app as queue

from cairn.store.models import Person

log = logging.getLogger("cairn.mail")
TASK = "cairn.mail"
NO_MAIL = "django.core.mail.backends.dummy.EmailBackend"
SUBJECT = "Something in Cairn needs you soon"
TEXT = """Hello,

something in Cairn needs you soon. For everybody's safety this letter does not say what it is.

Please sign in and look here:
{address}

If you cannot, tell whoever leads the inspection, so that somebody else does.
"""


def mail_about(people: Iterable[UUID | str], path: str, *, now: bool = False) -> None:
    """A letter to each of the people once this transaction is kept; nothing where no mail is set up.

    It waits in the queue, which knows keys alone and tries again; with `now` it is sent at once, for duties.
    """
    if settings.EMAIL_BACKEND == NO_MAIL:
        return
    keys = sorted(str(person) for person in people)
    if keys and now:
        transaction.on_commit(partial(_send_or_tell, keys, path))
    elif keys:
        queue.configure_task(TASK).defer(people=keys, path=path)


def send_letters(people: list[str], path: str) -> int:
    """Send them; how many went out. Raises, and tells the log, when the mail server cannot be had."""
    addresses = list(Person.objects.filter(pk__in=people, is_active=True).values_list("email", flat=True))
    try:
        with get_connection() as server:
            for address in addresses:
                text = TEXT.format(address=f"{settings.SITE_ADDRESS}{path}")
                EmailMessage(SUBJECT, text, to=[address], connection=server).send()
    except OSError:
        log.exception("letters could not be sent", extra={"count": len(addresses)})
        raise
    return len(addresses)


def _send_or_tell(people: list[str], path: str) -> None:
    """What waits for the person stands in their notices too, so that a letter may fail."""
    with suppress(OSError):
        send_letters(people, path)

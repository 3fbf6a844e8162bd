"""Files in answer to a request: taken whole, examined, and only then shown to anybody else."""

from __future__ import annotations

import hashlib
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID

from django.utils.timezone import now

from cairn.actions.acting import acting, invalid, missing, take
from cairn.actions.examining import MEDIA_TYPES, examine
from cairn.actions.requests import audience_of
from cairn.actions.subjects import subject_of
from cairn.policy.acts import Act
from cairn.policy.model import Actor, roles_here
from cairn.policy.roles import PARTNERSHIP
from cairn.store.models import Request, Upload, UploadChunk

CHUNK = 1024 * 1024
MOST_FILES = 60
LONGEST_NAME = 150
# Characters that hide what a name really says, or that some system takes for a path.
UNSEEN = re.compile(r"[\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def add_file(
    *, actor: Actor, request_id: UUID | str, name: str, chunks: Iterable[bytes], most_bytes: int
) -> Upload:
    """Take a file into the answer and examine it. One that is not what it says is kept out, with the reason.

    Raises `Invalid` for a file that is too large or of a kind that is not taken; nothing is stored then.
    """
    with acting(actor, Act.REQUEST_UPLOAD) as act:
        request = take(Request, request_id, "request")
        act.require(subject_of(request))
        named = safe_name(name)
        ending = Path(named.lower()).suffix
        if ending not in MEDIA_TYPES:
            raise invalid(
                "file",
                f"“{named}” is of a kind that cannot be taken.",
                f"Send one of: {', '.join(MEDIA_TYPES)}.",
            )
        if Upload.objects.filter(request=request, removed_at__isnull=True).count() >= MOST_FILES:
            raise invalid("file", f"This answer has {MOST_FILES} files already.", "Put several into one.")
        with tempfile.TemporaryDirectory(prefix="cairn-upload-") as folder:
            path = Path(folder) / f"file{ending}"
            size, digest = _write(path, chunks, named, most_bytes)
            found = examine(path, f"file{ending}")
            upload = Upload.objects.create(
                request=request,
                name=named,
                media_type=MEDIA_TYPES[ending],
                size=size,
                sha256=digest,
                state="clean" if found.clean else "refused",
                finding=found.text,
                uploaded_by_id=actor.person_id,
            )
            if found.clean:
                _keep(upload, path)
        act.record(
            subject_of(request),
            audience=audience_of(request),
            upload=upload.pk,
            size=size,
            state=upload.state,
        )
    return upload


def remove_file(*, actor: Actor, request_id: UUID | str, upload_id: UUID | str) -> Upload:
    """Take a file out of an answer that is not sent yet. That it was there is kept; its content is not."""
    with acting(actor, Act.REQUEST_REMOVE_UPLOAD) as act:
        request = take(Request, request_id, "request")
        act.require(subject_of(request))
        upload = Upload.objects.filter(pk=upload_id, request=request, removed_at__isnull=True).first()
        if upload is None:
            raise missing("file")
        UploadChunk.objects.filter(upload=upload).delete()
        upload.removed_at = now()
        upload.save(update_fields=["removed_at"])
        act.record(subject_of(request), audience=audience_of(request), upload=upload.pk, state="removed")
    return upload


def record_opening(actor: Actor, upload: Upload) -> None:
    """Keep that the actor opens the file, where their own side reads it. Raises `Missing` or `Refused`."""
    with acting(actor, Act.REQUEST_READ_FILE) as reading:
        subject = subject_of(upload.request)
        reading.require(subject)
        audience = "partnership" if roles_here(actor, subject) & PARTNERSHIP else "team"
        reading.record(subject, audience=audience, upload=upload.pk)


def content_of(upload: Upload) -> Iterator[bytes]:
    """The content of a clean file, piece by piece."""
    pieces = UploadChunk.objects.filter(upload=upload).order_by("position")
    for position in range(pieces.count()):
        yield bytes(pieces.get(position=position).content)


def safe_name(name: str) -> str:
    """The last part of a name as a person reads it: no path, no unseen characters, at most 150 characters."""
    plain = unicodedata.normalize("NFC", UNSEEN.sub("", name.replace("\\", "/"))).rpartition("/")[2]
    plain = re.sub(r"\s+", " ", plain).strip(" .")
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > LONGEST_NAME:
        plain = f"{stem[: LONGEST_NAME - len(ending) - 1]}{dot}{ending[:20]}"
    return plain or "file"


def _write(path: Path, chunks: Iterable[bytes], name: str, most_bytes: int) -> tuple[int, str]:
    size, digest = 0, hashlib.sha256()
    with path.open("wb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > most_bytes:
                most = most_bytes // 1_000_000
                raise invalid(
                    "file", f"“{name}” is larger than {most} MB; nothing was taken.", "Send it in parts."
                )
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


def _keep(upload: Upload, path: Path) -> None:
    with path.open("rb") as file:
        for position, piece in enumerate(iter(lambda: file.read(CHUNK), b"")):
            UploadChunk.objects.create(upload=upload, position=position, content=piece)

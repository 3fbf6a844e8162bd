"""Files written whole or not at all."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path


def write_whole(path: Path, content: str | bytes) -> None:
    """Write beside `path`, then move into place: a reader sees the old or the new file, never half of one.

    Raises `OSError` that names `path`.
    """
    files_written_whole({path: content})


def files_written_whole(files: Mapping[Path, str | bytes]) -> None:
    """The same of several files: when one cannot be put in its place, all stand as they stood before."""
    # Left backwards: what was moved is put back, then what is left over goes, then folders that are empty.
    with ExitStack() as clear, ExitStack() as undo:
        for path in files:
            for folder in [p for p in reversed(path.parents) if not p.exists()]:
                clear.callback(_remove_if_empty, folder)
        staged = [(path, _staged(path, content, clear)) for path, content in files.items()]
        for path, scratch in staged:
            _moved(scratch, path, clear, undo)
        undo.pop_all()


def _remove_if_empty(folder: Path) -> None:
    with suppress(OSError):
        folder.rmdir()


def _staged(path: Path, content: str | bytes, clear: ExitStack) -> Path:
    """The content in a file beside `path`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_dir():  # found out before anything is moved
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    data = content.encode("utf-8") if isinstance(content, str) else content
    with _naming(path):
        scratch = _beside(path, clear)
        scratch.write_bytes(data)
        scratch.chmod(0o644)
    return scratch


def _moved(scratch: Path, path: Path, clear: ExitStack, undo: ExitStack) -> None:
    """The scratch file in the place of `path`, and what brings back what stood there."""
    with _naming(path):
        if os.path.lexists(path):
            old = _beside(path, clear)
            old.unlink()
            try:
                os.link(path, old, follow_symlinks=False)
            except OSError:  # not every disk knows links
                shutil.copy2(path, old, follow_symlinks=False)
            undo.callback(old.replace, path)
        else:
            undo.callback(path.unlink, missing_ok=True)
        scratch.replace(path)


def _beside(path: Path, clear: ExitStack) -> Path:
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    os.close(handle)
    clear.callback(Path(name).unlink, missing_ok=True)
    return Path(name)


@contextmanager
def _naming(path: Path) -> Iterator[None]:
    """Nobody knows the scratch file by its name: an error is about the file that was wanted."""
    try:
        yield
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(path)) from error


@contextmanager
def folder_written_whole(target: Path) -> Iterator[Path]:
    """A scratch folder that takes the place of `target` when the block ends well, and vanishes otherwise.

    What stood at `target` before is kept until the new folder is complete.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    try:
        yield scratch
        scratch.chmod(0o755)
        put_in_place(scratch, target)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def put_in_place(scratch: Path, target: Path) -> None:
    """Move the file or folder `scratch` to `target`; what stood there is gone only when it has come."""
    if not target.exists():
        scratch.replace(target)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{target.name}.old.", dir=target.parent))
    target.replace(old / "was")
    try:
        scratch.replace(target)
    except BaseException:
        (old / "was").replace(target)
        raise
    finally:
        shutil.rmtree(old, ignore_errors=True)

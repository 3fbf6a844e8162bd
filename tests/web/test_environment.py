"""The environment: what is wrong with a variable, which one, and how to mend it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from cairn.config.environment import Environment, database_settings, kept_secret, mail_settings
from cairn.errors import UsageError

ROOT = Path(__file__).parents[2]
GUIDE = ROOT / "docs/how-to/run-in-production.md"
ASKED = re.compile(r'"(CAIRN_[A-Z_]+|DATABASE_[A-Z_]+)"')


def refused(ask: object) -> str:
    with pytest.raises(UsageError) as found:
        ask()  # type: ignore[operator]
    (problem,) = found.value.problems
    assert problem.remedy
    return f"{problem.message} {problem.remedy}"


def test_a_missing_variable_is_named_with_where_to_read_of_it() -> None:
    told = refused(lambda: Environment({}).text("DATABASE_URL"))
    assert told.startswith(
        "The variable DATABASE_URL is not set. Set DATABASE_URL as docs/how-to/run-in-production.md"
    )


def test_spaces_are_as_good_as_nothing() -> None:
    assert Environment({"CAIRN_ADDRESS": "  "}).text("CAIRN_ADDRESS", "x") == "x"


@pytest.mark.parametrize(("written", "meant"), [("1", True), ("Yes", True), ("0", False), ("off", False)])
def test_a_flag_takes_the_usual_words(written: str, meant: bool) -> None:
    assert Environment({"CAIRN_DEMO": written}).flag("CAIRN_DEMO") is meant


def test_a_flag_takes_no_other_word() -> None:
    assert "CAIRN_DEMO says “maybe”. Write 1 for yes or 0 for no." in refused(
        lambda: Environment({"CAIRN_DEMO": "maybe"}).flag("CAIRN_DEMO")
    )


@pytest.mark.parametrize("written", ["0", "501", "ten", "-3", "1.5", "²"])
def test_a_number_lies_in_its_range(written: str) -> None:
    said = Environment({"CAIRN_UPLOAD_MEGABYTES": written})
    assert "Write a whole number from 1 to 500." in refused(
        lambda: said.number("CAIRN_UPLOAD_MEGABYTES", 50, least=1, most=500)
    )


@pytest.mark.parametrize(
    "written", ["postgresql://host/cairn", "postgresql://user@host", "host=", "mysql://u@h/d", "rubbish"]
)
def test_a_connection_that_names_no_user_or_database_is_refused_without_repeating_it(written: str) -> None:
    told = refused(lambda: database_settings("DATABASE_URL", written))
    assert "postgresql://user:password@host" in told
    assert written not in told


def test_a_password_in_a_connection_is_never_told() -> None:
    assert "hunter2" not in refused(lambda: database_settings("DATABASE_URL", "postgresql://:hunter2@h/d?x"))


@pytest.mark.parametrize("written", ["mail.example.org", "http://mail", "smtp://"])
def test_an_address_of_mail_that_is_none_is_refused(written: str) -> None:
    assert "Write smtp://user:password@host:587?tls=1, or leave it out." in refused(
        lambda: mail_settings(written)
    )


def test_a_short_secret_is_refused_and_not_told() -> None:
    said = Environment({"CAIRN_SECRET_KEY": "hunter2"})
    told = refused(lambda: said.secret_key(Path("/nowhere")))
    assert "at least 32 random characters" in told
    assert "hunter2" not in told


def test_a_secret_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    made = kept_secret(tmp_path / "home" / "secret-key")
    assert len(made) >= 48
    assert kept_secret(tmp_path / "home" / "secret-key") == made
    assert (tmp_path / "home" / "secret-key").stat().st_mode & 0o777 == 0o600


def test_a_secret_that_was_cut_short_is_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret-key").write_text("abc")
    assert "restore it or delete the file" in refused(lambda: kept_secret(tmp_path / "secret-key"))


def variables() -> set[str]:
    """Every variable that the program reads, wherever it does."""
    files = [*(ROOT / "cairn/config").rglob("*.py"), *(ROOT / "cairn/web").rglob("*.py")]
    return {name for file in files for name in ASKED.findall(file.read_text())}


def test_the_guide_tells_of_every_variable_and_of_no_other() -> None:
    told = set(re.findall(r"^\| `((?:CAIRN|DATABASE)_[A-Z_]+)`", GUIDE.read_text(), flags=re.M))
    assert told == variables()

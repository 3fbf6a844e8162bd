"""Forms of statements are definitions: what stands in them is text, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from cairn.claims.statement_claims import (
    StatementForm,
    StatementForms,
    claims_where_known,
    load_statement_forms,
    statement_claim,
)
from cairn.errors import DefinitionError
from tests.lib.small_evidence import BOOK
from tests.lib.statement_tables import statement

SHARE = "claim:{source}/{measure}={level}?where={where}"
FORMS = StatementForms(forms=(StatementForm(statistic="share", claim=SHARE),), names={})


def forms_file(folder: Path, claim: str) -> Path:
    head = "title: T\nsource: S\ndated: 2020-01\nnames:\n  qi: indicator\nforms:\n"
    text = f'{head}  - statistic: share\n    claim: "{claim}"\n'
    (folder / "claims").mkdir()
    (folder / "claims" / "statement-forms.yaml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "claim",
    [
        "claim:{source.__class__}/x",
        "claim:{source[0]}/x",
        "claim:{source!r}/x",
        "claim:{source:>9}/x",
        "claim:{previous}/x",
        "claim:{}/x",
        "claim:{source/x",
        "claim:source}/x",
        "claim:{{source}}/x",
    ],
)
def test_a_form_takes_the_named_parts_and_nothing_of_theirs(tmp_path: Path, claim: str) -> None:
    with pytest.raises(DefinitionError) as refused:
        load_statement_forms(forms_file(tmp_path, claim))
    assert [p.code for p in refused.value.problems] == ["form-place"]


def test_a_part_that_looks_like_a_place_is_taken_as_it_stands() -> None:
    form = StatementForm(statistic="share", claim=SHARE)
    parts = {"source": "{level}", "measure": "m", "level": "yes", "where": "{where}"}
    assert form.spelled(parts) == "claim:{level}/m=yes?where={where}"


def test_a_form_may_be_for_one_measure() -> None:
    rest = "claim:{source}/{measure}={level}?stat=share_of_rest&rest=at_risk:yes"
    own = StatementForms(
        forms=(StatementForm(statistic="share_of_rest", measure="advocacy", claim=rest),), names={}
    )
    told = statement(1, "all | advocacy | yes | a third | share_of_rest | records")
    assert str(statement_claim(told, own, BOOK).claim).endswith("rest=at_risk:yes")
    other = statement(1, "all | response | good | a third | share_of_rest | records")
    assert claims_where_known([other], own, BOOK) == {}


def test_only_statements_that_forms_and_book_know_have_claims() -> None:
    lines = ["all | at_risk | yes | half | share | records", "all | mood | happy | half | share | records"]
    known = claims_where_known([statement(i, line) for i, line in enumerate(lines, 1)], FORMS, BOOK)
    assert {i: str(c) for i, c in known.items()} == {"T1": "claim:records/at_risk=yes"}

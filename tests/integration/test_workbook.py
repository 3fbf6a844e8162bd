"""Workbooks and open data, opened again and held to the rules for published spreadsheets."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import zipfile
from dataclasses import replace
from fractions import Fraction
from functools import cache

import openpyxl
import pytest
from openpyxl import Workbook

from cairn.claims.claim import Claim, Verdict
from cairn.errors import ReportError
from cairn.reporting.charts import RatingRow, RatingsChart, Share, SharesChart
from cairn.reporting.data_tables import Column, DataTable, unique_names
from cairn.reporting.open_data import LICENCES, package_files, package_of
from cairn.reporting.prepared import prepare
from cairn.reporting.report_tables import StatementRow, publication_of
from cairn.reporting.workbook import workbook_of
from tests.lib.hostile import HOSTILE, SHOWN, escaped
from tests.lib.sample_report import STAND_IN, counted, finding, sample_report

STATEMENTS = (
    StatementRow(id="S001", words="most", finding=counted("most", 600, 754, "all records"), set_aside=True),
    StatementRow(id="S002", words="few", finding=finding("few", Verdict.NOT_SAFE, k=3, n=9, figure="3 of 9")),
)


@cache
def workbook() -> bytes:
    return workbook_of(publication_of(prepare(sample_report()), STATEMENTS))


@cache
def package() -> bytes:
    return package_of(publication_of(prepare(sample_report()), STATEMENTS))


def opened(data: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(data))


def everything(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        return "\n".join(f"{n}\n{read.read(n).decode()}" for n in read.namelist())


def rows(data: bytes, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(io.BytesIO(data)) as read:
        return list(csv.DictReader(io.StringIO(read.read(name).decode())))


def test_it_opens_with_cover_contents_and_notes() -> None:
    book = opened(workbook())
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert {"Evidence_base", "Claims", "Claim_groups", "Chart_ratings", "Statements"} <= set(book.sheetnames)
    cover = [row[0] for row in book["Cover"].iter_rows(values_only=True)]
    assert cover[0] == "Growing up safe, growing up heard"
    assert "[c]: withheld, because the figure is too small to publish safely." in cover
    links = [c.hyperlink.location for c in book["Contents"]["A"] if c.hyperlink]
    assert links == [f"'{name}'!A1" for name in book.sheetnames[2:]]


def test_every_sheet_but_the_cover_holds_one_table_that_begins_under_its_lines() -> None:
    book = opened(workbook())
    names = []
    for sheet in book.worksheets[1:]:
        (table,) = sheet.tables.values()
        names.append(table.displayName)
        first, last = table.ref.split(":")
        head = int(first[1:])
        assert first[0] == "A" and last.endswith(str(sheet.max_row))
        assert sheet["A2"].value == "This worksheet contains one table."
        heads = [c.value for c in sheet[head]]
        assert all(heads) and len(set(heads)) == len(heads)
        assert [c.name for c in table.tableColumns] == heads
        cells = [c.value for row in sheet.iter_rows(min_row=head) for c in row]
        assert None not in cells and "" not in cells
        lines = [sheet.cell(row=r, column=1).value for r in range(1, head)]
        assert all(lines)
    assert len(set(names)) == len(names)


def test_nothing_is_merged_frozen_or_hidden() -> None:
    for sheet in opened(workbook()).worksheets:
        assert not sheet.merged_cells.ranges
        assert sheet.freeze_panes is None
        assert sheet.sheet_state == "visible"
        assert not any(d.hidden for d in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values()))


def test_every_sheet_of_our_evidence_bears_the_label_and_what_was_published_does_not() -> None:
    for sheet in opened(workbook()).worksheets:
        labelled = STAND_IN in [c.value for c in sheet["A"]]
        assert labelled == (sheet.title != "Chart_evaluations")
        assert sheet.oddHeader.left.text == STAND_IN


def test_figures_are_numbers_and_shares_of_stand_in_evidence_whole_per_cents() -> None:
    sheet = opened(workbook())["Chart_groups"]
    found = {row[0].value: row for row in sheet.iter_rows(min_row=1)}
    _, k, n, share = found["Kinship care"]
    assert (k.value, n.value, share.value) == (44, 90, 0.49)  # 44/90 = 0.4888…
    assert share.number_format == "0%"
    real = opened(workbook_of(publication_of(prepare(sample_report(stand_in="")))))["Chart_groups"]
    (share,) = (row[3] for row in real.iter_rows() if row[0].value == "Kinship care")
    assert share.value == round(44 / 90, 6) and share.number_format == "0.0%"


def test_what_is_withheld_is_in_no_file() -> None:
    secret = 417_263
    chart = {
        "groups": SharesChart(
            title="Groups",
            sentence="",
            rows=(Share(label="Secure care", k=secret, n=900_000, withheld=True),),
        ),
        "ratings": RatingsChart(
            title="Ratings",
            sentence="",
            scale=("Weak", "Good"),
            rows=(RatingRow(label="Plan", counts=(secret, 2), withheld=True),),
        ),
    }
    hidden = finding(
        "most", Verdict.NOT_SAFE, k=secret, n=secret, figure=f"{secret}", groups=(("A", secret, secret),)
    )
    text = "[most](claim:records/plan_quality=good_or_better)"
    prepared = prepare(sample_report(markdown=text, findings=(hidden,), charts=chart), draft=True)
    publication = publication_of(prepared, (StatementRow(id="S1", words="most", finding=hidden),))
    for data in (workbook_of(publication), package_of(publication)):
        found = everything(data)
        assert str(secret) not in found
        assert "[c]" in found
    (claim,) = rows(package_of(publication), "claims.csv")
    assert (claim["figure"], claim["count"], claim["base"], claim["share"]) == ("[c]",) * 4
    assert (claim["basis"], claim["low"], claim["answers_read"]) == ("read", "[z]", "[z]")


def test_an_estimate_has_no_more_digits_than_its_words() -> None:
    """0.68234 of 618 answers is told as 68.2%, of 90 as 68%: with more digits a reader who knows the frame
    could work out what single strata answered. 0.6825 is told as 68.3%, half a step up."""
    target = "claim:records/plan_quality=good_or_better?basis=population"
    claim = Claim(source="records", measure="plan_quality", level="good_or_better", basis="population")
    for n, share, told in ((618, "0.68234", 0.682), (618, "0.6825", 0.683), (90, "0.68234", 0.68)):
        limits = {"low": 0.61234, "high": 0.74567}
        found = finding("most", claim=claim, k=412, n=n, share=Fraction(share), **limits)
        report = sample_report(markdown=f"[most]({target})", findings=(found,), stand_in="")
        (row,) = rows(package_of(publication_of(prepare(report))), "claims.csv")
        assert float(row["share"]) == told
        assert (row["count"], row["base"], row["answers_read"]) == ("[z]", "[z]", str(n))
        assert float(row["low"]) == (0.612 if n == 618 else 0.61)
        assert float(row["high"]) == (0.746 if n == 618 else 0.75)


def test_hostile_text_is_text_in_every_cell() -> None:
    chart = SharesChart(title=HOSTILE, sentence=HOSTILE, rows=(Share(label=HOSTILE, k=9, n=20),))
    report = sample_report(
        markdown=f"[{escaped(HOSTILE)}](claim:records/x)",
        findings=(finding(HOSTILE, figure=HOSTILE, base=HOSTILE, reason=HOSTILE),),
        title=HOSTILE,
        stand_in=HOSTILE,
        methods=(HOSTILE, "+1", "-1", "@a"),
        charts={HOSTILE: chart},
    )
    publication = publication_of(prepare(report))
    book = opened(workbook_of(publication))
    cells = [c for sheet in book.worksheets for row in sheet.iter_rows() for c in row if c.value is not None]
    assert {c.data_type for c in cells} <= {"s", "n"}
    assert sum(str(c.value).startswith(SHOWN[:40]) for c in cells) > 8
    assert all(c.quotePrefix for c in cells if str(c.value)[:1] in "=+-@")
    claim = rows(package_of(publication), "claims.csv")[0]
    assert claim["words"] == "'" + SHOWN


def test_the_same_tables_give_the_same_bytes() -> None:
    again = publication_of(prepare(sample_report()), STATEMENTS)
    assert workbook_of(again) == workbook()
    assert package_of(again) == package()
    with zipfile.ZipFile(io.BytesIO(workbook())) as read:
        assert "2020-09-15T00:00:00Z</dcterms:modified>" in read.read("docProps/core.xml").decode()


def test_a_package_describes_every_file_and_column() -> None:
    with zipfile.ZipFile(io.BytesIO(package())) as read:
        descriptor = json.loads(read.read("datapackage.json"))
        files = {n: read.read(n) for n in read.namelist() if n != "datapackage.json"}
    assert {r["path"] for r in descriptor["resources"]} == set(files)
    for resource in descriptor["resources"]:
        data = files[resource["path"]]
        assert resource["hash"] == "sha256:" + hashlib.sha256(data).hexdigest()
        head = next(csv.reader(io.StringIO(data.decode())))
        assert [f["name"] for f in resource["schema"]["fields"]] == head
        assert resource["schema"]["missingValues"] == ["", "[c]", "[z]"]
    assert "licenses" not in descriptor
    assert descriptor["stand_in"] == STAND_IN


def test_a_package_names_the_licence_of_the_programme() -> None:
    licence = LICENCES["CC-BY-4.0"]
    files = package_files(replace(publication_of(prepare(sample_report())), licence=licence))
    (named,) = json.loads(files["datapackage.json"])["licenses"]
    assert named == {"name": licence.name, "title": licence.title, "path": licence.path}


def test_every_row_of_open_data_says_that_the_evidence_is_stand_in() -> None:
    assert {r["evidence_label"] for r in rows(package(), "claims.csv")} == {STAND_IN}
    assert "evidence_label" not in rows(package(), "chart_evaluations.csv")[0]


def test_statements_say_what_was_set_aside_and_withhold_what_is_too_small() -> None:
    first, second = rows(package(), "statements.csv")
    assert (first["id"], first["set_aside"], first["count"], first["share"]) == ("S001", "yes", "600", "0.80")
    assert (second["verdict"], second["count"], second["figure"]) == ("not safe to publish", "[c]", "[c]")


def test_names_are_cut_and_kept_apart() -> None:
    assert unique_names(["Claims", "claims", "abcdefgh", "abcdefgi"], 6) == (
        "Claims",
        "clai_2",
        "abcdef",
        "abcd_2",
    )


def test_a_table_whose_rows_do_not_fit_is_refused() -> None:
    with pytest.raises(ReportError, match=re.escape("a row that does not fit")):
        DataTable(name="x", title="X", columns=(Column(name="a", label="A"),), rows=(("1", "2"),))

"""Reports as releases: what their figures give away together is withheld, or the report is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cairn.analysis.disclosure.leaks import LeakKind
from cairn.analysis.disclosure.limits import Limits
from cairn.analysis.disclosure.release import audit_release
from cairn.claims.evidence import Evidence
from cairn.cli import audit_release as audit_command
from cairn.cli import check as check_command
from cairn.cli import render as render_command
from cairn.cli.main import main
from cairn.errors import ReportError
from cairn.pipeline.figure_cells import FigureCells
from cairn.pipeline.release_attack import attack_of
from cairn.pipeline.report_release import Attack, ReleaseOrder, sheltered
from cairn.pipeline.shown_figures import ShownFigures
from tests.lib.programme import evidence_folder, shelf
from tests.lib.small_evidence import EVIDENCE, check

pytestmark = pytest.mark.xdist_group("programme")

RULE = Limits(alike_below=10)
# In the stand-in evidence wellbeing improved for 344 of 424 looked after children; eight of them were in
# secure care, of whom 6 improved and 2 did not.
ALL = "[four fifths](claim:records/wellbeing_improvement=at_least_some?where=looked_after)"
OTHERS = "foster_care|kinship_care|residential_care|looked_after_at_home"
BUT_SECURE = f"[four fifths](claim:records/wellbeing_improvement=at_least_some?where=care_group:{OTHERS})"


def report(folder: Path, name: str, *words: str) -> Path:
    path = folder / name
    path.write_text("# A report\n\n" + "\n\n".join(f"Improved: {w}." for w in words) + "\n", "utf-8")
    return path


def rendered(path: Path, out: Path, *more: str) -> Result:
    words = [str(path), "--evidence", str(evidence_folder()), "--to", "html", "--out", str(out), *more]
    return CliRunner().invoke(render_command.command, words, standalone_mode=False)


def test_two_claims_that_give_back_a_small_count_are_caught(tmp_path: Path) -> None:
    both = report(tmp_path, "both.md", ALL, BUT_SECURE)
    refused = rendered(both, tmp_path / "out")
    assert isinstance(refused.exception, ReportError)
    (problem,) = refused.exception.problems
    assert problem.code == "figures-give-back"
    assert "care_group secure_care" in problem.message
    assert "both.md:3:11" in problem.remedy
    assert "both.md:5:11" in problem.remedy
    assert not (tmp_path / "out").exists()


def test_either_of_them_may_be_published_and_audited(tmp_path: Path) -> None:
    for name, words in (("all", ALL), ("but", BUT_SECURE)):
        assert rendered(report(tmp_path, f"{name}.md", words), tmp_path / name).return_value == 0
        assert audit_release(tmp_path / name, limits=RULE).safe


def test_what_is_out_already_counts(tmp_path: Path) -> None:
    rendered(report(tmp_path, "all.md", ALL), tmp_path / "first")
    later = report(tmp_path, "but.md", BUT_SECURE)
    refused = rendered(later, tmp_path / "second", "--earlier", str(tmp_path / "first"))
    assert isinstance(refused.exception, ReportError)
    assert "what is out already" in str(refused.exception)


def test_another_report_in_the_same_folder_counts(tmp_path: Path) -> None:
    rendered(report(tmp_path, "all.md", ALL), tmp_path / "out")
    assert isinstance(
        rendered(report(tmp_path, "but.md", BUT_SECURE), tmp_path / "out").exception, ReportError
    )
    harmless = report(tmp_path, "more.md", "[754](claim:records/records_read?stat=count)")
    assert rendered(harmless, tmp_path / "out").return_value == 0
    kept = json.loads((tmp_path / "out" / "release.json").read_text("utf-8"))["figures"]
    assert {f["report"] for f in kept} == {"all.md", "more.md"}


def test_the_command_finds_what_two_releases_give_back(tmp_path: Path) -> None:
    for name, words in (("all", ALL), ("but", BUT_SECURE)):
        rendered(report(tmp_path, f"{name}.md", words), tmp_path / name)
    words = [str(tmp_path / "but"), "--earlier", str(tmp_path / "all")]
    found = CliRunner().invoke(audit_command.command, words, standalone_mode=False)
    assert found.return_value == 1
    assert "care_group secure_care" in found.output


# The plans of all eight in secure care led to as much contact as planned.
ALIKE = "claim:records/lead_professional_contact_commensurate_with_plan=yes?where=care_group:secure_care"


def test_eight_of_eight_are_not_safe_to_publish(tmp_path: Path) -> None:
    path = report(tmp_path, "alike.md", f"[all]({ALIKE})")
    refused = rendered(path, tmp_path / "out")
    assert isinstance(refused.exception, ReportError)
    assert "Too few people" in str(refused.exception)
    assert not (tmp_path / "out").exists()
    told = [str(path), "--evidence", str(evidence_folder())]
    checked = CliRunner().invoke(check_command.command, told, standalone_mode=False)
    assert checked.return_value == 1
    assert "not safe to publish" in checked.output


def test_the_attack_finds_eight_of_eight_in_a_release_by_itself(tmp_path: Path) -> None:
    """As a report had it before: 8 of the 8 who answered."""
    question = "lead_professional_contact_commensurate_with_plan"
    answers = ["no", "yes"]
    dimensions = {
        "care_group": {"values": ["foster_care", "secure_care"]},
        question: {
            "values": [*answers, "not_given"],
            "groups": {"answered": answers},
            "open_values": ["not_given"],
        },
    }
    here = {"care_group": "secure_care"}
    figure = {
        "population": "records",
        "where": {**here, question: "yes"},
        "of": {**here, question: "answered"},
    }
    manifest = {"release": "r", "dimensions": dimensions, "figures": [{**figure, "count": 8, "base": 8}]}
    (tmp_path / "release.json").write_text(json.dumps(manifest), "utf-8")
    found = audit_release(tmp_path, limits=RULE)
    assert [(leak.kind, leak.cell.place) for leak in found.leaks] == [
        (LeakKind.ALIKE, (("care_group", "secure_care"), (question, "yes")))
    ]


def audited(folder: Path) -> Result:
    return CliRunner().invoke(audit_command.command, [str(folder)], standalone_mode=False)


def test_files_that_were_not_attacked_with_the_report_are_named(tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert rendered(report(tmp_path, "all.md", ALL), out, "--to", "html,docx,xlsx,zip").return_value == 0
    assert rendered(report(tmp_path, "more.md", "[754](claim:records/records_read?stat=count)"), out)
    assert audited(out).return_value == 0
    workbook = (out / "all.xlsx").read_bytes()
    (out / "all.xlsx").write_bytes(workbook + b" ")
    (out / "notes.txt").write_text("secure care: 2 of 8", "utf-8")
    found = audited(out)
    assert found.return_value == 1
    assert "all.xlsx: the file is not what was written" in found.output
    assert "notes.txt: release.json does not know this file" in found.output
    assert "all.docx" not in found.output


def test_a_text_beside_its_report_belongs_to_it(tmp_path: Path) -> None:
    assert rendered(report(tmp_path, "all.md", ALL), tmp_path).return_value == 0
    assert audited(tmp_path).return_value == 0
    assert rendered(report(tmp_path, "all.md", ALL), tmp_path, "--draft").return_value == 0
    assert "all-draft.html: release.json does not know this file" in audited(tmp_path).output


def test_what_has_nothing_behind_it_is_refused_by_line_and_column(tmp_path: Path) -> None:
    refused = rendered(report(tmp_path, "r.md", ALL, "half of the records"), tmp_path / "out")
    assert isinstance(refused.exception, ReportError)
    (problem,) = refused.exception.problems
    assert (problem.line, problem.column) == (5, 11)


def test_all_formats_are_written_or_none(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A folder stands where the workbook would come: the page that was there stays, and no document comes."""
    (out := tmp_path / "out").mkdir()
    (out / "r.html").write_text("an older page")
    (out / "r.xlsx").mkdir()
    words = [str(report(tmp_path, "r.md", ALL)), "--evidence", str(evidence_folder())]
    with pytest.raises(SystemExit) as ended:
        main(["render", *words, "--to", "html,docx,xlsx", "--out", str(out)])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert told.startswith(f"{out / 'r.xlsx'}: A folder stands where a file is wanted. Move the folder away")
    assert sorted(p.name for p in out.iterdir()) == ["r.html", "r.xlsx"]
    assert (out / "r.html").read_text() == "an older page"


def test_a_draft_is_no_release(tmp_path: Path) -> None:
    assert rendered(report(tmp_path, "both.md", ALL, BUT_SECURE), tmp_path, "--draft").return_value == 0
    assert not (tmp_path / "release.json").exists()


def test_a_group_that_gives_a_small_one_back_is_left_out_of_a_comparison(tmp_path: Path) -> None:
    """Of the looked after groups only secure care is small: with the total known one more of them must go."""
    by = "claim:records/wellbeing_improvement=at_least_some?where=looked_after&by=care_group&stat=highest"
    ranked = f"[highest]({by}&rank=foster_care)"
    assert rendered(report(tmp_path, "r.md", ALL, ranked), tmp_path / "out").return_value == 0
    figures = json.loads((tmp_path / "out" / "release.json").read_text("utf-8"))["figures"]
    hidden = [f["where"]["care_group"] for f in figures if f["count"] == "[c]"]
    assert "secure_care" in hidden
    assert len(hidden) == 2
    assert audit_release(tmp_path / "out", limits=RULE).safe


def released(path: Path, claim: str, words: str, attack: Callable[[str], Attack]) -> str:
    order = ReleaseOrder(
        name="r.md", dated="", path=path, rule=shelf().disclosure, instruments={}, attack=attack
    )

    def make(evidence: Evidence) -> tuple[None, ShownFigures]:
        shown = order.shown(evidence)
        shown.finding(check(claim, words, evidence), "r.md:1:1")
        return None, shown

    return sheltered(order, EVIDENCE, make)[1]


def test_what_was_attacked_is_not_attacked_again_until_it_changes(tmp_path: Path) -> None:
    """Of 109 at risk 62 had a good response."""
    path = tmp_path / "release.json"
    path.write_text(
        released(path, "claim:records/response=good", "just over half", lambda _: attack_of(shelf())), "utf-8"
    )

    def never(_: str) -> Attack:
        raise LookupError("attacked")

    assert released(path, "claim:records/response=good", "62", never) == path.read_text("utf-8")
    with pytest.raises(LookupError):
        released(path, "claim:records/response=weak", "few", never)
    path.write_text("{", "utf-8")
    with pytest.raises(LookupError):
        released(path, "claim:records/response=good", "62", never)


def test_a_question_that_another_implies_is_the_same_group() -> None:
    """Who has a quality of a plan has a plan: nothing is learnt by saying so."""
    cells = FigureCells(book=shelf().book, tallies={}, instruments=shelf().instruments)
    quality = shelf().book.measure("records", "plan_quality")
    assert quality is not None
    with_plan = (("risk_and_need_plan_present", ("yes",)),)
    said, *_ = cells.base("records", quality, with_plan)
    assert cells.base("records", quality, ()) == cells.base("records", quality, with_plan)
    assert said.place == (("plan_quality", "answered"),)


def test_sources_that_share_tables_are_one_population() -> None:
    cells = FigureCells(book=shelf().book, tallies={}, instruments=shelf().instruments)
    everybody, children = cells.units("young_people_and_parents"), cells.units("aged_8_15")
    assert everybody is not None
    assert children is not None
    assert everybody.population == children.population
    assert everybody.place == ()
    assert children.place == (("age_group", "aged_8_15"),)


def test_answers_to_several_questions_and_to_one_of_them_are_told_together() -> None:
    """Otherwise both questions together less the one would give the other back."""
    book = shelf().book
    cells = FigureCells(book=book, tallies={}, instruments=shelf().instruments)
    pooled = next(m for m in book.measures if len(m.items) > 1 and "records" in m.sources)
    one = next(m for m in book.measures if m.items == pooled.items[:1])
    (both,) = (c for c in cells.base("records", pooled, ()) if pooled.name in c.population)
    (first,) = (c for c in cells.base("records", one, ()) if c.population == both.population)
    assert dict(first.place).items() - dict(both.place).items() == {
        (f"question of {pooled.name}", one.items[0])
    }

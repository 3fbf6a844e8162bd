"""One broken file for each rule: the line, the key and the nearest right name are told."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from cairn.errors import DefinitionError, Problem
from cairn.framework.freezing import FILE, check_frozen
from cairn.framework.loader import load_editions, load_vocabularies, read_editions, read_vocabularies
from cairn.framework.programme_loader import load_programme, read_programmes
from cairn.pipeline.places import PACKAGE

EDITION = "frameworks/children-in-need-of-care-and-protection/2019-08.yaml"
PROGRAMME = "programmes/scotland/2018-2020/programme.yaml"
CARE = "vocabularies/care_group.yaml"
PARTNERSHIP = "vocabularies/partnership.yaml"

ROOMS = ("frameworks", "vocabularies", "programmes")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for room in ROOMS:
        shutil.copytree(PACKAGE.parent / "definitions" / room, tmp_path / room)
    return tmp_path


def problems_in(root: Path) -> list[Problem]:
    problems: list[Problem] = []
    vocabularies = read_vocabularies(root, problems)
    read_programmes(root, vocabularies, read_editions(root, problems), problems)
    return [*problems, *check_frozen(root)]


def line_of(path: Path, text: str) -> int:
    return path.read_text(encoding="utf-8").split(text)[0].count("\n") + 1


def found(root: Path) -> list[Problem]:
    return [p for p in problems_in(root) if p.code != "frozen-unlisted"]


# file, text in it, what it is broken into, code, key, remedy
BREAKS = [
    (EDITION, "\nedition: 2019-08", "\nedition: 2019-09", "name-differs", "edition", "the same"),
    (EDITION, "\npublished: 2019-08", "\npublished: summer", "value-wrong", "published", ""),
    (EDITION, "\nstatus: published", "\nstatus: publishd", "name-unknown", "status", "“published”"),
    (EDITION, "title: Impact on staff, domain: 2", "title: x, domain: 7", "number-unknown", "domain", "1, 2"),
    (EDITION, "    area: 3", "    area: 11", "number-unknown", "area", "9, 10"),
    (EDITION, "    area: 3", "    area: 4", "area-differs", "area", ""),
    (EDITION, 'code: "2.2"', 'code: "2.1"', "value-twice", "code", ""),
    (EDITION, 'code: "3.1"', 'code: "3.x"', "code-shape", "code", ""),
    (
        EDITION,
        "    certainty: remembered_mid",
        "    certainty: rememberd_mid",
        "name-unknown",
        "certainty",
        "_mid”",
    ),
    (
        EDITION,
        'indicators: ["5.1", "5.2"]',
        'indicators: ["5.1", "5.9"]',
        "name-unknown",
        "indicators",
        "“5.",
    ),
    (EDITION, "{value: 6, name: excellent", "{value: 6, name: good", "value-twice", "name", ""),
    (
        EDITION,
        "    map_certainty: inferred",
        "    map_certanty: inferred",
        "key-unknown",
        "map_certanty",
        "map_cert",
    ),
    (CARE, "\ndated: 2020-09", "\ndate: 2020-09", "key-unknown", "date", "“dated”"),
    (
        CARE,
        "    plural: children and young people in foster care",
        "    plurl: x",
        "key-unknown",
        "plurl",
        "“plural”",
    ),
    (CARE, "  foster_care:", "  foster care:", "name-shape", "foster care", "underscores"),
    (PARTNERSHIP, "within: grampian", "within: grampain", "name-unknown", "within", "“grampian”"),
    (
        PARTNERSHIP,
        "\nwithin: health_board",
        "\nwithin: health_bord",
        "name-unknown",
        "within",
        "“health_board”",
    ),
    (PARTNERSHIP, "[S12000015]", "[S12000033]", "code-twice", "superseded_codes", "one term"),
    (PROGRAMME, "\nedition: 2019-08", "\nedition: 2019-80", "name-unknown", "edition", "“2019-08”"),
    (PROGRAMME, "  fife: {shown_as: Fife}", "  fiffe: {shown_as: Fife}", "name-unknown", "fiffe", "“fife”"),
    (PROGRAMME, '"2.1": weak', '"2.1": week', "name-unknown", "2.1", "“weak”"),
    (PROGRAMME, '{line: 803, "2.1"', '{line: 803, "2.3"', "name-unknown", "2.3", "“2."),
    (PROGRAMME, "    kinship_care:", "    kinship_cares:", "name-unknown", "kinship_cares", "“kinship_care”"),
    (PROGRAMME, "count: 155", "count: 1550", "counts-exceed-total", "", ""),
    (PROGRAMME, "areas: [A, B", "areas: [A, Q", "name-unknown", "areas", "A, B"),
    (
        PROGRAMME,
        "statements: statements.csv",
        "statements: statement.csv",
        "file-missing",
        "statements",
        "“statements",
    ),
    (PROGRAMME, "    words: 39%", "    wrods: 39%", "key-unknown", "wrods", "“words”"),
    (PROGRAMME, "    size: 310", "    size: some", "value-wrong", "size", ""),
]


@pytest.mark.parametrize(("file", "right", "wrong", "code", "key", "remedy"), BREAKS)
def test_each_rule_is_told_with_line_key_and_nearest_name(
    root: Path, file: str, right: str, wrong: str, code: str, key: str, remedy: str
) -> None:
    path = root / file
    line = line_of(path, right) + right.startswith("\n")
    text = path.read_text(encoding="utf-8")
    assert right in text
    path.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    told = [p for p in found(root) if p.code == code and p.key == key and p.file == file]
    assert told, found(root)
    if key:
        assert told[0].line == line
    assert remedy in told[0].remedy


def test_one_pass_tells_what_is_wrong_in_every_file(root: Path) -> None:
    for file, right, wrong in [
        (EDITION, "\npublished: 2019-08", "\npublished: summer"),
        (EDITION, 'code: "3.1"', 'code: "3.x"'),
        (CARE, "  foster_care:", "  foster care:"),
        (PROGRAMME, '"2.1": weak', '"2.1": week'),
    ]:
        text = (root / file).read_text(encoding="utf-8")
        (root / file).write_text(text.replace(right, wrong, 1), encoding="utf-8")
    (root / "vocabularies" / "agency.yaml").write_text("title: [", encoding="utf-8")
    files = {p.file for p in found(root)}
    assert files >= {EDITION, CARE, "vocabularies/agency.yaml"}
    assert {"published", "code"} <= {p.key for p in found(root) if p.file == EDITION}


def test_an_unsound_edition_is_not_called_unknown_by_the_programme(root: Path) -> None:
    path = root / EDITION
    path.write_text(path.read_text(encoding="utf-8").replace("published: 2019-08", "published: x", 1))
    assert {p.file for p in found(root)} == {EDITION}


def test_loading_raises_once_with_all_problems_of_all_files(root: Path) -> None:
    for name in ("agency", "area"):
        (root / "vocabularies" / f"{name}.yaml").write_text("terms: {}\n", encoding="utf-8")
    with pytest.raises(DefinitionError) as error:
        load_vocabularies(root)
    assert {p.file for p in error.value.problems} == {"vocabularies/agency.yaml", "vocabularies/area.yaml"}


def test_a_programme_is_found_by_the_last_part_of_its_name_and_a_wrong_one_named(root: Path) -> None:
    vocabularies, editions = load_vocabularies(root), load_editions(root)
    assert load_programme(root, "2018-2020", vocabularies, editions).name == "scotland/2018-2020"
    with pytest.raises(DefinitionError, match="Did you mean “2018-2020”"):
        load_programme(root, "2018-2002", vocabularies, editions)


def test_without_a_digests_file_every_published_file_is_told_as_unlisted(root: Path) -> None:
    assert not (root / FILE).exists()
    told = {p.file for p in problems_in(root) if p.code == "frozen-unlisted"}
    assert {EDITION, PROGRAMME} <= told

"""A report as a release: what all its figures together give away is withheld, or the report is refused.

What is found is kept in `release.json`, which lists every figure shown. As long as a report shows the very
same figures under the same rule, it has been attacked already.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol, TypeVar

from cairn import __version__
from cairn.analysis.disclosure import SYMBOL, DisclosureRule
from cairn.analysis.disclosure.cells import Cell, Dimension, cell
from cairn.analysis.disclosure.leaks import Leak
from cairn.analysis.disclosure.manifest import dimension_as_json, figure_as_json
from cairn.analysis.measures import Measure
from cairn.claims.claim import Where
from cairn.claims.evidence import Evidence
from cairn.errors import Problem, ReportError
from cairn.instruments.model import Instrument
from cairn.pipeline.figure_cells import FigureCells
from cairn.pipeline.shown_figures import Said, ShownFigures
from cairn.utils.digests import digest_of_value

T = TypeVar("T")
_MOST_PLACES = 8
Dimensions = Mapping[str, Dimension]


class Attack(Protocol):
    """How figures are looked at together. It needs solvers, so it is brought only when it is needed."""

    def withheld(
        self, said: Sequence[Said], dimensions: Dimensions, leaks: Iterable[Cell] = ()
    ) -> frozenset[Cell]:
        """The cells to withhold: the small ones, and others for their sake and for that of the leaks."""

    def leaks(self, said: Sequence[Said], dimensions: Dimensions) -> tuple[Leak, ...]:
        """Everything that can be worked out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseOrder:
    """A release by its `name`, to be kept at `path`. `instruments` tell which questions depend on others;
    `attack` brings the solvers, given the manifest of what lies beside the report ("" for nothing); `always`
    attacks even what has been attacked already."""

    name: str
    dated: str
    path: Path
    rule: DisclosureRule
    instruments: Mapping[str, Instrument]
    attack: Callable[[str], Attack]
    always: bool = False

    def shown(self, evidence: Evidence) -> ShownFigures:
        """Where the figures of a report on this evidence are to be gathered."""
        return ShownFigures(evidence, self.instruments)


def sheltered(
    order: ReleaseOrder, evidence: Evidence, make: Callable[[Evidence], tuple[T, ShownFigures]]
) -> tuple[T, str]:
    """What `make` makes of the evidence, so that nothing withheld in it can be worked out, with the text of
    its `release.json`.

    `make` is called again when more must be withheld. Raises `ReportError` when that is not enough.
    """
    before = _read(order.path)
    known = _withheld_in(before)
    beside = _beside(before, order.name)
    made, shown = make(_shielded(evidence, known, order.instruments))
    manifest = _manifest(order, shown, beside)
    if not order.always and before.get("attacked") == manifest["attacked"]:
        return made, _text(manifest)
    attack = order.attack(_text(beside) if beside else "")
    wanted = attack.withheld(shown.said, shown.cells.dimensions)
    if wanted != known:
        made, shown = make(_shielded(evidence, wanted, order.instruments))
    leaks = attack.leaks(shown.said, shown.cells.dimensions)
    more = (
        attack.withheld(shown.said, shown.cells.dimensions, [leak.cell for leak in leaks])
        if leaks
        else wanted
    )
    if more != wanted:
        made, shown = make(_shielded(evidence, wanted | more, order.instruments))
        leaks = attack.leaks(shown.said, shown.cells.dimensions)
    if leaks:
        raise _refusal(leaks, shown.said, order.name)
    return made, _text(_manifest(order, shown, beside))


def _shielded(
    evidence: Evidence, withheld: frozenset[Cell], instruments: Mapping[str, Instrument]
) -> Evidence:
    cells = FigureCells(book=evidence.book, tallies=evidence.tallies, instruments=instruments)

    def shield(source: str, measure: Measure, level: str, where: Where) -> bool:
        codes = measure.scale.codes_of(level) or frozenset()
        answers = tuple(a.name for a in measure.scale.answers if a.code in codes)
        return not withheld.isdisjoint(cells.at(source, measure, where, answers))

    return replace(evidence, shield=shield)


def _manifest(order: ReleaseOrder, shown: ShownFigures, beside: Mapping[str, Any]) -> dict[str, object]:
    """What `release.json` says. The stamp is a digest of what is shown and the rule: of nothing withheld."""
    content = _content(order, shown, beside)
    return {
        "release": order.name,
        "dated": order.dated,
        "symbol": SYMBOL,
        "zeros_withheld": True,
        "attacked": digest_of_value([__version__, str(order.rule), content]),
        **content,
    }


def _text(manifest: Mapping[str, object]) -> str:
    return json.dumps(manifest, ensure_ascii=False, indent=1) + "\n"


def _content(order: ReleaseOrder, shown: ShownFigures, beside: Mapping[str, Any]) -> dict[str, object]:
    """The dimensions that figures need, and the figures, each once, as they come; and what lies beside."""
    figures = dict.fromkeys(said.figure for said in shown.said)
    dimensions: dict[str, Any] = {n: dimension_as_json(d) for n, d in sorted(shown.cells.dimensions.items())}
    for name, other in beside.get("dimensions", {}).items():
        known = dimensions.setdefault(name, other)
        wider = max(known, other, key=lambda d: len(d["values"]))
        dimensions[name] = {**wider, "groups": {**other["groups"], **known["groups"]}}
    own = [{"report": order.name, **figure_as_json(f)} for f in figures]
    return {"dimensions": dimensions, "figures": [*own, *beside.get("figures", [])]}


def _beside(before: Mapping[str, Any], name: str) -> dict[str, Any]:
    """What the manifest that is there holds of other reports; nothing when there are none."""
    found = before.get("figures", [])
    others = [f for f in found if isinstance(f, dict) and f.get("report", name) != name]
    dropped = {"tables": [], "attacked": ""}
    return {**before, **dropped, "release": "other reports", "figures": others} if others else {}


def _read(path: Path) -> dict[str, Any]:
    """The manifest that is there; nothing when there is none, or it cannot be read."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _withheld_in(manifest: Mapping[str, object]) -> frozenset[Cell]:
    figures = manifest.get("figures", [])
    listed: Iterable[object] = figures if isinstance(figures, list) else []
    return frozenset(
        cell(str(f.get("population")), {str(d): str(v) for d, v in f["where"].items()})
        for f in listed
        if isinstance(f, dict) and f.get("count") == SYMBOL and isinstance(f.get("where"), dict)
    )


def _refusal(leaks: Iterable[Leak], said: Iterable[Said], file: str) -> ReportError:
    """The error that tells of the leaks: places, and no numbers."""
    places: dict[Cell, list[str]] = {}
    for one in said:
        for at in (one.figure.cell, one.figure.whole):
            if at is not None:
                places.setdefault(at, []).append(one.place)
    return ReportError(_problem(leak, places, file) for leak in leaks)


def _problem(leak: Leak, places: Mapping[Cell, Sequence[str]], file: str) -> Problem:
    cells = (leak.cell, *leak.used)
    found = list(dict.fromkeys(places[c][0] for c in cells if c in places))
    more = f" and {len(found) - _MOST_PLACES} more" if len(found) > _MOST_PLACES else ""
    named = "; ".join(found[:_MOST_PLACES]) + more
    if any(c not in places for c in leak.used):
        named += "; what is out already" if named else "what is out already"
    message = f"What is withheld, or would be, can be worked out: {leak.cell}."
    remedy = f"Leave out one of the figures that give it back together: {named}." if named else ""
    return Problem(code="figures-give-back", message=message, remedy=remedy, file=file)

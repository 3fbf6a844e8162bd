"""The certificate of a draw: everything that anybody needs to make it again, and to see that it is the same.

It holds no unit ids, only digests; with the frame and the design whoever holds it can redo the draw by hand.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from cairn.errors import EvidenceError, Problem
from cairn.sampling.design import Design
from cairn.sampling.draw import Draw
from cairn.utils.counts import counted

FORMAT = "cairn-draw-1"

_METHOD = (
    "Frame digest: SHA-256 of the frame as JSON without white space and with sorted keys: "
    '{"characteristics": names in alphabetical order, "units": [[id, values in that order], …] sorted}.',
    "Strata: the units that share the values of the design's strata; strata in alphabetical order.",
    "Sizes: whole numbers by the design's allocation (fixed; proportional by largest remainders; Neyman by "
    "giving units one by one where they lessen the variance most), within its minimums and maximums.",
    "Order: in each stratum, units by the SHA-256 of “seed|id” (UTF-8) as 64 hexadecimal digits. The first "
    "are the sample, the next the reserves in that order.",
    "Read twice: within the sample of a stratum, the first by the SHA-256 of “seed|double|id”.",
    "Draw digest: SHA-256 of [[[values], [sample], [reserves], [read twice]], …] for all strata as JSON.",
)


def certificate_of(drawn: Draw) -> dict[str, Any]:
    """The certificate as plain values."""
    design = drawn.design
    return {
        "format": FORMAT,
        "seed": drawn.seed,
        "frame": {"units": drawn.population, "digest": drawn.frame_digest},
        "design": {**design.as_json(), "digest": design.digest},
        "strata": [
            {
                **dict(zip(design.strata, stratum.values, strict=True)),
                "population": stratum.population,
                "sample": len(stratum.sample),
                "reserves": len(stratum.reserves),
                "read_twice": len(stratum.double_read),
            }
            for stratum in drawn.strata
        ],
        "draw": {"units": len(drawn.sample), "digest": drawn.digest},
        "method": list(_METHOD),
    }


def certificate_text(drawn: Draw) -> str:
    """The certificate for a person, in plain text."""
    design = drawn.design
    lines = [
        "Certificate of a draw",
        "",
        f"Design:        {design.title} ({design.name})",
        f"               digest {design.digest}",
        f"Frame:         {_units(drawn.population)}",
        f"               digest {drawn.frame_digest}",
        f"Seed:          {drawn.seed}",
        f"Drawn:         {_units(len(drawn.sample))}, {len(drawn.double_read):,} of them to be read twice",
        f"               digest {drawn.digest}",
        "",
        *_table(drawn),
        "",
        "How to make this draw again",
        "",
        *(f"{i}. {sentence}" for i, sentence in enumerate(_METHOD, start=1)),
    ]
    return "\n".join(lines) + "\n"


def read_certificate(path: Path) -> Mapping[str, Any]:
    """The certificate in a JSON file. Raises `EvidenceError` when it is not one."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise _refusal(path, f"{error.strerror}.") from None
    except ValueError:
        raise _refusal(path, "This is not JSON.") from None
    if not isinstance(found, dict) or found.get("format") != FORMAT:
        raise _refusal(path, "This is not the certificate of a draw.")
    parts = (found.get("frame"), found.get("design"), found.get("draw"))
    if not all(isinstance(part, dict) for part in parts) or not isinstance(found.get("seed"), str):
        raise _refusal(path, "The certificate is incomplete.")
    return found


def certified_size(design: Design, certificate: Mapping[str, Any]) -> Design:
    """The design with the size that the certificate names, which the draw may have set itself."""
    size = certificate["design"].get("size")
    return replace(design, size=size) if isinstance(size, int) and size > 0 else design


def differences(certificate: Mapping[str, Any], drawn: Draw, file: str) -> tuple[Problem, ...]:
    """Where a draw that was made again differs from its certificate; empty when it is the same."""
    return tuple(
        Problem(code=code, message=message, file=file)
        for same, code, message in _comparisons(certificate, drawn)
        if not same
    )


def _comparisons(certificate: Mapping[str, Any], drawn: Draw) -> Iterator[tuple[bool, str, str]]:
    yield certificate["seed"] == drawn.seed, "seed-differs", "The seed is another."
    same_frame = certificate["frame"].get("digest") == drawn.frame_digest
    yield same_frame, "frame-differs", "The frame is not the one that was drawn from."
    same_design = certificate["design"].get("digest") == drawn.design.digest
    yield same_design, "design-differs", "The design is not the one that was drawn by."
    same_draw = certificate["draw"].get("digest") == drawn.digest
    yield same_draw, "draw-differs", "Other units are drawn than the certificate says."


def _units(number: int) -> str:
    return counted(number, "unit")


def _table(drawn: Draw) -> list[str]:
    names = [", ".join(stratum.values) for stratum in drawn.strata]
    width = max((len(name) for name in names), default=0)
    head = f"{'':<{width}}  {'in frame':>9}  {'drawn':>7}  {'reserves':>8}  {'read twice':>10}"
    rows = [
        f"{name:<{width}}  {s.population:>9,}  {len(s.sample):>7,}  {len(s.reserves):>8,}  "
        f"{len(s.double_read):>10,}"
        for name, s in zip(names, drawn.strata, strict=True)
    ]
    return [head, *rows]


def _refusal(path: Path, message: str) -> EvidenceError:
    remedy = "Give the certificate.json that the draw wrote."
    return EvidenceError(
        Problem(code="certificate-unreadable", message=message, remedy=remedy, file=str(path))
    )

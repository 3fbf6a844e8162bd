"""Full-text search over the newest published editions: any of the words, the rarer counting for more."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import get_close_matches

from django.db import connection

# Rows of one publication's sections, only of its newest public edition.
_SHOWN = """
    SELECT s.id, s.search FROM store_publicationsection s
    WHERE s.publication_id IN (
        SELECT DISTINCT ON (p.slug) p.id FROM store_publication p
        WHERE p.withdrawn_at IS NULL ORDER BY p.slug, p.number DESC
    )
"""
# A word counts by its rarity among the sections (ln(1 + all / (1 + having it))), times its given weight.
_RANKED = f"""
    WITH shown AS MATERIALIZED ({_SHOWN}),
    asked AS (
        SELECT phraseto_tsquery('english', word) AS q, max(weight) AS weight
        FROM unnest(%s::text[], %s::float[]) AS given(word, weight) GROUP BY 1
    ),
    weighed AS (
        SELECT q, weight * ln(1 + (SELECT count(*) FROM shown)::float
               / (1 + (SELECT count(*) FROM shown WHERE search @@ q))) AS weight
        FROM asked WHERE numnode(q) > 0
    ),
    ranked AS (
        SELECT shown.id, sum(weighed.weight * ts_rank(shown.search, weighed.q, 1)) AS score
        FROM shown JOIN weighed ON shown.search @@ weighed.q GROUP BY shown.id
    ),
    found AS (
        SELECT id, score, count(*) OVER () AS total FROM ranked ORDER BY score DESC, id LIMIT %s OFFSET %s
    )
    SELECT p.slug, p.title, p.kind, p.place, p.published_at, p.stand_in, s.anchor, s.heading,
           ts_headline('english', s.text, (SELECT string_agg(q::text, ' | ')::tsquery FROM weighed),
                       'StartSel="' || chr(2) || '", StopSel="' || chr(3) || '", MaxFragments=2, '
                       || 'MaxWords=30, MinWords=12, FragmentDelimiter=" … "'),
           found.total
    FROM found JOIN store_publicationsection s ON s.id = found.id
    JOIN store_publication p ON p.id = s.publication_id
    ORDER BY found.score DESC, found.id
"""  # noqa: S608 - of the words above and no others
_MISSING = f"""
    SELECT word, (tsvector_to_array(to_tsvector('english', word)))[1] FROM unnest(%s::text[]) AS given(word)
    WHERE numnode(plainto_tsquery('english', word)) > 0 AND NOT EXISTS (
        SELECT 1 FROM ({_SHOWN}) shown WHERE shown.search @@ plainto_tsquery('english', word)
    )
"""  # noqa: S608
_STEMS = "SELECT word FROM ts_stat('SELECT search FROM store_publicationsection')"
NEAR = 0.8  # one letter wrong in five, two in ten
BEGINS, ENDS = "\x02", "\x03"


@dataclass(frozen=True, slots=True)
class Hit:
    """A section found. In `snippet` the words that were asked for stand between BEGINS and ENDS; it is text,
    not HTML."""

    slug: str
    title: str
    kind: str
    place: str
    published_at: datetime
    stand_in: bool
    anchor: str
    heading: str
    snippet: str


def search_sections(
    words: Sequence[tuple[str, float]], *, limit: int, offset: int = 0
) -> tuple[tuple[Hit, ...], int]:
    """The best sections for any of the words or phrases, each with its weight, and how many there are."""
    with connection.cursor() as cursor:
        cursor.execute(_RANKED, [[w for w, _ in words], [weight for _, weight in words], limit, offset])
        rows = cursor.fetchall()
    return tuple(Hit(*row[:-1]) for row in rows), rows[0][-1] if rows else 0


def repaired(words: Sequence[str]) -> dict[str, str]:
    """For each word that is published nowhere the stem nearest to it that is, where one is near."""
    with connection.cursor() as cursor:
        cursor.execute(_MISSING, [list(words)])
        missing = [(word, stem) for word, stem in cursor.fetchall() if len(word) > 3]
        if not missing:
            return {}
        cursor.execute(_STEMS)
        stems = [stem for (stem,) in cursor.fetchall() if re.fullmatch(r"[a-z'-]{3,}", stem)]
    near = {word: get_close_matches(stem, stems, n=1, cutoff=NEAR) for word, stem in missing}
    return {word: found[0] for word, found in near.items() if found}

"""The code of conduct, in our own words. A change of meaning is a new edition (`CONDUCT_EDITION`), which
everyone then reads and accepts anew."""

from __future__ import annotations

CODE: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "Children come first",
        (
            "If I learn that a child may be at risk of harm, I raise a concern at once, with the button that "
            "is on every page. In immediate danger I call 999 first. I never wait for the inspection to end.",
            "I think of what a child or their family would feel if they read what I write about them.",
        ),
    ),
    (
        "I keep what I learn to myself",
        (
            "I look only at what my part in the inspection asks for, and I talk about it only with those who "
            "have a part in it.",
            "I write no name, address or other detail by which a child could be known, except in a concern.",
            "I take no pictures of the screen and keep no copies outside Cairn.",
            "What I learned stays with me after my part has ended.",
        ),
    ),
    (
        "I judge fairly",
        (
            "I say what the evidence says, also where it does not suit me, my body or the partnership.",
            "I declare every interest that could sway me, or could look as if it did, before I begin.",
            "I put no pressure on colleagues about a value, and I say so if somebody puts it on me.",
        ),
    ),
    (
        "I treat people with respect",
        (
            "Children, families, staff and colleagues can expect courtesy, patience and plain words from me.",
            "I respect that children and families may refuse to talk with me, at any time, without a reason.",
        ),
    ),
    (
        "I look after my way in",
        (
            "My password, phone, passkey and codes are mine alone. I let nobody work under my name.",
            "I sign out of shared computers, and I report at once when something may be lost or seen by "
            "others.",
            "I know that what I do in Cairn is recorded, so that it can be trusted.",
        ),
    ),
)

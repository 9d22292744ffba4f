"""Names that a person may have meant. Pure and small: a few candidates, the likeliest first."""

from typing import Final

MOST: Final = 4
_TYPOS: Final = {
    "con": "com", "cmo": "com", "ocm": "com", "comm": "com", "vom": "com", "xom": "com", "om": "com", "cm": "com",
    "ogr": "org", "orgg": "org", "or": "org", "rog": "org", "ner": "net", "nte": "net", "ent": "net", "met": "net",
    "ed": "edu", "eud": "edu", "oi": "io", "gv": "gov", "govv": "gov",
}  # fmt: skip


def candidates(host: str) -> tuple[str, ...]:
    """At most `MOST` names near ``host``: a mistyped top-level domain or www mended, with or without www."""
    found: dict[str, None] = {}
    labels = host.split(".")
    if len(labels) < 2:
        return ()
    meant = _TYPOS.get(labels[-1])
    fixed = ".".join((*labels[:-1], meant)) if meant else None
    if fixed:
        found[fixed] = None
    if labels[0] in ("ww", "wwww", "wwv") and len(labels) > 2:
        found["www." + ".".join(labels[1:])] = None
    for name in (fixed, host) if fixed else (host,):
        bare = name.removeprefix("www.")
        if bare != name:
            found[bare] = None
        elif name.count(".") <= 2:
            found[f"www.{name}"] = None
    if len(labels) > 2 and labels[0] != "www":
        found[".".join(labels[1:])] = None
    return tuple(name for name in found if name != host)[:MOST]

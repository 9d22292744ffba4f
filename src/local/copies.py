"""Where the command line keeps copies of revocation data: the user's cache folder (XDG Base Directories)."""

import os
from pathlib import Path


def status_folder() -> Path | None:
    """None when there is no home: then nothing is kept."""
    given = os.environ.get("XDG_CACHE_HOME", "")
    if Path(given).is_absolute():
        return Path(given) / "tlscheck" / "status"
    try:
        return Path.home() / ".cache" / "tlscheck" / "status"
    except RuntimeError:
        return None

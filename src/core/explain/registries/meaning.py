"""What a registered code means: the value that `lookup` answers with."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """``registry``: whose code it is. ``name``, ``number``: as registered. ``client``, ``server``: what it means when
    that side of the connection shows it, a sentence or two. ``code``: the finding behind it at the client,
    ``server_code`` at the server; None where none fits. ``also``: what else goes by this number. ``source``: the list.
    """

    registry: str
    name: str
    number: int
    client: str
    server: str
    code: str | None = None
    server_code: str | None = None
    also: str = ""
    source: str = ""

    @property
    def title(self) -> str:
        """ "TLS alert 48 (unknown_ca)" """
        return f"{self.registry} {self.number} ({self.name})"

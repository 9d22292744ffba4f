"""What a person asked the bot for. A union: every text that follows ``/tlscheck`` is exactly one of these."""

from dataclasses import dataclass

from core.model.target import Target


@dataclass(frozen=True, slots=True)
class Check:
    """Diagnose these (one to five). ``quietly``: answer only the one who asked."""

    targets: tuple[Target, ...]
    quietly: bool = False


@dataclass(frozen=True, slots=True)
class Explain:
    """Say what this text means. As it was typed, with its line ends."""

    text: str


@dataclass(frozen=True, slots=True)
class WantsFile:
    """``chain``, ``pcap``: a command cannot carry a file. ``example``: the same on a command line."""

    what: str
    example: str


@dataclass(frozen=True, slots=True)
class Help:
    pass


@dataclass(frozen=True, slots=True)
class Invalid:
    """Not understood. ``sentence`` says why, ``example`` is a whole command that runs. Both may quote the asker's
    words."""

    sentence: str
    example: str


Command = Check | Explain | WantsFile | Help | Invalid

"""What the command line says to input that it cannot use."""


class UsageError(Exception):
    """The text is the sentence to show, with an example that works. Exit code 2."""


def printable(sentence: object) -> str:
    """For a terminal: what it quotes of input can carry no control character."""
    shown = (c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in str(sentence))
    return "".join(shown)

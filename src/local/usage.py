"""What the command line says to input that it cannot use."""


class UsageError(Exception):
    """The text is the sentence to show, with an example that works. Exit code 2."""

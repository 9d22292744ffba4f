"""Cheap gates: literals of which every match of an expression contains one. Most expressions are never compiled.

Reads the subset of regular expressions that patterns are written in; what it does not know gates nothing.
"""

import re
from functools import lru_cache

Literals = frozenset[str]
_GRAM = 5
_RUN = re.compile(r"[\w :'\",;<>/=@%&#~`-]+(?![?*+{])")
_ATOM = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|<?[:=!]|[=!:])|.", re.DOTALL)
_QUANTIFIER = re.compile(r"(?:([?*])|(\+)|\{(\d+)(?:,\d*)?\})\??")
_NONE: Literals = frozenset()


def folded(text: str) -> str:
    """Lower case, with every white space and underscore a space."""
    return text.lower().replace("\n", " ").replace("_", " ")


def grams(low: str) -> frozenset[str]:
    """All runs of five characters of a folded text."""
    return frozenset(low[at : at + _GRAM] for at in range(len(low) - _GRAM + 1))


def may_match(says: str, low: str, runs: frozenset[str]) -> bool:
    """Whether the folded text ``low`` with its ``grams`` can fit the expression."""
    return admits(needles(says), low, runs)


def admits(wanted: Literals, low: str, runs: frozenset[str]) -> bool:
    """As `may_match`, for the ``needles`` of an expression."""
    return not wanted or any((len(n) < _GRAM or n[:_GRAM] in runs) and n in low for n in wanted)


@lru_cache(maxsize=4096)
def needles(says: str) -> Literals:
    """Literals in the form of `folded`, one of which every match contains; empty when there are none."""
    return frozenset(folded(n) for n in _Reader(says).alternatives())


class _Reader:
    """One pass over an expression."""

    def __init__(self, says: str) -> None:
        self._says, self._at = says, 0

    def alternatives(self) -> Literals:
        """Up to the closing parenthesis or the end: the union of the alternatives' best literals."""
        found = [self._sequence()]
        while self._says[self._at : self._at + 1] == "|":
            self._at += 1
            found.append(self._sequence())
        self._at += 1  # the parenthesis
        return frozenset().union(*found) if all(found) else _NONE

    def _sequence(self) -> Literals:
        best, run = _NONE, ""
        while self._at < len(self._says) and self._says[self._at] not in "|)":
            plain = _RUN.match(self._says, self._at)
            if plain:
                run += plain.group()
                self._at = plain.end()
                continue
            match = _ATOM.match(self._says, self._at)
            atom = match.group() if match else ""
            self._at += len(atom)
            if atom[0] == "(":
                inside = self.alternatives()
                optional = atom in ("(?=", "(?!", "(?<=", "(?<!") or self._least() == 0
                best, run = _better(best, run), ""
                best = best if optional else _better(best, inside)
                continue
            literal, least = _literal(atom), self._least()
            if literal == "" and atom in ("\\b", "\\B"):
                continue
            if literal and least == 1:
                run += literal
                continue
            kept = run + literal if least and literal else run
            best, run = _better(best, kept), ""
        return _better(best, run)

    def _least(self) -> int:
        """How often the atom just read must come at least, 1 when nothing follows it; repeated ones answer 2."""
        match = _QUANTIFIER.match(self._says, self._at)
        if not match:
            return 1
        self._at = match.end()
        return 0 if match[1] or match[3] == "0" else 2


def _literal(atom: str) -> str:
    if atom == "[ _]":
        return " "
    if len(atom) == 2 and atom[0] == "\\":
        return "" if atom[1].isalnum() else atom[1]
    return "" if len(atom) > 1 or atom in ".^$" else atom


def _better(one: Literals, other: Literals | str) -> Literals:
    """The set whose shortest literal is longer; under three characters counts as none."""
    new = frozenset({other}) if isinstance(other, str) else other
    weight = min((len(n) for n in new), default=0)
    return new if weight >= 3 and weight > min((len(n) for n in one), default=0) else one

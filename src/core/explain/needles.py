"""Cheap gates: literals that every match of an expression contains. Most expressions are never compiled.

Reads the subset of regular expressions that patterns are written in; what it does not know gates nothing.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

Literals = frozenset[str]  # one of them is in every match
Gate = tuple[tuple[Literals, ...], ...]  # alternatives; of one of them each set has a literal in the match
_GRAM = 5
_SHORTEST = 3  # a literal of fewer characters is everywhere
_RUN = re.compile(r"[\w :'\",;<>/=@%&#~`-]+(?![?*+{])")
_ATOM = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|\(\?(?:P<\w+>|<?[:=!]|[=!:])|.", re.DOTALL)
_QUANTIFIER = re.compile(r"(?:([?*])|(\+)|\{(\d+)(?:,\d*)?\})\??")
_NONE: Literals = frozenset()


@dataclass(frozen=True, slots=True)
class Sifted:
    """A text made ready for gates. ``low``: `folded`. ``runs``: all its runs of five characters."""

    low: str
    runs: frozenset[str]


def folded(text: str) -> str:
    """Lower case, with every white space and underscore a space."""
    return text.lower().replace("\n", " ").replace("_", " ")


def sifted(text: str) -> Sifted:
    low = folded(text)
    return Sifted(low, frozenset([low[at : at + _GRAM] for at in range(len(low) - _GRAM + 1)]))


def may_match(says: str, text: Sifted) -> bool:
    """Whether the text can fit the expression."""
    return _admits(gate(says), text)


class Sieve:
    """Many expressions at once: which of them a text can fit. Built once; a text then pays for what it has in it."""

    def __init__(self, expressions: Sequence[str]) -> None:
        self._gates = tuple(map(gate, expressions))
        self._by_run: dict[str, list[int]] = {}
        self._always: list[int] = []  # what no run tells of
        for number, wanted in enumerate(self._gates):
            telling = [next((one for one in alternative if _weight(one) >= _GRAM), _NONE) for alternative in wanted]
            if not all(telling):
                self._always.append(number)
                continue
            for run in {literal[:_GRAM] for one in telling for literal in one}:
                self._by_run.setdefault(run, []).append(number)

    def passing(self, text: Sifted) -> list[int]:
        """The numbers of the expressions that it can fit, in their order."""
        told = {number for run in self._by_run.keys() & text.runs for number in self._by_run[run]}
        return [number for number in sorted(told.union(self._always)) if _admits(self._gates[number], text)]


def _admits(wanted: Gate, text: Sifted) -> bool:
    low, runs = text.low, text.runs
    for alternative in wanted:
        for literals in alternative:
            for one in literals:
                if (len(one) < _GRAM or one[:_GRAM] in runs) and one in low:
                    break
            else:
                break
        else:
            return True
    return False


@lru_cache(maxsize=4096)
def gate(says: str) -> Gate:
    """Literals in the form of `folded`; an alternative without any lets everything pass."""
    return tuple(
        tuple(sorted((frozenset(folded(n) for n in one) for one in sequence), key=_weight, reverse=True)[:4])
        for sequence in _Reader(says).sequences()
    )


class _Reader:
    """One pass over an expression."""

    def __init__(self, says: str) -> None:
        self._says, self._at = says, 0

    def sequences(self) -> tuple[tuple[Literals, ...], ...]:
        """Up to the closing parenthesis or the end: for each alternative the literals that it must have."""
        found = [self._sequence()]
        while self._says[self._at : self._at + 1] == "|":
            self._at += 1
            found.append(self._sequence())
        self._at += 1  # the parenthesis
        return tuple(found)

    def _inside(self) -> Literals:
        """Of a group just opened: the union of the alternatives' best literals."""
        best = [max(one, key=_weight, default=_NONE) for one in self.sequences()]
        return frozenset().union(*best) if all(best) else _NONE

    def _sequence(self) -> tuple[Literals, ...]:
        found: list[Literals] = []
        run = ""
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
                inside = self._inside()
                optional = atom in ("(?=", "(?!", "(?<=", "(?<!") or self._least() == 0
                found += [frozenset({run}), _NONE if optional else inside]
                run = ""
                continue
            literal, least = _literal(atom), self._least()
            if literal == "" and atom in ("\\b", "\\B"):
                continue
            if literal and least == 1:
                run += literal
                continue
            found.append(frozenset({run + literal if least and literal else run}))
            run = ""
        found.append(frozenset({run}))
        return tuple(one for one in found if _weight(one) >= _SHORTEST)

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


def _weight(literals: Literals) -> int:
    """The length of the shortest: the longer, the rarer."""
    return min((len(n) for n in literals), default=0)

"""The rules speak of what a server sends. Here the same findings, said of a file that no server sends yet.

Law: only our own words are touched, never a quote; meaning, severity and order stay the rule's. A phrase that stands
in no table stays as it is.
"""

import shlex
from dataclasses import dataclass, replace

from core.model.finding import Finding, Impact
from core.model.prose import Code, Piece, Prose, Text, clean, quote

PHRASES = (
    ("the server does not send the intermediate certificate ", "it lacks the intermediate certificate "),
    ("the intermediate that it sends, ", "the intermediate in it, "),
    (", did not sign its certificate", ", did not sign the server's certificate"),
    ("its own certificate is not sent first", "the server's own certificate does not come first"),
    ("the chain is sent in the wrong order", "its certificates are in the wrong order"),
    ("the root certificate is sent, which clients never need", "it holds the root certificate, which no client needs"),
    ("a certificate is sent more than once", "it holds a certificate more than once"),
    ("a certificate is sent that signs nothing in the chain", "it holds a certificate that signs nothing in the chain"),
    ("an intermediate certificate that it sends cannot be read", "a certificate after the first cannot be read"),
    ("it sends more certificates than clients accept", "it holds more certificates than clients accept"),
    ("it sends more bytes of certificates than clients accept", "it holds more bytes than clients accept"),
    ("The server sends ", "The file holds "),
    ("0.0.0.0 sends ", "The file holds "),
    ("Nothing that was sent signed ", "Nothing in the file signed "),
    (" signed nothing that was sent; ", " signed nothing in the file; "),
    (", which was neither sent nor found", ", which is neither in the file nor was found"),
    ("which the server sent itself", "which the file holds"),
    ("The issuer was not sent and is in no root store", "The issuer is not in the file and in no root store"),
    (
        " bytes are sent in every full handshake that no client uses",
        " bytes would be sent in every handshake for nothing",
    ),
    ("it shows ", "it holds "),
    ("Take the attached chain", "Take the corrected bundle that --out writes"),
    ("In this order it is attached as ", "In this order --out writes it as "),
)
_NO_WITNESS = "The server told no time of its own"
NAMELESS = "name.invalid"  # in the place of a host that nobody named
_LIVE_CHECK = "tlscheck check --ca-file "


@dataclass(frozen=True, slots=True)
class File:
    """``name``: as typed. ``targets``: how the rules call the server. ``again``: the command that repeats it."""

    name: str
    targets: frozenset[str]
    again: str


def again(name: str, host: str | None) -> str:
    """The command that examines the file once more."""
    return shlex.join(["tlscheck", "chain", clean(name), *(("--host", host) if host else ())])


def as_file(finding: Finding, file: File) -> Finding:
    """The finding, said of the file."""
    evidence = tuple(_prose(line, file) for line in finding.evidence if not _starts(line, _NO_WITNESS))
    return replace(
        finding,
        headline=_named(_prose(finding.headline, file), file),
        evidence=evidence,
        means=_prose(finding.means, file),
        impact=tuple(Impact(i.client, i.shows.replace(NAMELESS, "…")) for i in finding.impact),
        fix=tuple(_prose(step, file) for step in finding.fix),
        verify=file.again,
    )


def _named(headline: Prose, file: File) -> Prose:
    """The file's name, a stranger's word like any other, in the place of the server's."""
    match headline.pieces:
        case (Text(text), *rest):
            target = next((t for t in file.targets if text.startswith((f"{t} ", f"{t}:"))), None)
            if target is not None:
                return Prose((quote(file.name, 120), Text(text.removeprefix(target)), *rest))
    return headline


def _starts(line: Prose, words: str) -> bool:
    match line.pieces[:1]:
        case (Text(text),):
            return text.startswith(words)
        case _:
            return False


def _prose(value: Prose, file: File) -> Prose:
    return Prose(tuple(_piece(piece, file) for piece in value.pieces))


def _piece(piece: Piece, file: File) -> Piece:
    match piece:
        case Text(text):
            for served, held in PHRASES:
                text = text.replace(served, held)
            return Text(text)
        case Code(text) if text.startswith(_LIVE_CHECK):
            return Code(f"{file.again} --ca-file YOUR-ROOT.pem")
        case _:
            return piece

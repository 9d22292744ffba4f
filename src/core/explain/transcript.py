"""Transcripts as evidence: what s_client, curl -v, gnutls-cli, javax.net.debug and tshark print about a handshake."""

import re

from core.model.explanation import SeenCertificate, Transcript


def _lines(*expressions: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(one, re.MULTILINE) for one in expressions)


_VERSION = _lines(
    r"\"supported_versions \(43\)\": \{\s?\"selected version\": \[(TLSv1\.\d)\]",
    r"^ *Protocol *: (TLSv1(?:\.\d)?|SSLv[23])",
    r"^New, (TLSv1(?:\.\d)?|SSLv3), Cipher",
    r"SSL connection using (TLSv?1(?:\.\d)?) ?/",
    r"- Description: \((TLS1\.\d)",
    r"- Version: (TLS1\.\d)",
    r"negotiated(?: ssl)?(?: protocol)?[ :=]+(TLSv?1(?:\.\d)?)",
    r"\"(?:server|selected) version\" *: \"?(TLSv1\.\d)",
    r"Negotiated protocol version: (TLSv1\.\d)",
    r"Version: (TLS 1\.\d) \(0x030\d\)",
    r"TLSv1 Record Layer|(?:^|\s)(TLSv1\.\d) Record Layer",
)
_CIPHER = _lines(
    r"^ *Cipher *: ((?!0000)[\w-]{5,60})$",
    r"Cipher is ((?!\(NONE\))[\w-]{5,60})",
    r"SSL connection using [^/\n]{1,20}/ ([\w-]{5,60})",
    r"- Cipher: ([\w-]{5,60})",
    r"\"cipher suite\" *: \"(TLS_\w{5,60})",
    r"Cipher Suite: (TLS_\w{5,60}) \(0x",
)
_GROUP = _lines(
    r"Server Temp Key: (\w[\w, -]{1,40}?)(?:, \d+ bits)?$",
    r"Peer Temp Key: (\w[\w, -]{1,40}?)(?:, \d+ bits)?$",
    r"Negotiated TLS1\.3 group: (\S{2,40})",
    r"SSL connection using [^/\n]{1,20}/ [\w-]{5,60} / ([\w-]{2,40})",
    r"\"named group\" *: \"?(\w{2,40})",
)
_ALPN = _lines(
    r"ALPN protocol: (\S{1,40})", r"ALPN: server accepted (\S{1,40})", r"ALPN, server accepted to use (\S{1,40})"
)
_VERIFY = re.compile(
    r"(?:verify return code|verify error:num|verification error)[ =:]{1,3}(\d{1,3})[: (]{1,2}([^)\n]{1,80})",
    re.IGNORECASE,
)
_VERIFY_WORDS = re.compile(
    r"(?:SSL certificate problem|Verification error): ([^\n]{1,100})|- Status: ([^\n]{1,100})", re.IGNORECASE
)
_CHAIN = re.compile(
    r"^ ?\d{1,2} s:([^\n]{0,300})\n ?i:([^\n]{0,300})(?:\n ?a:[^\n]{0,200})?(?:\n ?v:NotBefore: ([^;\n]{1,40}); "
    r"NotAfter: ([^\n]{1,40}))?",
    re.MULTILINE,
)
_GNUTLS = re.compile(
    r"subject [`'\"]([^\n]{0,300}?)['\"], issuer [`'\"]([^\n]{0,300}?)['\"],[^\n]{0,400}?activated "
    r"[`'\"]([^'\n]{1,40})['\"], expires [`'\"]([^'\n]{1,40})['\"]"
)
_CURL = re.compile(
    r"\* ?subject: ([^\n]{0,300})\n(?:\* ?start date: ([^\n]{1,40})\n\* ?expire date: "
    r"([^\n]{1,40})\n)?(?:\*[^\n]{0,300}\n){0,3}?\* ?issuer: ([^\n]{0,300})"
)
_JAVA = re.compile(
    r"\"issuer\" ?: \"([^\"\n]{0,300})\",\n\"not ?before\" ?: \"([^\"\n]{1,40})\",\n\"not ?after\" ?: "
    r"\"([^\"\n]{1,40})\",\n"
    r"\"subject\" ?: \"([^\"\n]{0,300})\""
)
_MOST = 12
# which group is subject, issuer, not before, not after
_SHAPES = ((_CHAIN, (1, 2, 3, 4)), (_GNUTLS, (1, 2, 3, 4)), (_CURL, (1, 4, 2, 3)), (_JAVA, (4, 1, 2, 3)))


def transcript(text: str) -> Transcript:
    """The evidence of a normalised text; all empty when it is no transcript."""
    number, words = _verify(text)
    return Transcript(
        version=_first(_VERSION, text),
        cipher=_first(_CIPHER, text),
        group=_first(_GROUP, text),
        alpn=_first(_ALPN, text),
        verify=number,
        verify_text=words,
        chain=_chain(text),
    )


def _first(expressions: tuple[re.Pattern[str], ...], text: str) -> str | None:
    for expression in expressions:
        match = expression.search(text)
        if match and match.group(1):
            return match.group(1)
    return None


def _verify(text: str) -> tuple[int | None, str | None]:
    """The last number that is an error, else the last number; else the words alone."""
    said = [(int(m[1]), m[2].strip()) for m in _VERIFY.finditer(text)]
    if said:
        return ([one for one in said if one[0]] or said)[-1]
    words = _VERIFY_WORDS.search(text)
    return (None, (words[1] or words[2]).strip()) if words else (None, None)


def _chain(text: str) -> tuple[SeenCertificate, ...]:
    for expression, order in _SHAPES:
        found = [
            SeenCertificate(*((match[place] or "").strip() for place in order))
            for _, match in zip(range(_MOST), expression.finditer(text), strict=False)
        ]
        if found:
            return tuple(found)
    return ()

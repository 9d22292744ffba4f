"""Sentences about files and keys: who stumbles over an oddity, and how it is mended.

What OpenSSL says of each oddity was seen with OpenSSL 3.0 and 4.0 (`SSL_CTX_use_certificate_chain_file`).
"""

import shlex
from collections.abc import Sequence

from core.model.bundle import Irregularity, Quirk
from core.model.finding import Impact
from core.model.prose import Code, Prose, prose
from core.words.references import page, rfc

PEM = rfc(7468, "", "Textual Encodings of PKIX, PKCS, and CMS Structures")
PEM_RULES = (PEM, rfc(8446, "4.4.2", "Certificate"))
KEY_RULES = (page("openssl-pkey", "https://docs.openssl.org/3.0/man1/openssl-pkey/"), PEM)

_BAD_END, _NO_START, _BAD_BASE64 = "bad end line", "no start line", "bad base64 decode"
_SAYS = {
    Quirk.PRECEDED: _NO_START,
    Quirk.OFF_THE_LINE: _BAD_END,
    Quirk.UTF16: _NO_START,
    Quirk.ESCAPED: _NO_START,
    Quirk.CARRIAGE_RETURNS: _NO_START,
    Quirk.CUT_OFF: _BAD_END,
    Quirk.BAD_BASE64: _BAD_BASE64,
    Quirk.NO_ARMOUR: _NO_START,
    Quirk.HEADERS: "not proc type",
    Quirk.SURPLUS: "header too long",
    Quirk.NO_CERTIFICATE: "wrong tag",
}
_MENDS = {
    Quirk.PRECEDED: prose("Let every ", Code("-----BEGIN"), " stand at the start of its line, without blanks"),
    Quirk.OFF_THE_LINE: prose(
        "Give every ", Code("-----BEGIN"), " and ", Code("-----END"), " line a line of its own: ",
        Code("cat"), " joins files without a line break where the first one does not end with one",
    ),
    Quirk.UTF16: prose("Save it as ASCII or UTF-8; in PowerShell: ", Code("Out-File -Encoding ascii")),
    Quirk.BYTE_ORDER_MARK: prose("Save it without byte order mark: ", Code("sed -i '1s/^\\xEF\\xBB\\xBF//' FILE")),
    Quirk.ESCAPED: prose("Turn the two characters \\n into line breaks: ", Code("printf '%b' \"$PEM\" > FILE")),
    Quirk.CARRIAGE_RETURNS: prose("Turn carriage returns into line breaks: ", Code("tr '\\r' '\\n' < FILE")),
    Quirk.EMPTY_LINES: prose("Remove the empty lines between BEGIN and END: ", Code("sed -i '/^[[:space:]]*$/d' FILE")),
    Quirk.CUT_OFF: prose("Copy the file again, whole: the END line is missing"),
    Quirk.BAD_BASE64: prose("Copy the file again as the CA delivered it: between BEGIN and END stands base64 alone"),
    Quirk.NO_ARMOUR: prose(
        "Put ", Code("-----BEGIN CERTIFICATE-----"), " before and ", Code("-----END CERTIFICATE-----"), " behind it"
    ),
    Quirk.HEADERS: prose("Remove the lines with a colon between BEGIN and the base64, and the empty line behind them"),
    Quirk.TRUSTED_LATER: prose(
        "Write it as a plain certificate; OpenSSL passes over it where it is: ",
        Code("openssl x509 -in FILE -out PLAIN"),
    ),
    Quirk.SURPLUS: prose("Write the certificate anew, without what follows it: ", Code("openssl x509 -in FILE")),
    Quirk.NO_CERTIFICATE: prose("Remove that block, or replace it by the certificate as the CA delivered it"),
    Quirk.TOO_MANY: prose("Keep the server's certificate and its intermediates: two to four certificates"),
}  # fmt: skip
_CONVERSIONS = (
    ("Java keystore", "keytool -importkeystore -srckeystore FILE -destkeystore FILE.p12 -deststoretype PKCS12"),
    ("OpenSSH", "ssh-keygen -p -m PEM -f FILE"),
    ("PKCS #12, not a key", "openssl pkcs12 -in FILE -nocerts -nodes -out privkey.pem"),
    ("PEM in base64 once more", "base64 -d FILE > fullchain.pem"),
    ("PuTTY", "puttygen FILE -O private-openssh -o FILE.pem"),
    ("certificate request", "openssl req -in FILE -noout -subject"),
)


def quoted(name: str) -> str:
    """A file name as a shell takes it; never taken for an option."""
    return shlex.quote(f"./{name}" if name.startswith("-") else name)


def impact_of(quirk: Quirk) -> tuple[Impact, ...]:
    """Who refuses a file with this oddity, in the program's own words."""
    says = _SAYS.get(quirk)
    if says is None:
        return ()
    return (
        Impact("nginx", f'cannot load certificate "FILE": PEM_read_bio_X509() failed (SSL: … PEM routines::{says})'),
        Impact("HAProxy, Apache, Python, Node and others with OpenSSL", says),
    )


def remedy_for(because: str, odd: Sequence[Irregularity], *, key: bool = False) -> tuple[Prose, ...]:
    """Ordered steps for a file that cannot be used as it is. ``key``: it should hold a private key."""
    quirks = (*(i.quirk for i in odd), *(quirk for quirk in Quirk if quirk.value in because))
    mends = tuple(_MENDS[quirk] for quirk in dict.fromkeys(quirks) if quirk in _MENDS)
    known = tuple(prose("Try ", Code(command)) for word, command in _CONVERSIONS if word in because)
    if mends or known:
        return (*mends, *known)
    if "password" in because or "opens it" in because:
        return (prose("Give the right password: ", Code("--password-file FILE"), ", or let it be asked for"),)
    if key:
        return (
            prose("See what it is: ", Code("file FILE"), ", ", Code("openssl pkey -in FILE -noout")),
            prose("Take the key that the certificate was requested with, in PEM: ", Code("privkey.pem")),
        )
    return (
        prose("See what it is: ", Code("file FILE"), ", ", Code("openssl storeutl -noout -text FILE")),
        prose("Take the certificate as the CA delivered it, in PEM: ", Code("fullchain.pem")),
    )

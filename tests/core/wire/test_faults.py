"""OpenSSL's words → our faults. Real failures are in test_handshake; here the words that are hard to provoke."""

import pytest

from core.model.observation import Fault
from core.wire.engine import EngineError
from core.wire.faults import classify

SSL, ASN1 = "SSL routines", "asn1 encoding routines"


@pytest.mark.parametrize(
    ("stack", "fault"),
    [
        ([(SSL, "excessive message size")], Fault.TOO_LARGE),
        ([("rsa routines", "invalid padding"), (SSL, "bad signature")], Fault.BAD_SIGNATURE),
        ([(SSL, "wrong signature type")], Fault.BAD_SIGNATURE),
        ([(SSL, "wrong certificate type")], Fault.BAD_SIGNATURE),
        ([(SSL, "decryption failed or bad record mac")], Fault.CORRUPT_RECORD),
        ([(SSL, "unsupported protocol")], Fault.UNSUPPORTED),
        ([(SSL, "unknown certificate type")], Fault.UNSUPPORTED),
        ([(ASN1, "wrong tag"), (ASN1, "nested asn1 error"), (SSL, "asn1 lib")], Fault.MALFORMED_CERTIFICATE),
        ([(SSL, "unable to find public key parameters")], Fault.MALFORMED_CERTIFICATE),
        ([(SSL, "cert length mismatch")], Fault.MALFORMED_HANDSHAKE),
        ([(SSL, "unexpected message")], Fault.MALFORMED_HANDSHAKE),
        ([(SSL, "words of a coming version")], Fault.MALFORMED_HANDSHAKE),
        ([], Fault.MALFORMED_HANDSHAKE),
    ],
)
def test_words_are_classified(stack: list[tuple[str, str]], fault: Fault) -> None:
    assert classify(EngineError(tuple(stack))) is fault


def test_the_words_are_shown_verbatim() -> None:
    assert str(EngineError(((SSL, "bad signature"), ("", "x")))) == "SSL routines: bad signature; x"

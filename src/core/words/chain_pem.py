"""A chain as PEM, ready to paste into a file. RFC 7468."""

import base64
from collections.abc import Iterable
from textwrap import wrap

from core.model.certificate import CertificateFacts


def pem(certificates: Iterable[CertificateFacts]) -> str:
    """Leaf first, as given."""
    return "".join(
        "\n".join(
            ("-----BEGIN CERTIFICATE-----", *wrap(base64.b64encode(c.der).decode(), 64), "-----END CERTIFICATE-----\n")
        )
        for c in certificates
    )

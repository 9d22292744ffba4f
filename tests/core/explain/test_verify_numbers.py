"""The numbers of OpenSSL's verify errors mean what the library says of them."""

import re

import pytest
from OpenSSL._util import ffi, lib

from core.explain.tools.openssl_verify import VERDICTS, Verdict

_OF_OLDER_RELEASES = {24}  # invalid CA until OpenSSL 1.1.1, 79 since


@pytest.mark.parametrize("verdict", [v for v in VERDICTS if v.number not in _OF_OLDER_RELEASES], ids=lambda v: v.name)
def test_a_number_has_the_words_of_the_library(verdict: Verdict) -> None:
    words = ffi.string(lib.X509_verify_cert_error_string(verdict.number)).decode()
    assert re.search(verdict.words, words, re.IGNORECASE), words

"""`hostname-mismatch` and its precise forms: exactly one of them, and only for names that do not fit."""

import pytest
from cryptography import x509

from core.model.prose import Quote
from core.model.target import Target
from core.model.verdict import PASSED
from core.rules.hostname_mismatch import RULE
from tests.core.rules.certificate_support import CA, GOOD, served, told
from tests.core.rules.support import only, said

ADDRESS = Target(host="192.0.2.1")


def test_a_foreign_name_is_told_with_the_nearest() -> None:
    found = only(RULE.check(served(CA.issue(dns=["www.a.test", "b.test"]))))
    headline = "a.test:443 is broken: the certificate is for www.a.test, b.test, not for a.test"
    assert told(found) == ("hostname-mismatch", "broken", "server", "measured", headline)
    assert "The nearest to a.test is www.a.test" in said(found)
    assert len(found.impact) == 9


def test_many_names_stay_one_line() -> None:
    found = only(RULE.check(served(CA.issue(dns=[f"n{i}.test" for i in range(60)]))))
    assert told(found)[4].endswith("the certificate is for n0.test, n1.test, n2.test and 57 more, not for a.test")


@pytest.mark.parametrize("host", ["a.test", "x.y.a.test"])
def test_a_wildcard_covers_one_label(host: str) -> None:
    target = Target(host=host, server_name=host)
    found = only(RULE.check(served(CA.issue(dns=["*.a.test"]), target=target)))
    assert told(found)[0] == "wildcard-depth"
    assert told(found)[4] == f"{host}:443 is broken: the wildcard *.a.test does not cover {host}"


def test_a_wildcard_of_the_right_depth_passes() -> None:
    target = Target(host="x.a.test", server_name="x.a.test")
    assert RULE.check(served(CA.issue(dns=["*.a.test"]), target=target)) == PASSED


def test_a_fitting_common_name_alone_is_no_san_and_hits_those_that_do_not_read_it() -> None:
    found = only(RULE.check(served(CA.issue(san=False, cn="a.test"))))
    assert found.code == "no-san"
    assert [i.client for i in found.impact] == ["Chrome", "Firefox", "Safari", "Go", "Python"]


def test_a_common_name_that_would_not_fit_either_is_a_mismatch() -> None:
    found = only(RULE.check(served(CA.issue(san=False, cn="b.test"))))
    assert told(found)[4] == "a.test:443 is broken: the certificate is for no name at all, not for a.test"


def test_an_address_has_to_be_an_ip_entry() -> None:
    found = only(RULE.check(served(CA.issue(dns=["192.0.2.1"]), target=ADDRESS)))
    headline = "192.0.2.1:443 is broken: the certificate is not valid for the address 192.0.2.1"
    assert told(found) == ("ip-not-in-san", "broken", "server", "measured", headline)
    assert found.verify.startswith("openssl s_client -connect 192.0.2.1:443 -noservername </dev/null")


def test_an_address_among_the_ip_entries_passes() -> None:
    assert RULE.check(served(CA.issue(ips=["192.0.2.1"]), target=ADDRESS)) == PASSED


def test_the_right_name_passes() -> None:
    assert RULE.check(served(GOOD)) == PASSED


def test_names_from_a_certificate_are_quotes_of_a_stranger() -> None:
    found = only(RULE.check(served(CA.issue(dns=["b.test"], cn="<!channel> *bold*"))))
    assert any(isinstance(p, Quote) and "!channel" in p.text for line in found.evidence for p in line.pieces)


def test_a_subject_alternative_name_of_an_e_mail_address_only_is_no_san() -> None:
    leaf = CA.issue(cn="a.test", other_names=(x509.RFC822Name("root@a.test"),))
    found = only(RULE.check(served(leaf)))
    assert found.code == "no-san"
    assert "the subjectAltName of its certificate has no host name, so not a.test" in said(found)
    assert "root@a.test" in said(found)

"""`unsupported-key-type`: kinds of keys that browsers have no code for."""

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from core.model.verdict import PASSED
from core.rules.unsupported_key_type import RULE
from tests.core.rules.certificate_support import CA, served, told
from tests.core.rules.support import only
from tests.support.pki import KeyKind


def test_ed25519_is_broken_in_browsers_only() -> None:
    found = only(RULE.check(served(CA.issue(key="ed25519"))))
    headline = "a.test:443 is broken: browsers cannot use the kind of its certificate's key, Ed25519"
    assert told(found) == ("unsupported-key-type", "broken", "server", "measured", headline)
    assert [i.client for i in found.impact] == ["Chrome", "Firefox", "Safari"]


@pytest.mark.parametrize("curve", [ec.SECP256K1(), ec.BrainpoolP256R1(), ec.SECP224R1()])
def test_other_curves_are_broken(curve: ec.EllipticCurve) -> None:
    found = only(RULE.check(served(CA.issue(key=ec.generate_private_key(curve)))))
    assert told(found)[4].endswith(f"key, {curve.name}")


def test_dsa_is_broken_for_java_and_go_too() -> None:
    found = only(RULE.check(served(CA.issue(key="dsa2048"))))
    assert [i.client for i in found.impact] == ["Chrome", "Firefox", "Safari", "Java", "Go"]


@pytest.mark.parametrize("kind", ["p256", "p384", "p521", "rsa2048"])
def test_what_browsers_know_passes(kind: KeyKind) -> None:
    assert RULE.check(served(CA.issue(key=kind))) == PASSED


def test_a_curve_that_is_too_small_is_a_weak_key() -> None:
    assert RULE.check(served(CA.issue(key=ec.generate_private_key(ec.SECP192R1())))) == PASSED

"""A whole file, judged: what does not apply, what is worded for a file, the right bundle, the key that fits or not."""

import asyncio
from base64 import encodebytes
from collections.abc import Sequence
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, NoEncryption, pkcs7, pkcs12

from core.bundle.evidence import Question
from core.bundle.examine import examine_file, judge
from core.bundle.fetching import judge_with_issuers
from core.bundle.keys import read_key_file
from core.bundle.reading import read_bundle
from core.model.bundle import BundleReport, Container, Key, Quirk
from core.model.finding import Finding, Severity
from core.model.observation import Fetched
from core.model.prose import plain
from core.model.report import State
from core.model.trust import Store, TrustStores
from core.rules import catalogue
from tests.core.bundle.test_private import KEYS, PUBLIC
from tests.support.pki import NOW, Authority, Leaf, RawExtension, to_pem
from tests.support.trust import anchor, trusting

ROOT = Authority.root()
CA = ROOT.intermediate()
LEAF = CA.issue(dns=["a.test", "www.a.test"])
OWN = trusting(anchor(ROOT, Store.USER))
ONLY_FILE = "only a file was read: nothing was asked over the network"


def examined(
    data: bytes,
    *,
    stores: TrustStores = OWN,
    host: str | None = None,
    key: Key | None = None,
    name: str = "bundle.pem",
    passwords: Sequence[str] = (),
    at_given: bool = True,
) -> BundleReport:
    question = Question(name=name, stores=stores, at=NOW, at_given=at_given, host=host, key=key)
    return judge(read_bundle(data, name, passwords), question)


def codes(report: BundleReport) -> list[str]:
    return [finding.code for finding in report.report.findings]


def headlines(report: BundleReport) -> list[str]:
    return [plain(finding.headline) for finding in report.report.findings]


def said(finding: Finding) -> str:
    prose = (finding.headline, *finding.evidence, finding.means, *finding.fix)
    return "\n".join([*map(plain, prose), finding.verify])


def test_a_sound_file_is_fine_and_needs_no_change() -> None:
    report = examined(LEAF.fullchain_pem, host="a.test")
    assert (report.state, codes(report), report.as_it_is) == (State.OK, [], True)
    assert (report.report.undetermined, report.report.crashed) == ((), ())


def test_one_call_does_it_all() -> None:
    report = examine_file(LEAF.fullchain_pem, None, OWN, NOW, host="a.test", key=LEAF.key_pem)
    assert (report.state, report.name, report.key_fits) == (State.OK, "the file", True)


def test_rules_that_need_a_connection_do_not_apply_and_never_pass() -> None:
    report = examined(LEAF.fullchain_pem).report
    unasked = {o.code for o in report.not_applicable if o.because == ONLY_FILE}
    assert {"tcp-refused", "sni-default-cert", "key-mismatch", "protocol-too-old", "sni-required"} <= unasked
    every = {code for rule in catalogue() for code in rule.codes}
    told = set(report.passed) | {o.code for o in report.not_applicable}
    assert every <= told
    assert not unasked & set(report.passed)


def test_without_a_host_the_name_is_not_applicable() -> None:
    report = examined(LEAF.fullchain_pem).report
    because = {o.code: o.because for o in report.not_applicable}
    assert because["hostname-mismatch"] == "no name was given that it must be for"


def test_without_a_host_a_common_name_alone_is_still_found() -> None:
    assert codes(examined(CA.issue(san=False, cn="a.test").fullchain_pem)) == ["no-san"]


def test_a_certificate_without_any_host_leaves_the_name_open() -> None:
    report = examined(CA.issue(san=False, cn="Jane Doe").fullchain_pem)
    assert report.state is State.UNDETERMINED
    assert [o.because for o in report.report.undetermined] == ["the certificate names no host, and none was given"]


def test_wildcards_and_addresses_name_a_host() -> None:
    for leaf in (CA.issue(dns=["*.a.test"]), CA.issue(ips=["192.0.2.1"], cn="x")):
        report = examined(leaf.fullchain_pem)
        assert (report.state, report.families) == (State.OK, ())


def test_the_clock_is_not_said_to_be_checked_against_a_server() -> None:
    (found,) = examined(CA.issue(not_after=NOW - timedelta(days=3)).fullchain_pem, at_given=False).report.findings
    assert plain(found.headline) == "bundle.pem is broken: the certificate expired 3 days ago"
    seen = [plain(line) for line in found.evidence]
    assert "Our clock says 2026-06-01 12:00:00 UTC" in seen
    assert not any("server told" in line for line in seen)


LAW = {
    "chain-incomplete": LEAF.pem,
    "chain-wrong-intermediate": to_pem(LEAF.cert, ROOT.intermediate("Another Issuing CA").cert),
    "chain-order": to_pem(ROOT.cert, CA.cert, LEAF.cert),
    "root-sent": to_pem(*LEAF.sent, ROOT.cert),
    "chain-duplicate": to_pem(*LEAF.sent, CA.cert),
    "chain-unrelated": to_pem(*LEAF.sent, ROOT.intermediate("Stray CA").cert),
    "untrusted-root": to_pem(*Authority.root("Far Root").intermediate("Far CA").issue().sent),
    "self-signed": Authority.root("x", dns=["a.test"]).pem,
    "oversized-chain": to_pem(*LEAF.sent, *(ROOT.intermediate(f"CA {n}").cert for n in range(12))),
    "cert-expired": to_pem(CA.issue(not_after=NOW - timedelta(days=3)).cert, CA.cert),
    "chain-untrusted": to_pem(Authority.root("Zork", org="Zork Ltd").issue().cert),
}


@pytest.mark.parametrize("code", LAW)
def test_a_finding_speaks_of_the_file_and_of_no_server_that_sent_it(code: str) -> None:
    found = next(f for f in examined(LAW[code]).report.findings if f.code == code)
    text = said(found)
    assert "“bundle.pem”" in text.splitlines()[0] or plain(found.headline).startswith("bundle.pem")
    for served in ("server sends", "does not send", "was not sent", "was sent", "0.0.0.0", ":443", "s_client"):
        assert served not in text
    assert found.verify == "tlscheck chain bundle.pem"


def test_the_missing_intermediate_is_named_and_its_address_wanted() -> None:
    leaf = CA.issue(aia="http://ca.test/ca.crt")
    report = examined(leaf.pem)
    assert headlines(report) == [
        "bundle.pem is broken: it lacks the intermediate certificate CN=Test Issuing CA,O=Test Trust Ltd"
    ]
    assert (report.wanted, report.corrected) == (("http://ca.test/ca.crt",), ())


def test_a_forged_certificate_is_in_no_corrected_bundle() -> None:
    assert examined(CA.issue(signed_by=ROOT.key).fullchain_pem).corrected == ()


class Library:
    """A fetcher that has one certificate at one address, and counts."""

    def __init__(self, url: str, der: bytes) -> None:
        self.url, self.der, self.asked = url, der, 0

    async def fetch(self, urls: Sequence[str], deadline: float) -> tuple[Fetched, ...]:
        self.asked += 1
        return tuple(
            Fetched(url, (self.der,)) if url == self.url else Fetched(url, failure="HTTP status 404") for url in urls
        )


class Watch:
    def now(self) -> object:
        raise AssertionError("no business of its")

    def monotonic(self) -> float:
        return 0.0


def fetched(leaf: Leaf, library: Library) -> BundleReport:
    question = Question(name="x.pem", stores=OWN, at=NOW, at_given=True)
    return asyncio.run(judge_with_issuers(read_bundle(leaf.pem, "x.pem"), question, library, Watch()))  # type: ignore[arg-type]


def test_a_missing_intermediate_that_could_be_fetched_completes_the_bundle() -> None:
    leaf, library = CA.issue(aia="http://ca.test/ca.crt"), Library("http://ca.test/ca.crt", CA.der)
    report = fetched(leaf, library)
    assert (codes(report), library.asked) == (["chain-incomplete"], 1)
    assert [c.der for c in report.corrected] == [leaf.der, CA.der]
    assert report.report.findings[0].confidence == "measured"


def test_an_address_that_has_nothing_is_asked_once_and_told() -> None:
    leaf, library = CA.issue(aia="http://ca.test/gone.crt"), Library("http://ca.test/ca.crt", CA.der)
    report = fetched(leaf, library)
    assert (library.asked, report.corrected) == (1, ())
    assert "HTTP status 404" in said(report.report.findings[0])


def test_behind_a_wrong_first_certificate_the_rest_is_judged_as_if_mended() -> None:
    expired = CA.issue(not_after=NOW - timedelta(days=3))
    report = examined(to_pem(CA.cert, expired.cert))
    assert set(codes(report)) == {"chain-order", "cert-expired"}
    assert [c.der for c in report.corrected] == [expired.der, CA.der]
    assert [getattr(c, "der", None) for c in report.certificates] == [CA.der, expired.der]


FAR = Authority.root("Far Root")


@pytest.mark.parametrize(
    "certificates", [(CA.cert,), (CA.cert, ROOT.cert), (ROOT.cert,), (FAR.cert,), (ROOT.cert, FAR.cert) * 20]
)
def test_a_file_of_cas_alone_is_told_as_that_and_as_nothing_else(certificates: Sequence[x509.Certificate]) -> None:
    report = examined(to_pem(*certificates), host="a.test")
    assert headlines(report) == ["bundle.pem is broken: it holds no server's certificate, only those of CAs"]
    assert report.corrected == ()


def test_an_expired_ca_in_a_file_of_cas_is_found_too() -> None:
    old = ROOT.intermediate("Old CA", not_after=NOW - timedelta(days=3))
    assert codes(examined(old.pem)) == ["ca-cert-as-leaf", "cert-expired"]


@pytest.mark.parametrize(
    ("data", "container"),
    [
        (pkcs7.serialize_certificates([CA.cert, LEAF.cert], Encoding.DER), Container.PKCS7),
        (
            pkcs12.serialize_key_and_certificates(b"n", LEAF.key, LEAF.cert, [CA.cert], NoEncryption()),  # type: ignore[arg-type]
            Container.PKCS12,
        ),
    ],
)
def test_a_container_without_order_has_none_to_be_wrong(data: bytes, container: Container) -> None:
    report = examined(data, host="a.test")
    assert (report.container, report.state, codes(report)) == (container, State.OK, [])
    assert [c.der for c in report.corrected] == [LEAF.der, CA.der]
    assert report.as_it_is is False


def test_each_store_has_its_path_and_reason() -> None:
    report = examined(LEAF.fullchain_pem)
    by_store = {path.verdict.store: path for path in report.paths}
    assert by_store[Store.USER].verdict.trusted is True
    assert by_store[Store.USER].subjects == (
        "CN=a.test",
        "CN=Test Issuing CA,O=Test Trust Ltd",
        "CN=Test Root,O=Test Trust Ltd",
    )
    assert by_store[Store.MOZILLA].verdict.trusted is False


def test_a_path_that_needed_fetching_says_that_the_file_lacks_it() -> None:
    leaf = CA.issue(aia="http://ca.test/ca.crt")
    report = fetched(leaf, Library("http://ca.test/ca.crt", CA.der))
    own = next(p.verdict for p in report.paths if p.verdict.store is Store.USER)
    assert own.because == "a path leads to Test Root, but only with an intermediate that the file lacks"


# --- keys -------------------------------------------------------------------------------------------------------------


def key_file(data: bytes, *passwords: str) -> Key:
    return read_key_file(data, "privkey.pem", passwords)


@pytest.mark.parametrize("form", ["PKCS #8", "PKCS #8 in DER", "SEC 1", "SEC 1 in DER"])
def test_a_key_in_any_form_is_compared(form: str) -> None:
    report = examined(LEAF.fullchain_pem, key=key_file(KEYS[form]))
    assert (codes(report), report.key_fits) == (["private-key-problem"], False)
    assert headlines(report) == ["bundle.pem is broken: the private key does not belong to its certificate"]


def test_a_key_that_fits_passes() -> None:
    report = examined(LEAF.fullchain_pem, key=key_file(LEAF.key_pem))
    assert (codes(report), report.key_fits) == ([], True)
    assert "private-key-problem" in report.report.passed


def test_a_key_of_another_certificate_in_the_file_is_told() -> None:
    other = CA.issue(dns=["b.test"])
    report = examined(to_pem(*LEAF.sent, other.cert), key=key_file(other.key_pem))
    found = report.report.findings[0]
    assert found.code == "private-key-problem"
    assert "It belongs to certificate 3 of the file, b.test" in said(found)


def test_commands_in_a_fix_can_be_typed_whatever_the_file_is_called() -> None:
    report = examined(LEAF.fullchain_pem, key=read_key_file(KEYS["SEC 1"], "-my key.pem", ()), name="a b.pem")
    text = said(report.report.findings[0])
    assert "openssl x509 -in 'a b.pem' -noout -pubkey" in text
    assert "openssl pkey -in './-my key.pem' -pubout" in text


def test_a_locked_key_is_an_open_question_until_a_password_was_wrong() -> None:
    locked = KEYS["PKCS #8 with a password"]
    unopened = examined(LEAF.fullchain_pem, key=key_file(locked))
    assert (unopened.state, codes(unopened)) == (State.UNDETERMINED, [])
    wrong = examined(LEAF.fullchain_pem, key=key_file(locked, "guess"))
    assert headlines(wrong) == ["privkey.pem is broken: no password given opens it"]
    assert examined(LEAF.fullchain_pem, key=key_file(locked, "secret")).key_fits is False


@pytest.mark.parametrize(
    ("data", "because"),
    [
        (b"", "it is empty"),
        (LEAF.pem, "it holds a certificate and no private key"),
        (PUBLIC["request"], "it holds a certificate request and no private key"),
        (KEYS["Java keystore"], "it is a Java keystore, not a key file"),
        (KEYS["bare base64"], "it is base64 without BEGIN and END lines"),
        (KEYS["PKCS #12"], "it is PKCS #12, not a key file"),
        (KEYS["cut off"], "its private key is cut off: the END line is missing"),
        (KEYS["UTF-16 of Windows"], "it has UTF-16 text: programs built on OpenSSL find no key in it"),
        (b"x " + LEAF.key_pem, f"it has {Quirk.PRECEDED.value}: programs built on OpenSSL find no key in it"),
        (b"junk", "what it holds cannot be read as a private key (PKCS #8, PKCS #1 or SEC 1)"),
    ],
    ids=lambda value: value if isinstance(value, str) else "key",  # fresh keys would be other names for each worker
)
def test_a_key_file_that_is_none_says_what_it_is(data: bytes, because: str) -> None:
    report = examined(LEAF.fullchain_pem, key=key_file(data))
    assert headlines(report) == [f"privkey.pem is broken: {because}"]
    assert codes(report) == ["key-file-unreadable"]


def test_what_is_odd_behind_the_key_keeps_nobody_from_it() -> None:
    data = LEAF.key_pem + b"\n" + CA.pem[:200]
    assert examined(LEAF.fullchain_pem, key=key_file(data)).key_fits is True


def test_a_key_as_gnutls_writes_it_is_read_as_openssl_reads_it() -> None:
    """With a zero byte before the number, as of an INTEGER, where RFC 5915 has as many bytes as the curve."""
    number = LEAF.key.private_numbers().private_value.to_bytes(32)  # type: ignore[union-attr]
    padded = b"\x02\x01\x01\x04\x21\x00" + number + bytes.fromhex("a00a06082a8648ce3d030107")
    report = examined(LEAF.fullchain_pem, key=key_file(bytes([0x30, len(padded)]) + padded))
    assert (codes(report), report.key_fits) == ([], True)


def test_a_block_that_is_lost_is_not_said_to_be_read() -> None:
    report = examined(LEAF.pem + CA.pem[:200])
    assert codes(report) == ["key-file-unreadable", "chain-incomplete"]
    assert "We cannot read that block; the rest is judged without it." in said(report.report.findings[0])


def test_a_file_full_of_strangers_lacks_nothing() -> None:
    strangers = [ROOT.intermediate(f"Stranger {n}").cert for n in range(70)]
    assert codes(examined(to_pem(LEAF.cert, *strangers, CA.cert))) == ["oversized-chain", "chain-unrelated"]


def test_a_deep_chain_is_followed_to_its_root() -> None:
    below = ROOT
    for level in range(9):
        below = below.intermediate(f"Level {level}")
    report = examined(below.issue().fullchain_pem)
    assert codes(report) == []
    assert any("exceeds max depth" in plain(line) for line in report.families)


def test_a_mail_constraint_is_shown_with_what_it_permits() -> None:
    post = ROOT.intermediate("Post CA", permitted=[x509.RFC822Name("a.test")])
    names = [x509.DNSName("a.test"), x509.RFC822Name("me@b.test")]
    (found,) = examined(post.issue(other_names=names, cn="a.test").fullchain_pem).report.findings
    assert "may not issue for me@b.test (name constraints)" in said(found)
    assert "e-mail a.test" in said(found)


def test_what_openssl_refuses_is_never_fine_and_the_corrected_bundle_is() -> None:
    right, wrong = (ROOT.intermediate("Twin CA", ski=False) for _ in range(2))
    leaf = right.issue(aki=False)
    report = examined(to_pem(leaf.cert, wrong.cert, right.cert))
    assert headlines(report)[0] == "bundle.pem is broken: programs built on OpenSSL follow the wrong certificate in it"
    assert "OpenSSL accepts the chain of the corrected bundle" in said(report.report.findings[0])
    assert [c.der for c in report.corrected] == [leaf.der, right.der]


def test_an_intermediate_that_a_person_trusts_is_taken_for_a_root() -> None:
    report = examined(LEAF.pem, stores=trusting(anchor(CA, Store.USER)))
    assert (report.state, codes(report)) == (State.OK, [])
    assert len(report.families) == 2


def test_a_key_in_openssh_form_is_no_key_for_a_server() -> None:
    report = examined(LEAF.fullchain_pem, key=key_file(KEYS["OpenSSH"]))
    assert codes(report) == ["key-file-unreadable"]
    assert "ssh-keygen -p -m PEM" in said(report.report.findings[0])


def test_a_key_in_the_file_is_a_note_and_is_compared() -> None:
    report = examined(LEAF.fullchain_pem + LEAF.key_pem)
    (found,) = report.report.findings
    assert (found.code, found.severity, report.key_fits) == ("private-key-included", Severity.NOTE, True)
    assert report.state is State.OK


def test_a_strange_key_in_the_file_is_broken() -> None:
    assert codes(examined(LEAF.fullchain_pem + KEYS["SEC 1"])) == ["private-key-problem", "private-key-included"]


def test_no_word_of_a_report_is_key_material() -> None:
    data = LEAF.fullchain_pem + LEAF.key_pem
    secret = LEAF.key_pem.decode().splitlines()[1]
    assert secret not in repr(examined(data, key=key_file(LEAF.key_pem)))


# --- hostile or odd files ---------------------------------------------------------------------------------------------


def test_a_file_that_holds_nothing_is_one_finding() -> None:
    report = examined(b"hello", name="<b>\x1b[31m.pem")
    assert (report.state, codes(report)) == (State.BROKEN, ["key-file-unreadable"])
    assert "\x1b" not in said(report.report.findings[0])


def test_a_glued_file_is_broken_and_mended() -> None:
    report = examined(LEAF.pem.strip() + CA.pem)
    assert codes(report) == ["key-file-unreadable"]
    assert ([c.der for c in report.corrected], report.as_it_is) == ([LEAF.der, CA.der], False)


def test_a_byte_order_mark_is_a_note() -> None:
    report = examined(b"\xef\xbb\xbf" + LEAF.fullchain_pem)
    assert (codes(report), report.state) == (["key-file-unreadable"], State.OK)


def test_a_wrong_password_is_told_apart_from_none() -> None:

    data = pkcs12.serialize_key_and_certificates(b"n", LEAF.key, LEAF.cert, [], BestAvailableEncryption(b"right"))  # type: ignore[arg-type]
    assert headlines(examined(data)) == ["bundle.pem is broken: it is locked with a password (PKCS #12)"]
    wrong = examined(data, passwords=["wrong"])
    assert headlines(wrong) == ["bundle.pem is broken: it does not open with the password given (PKCS #12)"]


def test_a_malformed_certificate_behind_a_good_one_hides_nothing() -> None:
    broken = f"-----BEGIN CERTIFICATE-----\n{encodebytes(CA.der[:-40]).decode()}-----END CERTIFICATE-----\n".encode()
    report = examined(LEAF.pem + broken)
    assert "malformed-cert" in codes(report)
    assert len(report.certificates) == 2


def test_hostile_words_in_a_certificate_stay_quotes() -> None:
    odd = CA.issue(cn="x\u202e<!channel>", extra=[RawExtension("1.2.3.4", b"\x05\x00", critical=True)])
    (found,) = examined(odd.fullchain_pem).report.findings
    assert found.code == "unknown-critical-ext"
    assert "\u202e" not in said(found)

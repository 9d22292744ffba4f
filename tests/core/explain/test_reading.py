"""The parts of reading: normal form, hosts, dates, transcripts, who wrote it, and what context changes."""

from datetime import UTC, datetime

import pytest

from core.explain import explain_text
from core.explain.hosts import hosts
from core.explain.instants import stated, written
from core.explain.normalise import LIMIT, glued, normalise
from core.explain.signals import signals, writer
from core.explain.transcript import transcript
from core.model.explanation import SeenCertificate, Side, Transcript

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
ESP32 = (
    "X509 - Certificate verification failed, e.g. CRL, CA or signature check failed\n"
    "start_ssl_client: -9984\nerror(-1): connection refused"
)
VERIFY_20 = "curl: (60) SSL certificate problem: unable to get local issuer certificate"


def first(text: str) -> str:
    causes = explain_text(text, NOW).causes
    return causes[0].code if causes else ""


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\x1b[31mcurl:\x1b[0m (60)", "curl: (60)"),
        ("can&#39;t &lt;x&gt; &amp; y", "can't <x> & y"),
        ("“it’s” »here«", '"it\'s" "here"'),
        ("one  \t two \r\n  three", "one two\nthree"),
        (r"Get \"https://a.example\": EOF\nnext", 'Get "https://a.example": EOF\nnext'),
        ("\x1b]0;title\x07text", "text"),
        (r"a \u003d b", "a = b"),
    ],
)
def test_the_normal_form(raw: str, clean: str) -> None:
    assert normalise(raw) == clean


def test_the_normal_form_is_bounded() -> None:
    assert len(normalise("x" * (LIMIT * 3))) <= LIMIT + 1


def test_lines_cut_in_the_middle_of_a_word_are_glued() -> None:
    assert glued("#16 707.6 unable to get local i\n#16 707.6 ssuer certificate") == (
        "unable to get local issuer certificate"
    )


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("Get https://api.example.com:8443/x failed", ("api.example.com:8443",)),
        ("HTTPSConnectionPool(host='a.example.com', port=443): Max", ("a.example.com:443",)),
        ("openssl s_client -connect mx.example.org:25 -starttls smtp", ("mx.example.org:25",)),
        ("* Connected to www.example.com (192.0.2.1) port 443 (#0)", ("www.example.com:443",)),
        ("dial tcp 192.0.2.33:443: connect", ("192.0.2.33:443",)),
        ("see https://curl.se/docs/sslcerts.html", ()),
        ("at sun.security.ssl.Alert.createSSLException(Alert.java:131)", ()),
        ('File "/srv/app/main.py", line 9', ()),
        ("version 1.2.3 of nothing", ()),
    ],
)
def test_the_hosts_that_a_text_names(text: str, named: tuple[str, ...]) -> None:
    assert hosts(normalise(text)) == named


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026/11/21 10:18:30 Get x", "2026-11-21"),
        ("[Sat Nov 21 10:21:55.044136 2026] [ssl:info]", "2026-11-21"),
        ("21-Sep-2022 07:46:39 WARN", "2022-09-21"),
        ("%3|1795257366.510|FAIL|", "2026-11-21"),
        ("no date at all", None),
        ("2026-02-31 is no day", None),
    ],
)
def test_the_day_on_which_a_text_was_written(text: str, day: str | None) -> None:
    at = written(text)
    assert (at and f"{at:%Y-%m-%d}") == day


def test_dates_behind_a_word() -> None:
    assert stated("notAfter=Jan  3 10:09:47 2034 GMT".replace("  ", " "), "notafter") == (
        datetime(2034, 1, 3, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("text", "tool", "side"),
    [
        (VERIFY_20, "curl", Side.CLIENT),
        (
            "[info] 8735#8735: *5 x while SSL handshaking, client: 203.0.113.40",
            "nginx",
            Side.SERVER,
        ),
        ("8735#8735: *5 x while SSL handshaking to upstream", "nginx as proxy", Side.CLIENT),
        ("javax.net.ssl.SSLHandshakeException: x", "Java", Side.CLIENT),
        ("http: TLS handshake error from 10.0.0.1:1: EOF", "Go server", Side.SERVER),
        ("nothing of the kind", None, None),
    ],
)
def test_who_wrote_it(text: str, tool: str | None, side: Side | None) -> None:
    assert writer(text) == (tool, side)


def test_the_longer_phrase_wins_over_the_one_inside_it() -> None:
    found = signals("SSL certificate problem: self-signed certificate in certificate chain")
    assert [s.said for s in found] == ["self-signed certificate in certificate chain"]


S_CLIENT = """CONNECTED(00000003)
---
Certificate chain
 0 s:CN = api.example.com
   i:C = US, O = Example, CN = Example Issuing CA 2
   a:PKEY: rsaEncryption, 2048 (bit); sigalg: RSA-SHA256
   v:NotBefore: Oct 22 10:04:03 2026 GMT; NotAfter: Oct 22 10:04:03 2027 GMT
---
New, TLSv1.3, Cipher is TLS_AES_256_GCM_SHA384
Server Temp Key: X25519, 253 bits
No ALPN negotiated
Verify return code: 21 (unable to verify the first certificate)
---"""


def test_an_s_client_transcript_is_read_as_evidence() -> None:
    assert transcript(normalise(S_CLIENT)) == Transcript(
        version="TLSv1.3",
        cipher="TLS_AES_256_GCM_SHA384",
        group="X25519",
        verify=21,
        verify_text="unable to verify the first certificate",
        chain=(
            SeenCertificate(
                "CN = api.example.com",
                "C = US, O = Example, CN = Example Issuing CA 2",
                "Oct 22 10:04:03 2026 GMT",
                "Oct 22 10:04:03 2027 GMT",
            ),
        ),
    )


CURL = """* SSL connection using TLSv1.3 / TLS_AES_128_GCM_SHA256 / X25519MLKEM768 / RSASSA-PSS
* ALPN: server accepted h2
* Server certificate:
*  subject: CN=www.example.org
*  start date: Oct  1 00:00:00 2026 GMT
*  expire date: Dec 30 00:00:00 2026 GMT
*  subjectAltName: host "www.example.org" matched cert's "www.example.org"
*  issuer: C=US; O=Example; CN=R11
*  SSL certificate verify ok."""


def test_a_curl_transcript_is_read_as_evidence() -> None:
    seen = transcript(normalise(CURL))
    assert (seen.version, seen.cipher, seen.group, seen.alpn) == (
        "TLSv1.3",
        "TLS_AES_128_GCM_SHA256",
        "X25519MLKEM768",
        "h2",
    )
    assert seen.chain == (
        SeenCertificate("CN=www.example.org", "C=US; O=Example; CN=R11", "Oct 1 00:00:00 2026 GMT",
                        "Dec 30 00:00:00 2026 GMT"),
    )  # fmt: skip
    assert explain_text(CURL, NOW).causes == ()


JAVA_DEBUG = """"supported_versions (43)": { "selected version": [TLSv1.3] },
"cipher suite"        : "TLS_AES_256_GCM_SHA384(0x1302)",
"named group": x25519
"certificate" : {
  "issuer"             : "CN=Example Issuing CA 2, C=US",
  "not before"         : "2026-10-17 10:09:47.000 UTC",
  "not  after"         : "2026-11-09 10:09:47.000 UTC",
  "subject"            : "CN=billing.example.com","""


def test_the_debug_output_of_java_is_read_as_evidence() -> None:
    seen = transcript(normalise(JAVA_DEBUG))
    assert (seen.version, seen.cipher, seen.group) == ("TLSv1.3", "TLS_AES_256_GCM_SHA384", "x25519")
    assert seen.chain == (
        SeenCertificate("CN=billing.example.com", "CN=Example Issuing CA 2, C=US", "2026-10-17 10:09:47.000 UTC",
                        "2026-11-09 10:09:47.000 UTC"),
    )  # fmt: skip


def test_the_text_of_a_capture_is_read_as_evidence() -> None:
    text = "TLSv1.2 Record Layer: Alert (Level: Fatal, Description: Unknown CA)"
    assert transcript(text).version == "TLSv1.2"
    assert first(text) == "untrusted-root"


def test_a_text_that_is_no_transcript_shows_nothing() -> None:
    assert not transcript("curl: (60) x").says_something


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (VERIFY_20, "chain-incomplete"),
        (f"{VERIFY_20}\nbut it works in Chrome", "chain-incomplete"),
        (f"{VERIFY_20}\nand it does not work in Chrome either", "chain-incomplete"),
        (f"{VERIFY_20}\nissuer: O=Zscaler Inc.", "tls-intercepted"),
        (f"{VERIFY_20}\nonly on the company VPN", "tls-intercepted"),
        (f"{VERIFY_20}\nFROM alpine:3.20", "ca-bundle-missing"),
        ("x509: certificate signed by unknown authority", "untrusted-root"),
        ("x509: certificate signed by unknown authority\nbrowsers show no warning", "chain-incomplete"),
        (S_CLIENT, "chain-incomplete"),
        ("2040-06-01 12:00:00 curl: (60) SSL certificate problem: certificate has expired", "client-clock-wrong"),
        ("2026-11-20 12:00:00 curl: (60) SSL certificate problem: certificate has expired", "cert-expired"),
        ("curl: (60) SSL certificate problem: certificate is not yet valid\n2018-01-01 boot", "client-clock-wrong"),
        ("curl: (60) SSL certificate problem: certificate is not yet valid", "cert-not-yet-valid"),
        ("curl --tls-max 1.1 https://a.example\ncurl: (35) sslv3 alert handshake failure", "no-shared-protocol"),
        ("openssl s_client -groups P-521\nsslv3 alert handshake failure", "no-shared-group"),
        ("TLS handshake, Request CERT (13):\nsslv3 alert handshake failure", "client-cert-required"),
        ("curl: (35) tlsv1 alert unknown ca", "client-cert-rejected"),
        ("1#1: *1 tlsv1 alert unknown ca while SSL handshaking, client: 203.0.113.1", "untrusted-root"),
        ("1#1: *1 client SSL certificate verify error: (10:certificate has expired)", "client-cert-rejected"),
        ("do_handshake: unexpected eof while reading", "closed-mid-handshake"),
        ("curl: (56) unexpected eof while reading, errno 0", "missing-close-notify"),
        ("curl: (35) unsupported protocol, on Windows 7", "client-too-old"),
        ("connect to 2001:db8::7 failed: No route to host\ncurl: (60) SSL certificate problem: certificate has expired",
         "cert-expired"),
        ("getaddrinfo: Name or service not known\nSSL_connect() to mx.example: Connection reset by peer",
         "reset-after-hello"),
        ("connect to 203.0.113.9 port 443 failed: Connection refused", "tcp-refused"),
        (ESP32, "untrusted-root"),
        ("TLS error from peer (alert code 40)\nerror getting response: Connection reset by peer", "no-shared-cipher"),
        ("unable to load certificate from file 'old.pem': ca md too weak", "sha1-signature"),
        ("cannot load certificate key \"a.key\": key values mismatch", "key-mismatch"),
        ("commit 4f2b1c9\nAuthor: A\n\n    Test an expired certificate", ""),
        ("commit 4f2b1c9\nAuthor: A\n\n    Fetch\n\nerror: certificate has expired", "cert-expired"),
        ("ssh: connect to host a.example port 22: Connection refused", ""),
    ],
)  # fmt: skip
def test_what_context_changes(text: str, code: str) -> None:
    assert first(text) == code

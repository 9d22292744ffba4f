"""What an explanation advises: the actor, the fix for the very tool, what to check next; and every code's page."""

import json
import re

import pytest

from core.explain import explain_text
from core.explain.documentation import all_codes, documentation, text_codes
from core.explain.meanings import MEANINGS
from core.explain.remedies import fix
from core.explain.trust_steps import CODES
from core.model.explanation import Explanation, Side
from core.model.finding import Blame
from core.model.prose import plain
from core.render import explanation_json, explanation_plain
from core.render.plain import Style
from core.rules import catalogue

SECTIONS = ["What we saw", "What it means", "Who is affected", "How to fix it", "How to check the fix", "References"]
EXPIRED = "curl: (60) SSL certificate problem: certificate has expired\nhttps://shop.example.org:8443/"


@pytest.mark.parametrize(
    ("text", "step"),
    [
        ("curl: (60) SSL certificate problem: self-signed certificate in certificate chain", "--cacert"),
        ("javax.net.ssl.SSLHandshakeException: PKIX path building failed", "keytool"),
        ("npm ERR! code SELF_SIGNED_CERT_IN_CHAIN", "npm config set cafile"),
        (
            "fatal: unable to access 'https://a/': self-signed certificate in certificate chain",
            "http.sslCAInfo",
        ),
        ("requests.exceptions.SSLError: self-signed certificate in certificate chain", "REQUESTS_CA_BUNDLE"),
        ("at TLSSocket.onConnectSecure\ncode: 'SELF_SIGNED_CERT_IN_CHAIN'", "NODE_EXTRA_CA_CERTS"),
        ("System.Net.Http.HttpRequestException: UntrustedRoot", "certlm.msc"),
        ("1#1: *1 no shared cipher while SSL handshaking, client: 203.0.113.1", "ssl_ciphers"),
        ("AH02565: Certificate and private key a:443:0 from x and y do not match", "SSLCertificateKeyFile"),
    ],
)
def test_the_fix_is_for_the_tool_that_spoke(text: str, step: str) -> None:
    assert step in " ".join(plain(prose) for prose in explain_text(text).fix)


@pytest.mark.parametrize("code", sorted({*MEANINGS, *CODES}))
@pytest.mark.parametrize("side", list(Side))
def test_every_code_has_steps_for_any_tool(code: str, side: Side) -> None:
    assert fix(code, None, side)
    assert fix(code, "nginx", side)


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        (EXPIRED, Blame.SERVER),
        ("curl: (58) unable to set private key file", Blame.CLIENT),
        ('nginx: [emerg] 1#1: cannot load certificate "/x"', Blame.SERVER),
        ("curl: (56) CONNECT tunnel failed, response 403", Blame.NETWORK),
        ("hello", Blame.NONE),
    ],
)
def test_who_must_act(text: str, actor: Blame) -> None:
    assert explain_text(text).actor is actor


def test_the_host_that_is_named_can_be_checked() -> None:
    steps = [plain(step) for step in explain_text(EXPIRED).next]
    assert steps == [
        "See it live: tlscheck check shop.example.org:8443",
        "Read about it: tlscheck explain cert-expired",
    ]


def test_the_json_of_an_explanation() -> None:
    value = explanation_json.render(explain_text(EXPIRED))
    assert value["schema"] == "tlscheck.explanation/1"
    assert (value["tool"], value["side"], value["hosts"]) == ("curl", "client", ["shop.example.org:8443"])
    assert value["causes"][0] == {
        "code": "cert-expired",
        "confidence": 0.9,
        "because": "“certificate has expired” (OpenSSL crypto/x509/x509_txt.c)",
    }
    assert json.loads(explanation_json.dumps(explain_text(EXPIRED))) == value


def test_the_json_of_no_problem() -> None:
    value = explanation_json.render(Explanation())
    assert (value["tool"], value["side"], value["hosts"], value["causes"]) == (None, None, [], [])
    assert value["actor"] == "none"


def test_the_text_for_a_terminal() -> None:
    shown = explanation_plain.render(explain_text(EXPIRED), Style())
    headings = re.findall(r"^  (\w[\w ]+)$", shown, re.MULTILINE)
    assert shown.startswith("This is almost certainly: cert-expired\n")
    assert headings == [
        "Who must act", "What told us", "What we read", "What it means", "Fix", "It can also be", "Check next",
    ]  # fmt: skip


def test_words_that_nobody_knows_are_said_to_tell_no_cause() -> None:
    shown = explanation_plain.render(explain_text("javax.net.ssl.SSLException: reasons of its own"), Style())
    assert shown.startswith("The text does not say which TLS problem it is. A first guess: untrusted-root\n")
    assert "  Fix, if it is that\n" in shown


def test_a_text_without_a_problem_is_said_to_be_none() -> None:
    assert explanation_plain.render(explain_text("lunch at noon?")) == "No TLS problem shows in this text.\n"


def test_control_characters_of_a_text_reach_no_terminal() -> None:
    hostile = "\x1b[2J\x07certificate has expired\x9b31m https://a\u202eb.example/"
    shown = explanation_plain.render(explain_text(hostile))
    assert all(c.isprintable() or c == "\n" for c in shown)


@pytest.mark.parametrize("code", text_codes())
def test_a_code_of_texts_has_its_page_in_the_fixed_sections(code: str) -> None:
    page = documentation(code) or ""
    assert re.findall(r"^## (.+)$", page, re.MULTILINE) == SECTIONS
    assert f"`{code}`" in page.splitlines()[0]
    assert re.search(r"RFC \d+|https://", page.split("## References")[1])


def test_no_code_has_two_pages() -> None:
    assert set(text_codes()) & {code for rule in catalogue() for code in rule.codes} == set()


def test_rules_and_texts_share_one_catalogue_of_codes() -> None:
    assert {"cert-expired", "client-cert-rejected"} <= set(all_codes())
    assert documentation("no-such-code") is None

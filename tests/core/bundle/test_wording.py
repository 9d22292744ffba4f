"""What the rules say of a server is said of a file; the words that are exchanged still occur in what the rules say."""

from core.bundle import wording
from core.bundle.evidence import Question, sight_of
from core.bundle.examine import is_asked
from core.bundle.reading import read_bundle
from core.diagnose import diagnose
from core.model.bundle import Bundle
from core.model.finding import Blame, Confidence, Finding, Severity
from core.model.observation import Fetched
from core.model.prose import Code, Quote, Text, plain, prose, quote
from core.rules import catalogue
from tests.core.bundle.test_examine import CA, LAW, LEAF, OWN, ROOT
from tests.support.pki import NOW, Authority, self_signed, to_pem

FILE = wording.File("site.pem", frozenset({"a.test:443"}), "tlscheck chain site.pem")


def raw(data: bytes, *, fetch: bool = False) -> str:
    """Every word of what the rules find, before it is said of a file."""
    reading = read_bundle(data, "x")
    assert isinstance(reading, Bundle)
    fetched = (Fetched("http://ca.test/ca.crt", (CA.der,)),)
    sight = sight_of(reading, Question(name="x", stores=OWN, at=NOW), fetched if fetch else ())
    findings = diagnose(sight.as_it_is, [rule for rule in catalogue() if is_asked(rule)]).findings
    lines = [line for f in findings for line in (f.headline, *f.evidence, f.means, *f.fix)]
    return "\n".join(map(plain, lines))


def test_every_phrase_that_is_exchanged_is_one_that_the_rules_use() -> None:
    long = CA.issue(dns=["a.test", *(f"{n:050}.a.test" for n in range(600))])
    snake = self_signed(cn="TRAEFIK DEFAULT CERT")
    broken = to_pem(LEAF.cert) + b"-----BEGIN CERTIFICATE-----\nMAMCAQE=\n-----END CERTIFICATE-----\n"
    policy = ROOT.intermediate("Policy CA")
    shuffled = to_pem((leaf := policy.intermediate("Low CA").issue()).cert, policy.cert, leaf.chain[0])
    far = Authority.root("Far Root")
    with_root = to_pem(*far.intermediate("Far CA").issue().sent, far.cert)
    files = [*LAW.values(), long.fullchain_pem, snake.pem, broken, shuffled, with_root]
    said = "\n".join([*map(raw, files), raw(LEAF.pem, fetch=True)])
    unused = [served for served, _ in wording.PHRASES if served not in said]
    assert unused == []


def finding(**words: object) -> Finding:
    frame = {
        "code": "x",
        "severity": Severity.NOTE,
        "blame": Blame.NONE,
        "confidence": Confidence.MEASURED,
        "headline": prose("a.test:443 is broken: it shows ", quote("it shows ")),
        "evidence": (prose("The server told no time of its own, so …"), prose("The server sends 2 certificates")),
        "means": prose(""),
        "fix": (prose(Code("tlscheck check --ca-file YOUR-ROOT.pem a.test:443")),),
        "verify": "openssl s_client …",
    }
    return Finding(**(frame | words))  # type: ignore[arg-type]


def test_a_quote_is_never_reworded() -> None:
    said = wording.as_file(finding(), FILE).headline.pieces
    assert said == (Quote("site.pem"), Text(" is broken: it holds "), Quote("it shows "))


def test_the_servers_silence_about_its_clock_is_left_out() -> None:
    assert [plain(line) for line in wording.as_file(finding(), FILE).evidence] == ["The file holds 2 certificates"]


def test_commands_examine_the_file() -> None:
    said = wording.as_file(finding(), FILE)
    assert (said.verify, plain(said.fix[0])) == (FILE.again, "tlscheck chain site.pem --ca-file YOUR-ROOT.pem")


def test_a_headline_that_names_no_server_stays() -> None:
    headline = prose("The clock of this machine is wrong")
    assert wording.as_file(finding(headline=headline), FILE).headline == headline


def test_the_command_is_quoted_for_a_shell_and_holds_no_control_character() -> None:
    assert wording.again("my file\x1b.pem", "a.test") == "tlscheck chain 'my file\ufffd.pem' --host a.test"

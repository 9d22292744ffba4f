"""Reports of every shape, for renderers: any text in any place, above all the texts that strangers write."""

from datetime import UTC, datetime, timedelta
from string import ascii_lowercase

from hypothesis import strategies as st

from core.model.finding import Blame, Confidence, Finding, Impact, Reference, Severity
from core.model.observation import Depth
from core.model.prose import Block, Code, Link, Moment, Piece, Prose, Text, quote
from core.model.report import AddressSummary, NegotiatedSummary, Open, Report, Step, StepStatus
from core.model.target import Target
from core.model.trust import Store, StoreVerdict
from tests.support.grades import client_results, grades
from tests.support.maps import mapped

LOWEST, HIGHEST = datetime(2000, 1, 1), datetime(2099, 1, 1)  # noqa: DTZ001 - hypothesis wants naive bounds

HOSTILE = st.sampled_from(
    [
        "<!channel>",
        "<!here|x>",
        "<@U012AB3CD>",
        "<script>alert(1)</script>",
        "\x1b[31mred\x1b]0;title\x07",
        "`code` *bold* ```pre```",
        "\u202egnp.exe",
        "a\r\nb\x00c",
        "&amp;<http://evil.example|bank>",
        "x" * 600,
    ]
)
texts = st.one_of(HOSTILE, st.text(max_size=40))
words = st.text(alphabet="abc `<>&*_~é\n", max_size=60)
moments = st.datetimes(LOWEST, HIGHEST, timezones=st.just(UTC))

pieces: st.SearchStrategy[Piece] = st.one_of(
    words.map(Text),
    texts.map(lambda text: quote(text, 500)),
    texts.map(lambda text: Code(text.replace("\n", " "))),
    moments.map(Moment),
    st.builds(Link, words, st.just("https://www.rfc-editor.org/rfc/rfc8446")),
    words.map(Block),
)
proses = st.lists(pieces, max_size=5).map(lambda items: Prose(tuple(items)))
_parts = st.text(alphabet=ascii_lowercase, min_size=2, max_size=10)
codes = st.lists(_parts, min_size=1, max_size=4).map("-".join)


def tuples(strategy: st.SearchStrategy[object], most: int) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


findings = st.builds(
    Finding,
    code=codes,
    severity=st.sampled_from(Severity),
    blame=st.sampled_from(Blame),
    confidence=st.sampled_from(Confidence),
    headline=proses,
    evidence=tuples(proses, 4),
    means=proses,
    impact=tuples(st.builds(Impact, texts, texts), 4),
    fix=tuples(proses, 4),
    verify=texts,
    references=tuples(st.builds(Reference, words, st.just("https://www.rfc-editor.org/rfc/rfc5280")), 4),
    attachment=st.one_of(st.none(), st.text(max_size=50), st.just("-----BEGIN CERTIFICATE-----\n" + "A" * 6000)),
)
opens = st.builds(Open, codes, texts)
reports = st.builds(
    Report,
    target=st.sampled_from([Target("example.com", 443, "example.com"), Target("2001:db8::1", 8443)]),
    checked_at=moments,
    judged_at=moments,
    duration_ms=st.floats(0, 1e5),
    connections=st.integers(0, 99),
    findings=tuples(findings, 4),
    passed=tuples(codes, 4),
    not_applicable=tuples(opens, 5),
    undetermined=tuples(opens, 5),
    crashed=tuples(opens, 2),
    steps=tuples(st.builds(Step, texts, st.sampled_from(StepStatus), st.none() | st.floats(0, 1e5), texts), 4),
    addresses=tuples(st.builds(AddressSummary, texts, texts, st.booleans()), 4),
    certificates=st.just(()),
    trust=tuples(st.builds(StoreVerdict, store=st.sampled_from(Store), trusted=st.none() | st.booleans(),
                           anchor=st.none() | texts, because=texts), 3),
    negotiated=st.none() | st.builds(NegotiatedSummary, texts, texts, st.none() | texts, st.none() | texts),
    server_software=st.none() | texts,
    out_of_time=st.booleans(),
    depth=st.sampled_from(Depth),
    maps=tuples(mapped, 2),
    clients=tuples(client_results, 4),
    grade=st.none() | grades,
)  # fmt: skip


def healthy_report() -> Report:
    """A plain, fine report for example tests."""
    now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    return Report(
        target=Target("example.com", 443, "example.com"),
        checked_at=now,
        judged_at=now,
        duration_ms=timedelta(milliseconds=42).total_seconds() * 1000,
        connections=2,
        findings=(),
        passed=("cert-expired", "chain-incomplete"),
        not_applicable=(Open("starttls-needed", "the port speaks TLS"),),
        undetermined=(),
        crashed=(),
        steps=(
            Step("DNS", StepStatus.OK, 4.0, "192.0.2.1"),
            Step("TCP", StepStatus.OK, 11.0, "192.0.2.1 port 443"),
        ),
        addresses=(AddressSummary("192.0.2.1", "completed TLSv1.3", ok=True),),
        certificates=(),
        trust=(),
        negotiated=NegotiatedSummary("TLSv1.3", "TLS_AES_128_GCM_SHA256", "X25519MLKEM768", "http/1.1"),
    )

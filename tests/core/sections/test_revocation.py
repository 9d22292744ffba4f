"""The section on revocation: who says what of which certificate; unknown is said as such. And the same in JSON."""

from core.diagnose import diagnose
from core.model.prose import plain
from core.model.report import Report
from core.model.section import Tone
from core.render.json import render
from core.rules import catalogue
from core.sections.revocation import revocation_sections
from tests.core.rules.revocation_support import CRL_URL, DAY, NOW, OCSP_URL, PENDING, ROOT, Reply, judged
from tests.support import revocation as made
from tests.support.pki import Leaf

ROOT_CRL = "http://root.test/root.crl"
CA = ROOT.intermediate("Test Issuing CA", crl=ROOT_CRL)
LEAF = CA.issue(crl=CRL_URL)
ASKED = CA.issue(ocsp=OCSP_URL, crl=CRL_URL)


def reported(leaf: Leaf, replies: dict[str, Reply], staple: bytes | None = None) -> Report:
    return diagnose(judged(leaf, {ROOT_CRL: made.crl(ROOT), **replies}, staple=staple), ())


def rows(report: Report) -> list[tuple[str, str, Tone]]:
    return [(row.label, plain(row.value), row.tone) for section in revocation_sections(report) for row in section.rows]


def test_each_certificate_below_the_root_has_a_row() -> None:
    gone = made.crl(CA, LEAF, since=NOW - DAY)
    assert rows(reported(LEAF, {CRL_URL: gone})) == [
        (
            "a.test",
            "revoked since 2026-05-31 12:00:00 UTC, says the CRL as of 2026-06-01 11:00:00 UTC",
            Tone.BAD,
        ),
        ("Test Issuing CA", "not revoked, says the CRL as of 2026-06-01 11:00:00 UTC", Tone.GOOD),
    ]


def test_unknown_is_said_with_its_reason() -> None:
    assert rows(reported(LEAF, {CRL_URL: "HTTP status 404"}))[0] == (
        "a.test",
        "unknown, CRL: it could not be fetched",
        Tone.UNKNOWN,
    )


def test_a_staple_has_a_row_of_its_own() -> None:
    report = reported(ASKED, {OCSP_URL: made.answer(ASKED)}, staple=made.spoiled(made.answer(ASKED)))
    assert rows(report)[-1] == (
        "Staple",
        "of no use, its signature does not verify, until 2026-06-08 11:00:00 UTC",
        Tone.DOUBTFUL,
    )


def test_who_need_not_be_asked_is_said_so() -> None:
    bare = CA.issue()
    assert rows(reported(bare, {}))[0][1] == "not asked: it names no place where a revocation would be published"


def test_where_nothing_was_asked_there_is_no_section() -> None:
    assert rows(diagnose(judged(LEAF), ())) == []


def test_in_json_every_answer_is_told() -> None:
    shown = render(reported(ASKED, {OCSP_URL: "it is down", CRL_URL: made.crl(CA)}))
    first = shown["revocation"][0]
    assert (first["standing"], first["exempt"]) == ("good", None)
    assert [(a["source"], a["url"], a["standing"], a["doubt"], a["detail"]) for a in first["answers"]] == [
        ("ocsp", OCSP_URL, "unknown", "unreachable", "it is down"),
        ("crl", CRL_URL, "good", None, None),
    ]
    assert first["answers"][1]["next_update"] == "2026-06-08T11:00:00Z"


def test_what_is_still_looked_for_is_named_and_keeps_the_verdict_open() -> None:
    report = diagnose(judged(LEAF, {ROOT_CRL: made.crl(ROOT), CRL_URL: PENDING}), catalogue())
    assert render(report)["still_looking"] == [f"CRL at {CRL_URL}"]
    assert "revoked" in [o.code for o in report.undetermined]

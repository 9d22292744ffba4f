"""Grade and clients in words: the reasons stand beside the letter, every refusal beside its client."""

from dataclasses import replace
from datetime import date

from core.model.client import Answer, ClientResult, Connects, Family, Refusal, Refuses, Undecided
from core.model.grade import Axis, Cap, Grade, Letter, Level, LevelName, Scores, Snippet
from core.model.prose import plain
from core.model.report import Report
from core.model.section import Section
from core.sections.clients import client_sections
from core.sections.grade import grade_sections
from tests.support.reports import healthy_report

TLS13 = Connects(version="TLS 1.3", cipher=None, group=None, forward_secret=True)
GRADE = Grade(
    letter=Letter.B,
    strength=Letter.B,
    trusted=True,
    trust=("trusted by Mozilla",),
    caps=(Cap(axis=Axis.STRENGTH, letter=Letter.B, reason="TLS 1.0 is offered", rule="2009q"),),
    scores=Scores(protocol=95, key_exchange=90, cipher=90, total=91),
    assumes=("no ROBOT",),
    level=Level(
        name=LevelName.NONE,
        next=LevelName.INTERMEDIATE,
        changes=("remove cipher A", "remove cipher B", "enable TLS 1.3", "remove key-exchange group x448"),
    ),
    snippet=Snippet(
        software="nginx",
        level=LevelName.INTERMEDIATE,
        where="the server block",
        text="ssl_protocols TLSv1.2 TLSv1.3;",
        language="nginx",
        apply="nginx -t",
        notes=("needs OpenSSL 1.1.1",),
    ),
)


def client(name: str, answer: Answer, *, on: date | None = None, family: Family = Family.BROWSER) -> ClientResult:
    change = "the certificate expires" if on else ""
    return ClientResult(
        key=name.lower(), name=name, family=family, released=2026, answer=answer, changes_on=on, change=change
    )


def with_clients(*results: ClientResult) -> list[tuple[str, str]]:
    (section,) = client_sections(replace(healthy_report(), clients=results))
    return rows(section)


def rows(section: Section) -> list[tuple[str, str]]:
    return [(row.label, plain(row.value)) for row in section.rows]


def graded(grade: Grade) -> dict[str, str]:
    report: Report = replace(healthy_report(), grade=grade)
    (section,) = grade_sections(report)
    return dict(rows(section))


def test_the_letter_never_stands_without_its_reasons() -> None:
    told = graded(GRADE)
    assert told["Letter"] == "B, by the SSL Server Rating Guide 2009r"
    assert told["Capped to B"] == "TLS 1.0 is offered (strength; 2009q)"
    assert told["Strength"] == "B; protocol 95, key exchange 90, cipher 90"
    assert told["Trust"] == "trusted by Mozilla"


def test_what_the_next_level_needs_is_said_in_few_words() -> None:
    assert graded(GRADE)["To reach intermediate"] == (
        "remove cipher A, B; enable TLS 1.3; remove key-exchange group x448"
    )


def test_the_configuration_names_software_and_place_and_what_applies_it() -> None:
    told = graded(GRADE)
    assert told["Configuration for intermediate"].startswith("nginx, the server block:")
    assert "ssl_protocols TLSv1.2 TLSv1.3;" in told["Configuration for intermediate"]
    assert told["Then"] == "nginx -t. Needs OpenSSL 1.1.1"


def test_without_a_letter_it_says_why() -> None:
    assert graded(Grade(letter=None, ungraded="the server limits us")) == {
        "Letter": "not graded: the server limits us",
        "Trust": "could not be told",
    }


def test_where_nothing_was_heard_there_is_nothing_to_grade() -> None:
    grade = Grade(letter=None, ungraded="the server was not surveyed")
    silent = replace(healthy_report(), grade=grade, maps=(), negotiated=None, certificates=())
    assert [*grade_sections(silent)] == []


def test_a_report_without_grade_or_clients_has_no_such_sections() -> None:
    assert [*grade_sections(healthy_report()), *client_sections(healthy_report())] == []


def test_clients_that_connect_share_a_row_and_others_have_their_own() -> None:
    refused = Refuses(code=Refusal.NO_VERSION, reason="it offers TLS 1.0", shows="handshake_failure")
    told = with_clients(
        client("Chrome", TLS13),
        client("Firefox", TLS13),
        client("Java 7", refused, family=Family.RUNTIME),
        client("Go", Undecided("the groups are not known"), family=Family.RUNTIME),
    )
    assert told == [
        ("Connect: browsers", "Chrome (TLS 1.3), Firefox (TLS 1.3)"),
        ("Does not connect", "Java 7: it offers TLS 1.0. It shows: handshake_failure"),
        ("Not decided", "Go: the groups are not known"),
    ]


def test_what_changes_on_a_day_is_said_once_for_all() -> None:
    day = date(2027, 2, 18)
    told = with_clients(client("Chrome", TLS13, on=day), client("Firefox", TLS13, on=day))
    assert told[-1] == ("On 2027-02-18", "the certificate expires: Chrome, Firefox")
    many = with_clients(*(client(f"C{n}", TLS13, on=day) for n in range(9)))
    assert many[-1] == ("On 2027-02-18", "the certificate expires: all 9 of these")


def test_the_lead_counts() -> None:
    report = replace(healthy_report(), clients=(client("Chrome", TLS13), client("Go", Undecided("?"))))
    (section,) = client_sections(report)
    assert section.lead is not None
    assert plain(section.lead) == "1 of 2 connect, 0 do not, 1 could not be decided."

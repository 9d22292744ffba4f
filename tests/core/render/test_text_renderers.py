"""The terminal, page and JSON renderers: total over every report, and deaf to what strangers write."""

import json as stdlib_json
import re
from html.parser import HTMLParser

from hypothesis import given, settings

from core.model.report import Report
from core.render import html, json, plain
from core.sections import sections
from tests.support.reports import healthy_report, reports

OUTER = {"html", "meta", "title", "style", "main", "article", "footer", "h1", "h2", "h3", "p", "span", "code", "pre"}
ALLOWED_TAGS = OUTER | {"details", "summary", "ol", "ul", "li", "table", "tr", "th", "td", "q", "time", "a"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes.update(name for name, _ in attrs)


@given(reports)
@settings(max_examples=40)
def test_terminal_text_carries_no_control_character_of_a_stranger(report: Report) -> None:
    text = plain.render(report, None, sections(report))
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


@given(reports)
@settings(max_examples=40)
def test_the_page_holds_only_our_own_tags_and_attributes(report: Report) -> None:
    tags = Tags()
    tags.feed(html.render([report], sections))
    assert tags.seen <= ALLOWED_TAGS
    assert not any(name.startswith("on") or name in ("src", "style") for name in tags.attributes)


@given(reports)
@settings(max_examples=40)
def test_json_round_trips_with_every_documented_field(report: Report) -> None:
    value = stdlib_json.loads(json.dumps(report))
    assert value["schema"] == "tlscheck.report/1"
    assert [f["code"] for f in value["findings"]] == [f.code for f in report.findings]
    assert {"target", "verdict", "steps", "addresses", "certificates", "trust", "negotiated"} <= set(value)


def test_several_reports_are_a_list() -> None:
    assert [v["verdict"] for v in stdlib_json.loads(json.dumps([healthy_report(), healthy_report()]))] == ["ok", "ok"]


def test_a_healthy_report_says_so_in_words_and_not_only_in_colour() -> None:
    text = plain.render(healthy_report())
    assert text.startswith("example.com:443: fine\n")
    assert "\x1b" not in text
    assert "DNS ✓ 4 ms 192.0.2.1\n  → TCP ✓ 11 ms" in text

"""Report → one self-contained page to send to somebody. Everything is escaped; no script, no outside resource."""

from collections.abc import Callable, Iterable
from html import escape

from core.model.finding import Finding, Severity
from core.model.prose import Block, Code, Link, Moment, Prose, Quote, Text, clean
from core.model.report import Report, State, Step, StepStatus
from core.model.section import Section
from core.render.labels import SURE, WHO, WORKS, grouped
from core.render.plain import SEVERITIES, STATES

_CSS = """
:root{color-scheme:light dark;--bad:#b3261e;--risk:#8a5a00;--ok:#1b6e3c;--dim:#667;--line:#8884;--card:#8881}
body{font:16px/1.55 system-ui,sans-serif;max-width:56rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.5rem;margin-bottom:.2rem}
h2{font-size:1.15rem;margin:0 0 .4rem}
h3{font-size:.9rem;color:var(--dim);margin:1rem 0 .2rem}
.broken{color:var(--bad)}
.at_risk{color:var(--risk)}
.ok{color:var(--ok)}
.undetermined,.note{color:var(--dim)}
article{border:1px solid var(--line);border-left:4px solid currentColor;border-radius:8px;padding:1rem 1.2rem;
margin:1rem 0;
background:var(--card)}
article>*{color:CanvasText}
article>h2{color:inherit}
ol.trail{list-style:none;display:flex;flex-wrap:wrap;gap:.4rem;padding:0}
ol.trail li{border:1px solid var(--line);border-radius:6px;
padding:.15rem .6rem;font-size:.9rem}
ol.trail .failed{border-color:var(--bad);font-weight:600}
pre{overflow-x:auto;background:#8882;border-radius:6px;padding:.7rem}
code,pre{font:.88rem/1.45 ui-monospace,monospace}
table{border-collapse:collapse;width:100%;font-size:.92rem}
td,th{text-align:left;vertical-align:top;padding:.25rem .6rem .25rem 0;
border-bottom:1px solid var(--line)}
details{margin:1rem 0}
summary{font-weight:600;cursor:pointer}
tr.bad td{color:var(--bad)}
tr.doubtful td{color:var(--risk)}
tr.good td{color:var(--ok)}
tr.unknown td{color:var(--dim);font-style:italic}
.tag{font-size:.8rem;color:var(--dim)}
footer{color:var(--dim);font-size:.85rem;margin-top:2rem}
"""
_MARKS = {StepStatus.OK: "✓", StepStatus.FAILED: "✗ failed", StepStatus.WARNING: "!", StepStatus.SKIPPED: "– skipped"}


def render(reports: Iterable[Report], sections: Callable[[Report], Iterable[Section]] = lambda _: ()) -> str:
    """One page for one report or several, with the ``sections`` of each folded."""
    body = "\n".join(_report(report, sections(report)) for report in reports)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>TLS report</title><style>{_CSS}</style><main>{body}</main></html>\n"
    )


def words(value: Prose) -> str:
    """Prose as HTML."""
    return "".join(_piece(piece) for piece in value.pieces)


def _piece(piece: Text | Code | Quote | Moment | Link | Block) -> str:
    match piece:
        case Text(text):
            return escape(text)
        case Quote(text):
            return f"<q>{escape(clean(text))}</q>"
        case Code(text):
            return f"<code>{escape(clean(text, 500))}</code>"
        case Moment(at):
            return f'<time datetime="{at:%Y-%m-%dT%H:%M:%SZ}">{at:%Y-%m-%d %H:%M:%S} UTC</time>'
        case Link(label, url):
            return f'<a href="{escape(url)}" rel="noreferrer">{escape(label)}</a>'
        case Block(text):
            return f"<pre>{escape(text)}</pre>"


def _report(report: Report, sections: Iterable[Section]) -> str:
    word = WORKS if report.works_as_far_as_known else STATES[report.state][0]
    parts = [
        f"<h1>{escape(str(report.target))}: <span class={report.state.value}>{word}</span></h1>",
        _trail(report.steps),
        *(_finding(finding, first=number == 0) for number, finding in enumerate(report.findings)),
        "" if report.findings or report.state is not State.OK else "<p>Nothing wrong was found.</p>",
        _facts(report),
        *(_section(section) for section in sections),
        _undetermined(report),
        _footer(report),
    ]
    return "\n".join(filter(None, parts))


def _section(section: Section) -> str:
    lead = f"<p>{words(section.lead)}</p>" if section.lead else ""
    rows = "".join(
        f"<tr class={row.tone.value}><th scope=row>{escape(row.label)}<td>{words(row.value)}" for row in section.rows
    )
    return f"<details><summary>{escape(section.title)}</summary>{lead}<table>{rows}</table></details>"


def _undetermined(report: Report) -> str:
    lines = grouped((*report.undetermined, *report.crashed))
    items = "".join(f"<li>{escape(line)}" for line in lines)
    return f"<h3>Could not be determined</h3><ul>{items}</ul>" if lines else ""


def _footer(report: Report) -> str:
    return (
        f"<footer>{len(report.passed)} checks passed, {len(report.not_applicable)} did not apply · "
        f"{report.connections} connections in {report.duration_ms / 1000:.2f} s · "
        f"{report.checked_at:%Y-%m-%d %H:%M:%S} UTC · tlscheck</footer>"
    )


def _trail(steps: tuple[Step, ...]) -> str:
    items = []
    for step in steps:
        ms = f" {step.ms:.0f} ms" if step.ms is not None else ""
        title = escape(f"{step.name} {_MARKS[step.status]}{ms}")
        items.append(f"<li class={step.status.value}>{title} <span class=tag>{escape(clean(step.detail, 120))}</span>")
    return f'<ol class="trail">{"".join(items)}</ol>'


def _finding(finding: Finding, *, first: bool) -> str:
    """At length; advice and notes by their meaning alone, but where they come first."""
    label = SEVERITIES[finding.severity][0]
    parts = [
        f"<article class={finding.severity.value}><h2>{words(finding.headline)}</h2>",
        _tag(finding, label),
        f"<p>{words(finding.means)}</p>",
        _list("What we saw", "ul", finding.evidence),
        _table("Who is hit", [(i.client, i.shows) for i in finding.impact]),
        _list("Fix", "ol", finding.fix),
        f"<h3>Check the fix</h3><pre>{escape(finding.verify)}</pre>",
        f"<h3>The chain to serve</h3><pre>{escape(finding.attachment)}</pre>" if finding.attachment else "",
        _references(finding),
        "</article>",
    ]
    quiet = not first and finding.severity in (Severity.NOTE, Severity.ADVICE)
    return "".join([*parts[:3], "</article>"]) if quiet else "".join(parts)


def _tag(finding: Finding, label: str) -> str:
    who = f"who must act: {WHO[finding.blame]} · {SURE[finding.confidence]}"
    return f"<p class=tag>{label} · <code>{escape(finding.code)}</code> · {who}</p>"


def _list(title: str, kind: str, items: tuple[Prose, ...]) -> str:
    if not items:
        return ""
    return f"<h3>{title}</h3><{kind}>{''.join(f'<li>{words(item)}' for item in items)}</{kind}>"


def _table(title: str, rows: list[tuple[str, str]]) -> str:
    if not rows:
        return ""
    cells = "".join(f"<tr><th scope=row>{escape(a)}<td>{escape(clean(b, 500))}" for a, b in rows)
    return f"<h3>{title}</h3><table>{cells}</table>"


def _references(finding: Finding) -> str:
    links = "".join(f"<li>{_piece(Link(r.title, r.url))}" for r in finding.references)
    return f"<h3>Read more</h3><ul>{links}</ul>" if links else ""


def _facts(report: Report) -> str:
    rows: list[tuple[str, str]] = []
    if report.negotiated:
        n = report.negotiated
        rows.append(("Negotiated", ", ".join(filter(None, [n.version, n.cipher, n.group, n.alpn]))))
    for facts in report.certificates:
        valid = f"{facts.not_before:%Y-%m-%d} to {facts.not_after:%Y-%m-%d %H:%M} UTC"
        rows.append(
            ("Certificate", f"{facts.display}, issued by {facts.issuer}, valid {valid}, SHA-256 {facts.sha256}")
        )
    marks = {True: "trusted", False: "not trusted", None: "unknown"}
    rows += [(f"Trust: {v.store.value}", f"{marks[v.trusted]}: {v.because}") for v in report.trust]
    rows += [(f"Address {a.address}", a.outcome) for a in report.addresses]
    return _table("Facts", rows)

"""What stands around the server, in words: CAA, DNSSEC, TLSA, HTTPS record, HSTS, plain HTTP."""

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet

from core.model.posture import (
    HttpsRecord,
    PlainAnswer,
    PlainClosed,
    PlainHttp,
    Posture,
    Records,
    TlsaRecord,
    Unanswered,
)
from core.model.prose import Moment, Piece, Prose, prose, quote
from core.model.report import Report
from core.model.section import Row, Section, Tone
from core.posture import ech
from core.posture.caa import CaaPolicy, CaaUntold, NoCaa, Permission, relevant
from core.posture.dnssec import Broken, DnssecUntold, Signed, Unsigned, status
from core.posture.hsts import HALF_A_YEAR, Hsts, Unreadable, parse, span, unmet_for_preload

_MOST = 6
Pieces = list[str | Piece]


def posture_sections(report: Report) -> Iterator[Section]:
    rows = (*_dns(report), *_web(report))
    yield Section("Around the server", rows)


def _dns(report: Report) -> Iterator[Row]:
    posture = report.posture
    if posture is None:
        return
    if posture.skipped:
        yield Row("DNS", prose(f"not looked at: {posture.skipped}"), Tone.UNKNOWN)
        return
    yield _caa(posture)
    yield _dnssec(posture)
    match posture.tlsa:
        case Unanswered(because):
            yield _untold("TLSA", because)
        case Records(items=items, authenticated=vouched):
            yield _tlsa(items, vouched=vouched)
        case _:
            yield Row("TLSA", prose("none"))
    match posture.https:
        case Unanswered(because):
            yield _untold("HTTPS record", because)
        case Records(items=found) if found:
            addresses = {summary.address for summary in report.addresses}
            yield from (_https(record, addresses) for record in found[:_MOST])
        case _:
            yield Row("HTTPS record", prose("none"))


def _untold(label: str, because: str) -> Row:
    return Row(label, prose(f"not determined: {because}"), Tone.UNKNOWN)


def _caa(posture: Posture) -> Row:
    match relevant(posture.caa):
        case NoCaa():
            return Row("CAA", prose("none: any public CA may issue"))
        case CaaUntold(name, because):
            return Row("CAA", prose("not determined: ", quote(name), f", {because}"), Tone.UNKNOWN)
        case CaaPolicy() as policy:
            wild: Pieces = [", wildcards: ", *_allowed(policy.issuewild)] if policy.issuewild is not None else []
            told: Pieces = [", reports to ", quote(policy.iodef[0])] if policy.iodef else []
            return Row("CAA", prose(*_allowed(policy.issue), *wild, *told, " (at ", quote(policy.name), ")"), Tone.GOOD)


def _allowed(permissions: tuple[Permission, ...] | None) -> Pieces:
    if permissions is None:
        return ["any public CA"]
    pieces: Pieces = []
    for permission in permissions[:_MOST]:
        pieces += [", ", quote("; ".join((permission.domain, *permission.parameters)), 120)]
    return pieces[1:] or ["no CA"]


def _dnssec(posture: Posture) -> Row:
    match status(posture.dnssec):
        case Signed(zone, vouched, expires):
            how = "the resolver validated it" if vouched else "DS, keys and signatures of the zone fit"
            until: Pieces = ["; the first signature ends ", Moment(expires)] if expires else []
            return Row("DNSSEC", prose("signed, zone ", quote(zone), f": {how}", *until), Tone.GOOD)
        case Unsigned(zone, island):
            why = ": it has keys, and no DS record at the parent points at them" if island else ""
            return Row("DNSSEC", prose("not signed, zone ", quote(zone), why), Tone.DOUBTFUL if island else Tone.PLAIN)
        case Broken(zone, because):
            return Row("DNSSEC", prose("broken, zone ", quote(zone), f": {because}"), Tone.BAD)
        case DnssecUntold(because):
            return _untold("DNSSEC", because)


def _tlsa(records: tuple[TlsaRecord, ...], *, vouched: bool) -> Row:
    kinds = ", ".join(f"{r.usage} {r.selector} {r.matching} {r.data.hex()[:16]}…" for r in records[:_MOST])
    return Row("TLSA", prose(f"{kinds}; {'vouched for' if vouched else 'not vouched for'} by the resolver"))


def _https(record: HttpsRecord, addresses: AbstractSet[str]) -> Row:
    target: Pieces = [] if record.target == "." else [", target ", quote(record.target)]
    if record.priority == 0:
        return Row("HTTPS record", prose("alias", *target))
    pieces: Pieces = [f"priority {record.priority}", *target]
    if record.alpn:
        pieces += [", ALPN ", quote(", ".join(record.alpn), 80)]
    if record.port is not None:
        pieces.append(f", port {record.port}")
    hints = [str(hint) for hint in record.hints[:_MOST]]
    strange = bool(hints) and addresses.isdisjoint(hints)
    if hints:
        pieces.append(f", hints {', '.join(hints)}{', none of them an address of the name' if strange else ''}")
    return Row("HTTPS record", prose(*pieces, *_ech(record)), Tone.DOUBTFUL if strange else Tone.PLAIN)


def _ech(record: HttpsRecord) -> Pieces:
    if record.ech is None:
        return []
    match ech.parse(record.ech):
        case ech.NoEchList(because):
            return [f", ECH configuration that cannot be read ({because})"]
        case configs:
            name = next((config.public_name for config in configs if config.public_name), None)
            return [", ECH by way of ", quote(name)] if name else [", ECH of a version that we cannot read"]


def _web(report: Report) -> Iterator[Row]:
    plain = report.posture.plain_http if report.posture else None
    if report.http is not None:
        yield _hsts(report.http.hsts, report.target.host, plain)
    match plain:
        case PlainHttp(status_code, location):
            where: Pieces = [" to ", quote(location)] if location else []
            yield Row("Plain HTTP", prose(f"port 80 answers with status {status_code}", *where))
        case PlainClosed(because):
            yield Row("Plain HTTP", prose(f"not served: {because}"))
        case Unanswered(because):
            yield _untold("Plain HTTP", because)
        case None:
            pass


def _hsts(header: str | None, host: str, plain: PlainAnswer | None) -> Row:
    if header is None:
        return Row("HSTS", prose("none"), Tone.DOUBTFUL)
    match parse(header):
        case Unreadable(because):
            return Row("HSTS", prose(f"cannot be read ({because}): ", quote(header)), Tone.BAD)
        case Hsts() as policy:
            return Row(
                "HSTS",
                _policy(policy, unmet_for_preload(policy, host, plain)),
                Tone.GOOD if policy.max_age >= HALF_A_YEAR else Tone.DOUBTFUL,
            )


def _policy(policy: Hsts, missing: Sequence[str]) -> Prose:
    names = "this name and all below it" if policy.include_subdomains else "this name"
    if not policy.preload:
        preload = ""
    else:
        preload = f"; not fit for preloading, lacks {', '.join(missing)}" if missing else "; fit for preloading"
    return prose(f"for {span(policy.max_age)}, {names}{preload}")

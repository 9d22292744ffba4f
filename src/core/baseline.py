"""The regression gate: a report against an earlier one, in words. Pure; what is the same is not mentioned.

Law: only what is known on both sides is compared. What the baseline holds and this check could not find out is said as
such (`Turn.UNKNOWN`), never as unchanged.
"""

from collections.abc import Container, Iterable, Iterator
from datetime import timedelta

from core.grade.tlsref import guideline
from core.model.baseline import Baseline, Difference, Known, Served, Turn
from core.model.certificate import CertificateFacts
from core.model.finding import Severity
from core.model.grade import Letter, LevelName
from core.model.prose import Code, Moment, clean, plain, prose, quote
from core.model.report import Report
from core.model.server_map import ServerMap, Tri
from core.wire import registry

_ORDER = tuple(Severity)
_NODES_APART = timedelta(days=1)  # nodes behind one name are renewed one after the other
_OLD = frozenset(registry.version_name(version) for version in registry.Version if version < registry.Version.TLS1_2)


def take(report: Report) -> Baseline:
    """What is kept of a report."""
    maps = [mapped.map for mapped in report.maps]
    return Baseline(
        target=str(report.target),
        taken_at=report.checked_at,
        findings=tuple(Known(f.code, f.severity, clean(plain(f.headline), 300)) for f in report.findings),
        undetermined=tuple(o.code for o in (*report.undetermined, *report.crashed)),
        served=_served(report),
        versions=_versions(maps, Tri.YES) if maps and not _undecided(maps) else None,
        refused=_versions(maps, Tri.NO),
        suites=_suites(maps),
        groups=_groups(maps),
        alpn=report.negotiated.alpn if report.negotiated else None,
        working=tuple(a.address for a in report.addresses if a.ok),
        letter=report.grade.letter.value if report.grade and report.grade.letter else None,
    )


def compare(before: Baseline, now: Baseline, passed: Container[str] = ()) -> tuple[Difference, ...]:
    """Every difference, the worse ones first. ``passed``: codes that were looked at now and are in order."""
    found = [
        *_findings(before, now, passed),
        *_protocols(before, now),
        *_names("cipher suite", before.suites, now.suites),
        *_names("key-exchange group", before.groups, now.groups),
        *_chain(before.served, now.served),
        *_rest(before, now),
    ]
    turns = (Turn.WORSE, Turn.UNKNOWN, Turn.OTHER, Turn.BETTER)
    return tuple(sorted(found, key=lambda difference: turns.index(difference.turn)))


def degraded(differences: Iterable[Difference]) -> bool:
    return any(difference.turn is Turn.WORSE for difference in differences)


# --- taking ----------------------------------------------------------------------------------------------------------


def _served(report: Report) -> Served | None:
    if not report.certificates:
        return None
    leaf, *_ = report.certificates
    return Served(
        issuer=leaf.issuer,
        not_after=leaf.not_after,
        sha256=leaf.sha256,
        key=_key(leaf),
        key_bits=leaf.key.bits,
        names=tuple(sorted(map(str, leaf.names))),
        chain=tuple(c.display for c in report.certificates),
        stores=tuple(v.store.value for v in report.trust if v.trusted),
    )


def _key(leaf: CertificateFacts) -> str:
    return " ".join(filter(None, (str(leaf.key.kind), leaf.key.curve or str(leaf.key.bits or ""))))


def _undecided(maps: Iterable[ServerMap]) -> bool:
    return any(v.supported is Tri.UNKNOWN for server in maps for v in server.versions)


def _versions(maps: Iterable[ServerMap], answer: Tri) -> tuple[str, ...]:
    numbers = {v.version for server in maps for v in server.versions if v.supported is answer}
    return tuple(registry.version_name(number) for number in sorted(numbers))


def _suites(maps: list[ServerMap]) -> tuple[str, ...] | None:
    if not maps or _undecided(maps) or not all(v.complete for server in maps for v in server.supported):
        return None
    return tuple(sorted({registry.cipher(code).iana for server in maps for code in server.suites}))


def _groups(maps: list[ServerMap]) -> tuple[str, ...] | None:
    if not maps or not all(server.groups_complete for server in maps):
        return None
    return tuple(sorted({registry.group(code).name for server in maps for code in server.groups}))


# --- comparing -------------------------------------------------------------------------------------------------------


def _findings(before: Baseline, now: Baseline, passed: Container[str]) -> Iterator[Difference]:
    was = {known.code: known for known in before.findings}
    has = {known.code: known for known in now.findings}
    for code, known in has.items():
        if code not in was:
            turn = Turn.OTHER if known.severity is Severity.NOTE else Turn.WORSE
            yield Difference(turn, prose("New finding ", Code(code), f": {known.headline}"))
        elif _ORDER.index(known.severity) < _ORDER.index(was[code].severity):
            yield Difference(Turn.WORSE, prose("Graver than before, ", Code(code), f": {known.headline}"))
    blind = bool(before.working and not now.working) or (before.versions is not None and now.versions is None)
    for code in sorted(was.keys() - has.keys()):
        if code in now.undetermined or (blind and code not in passed):
            yield Difference(Turn.UNKNOWN, prose("Whether ", Code(code), " is still there could not be determined"))
        else:
            yield Difference(Turn.BETTER, prose("No longer found: ", Code(code)))
    for code in sorted(set(now.undetermined) - set(before.undetermined) - was.keys()):
        yield Difference(Turn.UNKNOWN, prose(Code(code), " was answered before and could not be determined now"))


def _protocols(before: Baseline, now: Baseline) -> Iterator[Difference]:
    if before.versions is None:
        return
    if now.versions is None:
        yield _unknown("protocol versions")
        return
    for name in sorted(set(now.versions) - set(before.versions)):
        turn = Turn.WORSE if name in _OLD else Turn.BETTER
        yield Difference(turn, prose(f"{name} is spoken now" + (", which is obsolete" if name in _OLD else "")))
    for name in sorted(set(before.versions) - set(now.versions)):
        yield Difference(Turn.BETTER if name in _OLD else Turn.WORSE, prose(f"{name} is no longer spoken"))


def _names(what: str, before: tuple[str, ...] | None, now: tuple[str, ...] | None) -> Iterator[Difference]:
    """Suites and groups. A lost weak one is a gain, and the other way round; what is neither weak nor recommended may
    come and go, or the advice to remove it would close the gate.
    """
    if before is None:
        return
    if now is None:
        yield _unknown(f"{what}s")
        return
    for name in sorted(set(now) - set(before)):
        weak = _weak(name)
        turn = Turn.WORSE if weak else _if_recommended(name, Turn.BETTER)
        yield Difference(turn, prose(f"New {what}: {name}{weak and f', weak: {weak}'}"))
    for name in sorted(set(before) - set(now)):
        turn = Turn.BETTER if _weak(name) else _if_recommended(name, Turn.WORSE)
        yield Difference(turn, prose(f"Lost {what}: {name}"))


def _if_recommended(name: str, turn: Turn) -> Turn:
    listed = guideline(LevelName.INTERMEDIATE)
    return turn if name in (*listed.suites, *listed.groups) else Turn.OTHER


def _weak(name: str) -> str:
    suite = registry.cipher_by_iana_name(name)
    return ", ".join(suite.weaknesses) if suite else ""


def _chain(before: Served | None, now: Served | None) -> Iterator[Difference]:
    if before is None or before == now:
        return
    if now is None:
        yield _unknown("certificate")
        return
    if now.issuer != before.issuer:
        said = prose("Other issuer: ", quote(now.issuer, 200), " instead of ", quote(before.issuer, 200))
        yield Difference(Turn.WORSE, said)
    if len(now.chain) < len(before.chain):
        gone = [name for name in before.chain[1:] if name not in now.chain]
        named = (": no longer sent is ", quote(gone[0], 120)) if gone else ()
        yield Difference(Turn.WORSE, prose(f"Shorter chain, {len(before.chain)} → {len(now.chain)}", *named))
    if before.not_after - now.not_after > _NODES_APART:
        yield Difference(
            Turn.WORSE, prose("Expires earlier: ", Moment(now.not_after), " instead of ", Moment(before.not_after))
        )
    yield from _certificate(before, now)


def _certificate(before: Served, now: Served) -> Iterator[Difference]:
    for name in sorted(set(before.names) - set(now.names)):
        yield Difference(Turn.WORSE, prose("The certificate no longer names ", quote(name, 120)))
    for store in sorted(set(before.stores) - set(now.stores)):
        yield Difference(Turn.WORSE, prose(f"No longer trusted by {store}"))
    for store in sorted(set(now.stores) - set(before.stores)):
        yield Difference(Turn.BETTER, prose(f"Now trusted by {store}"))
    if now.key != before.key:
        same_kind = now.key.split()[:1] == before.key.split()[:1]
        weaker = same_kind and (now.key_bits or 0) < (before.key_bits or 0)
        yield Difference(Turn.WORSE if weaker else Turn.OTHER, prose(f"Other key: {now.key} instead of {before.key}"))
    if now.sha256 != before.sha256 and now.not_after > before.not_after:
        yield Difference(Turn.OTHER, prose("Renewed: the certificate is valid until ", Moment(now.not_after)))
    elif now.sha256 != before.sha256 and now.not_after == before.not_after:
        yield Difference(Turn.OTHER, prose("Another certificate with the same end of validity is served"))


def _rest(before: Baseline, now: Baseline) -> Iterator[Difference]:
    if before.alpn != now.alpn and now.working:
        lost = before.alpn == "h2"
        said = f"ALPN chooses {now.alpn or 'nothing'} instead of {before.alpn or 'nothing'}"
        yield Difference(Turn.WORSE if lost else Turn.OTHER, prose(said))
    if before.working and not now.working:
        yield Difference(Turn.WORSE, prose("No address completes a handshake any more"))
    if before.letter and now.letter and before.letter != now.letter:
        worse = Letter(now.letter).rank > Letter(before.letter).rank
        turn = Turn.WORSE if worse else Turn.BETTER
        yield Difference(turn, prose(f"Grade {now.letter} instead of {before.letter}"))


def _unknown(what: str) -> Difference:
    return Difference(Turn.UNKNOWN, prose(f"The {what} could not be determined this time, the baseline has them"))

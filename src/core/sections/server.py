"""The map of the server in words: versions, suites, groups, features; one section for addresses that are alike."""

from collections.abc import Iterable, Iterator

from core.model.prose import Prose, prose
from core.model.report import MappedAddresses, Report
from core.model.section import Row, Section, Tone
from core.model.server_map import Features, Preference, ServerMap, Tri, VersionMap
from core.wire import registry
from core.wire.codes import Version

_ORDER = {
    Preference.SERVER: "the server's order",
    Preference.CLIENT: "the client's order counts",
    Preference.CHACHA_BY_CLIENT: "the server's order, ChaCha20-Poly1305 when the client prefers it",
    Preference.SINGLE: "no choice",
    Preference.UNKNOWN: "whose order counts was not determined",
}
_OBSOLETE = Version.TLS1_1


def server_sections(report: Report) -> Iterator[Section]:
    several = len(report.maps) > 1
    for mapped in report.maps:
        where = f" at {', '.join(mapped.addresses)}" if several else ""
        yield Section(f"What the server offers{where}", tuple(_rows(mapped)), _doubts(mapped.map))


def _doubts(server: ServerMap) -> Prose | None:
    if server.limited:
        return prose(f"Incomplete: {server.limited}. What hangs on it is not determined.")
    return prose(f"It contradicts itself: {server.inconsistent}") if server.inconsistent else None


def _rows(mapped: MappedAddresses) -> Iterator[Row]:
    server = mapped.map
    for version in server.supported:
        yield _version(version)
    yield from _other_versions(server.versions)
    yield from _keys(server)
    yield from _features(server.features)
    if server.client_cert_asked is Tri.YES:
        named = "; ".join(server.client_cert_authorities)
        yield Row("Client certificate", prose("asked for, of ", named) if named else prose("asked for, of any CA"))


def _version(version: VersionMap) -> Row:
    names = [registry.suite(version.version, code).iana for code in version.suites]
    listed = ", ".join(names) or "no suite was learnt"
    order = f" ({_ORDER[version.preference]})" if len(names) > 1 else ""
    rest = "" if version.complete else "; not every suite could be asked"
    tone = Tone.BAD if version.version <= _OBSOLETE else Tone.DOUBTFUL if _weak(version) else Tone.GOOD
    return Row(registry.version_name(version.version), prose(f"{listed}{order}{rest}"), tone)


def _weak(version: VersionMap) -> bool:
    return any(registry.cipher(code).weaknesses for code in version.suites)


def _other_versions(versions: Iterable[VersionMap]) -> Iterator[Row]:
    """Refused ones in one row, undecided ones by their reason."""
    refused = [v for v in versions if v.supported is Tri.NO]
    if refused:
        yield Row("Not spoken", prose(", ".join(registry.version_name(v.version) for v in refused)))
    for version in versions:
        if version.supported is Tri.UNKNOWN:
            said = prose(f"not determined: {version.because}")
            yield Row(registry.version_name(version.version), said, Tone.UNKNOWN)


def _keys(server: ServerMap) -> Iterator[Row]:
    if server.groups:
        rest = "" if server.groups_complete else "; not every group could be asked"
        yield Row("Groups", prose(", ".join(registry.group(g).name for g in server.groups) + rest))
    if server.signature_schemes:
        names = ", ".join(registry.signature_scheme(s).name for s in server.signature_schemes)
        yield Row("Signs with", prose(names + ("" if server.signatures_complete else "; not every scheme was asked")))
    if server.dh:
        dh = server.dh
        which = dh.name or ("a prime that many servers share" if dh.common else "an own prime")
        reused = "; the same key for several connections" if dh.reused is Tri.YES else ""
        yield Row(
            "Diffie-Hellman", prose(f"{dh.bits} bits, {which}{reused}"), Tone.BAD if dh.bits < 2048 else Tone.PLAIN
        )
    if server.other_chains:
        yield Row("More certificates", prose(f"{len(server.other_chains)} other chain for other kinds of keys"))


def _features(features: Features) -> Iterator[Row]:
    if features.alpn is not None:
        yield Row("ALPN", prose(", ".join(features.alpn) or "none of h2 and http/1.1"))
    yield from _resumption(features)
    good_when = (
        ("Secure renegotiation", features.secure_renegotiation, Tri.YES),
        ("Extended master secret", features.extended_master_secret, Tri.YES),
        ("Encrypt-then-MAC", features.encrypt_then_mac, None),
        ("Fallback signalling", features.fallback_scsv, None),
        ("Compression", features.compression, Tri.NO),
        ("Downgrade signal", features.downgrade_signal, None),
        ("Ephemeral keys reused", features.ecdh_reused, Tri.NO),
    )
    for label, value, good in good_when:
        if value is not Tri.UNKNOWN:
            yield Row(label, prose(value.value), Tone.PLAIN if good in (None, value) else Tone.BAD)


def _resumption(features: Features) -> Iterator[Row]:
    kinds = (("session id", features.session_ids), ("ticket", features.tickets), ("TLS 1.3 PSK", features.psk))
    known = [f"{name} {value.value}" for name, value in kinds if value is not Tri.UNKNOWN]
    if known:
        yield Row("Resumption", prose(", ".join(known)))
    if features.early_data is not None:
        told = f"up to {features.early_data} bytes" if features.early_data else "no"
        yield Row("0-RTT", prose(told))

"""Which revocation data a chain calls for, and what the data that came say of each certificate below the root.

Law: asked is what a certificate itself names, one place at a time: for a server's certificate its OCSP responder, then
its CRL; for a CA's the other way round. Short-lived certificates, those that say that there is nothing to ask (RFC
9608) and expired ones, which CAs drop from their lists, need no answer.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from core.certificates.crl import read_crl
from core.certificates.der import DerError, raw_extensions
from core.certificates.facts import parse_certificate
from core.certificates.ocsp import ocsp_question, read_ocsp
from core.model.certificate import CertificateFacts, IPAddress
from core.model.path import PathAnalysis
from core.model.revocation import (
    CertificateStatus,
    Doubt,
    Revocation,
    Source,
    Standing,
    Stapled,
    StatusAnswer,
    StatusFetched,
    StatusRequest,
)

MAX_REQUESTS = 8
_MAX_CRL_URLS = 2
_NO_REV_AVAIL = bytes.fromhex("551d38")  # id-ce-noRevAvail, 2.5.29.56, RFC 9608 section 2
_SHORTER = datetime(2026, 3, 15, tzinfo=UTC)  # BR section 1.6.1, "Short-lived Subscriber Certificate"
_STAPLES = 16  # addresses looked at


def statuses_for(
    paths: PathAnalysis,
    staples: Sequence[tuple[IPAddress, bytes | None, int]],
    fetched: Sequence[StatusFetched],
    at: datetime,
) -> Revocation:
    """The standing of each certificate below the root of the best path.

    ``staples``: a triple an address: the staple it sent, and in how many handshakes one could have been seen.
    """
    chain = _chain(paths)
    leaf, issuer = chain[0]
    seen = tuple(
        Stapled(address=where, answer=_staple(staple, leaf, issuer, at) if staple else None, handshakes=handshakes)
        for where, staple, handshakes in staples[:_STAPLES]
    )
    said = tuple(s.answer for s in seen if s.answer)
    return Revocation(
        statuses=tuple(
            CertificateStatus(
                certificate=facts,
                depth=depth,
                exempt=exempt(facts, at),
                answers=(*_answers(facts, above, fetched, at), *(said if depth == 0 else ())),
            )
            for depth, (facts, above) in enumerate(chain)
        ),
        staples=seen,
    )


def requests_for(paths: PathAnalysis, fetched: Sequence[StatusFetched], at: datetime) -> tuple[StatusRequest, ...]:
    """What to ask next, given what came so far; empty when every certificate has its answer or no further place."""
    wanted: list[StatusRequest] = []
    for facts, issuer in _chain(paths):
        if issuer is None or exempt(facts, at):
            continue
        for request in _places(facts, issuer):
            came = next((f for f in fetched if f.request == request), None)
            if came is None:
                wanted.append(request)
            if came is None or came.pending or answer_to(came.request, came.body, at).standing is not Standing.UNKNOWN:
                break
    return tuple(wanted)[:MAX_REQUESTS]


def answer_to(request: StatusRequest, body: bytes | None, at: datetime) -> StatusAnswer:
    """What came for a request, judged at ``at``."""
    facts, issuer = parse_certificate(request.certificate), parse_certificate(request.issuer)
    if body is None or not isinstance(facts, CertificateFacts) or not isinstance(issuer, CertificateFacts):
        return StatusAnswer(source=request.source, standing=Standing.UNKNOWN, url=request.url, doubt=Doubt.UNREACHABLE)
    if request.source is Source.CRL:
        return read_crl(body, request.url, facts, issuer, at)
    return read_ocsp(body, request.source, request.url, facts, issuer, at)


def worth_keeping(request: StatusRequest, body: bytes, at: datetime) -> datetime | None:
    """Until when a copy may stand for a new fetch: the nextUpdate of an answer that is signed, in scope and current."""
    answer = answer_to(request, body, at)
    return None if answer.standing is Standing.UNKNOWN else answer.next_update


def exempt(facts: CertificateFacts, at: datetime) -> str | None:
    """Why nobody need ask for this certificate's status, a clause; None when one should."""
    if facts.expired_at(at):
        return "it has expired, and CAs drop expired certificates from their lists"
    if _says_there_is_none(facts):
        return "it says that there is no revocation information (RFC 9608)"
    if short_lived(facts):
        return "it is short-lived: it expires before a revocation would take effect"
    named = facts.ocsp_urls + facts.crl_urls
    if any(map(_fetchable, named)):
        return None
    if named:
        return "it names only places that are asked by another protocol than HTTP"
    return "it names no place where a revocation would be published"


def short_lived(facts: CertificateFacts) -> bool:
    """Of a server, and at most 7 days long, 10 if issued before 2026-03-15 (CA/Browser Forum BR section 1.6.1)."""
    return not facts.is_ca and facts.lifetime <= timedelta(days=7 if facts.not_before >= _SHORTER else 10)


def _chain(paths: PathAnalysis) -> list[tuple[CertificateFacts, CertificateFacts | None]]:
    """Each certificate below the root with its issuer; the last of an open path has none."""
    members = paths.best.certificates
    below: list[tuple[CertificateFacts, CertificateFacts | None]] = list(pairwise(members))
    return below if below and paths.best.ends else [*below, (members[-1], None)]


def _places(facts: CertificateFacts, issuer: CertificateFacts) -> Iterable[StatusRequest]:
    def request(source: Source, url: str, body: bytes = b"") -> StatusRequest:
        return StatusRequest(source=source, url=url, certificate=facts.der, issuer=issuer.der, body=body)

    crls = [request(Source.CRL, url) for url in filter(_fetchable, facts.crl_urls)][:_MAX_CRL_URLS]
    responder = next(filter(_fetchable, facts.ocsp_urls), None)
    question = _question(facts, issuer) if responder else None
    asked = [request(Source.OCSP, responder, question)] if responder and question else []
    return (*crls, *asked) if facts.is_ca else (*asked, *crls)


def _question(facts: CertificateFacts, issuer: CertificateFacts) -> bytes | None:
    try:
        return ocsp_question(facts, issuer)
    except Exception:  # noqa: BLE001  a key or serial number that no question can be made of: the CRL is left
        return None


def _fetchable(url: str) -> bool:
    return url.lower().startswith(("http://", "https://"))


def _answers(
    facts: CertificateFacts, issuer: CertificateFacts | None, fetched: Sequence[StatusFetched], at: datetime
) -> Iterable[StatusAnswer]:
    if issuer is None:
        return
    for came in fetched:
        if came.request.certificate != facts.der:
            continue
        if came.body is not None:
            yield answer_to(came.request, came.body, at)
        else:
            yield StatusAnswer(
                source=came.request.source,
                standing=Standing.UNKNOWN,
                url=came.request.url,
                doubt=Doubt.PENDING if came.pending else Doubt.UNREACHABLE,
                detail=came.failure or "",
            )


def _staple(staple: bytes, leaf: CertificateFacts, issuer: CertificateFacts | None, at: datetime) -> StatusAnswer:
    if issuer is None:
        why = "the issuer's certificate is not at hand"
        return StatusAnswer(source=Source.STAPLE, standing=Standing.UNKNOWN, doubt=Doubt.UNPROVEN, detail=why)
    return read_ocsp(staple, Source.STAPLE, "", leaf, issuer, at)


def _says_there_is_none(facts: CertificateFacts) -> bool:
    try:
        return any(raw.oid == _NO_REV_AVAIL for raw in raw_extensions(facts.der))
    except DerError:
        return False

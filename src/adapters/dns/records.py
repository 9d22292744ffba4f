"""Records of the posture lookups as values: CAA, TLSA, HTTPS. Sizes are capped; what is no such record is left out."""

from typing import Final

import dns.rdata
import dns.rdtypes.ANY.CAA
import dns.rdtypes.ANY.TLSA
import dns.rdtypes.IN.HTTPS
import dns.rdtypes.svcbbase as svcb

from core.address_policy import literal
from core.model.posture import CaaRecord, HttpsRecord, TlsaRecord
from core.model.target import IPAddress

_TEXT: Final = 512
_DATA: Final = 8192
_FEW: Final = 16
_CRITICAL: Final = 0x80  # RFC 8659 section 4.1: bit 0 of the flags


def read_caa(record: dns.rdata.Rdata) -> CaaRecord | None:
    if not isinstance(record, dns.rdtypes.ANY.CAA.CAA):
        return None
    tag = record.tag.decode("ascii", "replace").lower()
    return CaaRecord(tag[:_TEXT], record.value.decode("utf-8", "replace")[:_TEXT], bool(record.flags & _CRITICAL))


def read_tlsa(record: dns.rdata.Rdata) -> TlsaRecord | None:
    if not isinstance(record, dns.rdtypes.ANY.TLSA.TLSA):
        return None
    return TlsaRecord(record.usage, record.selector, record.mtype, record.cert[:_DATA])


def read_https(record: dns.rdata.Rdata) -> HttpsRecord | None:
    if not isinstance(record, dns.rdtypes.IN.HTTPS.HTTPS):
        return None
    params = record.params
    alpn, port, ech = (params.get(key) for key in (svcb.ParamKey.ALPN, svcb.ParamKey.PORT, svcb.ParamKey.ECH))
    return HttpsRecord(
        priority=record.priority,
        target=record.target.to_text(omit_final_dot=True) or ".",
        alpn=tuple(i.decode("latin-1") for i in alpn.ids[:_FEW]) if isinstance(alpn, svcb.ALPNParam) else (),
        no_default_alpn=svcb.ParamKey.NO_DEFAULT_ALPN in params,
        port=port.port if isinstance(port, svcb.PortParam) else None,
        hints=_hints(params.get(svcb.ParamKey.IPV4HINT)) + _hints(params.get(svcb.ParamKey.IPV6HINT)),
        ech=ech.ech[:_DATA] if isinstance(ech, svcb.ECHParam) else None,
    )


def _hints(param: svcb.Param | None) -> tuple[IPAddress, ...]:
    if not isinstance(param, svcb.IPv4HintParam | svcb.IPv6HintParam):
        return ()
    found = (literal(address) for address in param.addresses[:_FEW])
    return tuple(address for address in found if address is not None)

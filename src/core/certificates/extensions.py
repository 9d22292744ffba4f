"""What each extension adds to the facts. RFC 5280 section 4.2, RFC 7633 (TLS feature), RFC 6962 section 3.3 (SCTs)."""

import ipaddress
from collections.abc import Iterable
from dataclasses import replace

from cryptography import x509
from cryptography.x509.oid import AuthorityInformationAccessOID, ExtensionOID

from core.certificates.san import read_names
from core.certificates.text import clean
from core.model.certificate import CertificateFacts, KeyUsage, NameConstraints

SAN_OID = ExtensionOID.SUBJECT_ALTERNATIVE_NAME.dotted_string
BASIC_CONSTRAINTS_OID = ExtensionOID.BASIC_CONSTRAINTS.dotted_string
_MAX_URLS = 8

READ = frozenset(
    oid.dotted_string
    for oid in (
        ExtensionOID.BASIC_CONSTRAINTS,
        ExtensionOID.KEY_USAGE,
        ExtensionOID.EXTENDED_KEY_USAGE,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.AUTHORITY_INFORMATION_ACCESS,
        ExtensionOID.CRL_DISTRIBUTION_POINTS,
        ExtensionOID.PRECERT_SIGNED_CERTIFICATE_TIMESTAMPS,
        ExtensionOID.TLS_FEATURE,
        ExtensionOID.NAME_CONSTRAINTS,
        ExtensionOID.CERTIFICATE_POLICIES,
    )
)

# Critical extensions that OpenSSL processes (X509_supported_extension); any other makes it, and browsers, refuse.
UNDERSTOOD = frozenset(
    {
        SAN_OID,
        ExtensionOID.BASIC_CONSTRAINTS.dotted_string,
        ExtensionOID.KEY_USAGE.dotted_string,
        ExtensionOID.EXTENDED_KEY_USAGE.dotted_string,
        ExtensionOID.CERTIFICATE_POLICIES.dotted_string,
        ExtensionOID.POLICY_CONSTRAINTS.dotted_string,
        ExtensionOID.POLICY_MAPPINGS.dotted_string,
        ExtensionOID.INHIBIT_ANY_POLICY.dotted_string,
        ExtensionOID.NAME_CONSTRAINTS.dotted_string,
        ExtensionOID.CRL_DISTRIBUTION_POINTS.dotted_string,
        "2.16.840.1.113730.1.1",  # Netscape certificate type
        "1.3.6.1.5.5.7.48.1.5",  # OCSP no check, RFC 6960
        "1.3.6.1.5.5.7.1.7",  # IP address blocks, RFC 3779
        "1.3.6.1.5.5.7.1.8",  # AS identifiers, RFC 3779
    }
)

_USAGES = (
    ("digital_signature", KeyUsage.DIGITAL_SIGNATURE),
    ("content_commitment", KeyUsage.CONTENT_COMMITMENT),
    ("key_encipherment", KeyUsage.KEY_ENCIPHERMENT),
    ("data_encipherment", KeyUsage.DATA_ENCIPHERMENT),
    ("key_agreement", KeyUsage.KEY_AGREEMENT),
    ("key_cert_sign", KeyUsage.KEY_CERT_SIGN),
    ("crl_sign", KeyUsage.CRL_SIGN),
)


def with_names(facts: CertificateFacts, value: bytes) -> CertificateFacts:
    """The facts with a subjectAltName read from its raw value."""
    names = read_names(value)
    return replace(
        facts,
        san_present=True,
        dns_names=tuple(names.dns),
        ip_names=tuple(names.ips),
        other_names=tuple(names.other),
        malformed_names=tuple(names.malformed),
    )


def with_extension(facts: CertificateFacts, value: x509.ExtensionType) -> CertificateFacts:
    """The facts with one parsed extension added; kinds that tell us nothing change nothing."""
    match value:
        case x509.BasicConstraints():
            return replace(facts, is_ca=value.ca, path_length=value.path_length)
        case x509.KeyUsage():
            return replace(facts, key_usage=frozenset(usage for name, usage in _USAGES if getattr(value, name)))
        case x509.ExtendedKeyUsage():
            return replace(facts, extended_key_usage=tuple(oid.dotted_string for oid in value))
        case x509.SubjectKeyIdentifier():
            return replace(facts, subject_key_id=value.digest.hex())
        case x509.AuthorityKeyIdentifier():
            return replace(facts, authority_key_id=value.key_identifier.hex() if value.key_identifier else None)
        case x509.NameConstraints():
            return replace(facts, name_constraints=_constraints(value))
        case x509.CertificatePolicies():
            return replace(facts, policy_oids=tuple(p.policy_identifier.dotted_string for p in value))
        case _:
            return _with_services(facts, value)


def _with_services(facts: CertificateFacts, value: x509.ExtensionType) -> CertificateFacts:
    match value:
        case x509.AuthorityInformationAccess():
            by_method = {
                method: _urls(d.access_location for d in value if d.access_method == method)
                for method in (AuthorityInformationAccessOID.CA_ISSUERS, AuthorityInformationAccessOID.OCSP)
            }
            return replace(
                facts,
                ca_issuer_urls=by_method[AuthorityInformationAccessOID.CA_ISSUERS],
                ocsp_urls=by_method[AuthorityInformationAccessOID.OCSP],
            )
        case x509.CRLDistributionPoints():
            return replace(facts, crl_urls=_urls(name for point in value for name in point.full_name or ()))
        case x509.PrecertificateSignedCertificateTimestamps():
            return replace(facts, sct_count=len(value))
        case x509.TLSFeature():
            return replace(facts, must_staple=x509.TLSFeatureType.status_request in value)
        case _:
            return facts


def _urls(names: Iterable[x509.GeneralName]) -> tuple[str, ...]:
    return tuple(clean(n.value) for n in names if isinstance(n, x509.UniformResourceIdentifier))[:_MAX_URLS]


def _constraints(value: x509.NameConstraints) -> NameConstraints:
    permitted, excluded = value.permitted_subtrees or [], value.excluded_subtrees or []
    other = [("permitted", n) for n in permitted] + [("excluded", n) for n in excluded]
    return NameConstraints(
        permitted_dns=_dns(permitted),
        excluded_dns=_dns(excluded),
        permitted_ips=_networks(permitted),
        excluded_ips=_networks(excluded),
        other=tuple(
            f"{way} {_described(name)}" for way, name in other if not isinstance(name, x509.DNSName | x509.IPAddress)
        ),
    )


def _described(name: x509.GeneralName) -> str:
    match name:
        case x509.RFC822Name():
            return f"e-mail {clean(name.value, 100)}"
        case x509.UniformResourceIdentifier():
            return f"URI {clean(name.value, 100)}"
        case x509.DirectoryName():
            return f"directory {clean(name.value.rfc4514_string(), 100)}"
        case _:
            return type(name).__name__


def _dns(names: Iterable[x509.GeneralName]) -> tuple[str, ...]:
    return tuple(clean(name.value).lower() for name in names if isinstance(name, x509.DNSName))


def _networks(names: Iterable[x509.GeneralName]) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
    values = (name.value for name in names if isinstance(name, x509.IPAddress))
    return tuple(v for v in values if isinstance(v, ipaddress.IPv4Network | ipaddress.IPv6Network))

"""Whether the certificate is revoked could not be found out, and the policy demands to know: `revocation-unavailable`.

## What we saw
CRYPT_E_NO_REVOCATION_CHECK, CRYPT_E_REVOCATION_OFFLINE, verify errors 3 and 12, “Could not determine revocation
status”.

## What it means
The CRL or OCSP responder could not be reached, the local CRL is out of date, or the certificate names none. It says
nothing about the certificate itself.

## Who is affected
Verifiers that insist (hard-fail): Schannel with curl, NPS, OpenVPN and nginx with a CRL file. Browsers go on.

## How to fix it
Let the verifier reach the addresses in the certificate (`openssl x509 -noout -ext
crlDistributionPoints,authorityInfoAccess`): plain HTTP on port 80 through the firewall or proxy. Where CRLs are
files, fetch them before they run out. A private CA without revocation needs the check switched off for it (`curl
--ssl-revoke-best-effort`).

## How to check the fix
`curl -O` of the CRL’s address succeeds on that machine, and `openssl crl -noout -nextupdate` lies in the future.

## References
- RFC 5280 section 6.3 (CRL validation)
- RFC 6960 (OCSP)
"""

"""The client has no usable list of trusted roots: `ca-bundle-missing`.

## What we saw
The client’s own words: no CA bundle, an empty or unreadable trust store, a path that does not exist (curl 77, Java
“trustAnchors parameter must be non-empty”, Go “failed to load system roots”).

## What it means
Without roots no certificate can be trusted, so every server fails alike. Usual in small container images, after
moving a Python or Java installation, and on systems that are years behind: their bundle lacks the roots of today.

## Who is affected
This client only. Browsers bring their own roots.

## How to fix it
Install or update the bundle: Debian `apt-get install ca-certificates`, Alpine `apk add ca-certificates`, Python `pip
install -U certifi`, Java an intact `cacerts`. See that the path in the configuration (`SSL_CERT_FILE`,
`REQUESTS_CA_BUNDLE`, `curl.cainfo`, `ssl.ca.location`) exists and is readable for the process.

## How to check the fix
`curl -v https://example.com/` names the CAfile it read and ends without error 60 or 77.

## References
- curl, SSL CA Certificates: https://curl.se/docs/sslcerts.html
- RFC 5280 section 6.1.1 (trust anchors are an input of validation)
"""

"""The client has no usable TLS library: `tls-library-missing`.

## What we saw
“Protocol https not supported or disabled”, “the ssl module is not available”, “Unable to find the wrapper https”,
“HTTPS support not compiled in”.

## What it means
The program was built without TLS, cannot load its TLS library, or was told not to use it.

## Who is affected
This program on this machine.

## How to fix it
Install the package with TLS (PHP `extension=openssl`, Perl LWP::Protocol::https, curl with OpenSSL), or build it
again with the headers of OpenSSL present (`libssl-dev`). A missing `libssl.so` means that the system’s OpenSSL
changed its major version.

## How to check the fix
`curl -V`, `python -c "import ssl; print(ssl.OPENSSL_VERSION)"` or `php -m` name TLS.

## References
- curl, curl_version_info(3): https://curl.se/libcurl/c/curl_version_info.html
- RFC 9110 section 4.2.2 (https URI scheme)
"""

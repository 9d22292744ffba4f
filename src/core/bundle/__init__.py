"""Certificate files before they are deployed: bytes → what is in the file → findings, by the rules of the live check.

Law: nothing here opens, fetches or asks, and no key material leaves `keys` and `reading`. `private` alone may be used
where no TLS library is: this package's door imports nothing.
"""

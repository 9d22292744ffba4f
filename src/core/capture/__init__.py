"""Packet captures: file → packets → TCP streams → TLS conversations → what failed, who ended it, why.

Pure and streaming: bytes come in pieces, memory is bounded whatever the file holds, and no file makes it raise.
Start at `core.capture.analyse`.
"""

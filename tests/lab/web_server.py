"""Python's own `ssl` as a web server, in a program of its own: for the places where a thread of the test cannot stand.

    web_server.py ADDRESS PORT CERT KEY

TLS 1.2 and 1.3 as `ssl.create_default_context` has them; every connection in a thread, HTTP/1.1. Writes `ready` when
it listens.
"""

import ssl
import sys
from http.server import BaseHTTPRequestHandler
from socket import socket
from socketserver import ThreadingTCPServer


class Page(BaseHTTPRequestHandler):
    """The same for everybody."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.send_header("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 - the name that http.server asks for

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


class Web(ThreadingTCPServer):
    """The handshake happens in the connection's own thread, so a silent client holds up nobody. (`HTTPServer` would ask
    DNS for its own name first.)
    """

    allow_reuse_address = daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients of a scanner leave in the middle: that is no news."""

    def get_request(self) -> tuple[socket, object]:
        plain, address = super().get_request()
        return CONTEXT.wrap_socket(plain, server_side=True, do_handshake_on_connect=False), address


CONTEXT = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)

if __name__ == "__main__":
    host, port, cert, key = sys.argv[1:]
    CONTEXT.load_cert_chain(cert, key)
    CONTEXT.set_alpn_protocols(["http/1.1"])
    with Web((host, int(port)), Page) as server:
        print("ready", flush=True)
        server.serve_forever()

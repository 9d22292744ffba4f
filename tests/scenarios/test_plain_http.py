"""A site on ports 443 and 80, in a network namespace of its own: what plain HTTP answers beside HTTPS."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.lab.bench import Pki
from tests.support.netns import Namespace, missing, namespaces
from tests.support.pki_spec import NOW

HOST = "site.lab.test"
HTTPS = Path(__file__).parents[1] / "lab" / "web_server.py"
HTTP = """
import http.server, sys
class Answer(http.server.BaseHTTPRequestHandler):
    def do_HEAD(self):
        self.send_response(int(sys.argv[1]))
        if len(sys.argv) > 2:
            self.send_header("Location", sys.argv[2])
        self.end_headers()
    def log_message(self, *_):
        pass
server = http.server.HTTPServer(("127.0.0.1", 80), Answer)
print("ready", flush=True)
server.serve_forever()
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="network namespaces are Linux's")


@contextmanager
def running(space: Namespace, *command: str | Path) -> Iterator[None]:
    process = subprocess.Popen(space.command(sys.executable, *command), stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        yield
    finally:
        process.kill()
        process.communicate()


def advised(folder: Path, *plain: str) -> tuple[bool, list[str]]:
    """Whether `http-no-redirect` is found, and the evidence, when port 80 answers with this status and place."""
    reason = missing()
    if reason:
        pytest.skip(f"this machine has no {reason}")
    pki = Pki(NOW)
    leaf = pki.leaf(HOST)
    files = {"roots.pem": pki.root.pem, "cert.pem": leaf.fullchain_pem, "key.pem": leaf.key_pem}
    for name, data in files.items():
        (folder / name).write_bytes(data)
    with (
        namespaces("site") as (space,),
        running(space, HTTPS, "127.0.0.1", "443", folder / "cert.pem", folder / "key.pem"),
        running(space, "-c", HTTP, *plain),
    ):
        check = ("-m", "local.cli", "check", HOST, "--resolve", f"{HOST}:443:127.0.0.1", "--json")
        more = ("--ca-file", folder / "roots.pem", "--at", NOW.isoformat())
        command = space.command(sys.executable, *check, *more)
        said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert said.stdout, said.stderr
    found = [f for f in json.loads(said.stdout)["findings"] if f["code"] == "http-no-redirect"]
    return bool(found), [line for finding in found for line in finding["evidence"]]


def test_a_page_in_clear_text_is_advised_against(tmp_path: Path) -> None:
    assert advised(tmp_path, "200") == (True, [f"HEAD http://{HOST}/ → status 200"])


def test_a_redirect_that_stays_in_clear_text_is_advised_against(tmp_path: Path) -> None:
    found, evidence = advised(tmp_path, "301", "http://www.site.lab.test/")
    assert (found, evidence) == (True, [f"HEAD http://{HOST}/ → status 301, Location: http://www.site.lab.test/"])


def test_a_redirect_to_https_is_right(tmp_path: Path) -> None:
    assert advised(tmp_path, "308", f"https://{HOST}/") == (False, [])


def test_a_port_80_that_serves_nothing_but_errors_is_no_matter(tmp_path: Path) -> None:
    assert advised(tmp_path, "404") == (False, [])

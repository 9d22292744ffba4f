"""What is left out before matching, and what must stay: frames, passed tests, talk; the telling part of long texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.explain import explain_text
from core.explain.frames import without_frames
from core.explain.gist import WHOLE, around, gist
from core.explain.normalise import normalise
from core.model.explanation import Side


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("x.Y: bad\n\tat java.base/sun.security.ssl.Alert.make(Alert.java:131)\n\t... 12 more\nCaused by: z",
        "x.Y: bad\nCaused by: z"),
        ("Error: no\n    at TLSSocket.onConnect (node:_tls_wrap:1674:34)\n    at async run (/a/b.js:1:2)",
        "Error: no\n"),
        ("bad\n   at System.Net.Http.Handler.Send(Request r) in C:\\a\\b.cs:line 5", "bad\n"),
        ("bad (E)\n\tfrom /usr/lib/ruby/net/http.rb:1:in `start'", "bad (E)\n"),
        ("tests/test_a.py::test_self_signed_is_refused PASSED\n1 passed", "1 passed"),
        ("fix(tls): retry on connection reset (#4)", ""),
    ],
)  # fmt: skip
def test_frames_and_talk_go(text: str, left: str) -> None:
    assert without_frames(normalise(text)) == left.strip("\n") + ("\n" if left.endswith("\n") else "")


@pytest.mark.parametrize(
    "text",
    [
        "at home it works (without the proxy)",
        "at work: certificate has expired",
        "at SSL_connect() it hangs",
        "the build PASSED the compiler and then failed: certificate has expired",
        "what does 'certificate has expired' mean here, the server is fixed",
        "Exception at app.js, certificate has expired",
    ],
)
def test_what_may_be_a_message_stays(text: str) -> None:
    assert without_frames(normalise(text)) == normalise(text)


def test_the_source_line_of_the_last_python_frame_stays_since_that_call_failed() -> None:
    failed = 'ctx.load_cert_chain("x")\nOSError: no'
    trace = f'File "a.py", line 1, in f\n run(timeout=timeout)\nFile "b.py", line 2, in g\n {failed}'
    assert without_frames(normalise(trace)) == failed


def test_a_frame_tells_the_side_though_it_says_nothing_else() -> None:
    said = "javax.net.ssl.SSLHandshakeException: PKIX path building failed\n\tat a.B.check{}Trusted(B.java:1)"
    server, client = explain_text(said.format("Client")), explain_text(said.format("Server"))
    assert (server.side, server.causes[0].code) == (Side.SERVER, "client-cert-rejected")
    assert (client.side, client.causes[0].code) == (Side.CLIENT, "untrusted-root")


def test_names_of_errors_that_a_client_would_retry_are_no_errors() -> None:
    text = "RequestError: certificate has expired\n retry: { errorCodes: [ 'ETIMEDOUT', 'ECONNRESET', 'ENOTFOUND' ] }"
    assert [cause.code for cause in explain_text(text).causes][:1] == ["cert-expired"]


def test_of_a_long_log_the_line_that_tells_is_kept_wherever_it_stands() -> None:
    noise = "INFO request served in 12 ms\n" * 900
    text = normalise(f"{noise}curl: (60) SSL certificate problem: certificate has expired\n{noise}")
    assert len(gist(text)) < WHOLE < len(text)
    assert "certificate has expired" in gist(text)


def test_an_error_that_comes_a_thousand_times_hides_no_other_one() -> None:
    noise = "".join(f"12:00:{n % 60:02} ERROR upstream {n} timed out\n" for n in range(600))
    text = normalise(f"{noise}curl: (60) SSL certificate problem: certificate has expired\n{noise}")
    assert "certificate has expired" in gist(text)
    assert gist(text).count("timed out") < 300  # those at the beginning and at the end


@given(st.text(max_size=20_000), st.integers(0, 20_000))
def test_the_gist_is_bounded_and_short_texts_are_whole(text: str, at: int) -> None:
    assert len(gist(text * 3)) <= WHOLE + 4096
    assert gist(text[:WHOLE]) == text[:WHOLE]
    assert len(around(text, at)) <= 6146

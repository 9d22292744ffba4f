"""What clients show, verbatim, when a name does not resolve or an address does not answer. Sources: as `impact`."""

from core.model.finding import Impact
from core.model.target import Target
from core.words.impact import impacts


def name_unknown(target: Target) -> tuple[Impact, ...]:
    """NXDOMAIN, or no address at all."""
    host = target.host
    return impacts(
        chrome="DNS_PROBE_FINISHED_NXDOMAIN",
        firefox=f"Hmm. We’re having trouble finding that site. We can’t connect to the server at {host}.",
        safari=f"Safari can’t open the page because Safari can’t find the server “{host}”.",
        curl=f"curl: (6) Could not resolve host: {host}",
        openssl="BIO_lookup_ex:system lib: Name or service not known",
        java=f"java.net.UnknownHostException: {host}: Name or service not known",
        go=f"dial tcp: lookup {host}: no such host",
        python="socket.gaierror: [Errno -2] Name or service not known",
        node=f"Error: getaddrinfo ENOTFOUND {host}",
    )


def name_without_address(target: Target) -> tuple[Impact, ...]:
    """The name exists, with neither A nor AAAA."""
    host = target.host
    return impacts(
        chrome="ERR_NAME_NOT_RESOLVED",
        firefox=f"Hmm. We’re having trouble finding that site. We can’t connect to the server at {host}.",
        safari=f"Safari can’t open the page because Safari can’t find the server “{host}”.",
        curl=f"curl: (6) Could not resolve host: {host}",
        openssl="BIO_lookup_ex:system lib: No address associated with hostname",
        java=f"java.net.UnknownHostException: {host}: No address associated with hostname",
        go=f"dial tcp: lookup {host}: no such host",
        python="socket.gaierror: [Errno -5] No address associated with hostname",
        node=f"Error: getaddrinfo ENOTFOUND {host}",
    )


def resolver_fails(target: Target, *, silent: bool) -> tuple[Impact, ...]:
    """SERVFAIL and its kin, or no answer from the resolver."""
    host = target.host
    return impacts(
        chrome="ERR_NAME_NOT_RESOLVED",
        firefox=f"Hmm. We’re having trouble finding that site. We can’t connect to the server at {host}.",
        safari=f"Safari can’t open the page because Safari can’t find the server “{host}”.",
        curl=f"curl: (28) Resolving timed out: {host}" if silent else f"curl: (6) Could not resolve host: {host}",
        openssl="BIO_lookup_ex:system lib: Temporary failure in name resolution",
        java=f"java.net.UnknownHostException: {host}: Temporary failure in name resolution",
        go=f"dial tcp: lookup {host}: " + ("i/o timeout" if silent else "server misbehaving"),
        python="socket.gaierror: [Errno -3] Temporary failure in name resolution",
        node=f"Error: getaddrinfo EAI_AGAIN {host}",
    )


def connection_refused(target: Target) -> tuple[Impact, ...]:
    host, port = target.host, target.port
    return impacts(
        chrome="ERR_CONNECTION_REFUSED",
        firefox=f"Unable to connect. Firefox can’t establish a connection to the server at {target}.",
        safari=f"Safari can’t open the page because Safari can’t connect to the server “{host}”.",
        curl=f"curl: (7) Failed to connect to {host} port {port}: Couldn't connect to server",
        openssl="connect:errno=111",
        java="java.net.ConnectException: Connection refused",
        go=f"dial tcp {target}: connect: connection refused",
        python="ConnectionRefusedError: [Errno 111] Connection refused",
        node=f"Error: connect ECONNREFUSED {target}",
    )


def connection_timed_out(target: Target) -> tuple[Impact, ...]:
    host, port = target.host, target.port
    return impacts(
        chrome="ERR_CONNECTION_TIMED_OUT",
        firefox=f"The connection has timed out. The server at {host} is taking too long to respond.",
        safari=f"Safari can’t open the page because the server “{host}” isn’t responding.",
        curl=f"curl: (28) Failed to connect to {host} port {port}: Timeout was reached",
        openssl="connect:errno=110",
        java="java.net.SocketTimeoutException: Connect timed out",
        go=f"dial tcp {target}: i/o timeout",
        python="TimeoutError: [Errno 110] Connection timed out",
        node=f"Error: connect ETIMEDOUT {target}",
    )


def no_route(target: Target, errno: str) -> tuple[Impact, ...]:
    host_only = errno == "EHOSTUNREACH"
    number, text = (113, "No route to host") if host_only else (101, "Network is unreachable")
    return impacts(
        chrome="ERR_ADDRESS_UNREACHABLE",
        firefox=f"Unable to connect. Firefox can’t establish a connection to the server at {target}.",
        safari=f"Safari can’t open the page because Safari can’t connect to the server “{target.host}”.",
        curl=f"curl: (7) Failed to connect to {target.host} port {target.port}: Couldn't connect to server",
        openssl=f"connect:errno={number}",
        java=f"java.net.{'NoRouteToHostException' if host_only else 'ConnectException'}: {text}",
        go=f"dial tcp {target}: connect: {text.lower()}",
        python=f"OSError: [Errno {number}] {text}",
        node=f"Error: connect {'EHOSTUNREACH' if host_only else 'ENETUNREACH'} {target}",
    )

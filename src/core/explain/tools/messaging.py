"""Kafka, librdkafka, RabbitMQ and other Erlang programs, MQTT, ZooKeeper, NATS.

Sources: Apache Kafka clients/common/network; librdkafka src/rdkafka_ssl.c, rdkafka_broker.c; Erlang/OTP lib/ssl
(tls_handshake, ssl_alert.erl); Mosquitto lib/net_mosq.c.
"""

from core.explain import readings as r
from core.explain.alerts import ALERTS, received
from core.explain.pattern import Family, Mark, Pattern
from core.explain.readings import Codes
from core.model.explanation import Side

_KAFKA = "Apache Kafka clients common/network"
_RD = "librdkafka src/rdkafka_ssl.c"
_OTP = "Erlang/OTP lib/ssl/src/ssl_alert.erl"
_TITLES = {a.name: a.words.replace("unknown ca", "unknown ca").replace("psk", "psk") for a in ALERTS}
# An alert that this side generated is its verdict on the peer's certificate; one received is the peer's on ours.
_VERDICTS: dict[str, Codes] = {
    "unknown ca": r.UNKNOWN_ISSUER, "certificate expired": r.EXPIRED, "bad certificate": ("malformed-cert",
        "untrusted-root"),
    "certificate revoked": r.REVOKED, "certificate unknown": r.UNKNOWN_ISSUER, "unsupported certificate": r.PURPOSE,
    "handshake failure": r.NAME,
}  # fmt: skip
PATTERNS = (
    *received(_TITLES, "received (?:CLIENT|SERVER) ALERT: (?:Fatal|Warning) - %s", _OTP),
    *received({n: w.replace(" ", " ") for n, w in _TITLES.items()}, "\\{tls_alert,\\{%s,", _OTP),
    *(
        Pattern(f"generated (?:CLIENT|SERVER) ALERT: Fatal - {words}", codes, 0.88, _OTP,
            f"generated CLIENT ALERT: Fatal - {words}",
                r.client_certificate(codes) if words != "handshake failure" else r.HANDSHAKE_FAILURE)
        for words, codes in _VERDICTS.items()
    ),
    Pattern("generated (?:CLIENT|SERVER) ALERT: Fatal - Protocol Version", r.PROTOCOL, 0.93, _OTP,
        "generated SERVER ALERT: Fatal - Protocol Version"),
    Pattern("generated (?:CLIENT|SERVER) ALERT: Fatal - Insufficient Security", r.CIPHER, 0.9, _OTP,
        "generated SERVER ALERT: Fatal - Insufficient Security - no_suitable_ciphers"),
    Pattern("generated (?:CLIENT|SERVER) ALERT: Fatal - (?:Bad Record MAC|Decrypt Error)", r.CORRUPT, 0.9, _OTP,
        "generated SERVER ALERT: Fatal - Bad Record MAC"),
    Pattern("generated (?:CLIENT|SERVER) ALERT: Fatal - (?:Unexpected Message|Record Overflow)", r.PLAIN, 0.75, _OTP,
        "generated SERVER ALERT: Fatal - Unexpected Message"),
    Pattern("no_suitable_ciphers|no suitable ciphers", r.CIPHER, 0.92, _OTP, "no_suitable_ciphers"),
    Pattern("no_suitable_signature_algorithm|unable_to_supply_acceptable_cert", r.SIGALG, 0.9, _OTP,
        "no_suitable_signature_algorithm"),
    Pattern("hostname_check_failed", r.NAME, 0.96, "Erlang/OTP lib/public_key"),
    Pattern("\\{bad_cert,? ?cert_expired\\}|bad_cert,cert_expired", r.EXPIRED, 0.95, "Erlang/OTP lib/public_key",
        "{bad_cert,cert_expired}", r.client_certificate(r.EXPIRED)),
    Pattern("\\{bad_cert,? ?(?:unknown_ca|selfsigned_peer)\\}|selfsigned_peer", ("self-signed", "untrusted-root"),
        0.88, "Erlang/OTP lib/public_key", "{bad_cert,selfsigned_peer}", r.client_certificate(r.SELF_SIGNED)),
    Pattern("\\{bad_cert,? ?unknown_ca\\}", r.UNKNOWN_ISSUER, 0.84, "Erlang/OTP lib/public_key",
        "{bad_cert,unknown_ca}"),
    Pattern("\\{bad_cert,? ?(?:invalid_key_usage|invalid_ext_key_usage|missing_basic_constraint|path_length)",
        r.PURPOSE,
        0.9, "Erlang/OTP lib/public_key", "{bad_cert,invalid_ext_key_usage}"),
    Pattern("no_peercert|certify[^\n]{0,40}no_peer_cert|fail_if_no_peer_cert(?! "
        "?[=:,])|peer_cert_required|certificate_required",
        r.CLIENT_CERT, 0.75, _OTP, "no_peercert"),
    Pattern("unsupported_record_type", r.PLAIN, 0.95, "Erlang/OTP lib/ssl/src/tls_record.erl"),
    Pattern("\\{options,? ?\\{(?:key|cert|cacert)?file,|options,\\{(?:keyfile|certfile|cacertfile)", r.KEY_FILE, 0.93,
        "Erlang/OTP lib/ssl/src/ssl.erl", '{options,{certfile,"/x",{error,enoent}}}'),
    Pattern("CLIENT ALERT: Fatal - Handshake Failure[^\n]{0,40}(?:peer_cert|hostname)", r.NAME, 0.8, _OTP,
        "CLIENT ALERT: Fatal - Handshake Failure - {bad_cert,hostname_check_failed}"),
    Pattern("SSL handshake failed(?=: (?:Disconnected|SSL syscall error))|SSL handshake failed: Disconnected: "
        "connecting to a PLAINTEXT broker listener", ("wrong-port-or-protocol", "closed-mid-handshake"), 0.85,
        "librdkafka src/rdkafka_transport.c", "SSL handshake failed: Disconnected: connecting to a PLAINTEXT "
        "broker listener?"),
    Pattern("connecting to a (?:PLAINTEXT|SSL) broker listener|might be caused by connecting to SSL broker|"
        "possibly PLAINTEXT|PLAINTEXT listener|Disconnected while requesting ApiVersion: might be caused by "
        "incorrect security\\.protocol", ("wrong-port-or-protocol", "not-tls"), 0.92,
        "librdkafka src/rdkafka_broker.c", "Disconnected while requesting ApiVersion: might be caused by incorrect "
        "security.protocol configuration"),
    Pattern("Invalid receive \\(size = (?:3525\\d{5}|3692\\d{5}|3693\\d{5}|3694\\d{5})|Invalid (?:response "
        ")?(?:receive )?size:? ?(?:3525\\d{5}|369\\d{6})", ("wrong-port-or-protocol", "not-tls"), 0.97, _KAFKA,
        "Invalid receive (size = 369295617 larger than 104857600)"),
    Pattern("Receive (?:failed: )?Invalid response size (?:3525\\d{5}|369\\d{6}|1\\d{9})", ("wrong-port-or-protocol",),
        0.9, "librdkafka", "Receive failed: Invalid response size 352518912"),
    Pattern("Bootstrap broker [^\n]{1,200}disconnected|terminated during authentication\\. This may (?:happen|"
        "indicate)", ("closed-mid-handshake", "wrong-port-or-protocol", "client-cert-rejected"), 0.5, _KAFKA,
        "Bootstrap broker x:9093 (id: -1 rack: null) disconnected"),
    Pattern("ssl\\.ca\\.location failed|ssl\\.ca\\.pem failed", ("ca-bundle-missing", "key-file-unreadable"), 0.96,
        _RD, "ssl.ca.location failed: error:05880002"),
    Pattern("ssl\\.(?:key|certificate|keystore)\\.(?:location|pem) failed", r.KEY_FILE, 0.93, _RD,
        "ssl.key.location failed: x"),
    Pattern("Private key check failed", r.KEY_PAIR, 0.95, _RD),
    Pattern("broker certificate could not be verified", r.UNKNOWN_ISSUER, 0.76, _RD,
        "broker certificate could not be verified, verify that ssl.ca.location is correctly configured"),
    Pattern("SSL handshake failed[^\n]{0,120}broker certificate could not be verified", r.UNKNOWN_ISSUER, 0.78, _RD,
        "SSL handshake failed: x: broker certificate could not be verified"),
    Pattern("No provider for SSL|Protocol [\"']?(?:ssl|SASL_SSL)[\"']? not available|OpenSSL not available at "
        "build time", r.NO_LIBRARY, 0.95, "librdkafka src/rdkafka_conf.c", "OpenSSL not available at build time"),
    Pattern("SSL handshake failed$|SslAuthenticationException: SSL handshake failed|Failed to process "
        "channel[^\n]{0,40}SSL", r.UNCLEAR, 0.4, _KAFKA, "org.apache.kafka.common.errors.SslAuthenticationException"
        ": SSL handshake failed", r.client_certificate(r.HANDSHAKE_FAILURE)),
    Pattern("Unable to (?:connect|connect to server) \\(A TLS error occurred\\.?\\)|A TLS error occurred|TLS error "
        "occurred", r.NOT_VERIFIED, 0.5, "Mosquitto lib/strings_mosq.c", "A TLS error occurred."),
    Pattern("Error: Unable to load CA certificates|Unable to load CA certificates", ("ca-bundle-missing",
        "key-file-unreadable"), 0.95, "Mosquitto lib/net_mosq.c"),
    Pattern("Error: Unable to load server (?:certificate|key file)|Unable to load (?:client|server) (?:certificate|"
        "key file)|Server certificate/key are inconsistent", r.KEY_FILE, 0.93, "Mosquitto lib/net_mosq.c",
        "Unable to load server key file"),
    Pattern("(?:certificate|key)(?: file)?s? are inconsistent", r.KEY_PAIR, 0.95, "Mosquitto lib/net_mosq.c",
        "Server certificate/key are inconsistent."),
    Pattern("Error: host name verification failed", r.NAME, 0.96, "Mosquitto lib/tls_mosq.c"),
    Pattern("(?:TLS|secure) connection (?:is )?(?:required|not available)(?=[\\s\\S]{0,100}nats)|nats: secure "
        "connection not available", r.STARTTLS, 0.93, "nats.go errors", "nats: secure connection not available"),
    Pattern("nats: secure connection required", ("tls-required",), 0.95, "nats.go errors"),
    Pattern("NotSslRecordException: not an SSL/TLS record", r.PLAIN, 0.96, "Netty handler/ssl", at_server=(
        "wrong-port-or-protocol", "not-tls-http")),
    Pattern("Unsuccessful handshake with session|Unsuccessful handshake", r.UNCLEAR, 0.4,
        "ZooKeeper NettyServerCnxnFactory", "Unsuccessful handshake with session 0x0"),
)  # fmt: skip
FAMILY = Family(
    "the messaging system",
    PATTERNS,
    (
        Mark(r"org\.apache\.kafka|\bkafka\b", "Kafka", None, 5, "org.apache.kafka.common.network.Selector"),
        Mark(r"SocketServer(?: brokerId| listenerType)|kafka\.server|\[KafkaServer", "Kafka broker", Side.SERVER, 10,
            "SocketServer brokerId=0"),
        Mark(r"\[Producer clientId|\[Consumer clientId|\[AdminClient clientId", "Kafka client", Side.CLIENT, 11,
            "[Producer clientId=x]"),
        Mark(r"rdkafka|%\d\|\d+\.\d+\||KafkaError\{|cimpl\.", "librdkafka", Side.CLIENT, 9, "%3|1795257366.510|FAIL|"),
        Mark(r"\bTLS server: |generated SERVER ALERT", "Erlang", Side.SERVER, 9, "TLS server: x"),
        Mark(r"\bTLS client: |generated CLIENT ALERT|\{tls_alert,", "Erlang", Side.CLIENT, 9, "TLS client: x"),
        Mark(r"(?:accepting|closing) AMQP connection|started TLS \(SSL\) listener", "RabbitMQ", Side.SERVER, 8,
            "accepting AMQP connection <0.912.0>"),
        Mark(r"\brabbit(?:mq)?\b|<0\.\d+\.0>", "RabbitMQ", None, 5, "<0.700.0>"),
        Mark(r"\bmosquitto_(?:pub|sub)\b", "Mosquitto client", Side.CLIENT, 9, "mosquitto_pub"),
        Mark(r"Unable to connect \(A TLS error|^Error: A TLS error occurred|\(null\) sending CONNECT", "Mosquitto "
        "client",
            Side.CLIENT, 11, "Unable to connect (A TLS error occurred.)."),
        Mark(r"New connection from [^\n]{1,100} on port|Client connection from \S+ failed|OpenSSL Error\[\d\]|"
        r"\bmosquitto\[",
        "Mosquitto", Side.SERVER,
            8, "OpenSSL Error[0]: x"),
    ),
)  # fmt: skip

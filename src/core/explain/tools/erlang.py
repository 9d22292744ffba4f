"""Erlang's ssl application and what stands on it: RabbitMQ, EMQX, Elixir's Mint, Finch, hackney.

Sources: Erlang/OTP lib/ssl/src ssl_handshake.erl, ssl_alert.erl, ssl_config.erl, tls_handshake.erl; public_key.
"""

from core.explain import readings as r
from core.explain.pattern import Family, Pattern

_HANDSHAKE = "Erlang/OTP ssl_handshake.erl"
_VERDICT = "Erlang/OTP before 21, ssl_alert.erl: what this side sends"
_CONFIG = "Erlang/OTP ssl_config.erl"
PATTERNS = (
    Pattern("(?:bad_header|unexpected_tls_header), ?<<2[0-3],3,[0-4],", r.PLAIN, 0.93, "RabbitMQ rabbit_reader.erl",
        "{handshake_error,{bad_header,<<22,3,1,2,0,1,0,1>>}}"),
    Pattern("(?:Bad Certificate|Unknown CA) - \\{?(?:bad_cert,)?selfsigned_peer", r.SELF_SIGNED, 0.93, _HANDSHAKE,
        "Fatal - Bad Certificate - selfsigned_peer"),
    Pattern("ssl_\\w+\\.erl:\\d+:Fatal error: certificate expired", r.EXPIRED, 0.9, _VERDICT,
        "SSL: certify: ssl_handshake.erl:1626:Fatal error: certificate expired", r.client_certificate(r.EXPIRED)),
    Pattern("ssl_\\w+\\.erl:\\d+:Fatal error: unknown ca", r.UNKNOWN_ISSUER, 0.85, _VERDICT,
        "SSL: certify: ssl_handshake.erl:1486:Fatal error: unknown ca", r.client_certificate(r.UNKNOWN_ISSUER)),
    Pattern("ssl_\\w+\\.erl:\\d+:Fatal error: bad certificate", r.NOT_VERIFIED, 0.6, _VERDICT,
        "SSL: certify: ssl_handshake.erl:1486:Fatal error: bad certificate", r.REJECTED),
    Pattern("\\b(?:bad_cert, ?|- )selfsigned_peer\\b", r.SELF_SIGNED, 0.9, "Erlang/OTP pubkey_cert.erl",
        "{bad_cert,selfsigned_peer}"),
    Pattern("bad_cert, ?unknown_ca\\b", r.UNKNOWN_ISSUER, 0.85, "Erlang/OTP pubkey_cert.erl", "{bad_cert,unknown_ca}"),
    Pattern("bad_cert, ?cert_expired\\b", r.EXPIRED, 0.94, "Erlang/OTP pubkey_cert.erl", "{bad_cert,cert_expired}"),
    Pattern("bad_cert, ?hostname_check_failed\\b", r.NAME, 0.95, "Erlang/OTP pubkey_cert.erl",
        "{bad_cert,hostname_check_failed}"),
    Pattern("bad_cert, ?\\{revoked\\b", r.REVOKED, 0.94, "Erlang/OTP pubkey_cert.erl",
        "{bad_cert,{revoked,keyCompromise}}"),
    Pattern("bad_cert, ?(?:revocation_status_undetermined|\\{revocation_status_undetermined)", r.STATUS, 0.94,
        "Erlang/OTP pubkey_cert.erl", "{bad_cert,revocation_status_undetermined}"),
    Pattern("bad_cert, ?(?:\\{key_usage_mismatch|invalid_ext_key_usage|invalid_ext_keyusage)", r.PURPOSE, 0.94,
        _HANDSHAKE, "{bad_cert,invalid_ext_keyusage}"),
    Pattern("bad_cert, ?max_path_length_reached", ("pathlen-violation",), 0.94, "Erlang/OTP pubkey_cert.erl",
        "{bad_cert,max_path_length_reached}"),
    Pattern("bad_cert, ?missing_basic_constraint", r.ISSUER, 0.93, "Erlang/OTP pubkey_cert.erl",
        "{bad_cert,missing_basic_constraint}"),
    Pattern("bad_cert, ?name_not_permitted", ("name-constraints",), 0.94, "Erlang/OTP pubkey_cert.erl",
        "{bad_cert,name_not_permitted}"),
    Pattern("bad_cert, ?invalid_signature", ("malformed-cert", "chain-wrong-intermediate"), 0.88,
        "Erlang/OTP pubkey_cert.erl", "{bad_cert,invalid_signature}"),
    Pattern("\\boptions, ?\\{:?(?:cert|key)file\\b|\\{:?(?:cert|key)file, ?[^\n]{1,200}:?(?:enoent|eacces)\\b",
        r.KEY_FILE,
        0.94, _CONFIG, "{:options, {:certfile, \"priv/cert.pem\", {:error, :enoent}}}"),
    Pattern("\\boptions, ?\\{:?cacertfile\\b|verify: :verify_peer, cacerts: :undefined|\\{verify,verify_peer\\},"
        "\\{cacerts,undefined\\}|no_cacerts_found", r.CA_FILE, 0.95, _CONFIG,
        "{:options, :incompatible, [verify: :verify_peer, cacerts: :undefined]}"),
)  # fmt: skip
FAMILY = Family("Erlang", PATTERNS)

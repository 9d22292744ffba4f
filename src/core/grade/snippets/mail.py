"""Mail servers by protocol: Postfix for SMTP (postconf(5)), Dovecot for IMAP, POP3 and Sieve (its SSL settings)."""

from core.grade.snippets.ciphers import openssl_ciphers, openssl_groups
from core.model.grade import LevelName, Snippet
from core.model.target import Starttls


def by_protocol(starttls: Starttls, level: LevelName) -> Snippet | None:
    """None for protocols whose software cannot be guessed."""
    match starttls:
        case Starttls.SMTP | Starttls.SUBMISSION | Starttls.LMTP:
            return postfix(level)
        case Starttls.IMAP | Starttls.POP3 | Starttls.SIEVE:
            return dovecot(level)
        case _:
            return None


def postfix(level: LevelName) -> Snippet:
    lowest = "TLSv1.3" if level is LevelName.MODERN else "TLSv1.2"
    lines = [
        f"smtpd_tls_protocols = >={lowest}",
        f"smtpd_tls_mandatory_protocols = >={lowest}",
        "smtpd_tls_ciphers = medium",
        "smtpd_tls_mandatory_ciphers = high",
        f"tls_eecdh_auto_curves = {openssl_groups(level).replace(':', ' ')}",
        "tls_preempt_cipherlist = no",
    ]
    if level is not LevelName.MODERN:
        lines.append(f"tls_high_cipherlist = {openssl_ciphers(level)}")
    return Snippet(
        software="Postfix",
        level=level,
        where="main.cf",
        text="\n".join(lines),
        language="ini",
        apply="postfix check && postfix reload",
        notes=(
            "on port 25 a sender that finds no common protocol delivers in clear text: drop old versions there last",
            "the form >=TLSv1.2 needs Postfix 3.6; X25519MLKEM768 needs OpenSSL 3.5",
        ),
    )


def dovecot(level: LevelName) -> Snippet:
    modern = level is LevelName.MODERN
    lines = [
        f"ssl_min_protocol = {'TLSv1.3' if modern else 'TLSv1.2'}",
        *([] if modern else [f"ssl_cipher_list = {openssl_ciphers(level)}"]),
        f"ssl_curve_list = {openssl_groups(level)}",
        "ssl_prefer_server_ciphers = no",
    ]
    return Snippet(
        software="Dovecot",
        level=level,
        where="conf.d/10-ssl.conf",
        text="\n".join(lines),
        language="ini",
        apply="doveconf -n && systemctl reload dovecot",
        notes=(
            "in Dovecot 2.4 the last line is ssl_server_prefer_ciphers = client",
            "X25519MLKEM768 needs OpenSSL 3.5",
        ),
    )

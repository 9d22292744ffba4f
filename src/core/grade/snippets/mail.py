"""Mail servers by protocol: Postfix for SMTP (postconf(5)), Dovecot for IMAP, POP3 and Sieve (its SSL settings)."""

from core.grade.snippets.ciphers import Goal
from core.model.grade import Snippet
from core.model.target import Starttls


def by_protocol(starttls: Starttls, goal: Goal) -> Snippet | None:
    """None for protocols whose software cannot be guessed."""
    match starttls:
        case Starttls.SMTP | Starttls.SUBMISSION | Starttls.LMTP:
            return postfix(goal)
        case Starttls.IMAP | Starttls.POP3 | Starttls.SIEVE:
            return dovecot(goal)
        case _:
            return None


def postfix(goal: Goal) -> Snippet:
    lowest = "TLSv1.3" if goal.modern else "TLSv1.2"
    lines = [
        f"smtpd_tls_protocols = >={lowest}",
        f"smtpd_tls_mandatory_protocols = >={lowest}",
        "smtpd_tls_ciphers = medium",
        "smtpd_tls_mandatory_ciphers = high",
        f"tls_eecdh_auto_curves = {goal.groups.replace(':', ' ')}",
        "tls_preempt_cipherlist = no",
    ]
    if not goal.modern:
        lines.append(f"tls_high_cipherlist = {goal.ciphers}")
    return Snippet(
        software="Postfix",
        level=goal.level,
        where="main.cf",
        text="\n".join(lines),
        language="ini",
        apply="postfix check && postfix reload",
        notes=(
            "on port 25 a sender that finds no common protocol delivers in clear text: drop old versions there last",
            "the form >=TLSv1.2 needs Postfix 3.6",
            *goal.group_notes,
        ),
    )


def dovecot(goal: Goal) -> Snippet:
    lines = [
        f"ssl_min_protocol = {'TLSv1.3' if goal.modern else 'TLSv1.2'}",
        *([] if goal.modern else [f"ssl_cipher_list = {goal.ciphers}"]),
        f"ssl_curve_list = {goal.groups}",
        "ssl_prefer_server_ciphers = no",
    ]
    return Snippet(
        software="Dovecot",
        level=goal.level,
        where="conf.d/10-ssl.conf",
        text="\n".join(lines),
        language="ini",
        apply="doveconf -n && systemctl reload dovecot",
        notes=(
            "in Dovecot 2.4 the last line is ssl_server_prefer_ciphers = client",
            *goal.group_notes,
        ),
    )

"""ingress-nginx for Kubernetes: one ConfigMap for all ingresses (its "ConfigMap" documentation)."""

from core.grade.snippets.ciphers import HSTS_SECONDS, openssl_ciphers, openssl_groups
from core.model.grade import LevelName, Snippet


def ingress(level: LevelName) -> Snippet:
    modern = level is LevelName.MODERN
    lines = [
        "apiVersion: v1",
        "kind: ConfigMap",
        "metadata:",
        "  name: ingress-nginx-controller",
        "  namespace: ingress-nginx",
        "data:",
        f'  ssl-protocols: "{"TLSv1.3" if modern else "TLSv1.2 TLSv1.3"}"',
        *([] if modern else [f'  ssl-ciphers: "{openssl_ciphers(level)}"']),
        f'  ssl-ecdh-curve: "{openssl_groups(level, hybrid=False)}"',
        '  hsts: "true"',
        f'  hsts-max-age: "{HSTS_SECONDS}"',
        '  hsts-include-subdomains: "false"',
    ]
    return Snippet(
        software="Kubernetes ingress",
        level=level,
        where="the controller's ConfigMap; it counts for every ingress of that controller",
        text="\n".join(lines),
        language="yaml",
        apply="kubectl apply -f configmap.yaml",
        notes=("add X25519MLKEM768 to ssl-ecdh-curve once the controller's image has OpenSSL 3.5",),
    )

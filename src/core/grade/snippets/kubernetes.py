"""ingress-nginx for Kubernetes: one ConfigMap for all ingresses (its "ConfigMap" documentation)."""

from core.grade.snippets.ciphers import HSTS_SECONDS, Goal
from core.model.grade import Snippet


def ingress(goal: Goal) -> Snippet:
    lines = [
        "apiVersion: v1",
        "kind: ConfigMap",
        "metadata:",
        "  name: ingress-nginx-controller",
        "  namespace: ingress-nginx",
        "data:",
        f'  ssl-protocols: "{"TLSv1.3" if goal.modern else "TLSv1.2 TLSv1.3"}"',
        *([] if goal.modern else [f'  ssl-ciphers: "{goal.ciphers}"']),
        f'  ssl-ecdh-curve: "{goal.groups}"',
        '  hsts: "true"',
        f'  hsts-max-age: "{HSTS_SECONDS}"',
        '  hsts-include-subdomains: "false"',
    ]
    return Snippet(
        software="Kubernetes ingress",
        level=goal.level,
        where="the controller's ConfigMap; it counts for every ingress of that controller",
        text="\n".join(lines),
        language="yaml",
        apply="kubectl apply -f configmap.yaml",
        notes=goal.group_notes,
    )

"""Configuration for the server's own software, one module a kind of it. Words and layout are ours; the options are from
each product's manual, cited in docs/grade.md.

Law: a snippet sets protocols, ciphers, groups and HSTS, nothing else; it fits the versions named in its notes.
"""

from core.grade.snippets import aws, edge, iis, kubernetes, mail, web
from core.grade.snippets.ciphers import Goal
from core.model.evidence import Evidence, Software
from core.model.grade import Snippet

_BY_SOFTWARE = {
    Software.NGINX: web.nginx,
    Software.APACHE: web.apache,
    Software.HAPROXY: web.haproxy,
    Software.CADDY: edge.caddy,
    Software.TRAEFIK: edge.traefik,
    Software.CLOUDFLARE: edge.cloudflare,
    Software.IIS: iis.iis,
    Software.AWS_ALB: aws.load_balancer,
    Software.CLOUDFRONT: aws.cloudfront,
    Software.KUBERNETES_INGRESS: kubernetes.ingress,
}


def snippet(evidence: Evidence, goal: Goal) -> Snippet | None:
    """For the detected software, or by the STARTTLS protocol for mail; None when neither tells."""
    starttls = evidence.target.starttls
    if starttls is not None:
        return mail.by_protocol(starttls, goal)
    made = _BY_SOFTWARE.get(evidence.software)
    return made(goal) if made else None

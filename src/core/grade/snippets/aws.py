"""AWS: load balancers and CloudFront take named policies (Elastic Load Balancing and CloudFront developer guides)."""

from core.grade.snippets.ciphers import Goal
from core.model.grade import Snippet


def load_balancer(goal: Goal) -> Snippet:
    policy = "ELBSecurityPolicy-TLS13-1-3-PQ-2025-09" if goal.modern else "ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09"
    return Snippet(
        software="AWS Application Load Balancer",
        level=goal.level,
        where="the HTTPS listener's security policy",
        text=f"aws elbv2 modify-listener --listener-arn $LISTENER_ARN --ssl-policy {policy}",
        language="sh",
        apply="nothing: the listener takes it at once",
        notes=(
            "policies with PQ in the name add the hybrid ML-KEM groups; those without end in 2021-06",
            "HSTS: listener attribute routing.http.response.strict_transport_security.header_value",
        ),
    )


def cloudfront(goal: Goal) -> Snippet:
    lowest = "TLSv1.3_2025" if goal.modern else "TLSv1.2_2021"
    lines = [
        "ViewerCertificate:",
        "  AcmCertificateArn: !Ref Certificate",
        "  SslSupportMethod: sni-only",
        f"  MinimumProtocolVersion: {lowest}",
        "DefaultCacheBehavior:",
        "  ResponseHeadersPolicyId: 67f7725c-6f97-4210-82d7-5512b31e9d03  # managed: SecurityHeadersPolicy, with HSTS",
    ]
    return Snippet(
        software="Amazon CloudFront",
        level=goal.level,
        where="the distribution (CloudFormation; in the console: Settings, Security policy)",
        text="\n".join(lines),
        language="yaml",
        apply="aws cloudformation deploy, then wait until the distribution is Deployed",
        notes=("the security policy takes effect only with a certificate of your own, not with *.cloudfront.net",),
    )

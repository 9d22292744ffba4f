"""Fix steps of the posture rules, per server software.

Configuration words are those of each product's manual: nginx ngx_http_headers_module, Apache mod_headers and mod_alias,
HAProxy http-response and http-request, Caddyfile header, IIS site HSTS, ELB listener attributes, CloudFront response
headers policies, ingress-nginx ConfigMap, Traefik middlewares and entry points, Cloudflare dashboard.
"""

from core.model.evidence import Software
from core.model.prose import Block, Code, Prose, prose

_HSTS = {
    Software.NGINX: prose(
        "In the ", Code("server"), " block (", Code("always"), " covers error pages too):",
        Block('add_header Strict-Transport-Security "max-age=63072000" always;', "nginx"),
    ),
    Software.APACHE: prose(
        "With mod_headers, in the virtual host of port 443:",
        Block('Header always set Strict-Transport-Security "max-age=63072000"', "apache"),
    ),
    Software.HAPROXY: prose(
        "In the ", Code("frontend"), ":",
        Block('http-response set-header Strict-Transport-Security "max-age=63072000"', "haproxy"),
    ),
    Software.CADDY: prose(
        "In the site's block of the Caddyfile: ", Code('header Strict-Transport-Security "max-age=63072000"')
    ),
    Software.IIS: prose(
        "In IIS Manager › Site › HSTS enable it with max-age 63072000 (IIS 10 version 1709 or newer; else a custom "
        "response header)"
    ),
    Software.AWS_ALB: prose(
        "Set the listener attribute ", Code("routing.http.response.strict_transport_security.header_value"),
        " to ", Code("max-age=63072000"),
    ),
    Software.CLOUDFRONT: prose(
        "Attach a response headers policy with Strict-Transport-Security (the managed SecurityHeadersPolicy has it)"
    ),
    Software.KUBERNETES_INGRESS: prose(
        "In the controller's ConfigMap: ", Code('hsts: "true"'), " and ", Code('hsts-max-age: "63072000"')
    ),
    Software.TRAEFIK: prose("Give the router a headers middleware with ", Code("stsSeconds: 63072000")),
    Software.CLOUDFLARE: prose("Switch HSTS on under SSL/TLS › Edge Certificates"),
}  # fmt: skip
_REDIRECT = {
    Software.NGINX: prose(
        "Make the server of port 80 redirect and nothing else:",
        Block("server {\n    listen 80;\n    server_name NAME;\n    return 301 https://$host$request_uri;\n}", "nginx"),
    ),
    Software.APACHE: prose(
        "In the virtual host of port 80: ", Code("Redirect permanent / https://NAME/"), " and no other directive"
    ),
    Software.HAPROXY: prose(
        "In the ", Code("frontend"), ": ", Code("http-request redirect scheme https code 301 unless { ssl_fc }")
    ),
    Software.CADDY: prose(
        "Write the site's address without ", Code("http://"), " and without ", Code("auto_https disable_redirects"),
        ": Caddy then redirects by itself",
    ),
    Software.IIS: prose("In IIS Manager › Site › HSTS tick Redirect Http to Https, or use an URL Rewrite rule"),
    Software.AWS_ALB: prose(
        "Give the listener of port 80 a redirect action: ",
        Code("Type=redirect,RedirectConfig={Protocol=HTTPS,Port=443,StatusCode=HTTP_301}"),
    ),
    Software.CLOUDFRONT: prose("Set the viewer protocol policy of every behaviour to Redirect HTTP to HTTPS"),
    Software.KUBERNETES_INGRESS: prose(
        "Annotate the Ingress: ", Code('nginx.ingress.kubernetes.io/force-ssl-redirect: "true"')
    ),
    Software.TRAEFIK: prose(
        "On the entry point of port 80: ", Code("http.redirections.entryPoint.to: websecure"), " and ",
        Code("scheme: https"),
    ),
    Software.CLOUDFLARE: prose("Switch on Always Use HTTPS under SSL/TLS › Edge Certificates"),
}  # fmt: skip


def hsts(software: Software) -> tuple[Prose, ...]:
    generic = prose(
        "Make every answer over HTTPS carry ", Code("Strict-Transport-Security: max-age=63072000"),
        " (two years); begin with a short max-age, such as 300, where something might still need plain HTTP",
    )  # fmt: skip
    return (_HSTS.get(software, generic),)


def redirect(software: Software) -> tuple[Prose, ...]:
    generic = prose(
        "Answer every request on port 80 with status 301 or 308 and a Location of the same name and path with ",
        Code("https://"),
    )
    return (_REDIRECT.get(software, generic),)

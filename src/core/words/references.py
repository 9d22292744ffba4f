"""Links that rules cite, each built the same way: RFCs at rfc-editor.org, by section where one is meant."""

from core.model.finding import Reference


def rfc(number: int, section: str = "", title: str = "") -> Reference:
    """`rfc(8446, "6.2", "Error alerts")` -> RFC 8446 section 6.2: Error alerts."""
    name = f"RFC {number}" + (f" section {section}" if section else "") + (f": {title}" if title else "")
    anchor = f"#section-{section}" if section else ""
    return Reference(name, f"https://www.rfc-editor.org/rfc/rfc{number}{anchor}")


def page(title: str, url: str) -> Reference:
    return Reference(title, url)


TLS13 = rfc(8446, "", "TLS 1.3")
TLS13_ALERTS = rfc(8446, "6.2", "Error alerts")
TLS12 = rfc(5246, "", "TLS 1.2")
IANA_ALERTS = page(
    "IANA TLS Alerts", "https://www.iana.org/assignments/tls-parameters/tls-parameters.xhtml#tls-parameters-6"
)

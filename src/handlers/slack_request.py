"""API Gateway (payload 1.0 and 2.0) and function URL events ↔ signed requests and their answers. Parses, decides
nothing."""

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from core.model.message import Message

LARGEST = 1 << 20
Event = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """``headers``: lower-case names. ``body``: raw, as it was signed; never to be logged."""

    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode("utf-8", "replace")


def read_request(event: Event) -> Request | None:
    """None when the body is not what its flag says, or too large."""
    body = event.get("body") or ""
    headers = {str(k).lower(): str(v) for k, v in (event.get("headers") or {}).items()}
    try:
        raw = base64.b64decode(body, validate=True) if event.get("isBase64Encoded") else str(body).encode()
    except (binascii.Error, ValueError, TypeError):
        return None
    return Request(headers, raw) if len(raw) <= LARGEST else None


def response(status: int, body: str = "", content_type: str = "text/plain; charset=utf-8") -> dict[str, Any]:
    return {"statusCode": status, "headers": {"content-type": content_type}, "body": body, "isBase64Encoded": False}


def ack_body(message: Message) -> dict[str, Any]:
    """An acknowledgement that only the asker sees."""
    content = {"response_type": "ephemeral", "text": message.text, "unfurl_links": False, "unfurl_media": False}
    return {**content, "blocks": list(message.blocks)} if message.blocks else content

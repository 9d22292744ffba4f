"""Sign a sample event of events/ for now, so that `sam local invoke SlackFunction --event -` takes it.

tools/sign_event.py events/slash_command.json SIGNING_SECRET
"""

import base64
import hashlib
import hmac
import json
import sys
import time
from pathlib import Path
from typing import Any


def sign(event: dict[str, Any], secret: str, now: float) -> dict[str, Any]:
    """The event with Slack's two headers for its body, whatever the case of their names."""
    body = base64.b64decode(event["body"]) if event["isBase64Encoded"] else event["body"].encode()
    stamp = str(int(now))
    digest = hmac.new(secret.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256).hexdigest()
    fresh = {"x-slack-request-timestamp": stamp, "x-slack-signature": f"v0={digest}"}
    headers = {name: fresh.get(name.lower(), value) for name, value in event["headers"].items()}
    return {**event, "headers": headers}


if __name__ == "__main__":
    print(json.dumps(sign(json.loads(Path(sys.argv[1]).read_text()), sys.argv[2], time.time())))

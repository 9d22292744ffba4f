"""How long the Slack-facing function takes to import, against its floor: Bolt, boto3 and one SQS client. Fresh
processes.

    tools/bench_cold_import.py [--runs 15]

Prints both medians and the ratio; ends with 1 when the ratio is over the law's 1.3. Both are measured in turn, so
that a busy machine slows them alike. The handler's own clients (SSM, SQS, DynamoDB) are shown on a line of their own,
and so is the delivery function with its clients and the workflows.
"""

import os
import statistics
import subprocess
import sys
import time

LAW = 1.3
FLOOR = "import slack_bolt, boto3; boto3.client('sqs', region_name='eu-central-1')"
HANDLER = "import handlers.slack"
READY = "import handlers.slack as s; s._handler()"
DELIVERY = "import core.watching.working, handlers.delivery as d; d._handler()"
ENVIRONMENT = {
    "AWS_DEFAULT_REGION": "eu-central-1",
    "AWS_ACCESS_KEY_ID": "none",
    "AWS_SECRET_ACCESS_KEY": "none",
    "PYTHONDONTWRITEBYTECODE": "",  # or compiling is measured, which a package has behind it
    "TLSCHECK_TABLE": "t",
    "TLSCHECK_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/q",
    "TLSCHECK_SWEEP_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/s",
    "TLSCHECK_TELLING_QUEUE_URL": "https://sqs.eu-central-1.amazonaws.com/1/w",
    "TLSCHECK_SIGNING_SECRET_PARAMETER": "/s",
    "TLSCHECK_BOT_TOKEN_PARAMETER": "/t",
}


def seconds(code: str) -> float:
    """One fresh interpreter from start to end."""
    started = time.perf_counter()
    subprocess.run([sys.executable, "-c", code], check=True, env={**os.environ, **ENVIRONMENT})
    return time.perf_counter() - started


def main() -> int:
    runs = max(9, int(sys.argv[sys.argv.index("--runs") + 1])) if "--runs" in sys.argv else 15
    codes = {
        "interpreter alone": "pass", "floor": FLOOR, "handlers.slack": HANDLER, "ready with clients": READY,
        "delivery, ready": DELIVERY,
    }  # fmt: skip
    for code in codes.values():
        seconds(code)  # warm the page cache
    taken: dict[str, list[float]] = {name: [] for name in codes}
    for _ in range(runs):
        for name, code in codes.items():
            taken[name].append(seconds(code))
    medians = {name: statistics.median(values) * 1000 for name, values in taken.items()}
    for name, median in medians.items():
        print(f"{name:20} {median:7.0f} ms   (median of {runs})")
    bare = medians["interpreter alone"]
    ratio = (medians["handlers.slack"] - bare) / (medians["floor"] - bare)
    ready = (medians["ready with clients"] - bare) / (medians["floor"] - bare)
    print(f"cold import ratio    {ratio:7.2f}      (law: at most {LAW}); ready with its three clients: {ready:.2f}")
    return int(ratio > LAW)


if __name__ == "__main__":
    raise SystemExit(main())

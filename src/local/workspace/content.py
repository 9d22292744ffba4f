"""What a message may say: text and blocks as Slack takes them, and pictures that Slack has.

Law: as `limits`; on top of it a `slack_file` must be a picture that the bot may see and that Slack has looked through
(docs.slack.dev/reference/block-kit/composition-objects/slack-file-object; until then it is an "invalid slack file":
slackapi/python-slack-sdk#1658, #1521).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from local.workspace import files, limits
from local.workspace.limits import flatten
from local.workspace.memory import Memory
from local.workspace.model import Json, Refused, Upload


def check_content(memory: Memory, text: str, blocks: object, most: int = limits.MESSAGE_TEXT) -> list[Json]:
    """The blocks of a message when Slack takes text and blocks, else `Refused`. `blocks` None means there are none."""
    if blocks is not None and not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    wrong = limits.validate_blocks(blocks or [])
    if wrong:
        raise Refused("invalid_blocks", *(str(violation) for violation in wrong))
    if limits.too_long(blocks):
        raise Refused("msg_blocks_too_long")
    if not text and not blocks:
        raise Refused("no_text")
    if len(text) > most:
        raise Refused("msg_too_long")
    check_pictures(memory, blocks or [], "invalid_blocks")
    return list(blocks or [])


def check_pictures(memory: Memory, blocks: list[Json], otherwise: str, at: str = "/blocks") -> None:
    """Every `slack_file` of the blocks is a picture that can be shown, else `Refused` as `otherwise`."""
    wrong = [
        f"[ERROR] invalid slack file [json-pointer:{at}{pointer}]"
        for pointer, named in pictures(blocks)
        if not files.is_picture(memory, files.meant(memory, named))
    ]
    if wrong:
        raise Refused(otherwise, *wrong)


def pictures(blocks: list[Json]) -> Iterator[tuple[str, Json]]:
    """Each `slack_file` with its pointer below the blocks."""
    for at, block in flatten(blocks):
        if "slack_file" in block:
            yield f"{at}/slack_file", block["slack_file"]
        for index, element in enumerate(block.get("elements", ())):
            if "slack_file" in element:
                yield f"{at}/elements/{index}/slack_file", element["slack_file"]
        if "slack_file" in (block.get("accessory") or {}):
            yield f"{at}/accessory/slack_file", block["accessory"]["slack_file"]


def shared_by(memory: Memory, blocks: list[Json], channel: str, ts: str) -> None:
    """A message that shows a file of the bot's shares it with the channel (slackapi/java-slack-sdk#1475)."""
    for _, named in pictures(blocks):
        upload = files.meant(memory, named)
        if upload is not None and upload.channel is None:
            with memory.lock:
                memory.uploads[upload.id] = _shared(upload, channel, ts)


def _shared(upload: Upload, channel: str, ts: str) -> Upload:
    return replace(upload, channel=channel, ts=ts)

"""The small parts of Block Kit and their limits: text and composition objects, interactive elements, rich text, cells.

Law: as `limits`, which builds blocks of these.
"""

from __future__ import annotations

from collections.abc import Mapping

from local.workspace.schema import (
    Check,
    any_of,
    anything,
    choice,
    exactly_one,
    flag,
    many,
    number,
    shape,
    string,
    tagged,
    url,
)

ALL_BLOCKS_TEXT = 13_000


def plain(most: int) -> Check:
    return tagged(plain_text=shape({"text": string(most)}, {"emoji": flag}))


def words(most: int) -> Check:
    """Text object of either kind."""
    return tagged(
        plain_text=shape({"text": string(most)}, {"emoji": flag}),
        mrkdwn=shape({"text": string(most)}, {"verbatim": flag}),
    )


ID = string(255)
PROSE_URL = string(3000, starts=("http://", "https://", "mailto:", "tel:", "slack://"))
CONFIRM = shape(
    {"title": plain(100), "text": words(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)
SLACK_FILE = shape({}, {"id": string(255), "url": url()}, exactly_one("id", "url"))
IMAGE_PARTS: Mapping[str, Check] = {"image_url": url(), "slack_file": SLACK_FILE}
IMAGE = shape({"alt_text": string(2000)}, IMAGE_PARTS, exactly_one("image_url", "slack_file"))
PLAIN_OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75)})
WORDY_OPTION = shape({"text": words(75), "value": string(150)}, {"description": words(75)})
LINK_OPTION = shape({"text": plain(75), "value": string(150)}, {"description": plain(75), "url": PROSE_URL})
OPTION_GROUP = shape({"label": plain(75), "options": many(PLAIN_OPTION, 100)})
ACTION: Mapping[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
PICK: Mapping[str, Check] = {**ACTION, "placeholder": plain(150)}
SEVERAL: Mapping[str, Check] = {**PICK, "max_selected_items": number(1, 100)}
FILTER = shape(
    {},
    {
        "include": many(choice("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
    any_of("include", "exclude_external_shared_channels", "exclude_bot_users"),
)
CONVERSATION: Mapping[str, Check] = {
    **PICK, "default_to_current_conversation": flag, "response_url_enabled": flag, "filter": FILTER,
}  # fmt: skip

ELEMENTS: Mapping[str, Check] = {
    "button": shape(
        {"text": plain(75)},
        {
            "action_id": ID,
            "url": PROSE_URL,
            "value": string(2000),
            "style": choice("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
        },
    ),
    "static_select": shape(
        {},
        {
            **PICK,
            "options": many(PLAIN_OPTION, 100),
            "option_groups": many(OPTION_GROUP, 100),
            "initial_option": PLAIN_OPTION,
        },
        exactly_one("options", "option_groups"),
    ),
    "users_select": shape({}, {**PICK, "initial_user": ID}),
    "conversations_select": shape({}, {**CONVERSATION, "initial_conversation": ID}),
    "channels_select": shape({}, {**PICK, "initial_channel": ID, "response_url_enabled": flag}),
    "overflow": shape({"options": many(LINK_OPTION, 5)}, {"action_id": ID, "confirm": CONFIRM}),
    "radio_buttons": shape({"options": many(WORDY_OPTION, 10)}, {**ACTION, "initial_option": WORDY_OPTION}),
    "checkboxes": shape({"options": many(WORDY_OPTION, 10)}, {**ACTION, "initial_options": many(WORDY_OPTION, 10)}),
    "datepicker": shape({}, {**PICK, "initial_date": string(10, 10)}),
    "timepicker": shape({}, {**PICK, "initial_time": string(5, 5), "timezone": string(255)}),
    "datetimepicker": shape({}, {**ACTION, "initial_date_time": number(10**9, 10**10 - 1)}),
}
MANY: Mapping[str, Check] = {
    "multi_static_select": shape(
        {},
        {
            **SEVERAL,
            "options": many(PLAIN_OPTION, 100),
            "option_groups": many(OPTION_GROUP, 100),
            "initial_options": many(PLAIN_OPTION, 100),
        },
        exactly_one("options", "option_groups"),
    ),
    "multi_users_select": shape({}, {**SEVERAL, "initial_users": many(ID, 100)}),
    "multi_conversations_select": shape({}, {**CONVERSATION, **SEVERAL, "initial_conversations": many(ID, 100)}),
    "multi_channels_select": shape({}, {**SEVERAL, "initial_channels": many(ID, 100)}),
}
"""Selects of several: in sections and inputs, not among actions."""
PLAIN_TEXT_INPUT = shape(
    {},
    {
        **PICK,
        "initial_value": string(3000, 0),
        "multiline": flag,
        "min_length": number(0, 3000),
        "max_length": number(1, 3000),
    },
)
NUMBER_INPUT = shape(
    {"is_decimal_allowed": flag},
    {**PICK, "initial_value": string(255), "min_value": string(255), "max_value": string(255)},
)
WRITTEN = shape({}, {**PICK, "initial_value": string(3000, 0)})
INPUTS: Mapping[str, Check] = {
    "plain_text_input": PLAIN_TEXT_INPUT,
    "number_input": NUMBER_INPUT,
    "email_text_input": WRITTEN,
    "url_text_input": WRITTEN,
    **MANY,
    **{name: check for name, check in ELEMENTS.items() if name not in ("button", "overflow")},
}

STYLE = shape({}, dict.fromkeys(("bold", "italic", "strike", "code", "underline", "highlight"), flag))
BORDER = number(0, 1)
RICH_TEXT_PIECES: Mapping[str, Check] = {
    "text": shape({"text": string(ALL_BLOCKS_TEXT)}, {"style": STYLE}),
    "link": shape({"url": PROSE_URL}, {"text": string(ALL_BLOCKS_TEXT), "style": STYLE, "unsafe": flag}),
    "emoji": shape({"name": string(255)}, {"unicode": string(255), "skin_tone": number(1, 6), "style": STYLE}),
    "user": shape({"user_id": ID}, {"style": STYLE}),
    "usergroup": shape({"usergroup_id": ID}, {"style": STYLE}),
    "channel": shape({"channel_id": ID}, {"style": STYLE}),
    "broadcast": shape({"range": choice("here", "channel", "everyone")}, {"style": STYLE}),
    "date": shape(
        {"timestamp": number(0, 1 << 40), "format": string(255)},
        {"url": PROSE_URL, "fallback": string(255), "style": STYLE},
    ),
    "color": shape({"value": string(9)}, {"style": STYLE}),
}
PIECES = many(tagged(**RICH_TEXT_PIECES), 1000, 0)
LITERAL = many(tagged(text=RICH_TEXT_PIECES["text"], link=RICH_TEXT_PIECES["link"]), 1000)
RICH_TEXT_SECTION = shape({"elements": PIECES})
RICH_TEXT_LIST = shape(
    {"style": choice("bullet", "ordered"), "elements": many(tagged(rich_text_section=RICH_TEXT_SECTION), 1000)},
    {"indent": number(0, 8), "offset": number(0, 1 << 31), "border": BORDER},
)
RICH_TEXT = shape(
    {
        "elements": many(
            tagged(
                rich_text_section=RICH_TEXT_SECTION,
                rich_text_list=RICH_TEXT_LIST,
                rich_text_preformatted=shape({"elements": LITERAL}, {"border": BORDER}),
                rich_text_quote=shape({"elements": PIECES}, {"border": BORDER}),
            ),
            1000,
        )
    },
    {"block_id": ID},
)

RAW_TEXT = shape({"text": string(ALL_BLOCKS_TEXT)})
RAW_NUMBER = shape({"value": anything}, {"text": string(255)})
CELL = tagged(raw_text=RAW_TEXT, raw_number=RAW_NUMBER, rich_text=RICH_TEXT)
COLUMN = shape({}, {"align": choice("left", "center", "right"), "is_wrapped": flag})

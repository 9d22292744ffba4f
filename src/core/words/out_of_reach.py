"""Why nothing can be posted in a channel, in words. From Slack's code (the errors of chat.postMessage on
docs.slack.dev); one without words is shown as it is.
"""

from typing import Final

TOKEN_TROUBLE: Final = frozenset(
    {"account_inactive", "token_revoked", "token_expired", "invalid_auth", "not_authed", "org_login_required",
     "team_access_not_granted", "access_denied", "missing_scope", "no_permission", "not_allowed_token_type",
     "ekm_access_denied", "enterprise_is_restricted", "two_factor_setup_required"}
)  # fmt: skip
_SAID: Final = {
    "is_archived": "the channel is archived",
    "not_in_channel": "I am not a member there",
    "channel_not_found": "Slack does not show me this channel: it was deleted, or it is private and I am not a member",
    "restricted_action": "the workspace does not let me post there",
    "restricted_action_read_only_channel": "the channel is read-only",
    "restricted_action_thread_only_channel": "the channel takes replies in threads only",
    "messages_tab_disabled": "the app's messages tab is turned off, so nobody can be written to directly",
    "missing_scope": "the app was not given a permission that this needs",
}


def why(code: str) -> str:
    """With the code, by which Slack's own pages find it."""
    said = _SAID.get(code) or ("Slack does not take the app's token" if code in TOKEN_TROUBLE else "")
    return f"{said} ({code})" if said else code


def mend(code: str) -> str:
    """What brings the channel back, as a sentence."""
    if code in TOKEN_TROUBLE:
        return "Whoever runs the app installs it again, or puts the new token in its place."
    match code:
        case "is_archived":
            return "Unarchive the channel, and /invite @tlscheck if it was removed."
        case "restricted_action" | "restricted_action_read_only_channel" | "restricted_action_thread_only_channel":
            return "An admin of the workspace can allow it."
        case "messages_tab_disabled":
            return "Whoever runs the app turns it on, under App Home in the app's settings."
        case _:
            return "Type /invite @tlscheck there."

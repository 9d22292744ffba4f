import pytest

from core.words.out_of_reach import TOKEN_TROUBLE, mend, why

READ_ONLY = "restricted_action_read_only_channel"


@pytest.mark.parametrize(
    ("code", "said", "mended_by"),
    [
        ("is_archived", "the channel is archived (is_archived)", "Unarchive"),
        ("not_in_channel", "I am not a member there (not_in_channel)", "/invite"),
        ("token_revoked", "Slack does not take the app's token (token_revoked)", "installs it again"),
        (READ_ONLY, f"the channel is read-only ({READ_ONLY})", "An admin"),
        ("restricted_action", "the workspace does not let me post there (restricted_action)", "An admin"),
    ],
)
def test_a_reason_is_said_with_its_code_and_what_mends_it(code: str, said: str, mended_by: str) -> None:
    assert why(code) == said
    assert mended_by in mend(code)


def test_a_code_without_words_is_shown_as_it_is() -> None:
    assert why("something_new") == "something_new"


@pytest.mark.parametrize("code", sorted(TOKEN_TROUBLE))
def test_trouble_with_a_token_is_mended_by_another_one(code: str) -> None:
    assert code in why(code)
    assert "token" in mend(code)

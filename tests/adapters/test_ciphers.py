"""Both ciphers: what is sealed for one team is read for that team alone, and nothing of it can be changed."""

import base64
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.stub import ANY, Stubber
from hypothesis import given
from hypothesis import strategies as st
from moto import mock_aws

from adapters.key_cipher import KeyCipher, KeyUnfit, key_in
from adapters.kms_cipher import KmsCipher, context
from core.install_ports import Cipher, Unsealable
from core.model.watch import Team
from core.slack_ports import Unavailable
from tests.contract.engines import client

TEAM = Team("T1", "E1")
OTHERS = [Team("T2", "E1"), Team("T1"), Team("", "E1"), Team("T1", "E2"), Team("E1", "T1"), Team("")]


def kms() -> Any:
    return client("kms")


@pytest.fixture(params=["kms", "key"])
def cipher(request: pytest.FixtureRequest) -> Iterator[Cipher]:
    if request.param == "key":
        yield KeyCipher(os.urandom(32))
        return
    with mock_aws():
        keys = kms()
        yield KmsCipher(keys, keys.create_key()["KeyMetadata"]["KeyId"])


def test_what_is_sealed_is_read_back_and_does_not_show(cipher: Cipher) -> None:
    sealed = cipher.seal("xoxb-secret é", TEAM)
    assert cipher.open(sealed, TEAM) == "xoxb-secret é"
    assert "xoxb" not in sealed
    assert b"xoxb" not in base64.b64decode(sealed)


def test_the_same_sealed_twice_is_not_the_same(cipher: Cipher) -> None:
    assert cipher.seal("x", TEAM) != cipher.seal("x", TEAM)


@pytest.mark.parametrize("other", OTHERS, ids=str)
def test_another_team_opens_nothing(cipher: Cipher, other: Team) -> None:
    sealed = cipher.seal("xoxb-secret", TEAM)
    with pytest.raises(Unsealable):
        cipher.open(sealed, other)


@pytest.mark.parametrize("spoilt", ["", "x", "é", "AAAA", base64.b64encode(bytes(200)).decode()])
def test_what_was_never_sealed_is_not_opened(cipher: Cipher, spoilt: str) -> None:
    with pytest.raises((Unsealable, Unavailable)):
        cipher.open(spoilt, TEAM)


@given(st.data())
def test_no_byte_can_be_changed(data: st.DataObject) -> None:
    cipher = KeyCipher(bytes(32))
    raw = bytearray(base64.b64decode(cipher.seal("xoxb-secret", TEAM)))
    raw[data.draw(st.integers(0, len(raw) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(Unsealable):
        cipher.open(base64.b64encode(raw).decode(), TEAM)


@given(st.text(max_size=200), st.builds(Team, st.text(max_size=5), st.text(max_size=5)))
def test_any_text_for_any_team_is_read_back(text: str, team: Team) -> None:
    cipher = KeyCipher(bytes(32))
    assert cipher.open(cipher.seal(text, team), team) == text


def test_another_key_opens_nothing() -> None:
    with pytest.raises(Unsealable):
        KeyCipher(bytes(31) + b"x").open(KeyCipher(bytes(32)).seal("x", TEAM), TEAM)


def test_kms_is_told_whose_it_is() -> None:
    """The context stands in the audit log and in the key's policy, so it has the same names for ever."""
    assert context(TEAM) == {"team": "T1", "enterprise": "E1"}
    assert context(Team("T1")) == {"team": "T1", "enterprise": "-"}
    client = kms()
    with Stubber(client) as stub:
        asked = {"KeyId": "key", "Plaintext": ANY, "EncryptionContext": {"team": "T1", "enterprise": "E1"}}
        stub.add_response("encrypt", {"CiphertextBlob": b"sealed"}, asked)
        assert KmsCipher(client, "key").seal("x", TEAM) == base64.b64encode(b"sealed").decode()


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("ThrottlingException", Unavailable), ("KMSInternalException", Unavailable),
        ("AccessDeniedException", Unavailable), ("InvalidCiphertextException", Unsealable),
    ],
)  # fmt: skip
def test_what_kms_does_not_do_says_why_and_nothing_of_the_secret(code: str, raised: type[Exception]) -> None:
    client = kms()
    with Stubber(client) as stub:
        stub.add_client_error("decrypt", code, "context team=T1 and more")
        with pytest.raises(raised, match=f"^kms: {code}$"):
            KmsCipher(client, "key").open(base64.b64encode(b"x").decode(), TEAM)


def test_a_key_file_is_made_for_its_owner_alone_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "key"
    made = key_in(path)
    assert (len(made), stat.S_IMODE(path.stat().st_mode)) == (32, 0o600)
    assert key_in(path) == made


def test_a_key_file_that_others_can_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "key"
    key_in(path)
    path.chmod(0o640)
    with pytest.raises(KeyUnfit, match="chmod 600"):
        key_in(path)


@pytest.mark.parametrize("content", [b"", b"short", base64.b64encode(bytes(31)), b"\xff" * 44])
def test_a_file_without_a_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "key"
    path.touch(0o600)
    path.write_bytes(content)
    with pytest.raises(KeyUnfit, match="no key of 32 bytes"):
        key_in(path)

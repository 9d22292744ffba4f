"""Installing by a browser: there and back once, by the same browser, in ten minutes; what is kept, what is shown."""

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from adapters.key_cipher import KeyCipher
from adapters.secrets import SecretsMissing
from adapters.sqlite_table import SqliteTable
from core.installing import credentials_of, find
from core.model.watch import Team
from core.scopes import SCOPES
from core.slack_ports import Unavailable
from core.watch_ports import Desk
from handlers.oauth import answer
from handlers.oauth_request import BACK, COOKIE, INSTALL
from handlers.tenancy import Tenancy, assemble
from local.workspace import Workspace
from local.workspace.model import Team as ItsTeam
from local.workspace.oauth import Directory, serve_all
from tests.handlers.rig import Clock
from tests.handlers.test_slack_function import event

HOST = "abc123.execute-api.eu-central-1.amazonaws.com"
ACME, GLOBEX = Team("T0ACME"), Team("T0GLOBEX")


class Browser:
    """Keeps the cookie it was given."""

    def __init__(self, site: "Site") -> None:
        self.site, self.jar = site, ""

    def get(self, path: str, query: str = "") -> dict[str, Any]:
        given = answer(self.site.tenancy, visit(path, query, self.jar))
        kept = given["headers"].get("set-cookie")
        if kept is not None:
            self.jar = kept.partition(";")[0]
        return given

    def begin(self) -> str:
        """The address at Slack's that it is sent to."""
        given = self.get(INSTALL)
        assert given["statusCode"] == 302
        return str(given["headers"]["location"])

    def install(self, workspace: Workspace, **how: Any) -> dict[str, Any]:
        return self.follow(self.site.slack.approve(self.begin(), workspace, **how))

    def follow(self, back: str) -> dict[str, Any]:
        assert back.startswith(f"https://{HOST}{BACK}?")
        return self.get(BACK, urlsplit(back).query)


def visit(path: str, query: str, cookie: str, method: str = "GET") -> dict[str, Any]:
    """As an HTTP API tells it, payload 2.0."""
    asked = {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}
    about = {"domainName": HOST, "http": {"method": method, "path": path}}
    return {
        "version": "2.0", "rawPath": path, "rawQueryString": query, "requestContext": about,
        "headers": {"host": "evil.example"},
        **({"queryStringParameters": asked} if asked else {}), **({"cookies": [cookie]} if cookie else {}),
    }  # fmt: skip


class Site:
    """Our side, and Slack with two workspaces behind one address."""

    def __init__(self, path: Path, slack: Directory, api_url: str, clock: Clock) -> None:
        self.clock, self.slack, self.reports = clock, slack, list[str]()
        self.table = SqliteTable(path, clock)
        desk = Desk(table=self.table, clock=clock, report=self.reports.append)
        self.cipher, self.slack_page = KeyCipher(bytes(32)), api_url.replace("/api/", "/oauth/v2/authorize")
        self.tenancy: Tenancy = assemble(slack.client_id, lambda: slack.client_secret, self.cipher, desk, api_url)


@pytest.fixture
def acme() -> Workspace:
    return workspace(ACME)


@pytest.fixture
def globex() -> Workspace:
    return workspace(GLOBEX)


def workspace(team: Team) -> Workspace:
    return Workspace(clock=Clock().unix, team=ItsTeam(id=team.id, domain=team.id.lower(), name=f"{team.id} & Co"))


@pytest.fixture
def site(tmp_path: Path, acme: Workspace, globex: Workspace) -> Iterator[Site]:
    clock = Clock()
    slack = Directory(acme, globex, clock=clock.unix)
    with serve_all(slack) as serving:
        yield Site(tmp_path / "t.sqlite", slack, serving.api_url, clock)


def token(site: Site, team: Team) -> str:
    held = find(site.table, team)
    assert held is not None
    return credentials_of(site.cipher, held.value).token


def owner(site: Site, team: Team) -> Workspace:
    """For which workspace Slack gave the token that we use for this team."""
    return site.slack.tokens[token(site, team)].grant.workspace


def test_a_browser_is_sent_to_slack_with_what_the_app_needs(site: Site) -> None:
    to = urlsplit(Browser(site).begin())
    asked = {name: values[0] for name, values in parse_qs(to.query).items()}
    assert to.path == "/oauth/v2/authorize"
    assert asked["client_id"] == site.slack.client_id
    assert asked["scope"] == ",".join(SCOPES)
    assert asked["redirect_uri"] == f"https://{HOST}{BACK}"


def test_the_cookie_is_for_this_host_and_no_script(site: Site) -> None:
    kept = Browser(site).get(INSTALL)["headers"]["set-cookie"]
    name, _, rest = kept.partition("=")
    assert name == COOKIE == "__Host-tlscheck-install"
    assert rest.split("; ")[1:] == ["Path=/", "Max-Age=600", "Secure", "HttpOnly", "SameSite=Lax"]


def test_visitors_who_do_not_come_back_leave_nothing(site: Site) -> None:
    before = records(site)
    Browser(site).begin()
    assert records(site) == before


def records(site: Site) -> int:
    with sqlite3.connect(site.table._path) as db:
        return int(db.execute("select count(*) from record").fetchone()[0])


def test_an_installation_is_kept_and_the_page_says_what_is_next(site: Site, acme: Workspace) -> None:
    page = Browser(site).install(acme, user="oncall")
    assert page["statusCode"] == 200
    assert "T0ACME &amp; Co" in page["body"]
    assert "/invite @tlscheck" in page["body"]
    held = find(site.table, ACME)
    assert held is not None
    assert (held.value.installer, held.value.bot_user) == (acme.user("oncall").id, acme.bot.user_id)
    assert owner(site, ACME) is acme


def test_no_token_is_in_the_clear_in_the_database_nor_on_the_page(site: Site, acme: Workspace, tmp_path: Path) -> None:
    page = Browser(site).install(acme)
    written = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert token(site, ACME).encode() not in written
    assert b"xoxb" not in written
    assert "xoxb" not in json.dumps(page)


def test_every_page_keeps_its_secrets(site: Site, acme: Workspace) -> None:
    browser = Browser(site)
    for page in (browser.get(INSTALL), browser.install(acme), browser.get(BACK), browser.get("/else")):
        assert page["headers"]["cache-control"] == "no-store"
        assert page["headers"]["referrer-policy"] == "no-referrer"
        assert "frame-ancestors 'none'" in page["headers"]["content-security-policy"]


def test_two_workspaces_have_a_token_each(site: Site, acme: Workspace, globex: Workspace) -> None:
    Browser(site).install(acme)
    Browser(site).install(globex)
    assert owner(site, ACME) is acme
    assert owner(site, GLOBEX) is globex


def test_another_browser_s_link_is_good_for_nobody(site: Site, acme: Workspace) -> None:
    """Login CSRF: the attacker's installation, finished by the victim (RFC 6749 §10.12)."""
    link = site.slack.approve(Browser(site).begin(), acme)
    victim = Browser(site)
    assert victim.follow(link)["statusCode"] == 400
    victim.begin()
    assert victim.follow(link)["statusCode"] == 400
    assert find(site.table, ACME) is None


def test_a_link_is_good_once(site: Site, acme: Workspace) -> None:
    browser = Browser(site)
    link = site.slack.approve(browser.begin(), acme)
    kept = browser.jar
    assert browser.follow(link)["statusCode"] == 200
    assert browser.follow(link)["statusCode"] == 400
    browser.jar = kept
    assert browser.follow(link)["statusCode"] == 400
    assert "used already" in browser.follow(link)["body"]


@pytest.mark.parametrize(("waited", "status"), [(599, 200), (601, 400)])
def test_a_link_lives_for_ten_minutes(site: Site, acme: Workspace, waited: int, status: int) -> None:
    browser = Browser(site)
    link = browser.site.slack.approve(browser.begin(), acme)
    site.clock.seconds += waited
    assert browser.follow(link)["statusCode"] == status


@pytest.mark.parametrize("spoilt", ["", "x", "a.b.c", "é", "0" * 5000])
def test_a_state_that_is_not_ours_goes_nowhere(site: Site, spoilt: str) -> None:
    browser = Browser(site)
    browser.jar = f"{COOKIE}={spoilt}"
    assert answer(site.tenancy, visit(BACK, f"code=c&state={spoilt}", browser.jar))["statusCode"] == 400


def test_who_declines_is_told_so_and_nothing_is_kept(site: Site) -> None:
    browser = Browser(site)
    page = browser.follow(site.slack.decline(browser.begin()))
    assert (page["statusCode"], "declined" in page["body"]) == (200, True)
    assert find(site.table, ACME) is None


def test_a_code_that_slack_does_not_know_is_said(site: Site, acme: Workspace) -> None:
    browser = Browser(site)
    link = site.slack.approve(browser.begin(), acme)
    site.slack.codes.clear()
    page = browser.follow(link)
    assert (page["statusCode"], "<code>invalid_code</code>" in page["body"]) == (400, True)


def test_an_organisation_is_installed_as_a_whole_and_its_page_leads_on(site: Site, acme: Workspace) -> None:
    page = Browser(site).install(acme, enterprise="E0ACME", whole=True)
    assert "https://app.slack.com/manage/E0ACME/integrations/profile/" in page["body"]
    assert owner(site, Team("T0ANY", "E0ACME")) is acme
    assert find(site.table, ACME) is None


def test_a_workspace_of_an_organisation_is_kept_with_it(site: Site, acme: Workspace) -> None:
    Browser(site).install(acme, enterprise="E0ACME")
    assert owner(site, Team(ACME.id, "E0ACME")) is acme
    assert find(site.table, Team("T0ANY", "E0ACME")) is None


def test_a_name_is_never_markup(site: Site, acme: Workspace) -> None:
    acme.team = replace(acme.team, name="<script>alert(1)</script>")
    assert "<script" not in Browser(site).install(acme)["body"]


@pytest.mark.parametrize("method", ["POST", "HEAD", "OPTIONS"])
def test_only_a_browser_that_looks_is_answered(site: Site, method: str) -> None:
    assert answer(site.tenancy, visit(INSTALL, "", "", method))["statusCode"] == 404


def test_a_secret_that_cannot_be_read_is_a_page_and_no_crash(site: Site) -> None:
    def missing() -> str:
        raise SecretsMissing("cannot read the parameter")

    given = answer(replace(site.tenancy, secret=missing), visit(INSTALL, "", ""))
    assert (given["statusCode"], "Begin again" in given["body"]) == (503, True)


def test_a_table_that_is_away_is_a_page_and_no_crash(site: Site, acme: Workspace) -> None:
    class Away(SqliteTable):
        def write(self, writes: Any) -> bool:
            raise Unavailable("away")

    browser = Browser(site)
    link = site.slack.approve(browser.begin(), acme)
    desk = replace(site.tenancy.registry.desk, table=Away(site.table._path, site.clock))
    site.tenancy = replace(site.tenancy, registry=replace(site.tenancy.registry, desk=desk))
    assert browser.follow(link)["statusCode"] == 503


def test_an_event_of_another_shape_is_no_visit(site: Site) -> None:
    for odd in ({}, {"requestContext": None}, {"httpMethod": "GET", "path": 5, "headers": {"Cookie": 'a;;=,"x'}}):
        assert answer(site.tenancy, odd)["statusCode"] == 404


def test_the_rest_api_s_shape_is_read_too(site: Site, acme: Workspace) -> None:
    """Payload 1.0: the cookie is a header, the method and path lie elsewhere."""
    event = {"httpMethod": "GET", "path": INSTALL, "requestContext": {"domainName": HOST}, "headers": {}}
    given = answer(site.tenancy, event)
    link = site.slack.approve(given["headers"]["location"], acme)
    query = {name: values[0] for name, values in parse_qs(urlsplit(link).query).items()}
    jar = given["headers"]["set-cookie"].partition(";")[0]
    back = event | {"path": BACK, "queryStringParameters": query, "headers": {"Cookie": f"other=1; {jar}"}}
    assert answer(site.tenancy, back)["statusCode"] == 200


def test_the_samples_of_a_browser(site: Site) -> None:
    begun, back = answer(site.tenancy, event("browser_install")), answer(site.tenancy, event("browser_oauth_redirect"))
    assert (begun["statusCode"], begun["headers"]["location"].partition("?")[0]) == (302, site.slack_page)
    assert back["statusCode"] == 400
    assert find(site.table, ACME) is None

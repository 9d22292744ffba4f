"""The function for people who install the app: there and back by Slack's OAuth v2, and a page that says what is next.

Its own, beside Bolt's flow: that one keeps tokens in the clear in a store of its own shape, and cannot be had without
the router. RFC 6749 §10.12 is `core.oauth_state`'s; the cookie is the browser's half of it.
"""

import logging
import secrets
from functools import cache
from typing import Any
from urllib.parse import urlencode

from adapters.secrets import SecretsMissing
from core.installing import install
from core.model.installation import Granted
from core.oauth_state import LIVES, State, issue, read
from core.render import install_page as page
from core.scopes import SCOPES
from core.slack_ports import Never, NotNow, Unavailable
from core.table import Put
from core.watching import keys
from handlers import wiring
from handlers.oauth_request import BACK, INSTALL, Visit, cookie, read_visit, redirect, show
from handlers.tenancy import Tenancy, tenancy

EXCHANGE_S = 6.0
Answer = dict[str, Any]
_LOG = logging.getLogger("tlscheck.oauth")


def answer(means: Tenancy, event: dict[str, Any]) -> Answer:
    visit = read_visit(event)
    try:
        match visit.path:
            case _ if visit.path == INSTALL:
                return _begin(means, visit)
            case _ if visit.path == BACK:
                return _finish(means, visit)
    except (SecretsMissing, Unavailable) as error:
        _LOG.warning("an installation could not go on: %s", error)
        return show(503, page.not_now())
    return show(404, page.nothing_here())


def _begin(means: Tenancy, visit: Visit) -> Answer:
    state = issue(means.secret(), secrets.token_urlsafe(24), means.registry.desk.clock.now())
    asked = {"client_id": means.client_id, "scope": ",".join(SCOPES), "state": state, "redirect_uri": visit.back}
    authorize = means.api.removesuffix("api/") + "oauth/v2/authorize"
    return redirect(f"{authorize}?{urlencode(asked)}", cookie(state, int(LIVES.total_seconds())))


def _finish(means: Tenancy, visit: Visit) -> Answer:
    state = read(means.secret(), visit.query.get("state", ""), visit.cookie, means.registry.desk.clock.now())
    if state is None or not _first_use(means, state):
        return show(400, page.stale())
    if "code" not in visit.query:
        return show(200, page.declined(), cookie("", 0))
    match means.registry.registrar.exchange(visit.query["code"], visit.back, EXCHANGE_S):
        case Granted() as granted:
            return show(200, page.installed(install(means.registry, granted)), cookie("", 0))
        case Never(_, because):
            return show(400, page.refused(because), cookie("", 0))
        case NotNow(because):
            raise Unavailable(because)


def _first_use(means: Tenancy, state: State) -> bool:
    used = Put(key=keys.used_state(state.nonce), body={}, expected=0, expires_at=state.until + LIVES)
    return means.registry.desk.table.write([used])


@cache
def _means() -> Tenancy:
    return tenancy(wiring.settings())


def handler(event: dict[str, Any], _context: Any) -> Answer:
    """Lambda's entry point."""
    return answer(_means(), event)

"""Slack's side of OAuth in memory: a refresh token is good once, as Slack's is. A cipher that shows what it seals."""

from dataclasses import dataclass, field

from core.install_ports import Registry, Unsealable
from core.installing import install
from core.model.installation import Credentials, Granted, Installation, Renewed
from core.model.watch import Team
from core.slack_ports import Never, NotNow, Reason
from core.watch_ports import Desk
from tests.core.watching.world import OPS, World

TEAM = OPS.team
HALF_DAY = 43_200


class OpenCipher:
    """Tied to the team, and readable: tests look at what is sealed."""

    def seal(self, text: str, team: Team) -> str:
        return f"{team.enterprise}/{team.id}|{text}"

    def open(self, sealed: str, team: Team) -> str:
        whose, _, text = sealed.partition("|")
        if whose != f"{team.enterprise}/{team.id}":
            raise Unsealable("another team's")
        return text


@dataclass
class Registrar:
    """``answer``: said instead of what is right. ``burnt``: refresh tokens that were used."""

    answer: Never | NotNow | None = None
    burnt: list[str] = field(default_factory=list)
    misuse: list[str] = field(default_factory=list)
    serial: int = 0

    def exchange(self, code: str, redirect_uri: str, timeout: float) -> Granted | NotNow | Never:
        return Never(Reason.OTHER, "invalid_code")

    def renew(self, refresh: str, timeout: float) -> Renewed | NotNow | Never:
        if self.answer is not None:
            return self.answer
        if refresh in self.burnt:
            self.misuse.append(refresh)
            return Never(Reason.OTHER, "invalid_refresh_token")
        self.burnt.append(refresh)
        self.serial += 1
        return Renewed(Credentials(f"xoxb-{self.serial}", f"refresh-{self.serial}"), HALF_DAY)


def grant(team: Team = TEAM, *, rotates: bool = True, installer: str = "U1", token: str = "xoxb-0") -> Granted:
    renewed = Renewed(Credentials(token, "refresh-0"), HALF_DAY) if rotates else Renewed(Credentials(token), None)
    return Granted(
        team=team, name="Acme", app="A1", bot_user="UBOT", installer=installer, scopes=("commands",), renewed=renewed
    )


@dataclass
class Office:
    """A world with a registry."""

    world: World = field(default_factory=World)
    slack: Registrar = field(default_factory=Registrar)

    @property
    def registry(self) -> Registry:
        return self.at(self.world.desk)

    def at(self, desk: Desk) -> Registry:
        return Registry(desk=desk, cipher=OpenCipher(), registrar=self.slack, pause=self.world.clock.pause)

    def install(self, granted: Granted | None = None) -> Installation:
        return install(self.registry, granted or grant())

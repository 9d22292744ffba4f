"""IIS: protocols and suites are Schannel's, for the whole machine (Microsoft: "TLS registry settings", module TLS)."""

from core.grade.snippets.ciphers import HSTS_SECONDS, Goal
from core.model.grade import Snippet

_KEY = r"HKLM:\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols"


def iis(goal: Goal) -> Snippet:
    off = ["SSL 2.0", "SSL 3.0", "TLS 1.0", "TLS 1.1", *(["TLS 1.2"] if goal.modern else [])]
    suites = [name for name in goal.iana_ciphers if "CHACHA20" not in name]
    wanted = ["TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256", *suites]
    lines = [
        f"$protocols = '{_KEY}'",
        f"foreach ($version in {', '.join(repr(name) for name in off)}) {{",
        '  New-Item "$protocols\\$version\\Server" -Force | Out-Null',
        '  New-ItemProperty "$protocols\\$version\\Server" Enabled -Value 0 -PropertyType DWord -Force | Out-Null',
        "}",
        f"$wanted = {', '.join(repr(name) for name in wanted)}",
        "Get-TlsCipherSuite | Where-Object Name -notin $wanted | ForEach-Object { Disable-TlsCipherSuite $_.Name }",
        "$hsts = 'system.applicationHost/sites/siteDefaults/hsts'",
        "Set-WebConfigurationProperty -Filter $hsts -Name enabled -Value true",
        f"Set-WebConfigurationProperty -Filter $hsts -Name max-age -Value {HSTS_SECONDS}",
    ]
    return Snippet(
        software="IIS",
        level=goal.level,
        where="PowerShell as administrator, on the server",
        text="\n".join(lines),
        language="powershell",
        apply="Restart-Computer",
        notes=(
            "TLS 1.3 needs Windows Server 2022",
            "this counts for every service of the machine that uses Schannel: Remote Desktop, SQL Server, LDAP",
        ),
    )

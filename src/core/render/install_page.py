"""The pages that an installer sees: what happened, what it means, what comes next. HTML without script; every word that
came from elsewhere is escaped.
"""

from html import escape

from core.model.installation import Installation

_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;max-width:36rem;margin:12vh auto;padding:0 1rem;color:#1d1c1d;"
    "background:#fff}code{background:#f4f4f4;padding:.1em .3em;border-radius:3px}a{color:#14532d}"
    "@media(prefers-color-scheme:dark){body{color:#eee;background:#1a1d21}code{background:#333}a{color:#86efac}}"
)


def installed(installation: Installation) -> str:
    """``installation``: of a workspace or of a whole organisation."""
    name = escape(installation.name or installation.team.id or installation.team.enterprise)
    if not installation.team.id:
        enterprise, app = escape(installation.team.enterprise), escape(installation.app)
        add = f"https://app.slack.com/manage/{enterprise}/integrations/profile/{app}/workspaces/add"
        return _page(
            "tlscheck is installed in your organisation",
            f"It is installed in {name}, and not in a workspace yet.",
            f'<a href="{add}">Add it to workspaces</a>. Then, in a channel: <code>/invite @tlscheck</code> and '
            "<code>/tlscheck example.com</code>.",
        )
    workspace = escape(installation.team.id)
    return _page(
        "tlscheck is installed",
        f"It is in the workspace {name} now.",
        "In a channel: <code>/invite @tlscheck</code>, then <code>/tlscheck example.com</code> for a diagnosis and "
        f'<code>/tlscheck watch example.com</code> to be told in time. <a href="https://app.slack.com/client/{workspace}">'
        "Open Slack</a>.",
    )


def declined() -> str:
    return _page("tlscheck is not installed", "Slack says that the installation was declined.", _AGAIN)


def stale() -> str:
    return _page(
        "This link cannot be used",
        "It is older than ten minutes, was used already, or was opened in another browser than the one that began the "
        "installation. What was installed before stays installed.",
        'To install tlscheck, <a href="/slack/install">begin again</a>.',
    )


def nothing_here() -> str:
    return _page("There is nothing here", "Only installations are answered.", '<a href="/slack/install">Install</a>.')


def refused(because: str) -> str:
    """``because``: Slack's own word."""
    return _page(
        "tlscheck is not installed", f"Slack did not complete the installation: <code>{escape(because)}</code>.", _AGAIN
    )


def not_now() -> str:
    return _page("tlscheck is not installed", "Slack or our storage does not answer just now.", _AGAIN)


_AGAIN = 'Nothing was kept. <a href="/slack/install">Begin again</a>.'


def _page(title: str, happened: str, what_next: str) -> str:
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{_STYLE}</style></head>'
        f"<body><h1>{title}</h1><p>{happened}</p><p>{what_next}</p></body></html>"
    )

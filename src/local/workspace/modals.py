"""What people do in modals and in the app's home: open, press, fill in, submit, close.

Law: as `asking`. A form that Slack's own client would not send raises `Incomplete`; what is not there to be acted on is
a LookupError. What the app answers to a submission decides the stack: nothing closes the modal, `errors` stand below
their fields, `update`, `push` and `clear` do as they say (docs.slack.dev/surfaces/modals). Any other answer is Slack's
"trouble connecting", and the modal stays.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace

from local.workspace import forms, payloads, views
from local.workspace.asking import Asking, said_by
from local.workspace.forms import Entry
from local.workspace.model import Delivery, Incomplete, Json, Outcome, Refused, View

TROUBLE = "We had some trouble connecting. Try again?"


class Modals(Asking):
    """The part of a workspace that has views."""

    def home(self, user: str) -> View | None:
        """What the app published for a person."""
        return self.views.get(f"VHOME{self.user(user).id}")

    def modal(self, user: str) -> View | None:
        """The modal that a person has in front."""
        return next(iter(views.stack(self, self.user(user).id)[::-1]), None)

    def open_home(self, user: str, tab: str = "home") -> Delivery:
        """A person goes to the app's home, or to its messages; the app hears of it each time."""
        who = self.user(user)
        shown = self.home(who.id)
        event: Json = {
            "type": "app_home_opened",
            "user": who.id,
            "channel": self.writable(who.id).id,
            "event_ts": f"{self.clock():.6f}",
            "tab": tab,
        }
        return self.event(event | ({"view": views.view_json(self, shown)} if shown and tab == "home" else {}))

    def fill(self, view: View | str, values: Mapping[str, Entry], user: str) -> View:
        """A person fills in fields, by action or block id, and sends nothing."""
        shown = self._open(view, user)
        around = views.around(self, shown.user, shown.channel)
        state = forms.fill(shown.content["blocks"], shown.state, values, around)
        return views.keep(self, replace(shown, state=state))

    def press(
        self,
        view: View | str,
        action_id: str,
        user: str,
        *,
        block_id: str | None = None,
        choose: Entry = None,
        values: Mapping[str, Entry] | None = None,
    ) -> Delivery:
        """A person presses a button of a modal or a home; for a field, `choose` is what they choose or write."""
        shown = self.fill(view, values or {}, user)
        block, element = self._part(shown, action_id, block_id)
        state: Json = {}
        if any(element is field for _, field in forms.fields(shown.content["blocks"])):
            shown = self.fill(shown, {element["action_id"]: choose}, user)
            state = shown.state[block["block_id"]][element["action_id"]]
        elif choose is not None:
            state = {"selected_option": forms.option(element, str(choose))}
        keys = {key: element[key] for key in ("text", "value", "style") if key in element}
        named = {"action_id": element["action_id"], "block_id": block["block_id"], "type": element["type"]}
        return self._act(shown, named | keys | state | {"action_ts": f"{self.clock():.6f}"})

    def submit(self, view: View | str, values: Mapping[str, Entry], user: str) -> Delivery:
        """A person fills in fields (by action or block id) and presses the button that submits."""
        shown = self.fill(view, values, user)
        if "submit" not in shown.content:
            raise LookupError(f"view {shown.id} cannot be submitted")
        wrong = forms.missing(shown.content["blocks"], shown.state)
        if wrong:
            views.keep(self, replace(shown, errors=wrong))
            raise Incomplete(wrong)
        about = self._within(shown)
        payload = {
            "type": "view_submission",
            **payloads.about_app(about),
            "view": views.view_json(self, shown),
            "response_urls": list(self._response_urls(shown)),
        }
        outcome, event, answer, took = self._request(payloads.interaction(payload), payloads.FORM)
        if outcome is Outcome.OK:
            outcome = self._obey(shown, *said_by(answer))
        if outcome is not Outcome.OK and shown.id in self.views:
            views.keep(self, replace(self.views[shown.id], trouble=TROUBLE, errors={}))
        return self._delivered(event, answer, took, outcome, about, view=self.modal(shown.user))

    def dismiss(self, view: View | str, user: str, *, all_of_them: bool = False) -> list[Delivery]:
        """A person closes a modal, or with `all_of_them` the whole stack; the app hears of it where it asked to."""
        shown = self._open(view, user)
        whole = all_of_them or shown.content.get("clear_on_close") is True
        gone = views.stack(self, shown.user) if whole else [shown]
        views.take_away(self, gone)
        return [self._closed(each, cleared=whole) for each in gone[::-1] if each.content.get("notify_on_close")]

    # --- inside

    def _act(self, shown: View, action: Json) -> Delivery:
        about = self._within(shown)
        payload = {
            "type": "block_actions",
            **payloads.about_app(about),
            "container": {"type": "view", "view_id": shown.id},
            "view": views.view_json(self, shown),
            "actions": [action],
        }
        outcome, event, answer, took = self._request(payloads.interaction(payload), payloads.FORM)
        return self._delivered(event, answer, took, outcome, about, view=self.modal(shown.user))

    def _closed(self, view: View, *, cleared: bool) -> Delivery:
        about = self._within(view)
        known = {key: value for key, value in payloads.about_app(about).items() if key != "trigger_id"}
        payload = {"type": "view_closed", **known, "view": views.view_json(self, view), "is_cleared": cleared}
        outcome, event, answer, took = self._request(payloads.interaction(payload), payloads.FORM)
        return self._delivered(event, answer, took, outcome, view=self.modal(view.user))

    def _obey(self, shown: View, body: str, content_type: str) -> Outcome:
        try:
            said = json.loads(body) if body.strip() else {}
            self._do(shown, said if content_type.startswith("application/json") or not said else None)
        except (ValueError, Refused):
            return Outcome.UNREADABLE
        return Outcome.OK

    def _do(self, shown: View, said: object) -> None:
        match said:
            case {"response_action": "errors", "errors": dict(errors)} if errors:
                self._complain_below(shown, errors)
            case {"response_action": "update", "view": content}:
                views.change(self, shown, views.checked(self, content, "modal"))
            case {"response_action": "push", "view": content}:
                views.put_on(self, shown.user, shown.channel, views.checked(self, content, "modal"))
            case {"response_action": "clear"}:
                views.take_away(self, views.stack(self, shown.user))
            case {} if not said:
                views.take_away(self, [shown])
            case _:
                raise ValueError("no answer to a submission")

    def _complain_below(self, shown: View, errors: Mapping[str, object]) -> None:
        """Only below inputs that are there."""
        inputs = {block["block_id"] for block in shown.content["blocks"] if block["type"] == "input"}
        if not errors.keys() <= inputs or not all(isinstance(said, str) and said for said in errors.values()):
            raise ValueError("errors for what is no input")
        views.keep(self, replace(shown, errors={k: str(v) for k, v in errors.items()}, trouble=None))

    def _open(self, view: View | str, user: str) -> View:
        """As it is now, if this person has it open: a home, or the modal in front."""
        name, who = view if isinstance(view, str) else view.id, self.user(user)
        shown = self.views.get(name)
        if shown is None or shown.user != who.id:
            raise LookupError(f"{who.name} has no view {name} open")
        if shown.kind == "modal" and self.modal(who.id) != shown:
            raise LookupError(f"view {name} is covered by another")
        return shown

    def _part(self, view: View, action_id: str, block_id: str | None) -> tuple[Json, Json]:
        for block, element in payloads.active(view.content["blocks"]):
            if element["action_id"] == action_id and block_id in (None, block["block_id"]):
                return block, element
        raise LookupError(f"view {view.id} has nothing called {action_id}")

    def _within(self, view: View) -> payloads.Interaction:
        trigger = self.new_trigger(view.user, view.channel, view.id)
        return payloads.Interaction(team=self.team, bot=self.bot, user=self.users[view.user], trigger_id=trigger)

    def _response_urls(self, view: View) -> Iterator[Json]:
        """docs.slack.dev/surfaces/modals: for conversations that were chosen where `response_url_enabled` says so."""
        for block, action, channel in forms.places(view.content["blocks"], view.state):
            url = self.base_url + self.new_response_path(channel, view.user)
            yield {"block_id": block, "action_id": action, "channel_id": channel, "response_url": url}

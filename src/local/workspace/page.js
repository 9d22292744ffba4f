// The page: asks for the state every second, draws only what changed, and sends what the person does.

import { drawBlocks } from "/blocks.js";
import { element, mrkdwn } from "/mrkdwn.js";

const byId = (id) => document.getElementById(id);
const HOME = "home";
const EVERY = 800;
let state = null;
let drawn = new Map();
let place = location.hash.slice(1);
let person = new URLSearchParams(location.search).get("user") ?? "";
const unfolded = new Map();
const unread = new Set();
const typed = [];
let recalled = 0;

async function post(path, body) {
  const answer = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "x-workspace-page": "1" },
    body: JSON.stringify({ user: state.you, ...body }),
  });
  const result = await answer.json();
  if (!result.ok) throw new Error(result.error);
  if (result.outcome && result.outcome !== "ok") throw new Error(`the app failed: ${result.outcome}`);
}

async function act(path, body, node) {
  if (node?.getAttribute("aria-busy")) return;
  say("");
  node?.setAttribute("aria-busy", "true"); // not "disabled", which would take the focus away
  try {
    await post(path, body);
  } catch (error) {
    say(error.message);
  } finally {
    node?.removeAttribute("aria-busy");
    await refresh();
  }
}

const say = (text) => { byId("status").textContent = text; };

const names = () => ({
  people: state.people,
  channels: Object.fromEntries(state.channels.map((channel) => [channel.id, channel.name])),
});

function contextOf(message) {
  return {
    click: (block, item, node, choose) =>
      act("/ui/click", { ts: message.ts, action: item.action_id ?? "", block: block.block_id, choose }, node),
    isOpen: (id, otherwise) => unfolded.get(`${message.ts}/${id}`) ?? otherwise,
    setOpen: (id, open) => unfolded.set(`${message.ts}/${id}`, open),
  };
}

function drawMessage(message) {
  const when = new Date(Number(message.ts) * 1000);
  const name = state.people[message.author] ?? message.author;
  const mark = message.edited ? element("span", { class: "edited" }, " (edited)") : null;
  const body = message.blocks.length
    ? drawBlocks(message.blocks, names(), contextOf(message))
    : [element("div", { class: "words" }, mrkdwn(message.text, names()))];
  const label = when.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
  return element(
    "article",
    { class: ["message", message.onlyYou && "only-you", message.thread && "reply"].filter(Boolean).join(" "), "aria-label": `${name}, ${label}` },
    element("div", { class: `avatar ${message.app ? "app" : ""}`, "aria-hidden": "true" }, name.slice(0, 1).toUpperCase()),
    element(
      "div",
      { class: "grow" },
      message.onlyYou ? element("p", { class: "note" }, "Only visible to you") : null,
      element(
        "p",
        { class: "byline" },
        element("strong", {}, name),
        message.app ? element("span", { class: "badge" }, "APP") : null,
        element("time", { datetime: when.toISOString() }, label),
      ),
      ...body,
      mark,
    ),
  );
}

function inOrder(messages) {
  const replies = (ts) => messages.filter((message) => message.thread === ts);
  const known = new Set(messages.map((message) => message.ts));
  const parents = messages.filter((message) => !message.thread || !known.has(message.thread));
  return parents.flatMap((message) => [message, ...replies(message.ts)]);
}

function drawMessages() {
  const list = byId("messages");
  const low = list.scrollHeight - list.scrollTop - list.clientHeight < 80;
  const focused = document.activeElement?.dataset?.action;
  const holder = document.activeElement?.closest?.("article");
  const shown = place === HOME ? [] : inOrder(state.messages.filter((message) => message.channel === place));
  const fresh = new Map();
  for (const message of shown) {
    const key = JSON.stringify(message);
    const before = drawn.get(message.ts);
    const kept = before?.key === key;
    const node = kept ? before.node : drawMessage(message);
    fresh.set(message.ts, { key, node });
    if (before && !kept) {
      before.node.replaceWith(node);
      if (before.node === holder && focused) node.querySelector(`[data-action="${CSS.escape(focused)}"]`)?.focus();
    }
  }
  for (const [ts, { node }] of drawn) if (!fresh.has(ts)) node.remove();
  drawn = fresh;
  const wanted = place === HOME ? [drawHome()] : [...fresh.values()].map(({ node }) => node);
  if (!wanted.length) wanted.push(element("p", { class: "empty" }, emptyText()));
  wanted.forEach((node, at) => { if (list.childNodes[at] !== node) list.insertBefore(node, list.childNodes[at] ?? null); });
  while (list.childNodes.length > wanted.length) list.lastChild.remove();
  if (low) list.scrollTop = list.scrollHeight;
}

function emptyText() {
  const archived = state.channels.find((channel) => channel.id === place)?.archived;
  return archived ? "Nobody wrote anything here." : `Nothing here yet. Try ${state.commands[0]} example.com`;
}

function drawHome() {
  const view = state.views.find((candidate) => candidate.kind === "home");
  const context = contextOf({ ts: HOME });
  return element("div", { class: "home" }, ...(view ? drawBlocks(view.content.blocks, names(), context) : ["The app has not published a home yet."]));
}

function drawChannels() {
  const entry = (id, label, note) => {
    const button = element("button", { type: "button", "aria-current": id === place ? "page" : null, class: unread.has(id) ? "unread" : null }, label);
    if (note) button.append(element("span", { class: "note" }, ` ${note}`));
    button.addEventListener("click", () => { location.hash = id; });
    return element("li", {}, button);
  };
  const label = (channel) => (channel.dm ? channel.name : `# ${channel.name}`);
  byId("channels").replaceChildren(
    ...state.channels.map((channel) => entry(channel.id, label(channel), channel.archived ? "archived" : "")),
    entry(HOME, "App home", ""),
  );
  const people = Object.entries(state.people).filter(([id]) => id !== state.bot && id !== "USLACKBOT");
  byId("people").replaceChildren(
    ...people.map(([id, name]) => element("option", { value: id, selected: id === state.you }, name)),
  );
}

function drawPlace() {
  const channel = state.channels.find((candidate) => candidate.id === place);
  byId("team").textContent = state.team;
  byId("place").textContent = channel ? (channel.dm ? channel.name : `# ${channel.name}`) : "App home";
  const about = !channel ? "" : channel.archived ? "archived" : channel.bot ? "" : "the app is not a member here";
  byId("about").textContent = about;
  byId("composer").hidden = !channel || channel.archived;
  document.title = `${byId("place").textContent} · ${state.team}`;
}

function drawModal() {
  const view = state.views.filter((candidate) => candidate.kind === "modal").at(-1);
  const dialog = byId("modal");
  if (!view) {
    if (dialog.open) dialog.close();
    return;
  }
  dialog.dataset.view = view.id;
  byId("modal-title").textContent = view.content.title.text;
  byId("modal-body").replaceChildren(...drawBlocks(view.content.blocks, names(), contextOf({ ts: view.id })));
  byId("modal-close").textContent = view.content.close?.text ?? "Close";
  if (!dialog.open) dialog.showModal();
}

function draw() {
  unread.delete(place);
  drawChannels();
  drawPlace();
  drawMessages();
  drawModal();
}

async function refresh() {
  const query = new URLSearchParams();
  if (person) query.set("user", person);
  if (state) query.set("since", state.revision);
  try {
    const next = await (await fetch(`/ui/state?${query}`)).json();
    if (!next.ok) throw new Error(next.error);
    if (!("messages" in next)) return;
    const known = new Set((state?.messages ?? []).map((message) => message.ts));
    if (state) for (const message of next.messages) if (!known.has(message.ts)) unread.add(message.channel);
    state = next;
    if (!place || (place !== HOME && !state.channels.some((channel) => channel.id === place))) place = state.channels[0].id;
    draw();
  } catch (error) {
    say(`The workspace does not answer: ${error.message}`);
  }
}

byId("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const box = byId("text");
  const text = box.value;
  if (!text.trim()) return;
  typed.push(text);
  recalled = typed.length;
  box.value = "";
  act("/ui/send", { channel: place, text });
});

byId("text").addEventListener("keydown", (event) => {
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step || !typed.length) return;
  event.preventDefault();
  recalled = Math.min(typed.length, Math.max(0, recalled + step));
  byId("text").value = typed[recalled] ?? "";
});

byId("people").addEventListener("change", (event) => {
  person = event.target.value;
  state = null;
  refresh();
});

byId("modal").addEventListener("close", () => {
  const id = byId("modal").dataset.view;
  if (id && state.views.some((view) => view.id === id)) act("/ui/close", { view: id });
});

window.addEventListener("hashchange", () => {
  place = location.hash.slice(1);
  say("");
  byId("messages").replaceChildren();
  drawn = new Map();
  if (state) draw();
  byId("messages").scrollTop = byId("messages").scrollHeight;
});

await refresh();
byId("text").focus();
setInterval(() => { if (!document.hidden) refresh(); }, EVERY);

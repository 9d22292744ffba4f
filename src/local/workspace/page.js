// The page: asks for the state every second, draws only what changed, and sends what the person does.

import { drawBlocks } from "/blocks.js";
import { valuesOf } from "/inputs.js";
import { drawModal, listenToModal } from "/modal.js";
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
let thread = null;

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
  humans: new Set(Object.keys(state.people).filter((id) => id !== state.bot && id !== "USLACKBOT")),
  rooms: state.channels,
});

const fileUrl = (id) => `/ui/file/${encodeURIComponent(id)}?user=${encodeURIComponent(state.you)}`;

function contextOf(message) {
  return {
    fileUrl,
    click: (block, item, node, choose) =>
      act("/ui/click", { ts: message.ts, action: item.action_id ?? "", block: block.block_id, choose }, node),
    isOpen: (id, otherwise) => unfolded.get(`${message.ts}/${id}`) ?? otherwise,
    setOpen: (id, open) => unfolded.set(`${message.ts}/${id}`, open),
  };
}

/** Of a view: what is filled in below `root` goes with every click. */
function viewContext(view, root) {
  if (!view) return { names: names() };
  return {
    ...contextOf({ ts: view.id }),
    names: names(),
    values: view.values,
    errors: view.errors,
    click: (block, item, node, choose) =>
      act("/ui/click", { view: view.id, action: item.action_id, block: block.block_id, choose, values: valuesOf(root) }, node),
  };
}

function menuOf(message) {
  const label = "Actions for this message";
  const entries = Object.entries(state.shortcuts).map(([id, name]) => element("option", { value: id }, name));
  const node = element("select", { class: "overflow menu", "aria-label": label }, element("option", { value: "" }, "⋯"), element("option", { value: "reply" }, "Reply in thread"), ...entries);
  node.addEventListener("change", () => {
    const chosen = node.value;
    node.value = "";
    if (chosen === "reply") reply(message.thread ?? message.ts);
    else if (chosen) act("/ui/shortcut", { ts: message.ts, callback: chosen }, node);
  });
  return node;
}

function reply(ts) {
  thread = ts;
  byId("replying").hidden = !ts;
  byId("text").focus();
}

function drawFile(file) {
  const url = fileUrl(file.id);
  const size = file.size < 1024 ? `${file.size} bytes` : `${Math.ceil(file.size / 1024)} KB`;
  const preview = /\.(png|jpe?g|gif)$/i.test(file.name) ? element("img", { class: "picture", src: url, alt: file.title }) : null;
  return element("div", { class: "file" }, preview, element("a", { href: url, download: file.name }, file.title), element("span", { class: "note" }, ` ${size}`));
}

function drawMessage(message) {
  const when = new Date(Number(message.ts) * 1000);
  const name = state.people[message.author] ?? message.author;
  const mark = message.edited ? element("span", { class: "edited" }, " (edited)") : null;
  const body = message.blocks.length
    ? drawBlocks(message.blocks, names(), contextOf(message))
    : [element("div", { class: "words" }, mrkdwn(message.text, names()))];
  body.push(...message.files.map(drawFile));
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
        message.onlyYou ? null : menuOf(message),
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
  const root = element("div", { class: "home" });
  const nothing = "The app has not published a home yet.";
  root.append(...(view ? drawBlocks(view.content.blocks, names(), viewContext(view, root)) : [nothing]));
  return root;
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

function draw() {
  unread.delete(place);
  drawChannels();
  drawPlace();
  drawMessages();
  drawModal(state.views.filter((candidate) => candidate.kind === "modal").at(-1), viewContext);
}

/** Going there is what tells the app. */
function arrive() {
  reply(null);
  if (place === HOME) act("/ui/home", {});
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
  const [file] = byId("file").files;
  if (!text.trim() && !file) return;
  if (text.trim()) typed.push(text);
  recalled = typed.length;
  box.value = "";
  if (file) share(file, text);
  else act("/ui/send", { channel: place, text, thread });
});

function share(file, text) {
  const reader = new FileReader();
  reader.addEventListener("load", () => act("/ui/drop", { channel: place, text, thread, name: file.name, body: reader.result.split(",")[1] ?? "" }));
  reader.addEventListener("error", () => say("The file could not be read."));
  reader.readAsDataURL(file);
  byId("file").value = "";
  byId("chosen").textContent = "";
}

byId("file").addEventListener("change", () => { byId("chosen").textContent = byId("file").files[0]?.name ?? ""; });
byId("leave-thread").addEventListener("click", () => reply(null));

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

listenToModal(act);

window.addEventListener("hashchange", () => {
  place = location.hash.slice(1);
  say("");
  byId("messages").replaceChildren();
  drawn = new Map();
  if (state) draw();
  byId("messages").scrollTop = byId("messages").scrollHeight;
  if (state) arrive();
});

await refresh();
byId("text").focus();
if (place === HOME) arrive();
setInterval(() => { if (!document.hidden) refresh(); }, EVERY);

// Slack's mrkdwn as DOM nodes. Law: text only ever becomes a text node; nothing here parses HTML.

const EMOJI = {
  white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", warning: "⚠️", rotating_light: "🚨", lock: "🔒", unlock: "🔓",
  mag: "🔍", hourglass_flowing_sand: "⏳", hourglass: "⌛", information_source: "ℹ️", bulb: "💡", tada: "🎉", wrench: "🔧",
  red_circle: "🔴", large_yellow_circle: "🟡", large_orange_circle: "🟠", large_green_circle: "🟢", white_circle: "⚪",
  large_blue_circle: "🔵", question: "❓", exclamation: "❗", arrow_right: "➡️", paperclip: "📎", bell: "🔔",
  repeat: "🔁", arrows_counterclockwise: "🔄", link: "🔗", stethoscope: "🩺", calendar: "📅", wave: "👋", eyes: "👀",
};

export function element(tag, options = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "class") node.className = value;
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

export function link(url, label) {
  if (!/^(https?:|mailto:|tel:)/i.test(url)) return document.createTextNode(label);
  return element("a", { href: url, target: "_blank", rel: "noopener noreferrer" }, label);
}

export const pill = (label, loud = false) => element("span", { class: loud ? "pill loud" : "pill" }, label);

const decode = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
const emoji = (name) => EMOJI[name] ?? `:${name}:`;

export function withEmoji(text) {
  return text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
}

export function formatDate(timestamp, format, fallback) {
  const when = new Date(Number(timestamp) * 1000);
  if (Number.isNaN(when.getTime())) return fallback;
  const show = (options) => new Intl.DateTimeFormat(undefined, options).format(when);
  const day = (month) => {
    const midnight = (date) => new Date(date).setHours(0, 0, 0, 0);
    const away = Math.round((midnight(when) - midnight(Date.now())) / 86400000);
    return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[away] ?? show({ year: "numeric", month, day: "numeric" });
  };
  const parts = {
    date_num: () => `${when.getFullYear()}-${String(when.getMonth() + 1).padStart(2, "0")}-${String(when.getDate()).padStart(2, "0")}`,
    date: () => show({ year: "numeric", month: "long", day: "numeric" }),
    date_short: () => show({ year: "numeric", month: "short", day: "numeric" }),
    date_long: () => show({ weekday: "long", year: "numeric", month: "long", day: "numeric" }),
    date_pretty: () => day("long"), date_short_pretty: () => day("short"), date_long_pretty: () => day("long"),
    time: () => show({ hour: "2-digit", minute: "2-digit" }),
    time_secs: () => show({ hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    ago: () => {
      const seconds = (when - Date.now()) / 1000;
      const [size, unit] = [[86400, "day"], [3600, "hour"], [60, "minute"], [1, "second"]].find(([s]) => Math.abs(seconds) >= s) ?? [1, "second"];
      return new Intl.RelativeTimeFormat(undefined, { numeric: "auto" }).format(Math.round(seconds / size), unit);
    },
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => (parts[name] ? parts[name]() : whole));
}

export function dateNode(timestamp, format, url, fallback) {
  const text = formatDate(timestamp, format, fallback);
  const time = element("time", { title: fallback }, text);
  return url ? link(url, time) : time;
}

function angle(inside, names) {
  const [head, label] = inside.split(/\|(.*)/s);
  if (head.startsWith("@")) return pill(`@${label ?? names.people[head.slice(1)] ?? head.slice(1)}`);
  if (head.startsWith("#")) return pill(`#${label ?? names.channels[head.slice(1)] ?? head.slice(1)}`);
  if (head.startsWith("!date^")) {
    const [, timestamp, format, url] = head.split("^");
    return dateNode(timestamp, decode(format ?? ""), url, decode(label ?? ""));
  }
  if (head.startsWith("!subteam^")) return pill(label ?? `@${head.slice(9)}`, true);
  if (head.startsWith("!")) return pill(`@${label ?? head.slice(1)}`, true);
  return link(decode(head), decode(label ?? head));
}

const INLINE = new RegExp(
  [
    "`(?<code>[^`\\n]+)`",
    "<(?<angle>[^<>\\n]+)>",
    "(?<![\\w*])\\*(?<b>\\S(?:[^*\\n]*\\S)?)\\*(?![\\w*])",
    "(?<![\\w_])_(?<i>\\S(?:[^_\\n]*\\S)?)_(?![\\w_])",
    "(?<![\\w~])~(?<s>\\S(?:[^~\\n]*\\S)?)~(?![\\w~])",
    ":(?<emoji>[a-z0-9_+-]+):",
    "(?<url>https?://[^\\s<>|]+[^\\s<>|.,;:!?)])",
  ].join("|"),
  "g",
);

function inline(text, names, into) {
  let done = 0;
  for (const found of text.matchAll(INLINE)) {
    into.append(decode(text.slice(done, found.index)));
    done = found.index + found[0].length;
    const group = found.groups;
    if (group.code !== undefined) into.append(element("code", {}, decode(group.code)));
    else if (group.angle !== undefined) into.append(angle(group.angle, names));
    else if (group.emoji !== undefined) into.append(emoji(group.emoji));
    else if (group.url !== undefined) into.append(link(decode(group.url), decode(group.url)));
    else {
      const tag = group.b !== undefined ? "strong" : group.i !== undefined ? "em" : "s";
      into.append(inline(group.b ?? group.i ?? group.s, names, element(tag)));
    }
  }
  into.append(decode(text.slice(done)));
  return into;
}

export function mrkdwn(text, names) {
  const whole = document.createDocumentFragment();
  text.split(/```\n?([\s\S]+?)\n?```/).forEach((part, index) => {
    if (index % 2) {
      whole.append(element("pre", {}, decode(part)));
      return;
    }
    let quote = null;
    const lines = part.split("\n");
    lines.forEach((line, at) => {
      const quoted = line.match(/^(?:&gt;|>) ?(.*)$/);
      if (quoted) {
        quote ??= whole.appendChild(element("blockquote"));
        if (quote.childNodes.length) quote.append(element("br"));
        inline(quoted[1], names, quote);
        return;
      }
      const afterQuote = quote !== null;
      quote = null;
      if (at > 0 && !afterQuote) whole.append(element("br"));
      inline(line, names, whole);
    });
  });
  return whole;
}

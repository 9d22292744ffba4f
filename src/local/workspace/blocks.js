// Block Kit as DOM nodes, for the blocks that the workspace accepts. Law: as in mrkdwn.js.

import { drawField, drawInput, holdsValue } from "/inputs.js";
import { dateNode, element, link, mrkdwn, pill, withEmoji } from "/mrkdwn.js";

function words(text, names) {
  if (!text) return "";
  return text.type === "mrkdwn" ? mrkdwn(text.text, names) : withEmoji(text.text);
}

function styled(node, style = {}) {
  const tags = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u" };
  return Object.entries(tags).reduce((inner, [name, tag]) => (style[name] ? element(tag, {}, inner) : inner), node);
}

function piece(part, names) {
  const nodes = {
    text: () => part.text,
    link: () => link(part.url, part.text ?? part.url),
    emoji: () => withEmoji(`:${part.name}:`),
    user: () => pill(`@${names.people[part.user_id] ?? part.user_id}`),
    usergroup: () => pill(`@${part.usergroup_id}`, true),
    channel: () => pill(`#${names.channels[part.channel_id] ?? part.channel_id}`),
    broadcast: () => pill(`@${part.range}`, true),
    date: () => dateNode(part.timestamp, part.format, part.url, part.fallback ?? ""),
    color: () => part.value,
  };
  return styled(nodes[part.type]?.() ?? `[${part.type}]`, part.style);
}

const pieces = (parts, names) => parts.map((part) => piece(part, names));

function richText(block, names) {
  const draw = {
    rich_text_section: (part) => element("div", { class: "words" }, ...pieces(part.elements, names)),
    rich_text_preformatted: (part) => element("pre", {}, ...pieces(part.elements, names)),
    rich_text_quote: (part) => element("blockquote", {}, ...pieces(part.elements, names)),
    rich_text_list: (part) =>
      element(
        part.style === "ordered" ? "ol" : "ul",
        { class: `indent-${part.indent ?? 0}`, start: part.style === "ordered" && part.offset ? part.offset + 1 : null },
        ...part.elements.map((item) => element("li", {}, ...pieces(item.elements, names))),
      ),
  };
  return element("div", { class: "rich" }, ...block.elements.map((part) => draw[part.type]?.(part) ?? ""));
}

function button(item, block, context) {
  const kind = ["primary", "danger"].includes(item.style) ? item.style : "plain";
  const attributes = { type: "button", class: `button ${kind}`, "aria-label": item.accessibility_label, "data-action": item.action_id };
  const node = element("button", attributes, withEmoji(item.text.text));
  node.addEventListener("click", () => {
    if (item.confirm && !window.confirm(`${item.confirm.title.text}\n\n${item.confirm.text.text}`)) return;
    if (item.url && /^https?:/i.test(item.url)) window.open(item.url, "_blank", "noopener,noreferrer");
    context.click(block, item, node);
  });
  return node;
}

function menu(item, block, context) {
  const options = item.options ?? (item.option_groups ?? []).flatMap((group) => group.options);
  const label = item.placeholder?.text ?? (item.type === "overflow" ? "More actions" : "Choose");
  const node = element(
    "select",
    { "aria-label": label, "data-action": item.action_id, class: item.type },
    element("option", { value: "" }, item.type === "overflow" ? "⋯" : label),
    ...options.map((option) => element("option", { value: option.value }, option.text.text)),
  );
  node.addEventListener("change", () => {
    if (node.value) context.click(block, item, node, node.value);
    node.value = "";
  });
  return node;
}

/** Slack's own files are shown; a picture from elsewhere is not fetched, its description stands for it. */
function image(item, context) {
  const named = item.slack_file?.id ?? item.slack_file?.url?.match(/\/(F[A-Z0-9]+)\//)?.[1];
  if (!named) return element("figure", { class: "image" }, element("figcaption", {}, `Image: ${item.alt_text}`));
  return element("img", { class: "picture", src: context.fileUrl(named), alt: item.alt_text, title: item.alt_text });
}

function active(item, block, context) {
  if (item.type === "button") return button(item, block, context);
  if (item.type === "image") return image(item, context);
  if (context.values && holdsValue(item)) return drawField(item, block, context);
  if (["static_select", "overflow"].includes(item.type)) return menu(item, block, context);
  return element("span", { class: "unsupported" }, `[${item.type}]`);
}

function cell(item, names, tag, align) {
  const inside = item.type === "rich_text" ? richText(item, names) : String(item.text ?? item.value ?? "");
  return element(tag, { class: `align-${align ?? "left"}`, scope: tag === "th" ? "col" : null }, inside);
}

function table(block, names) {
  const row = (cells, tag) =>
    element("tr", {}, ...cells.map((item, at) => cell(item, names, tag, block.column_settings?.[at]?.align)));
  const [head, ...rest] = block.rows;
  return element(
    "div",
    { class: "scroll", tabindex: "0", role: "region", "aria-label": block.caption ?? "Table" },
    element(
      "table",
      {},
      block.caption ? element("caption", {}, block.caption) : null,
      element("thead", {}, row(head, "th")),
      element("tbody", {}, ...rest.map((cells) => row(cells, "td"))),
    ),
  );
}

function container(block, names, context) {
  const children = block.child_blocks.map((child) => draw(child, names, context));
  const title = block.rich_text_title ? richText(block.rich_text_title, names) : withEmoji(block.title.text);
  const subtitle = block.subtitle ? element("span", { class: "subtitle" }, words(block.subtitle, names)) : null;
  if (!block.is_collapsible) {
    return element("section", { class: "container" }, element("h4", {}, title, subtitle), ...children);
  }
  const node = element("details", { class: "container" }, element("summary", {}, title, subtitle), ...children);
  node.open = context.isOpen(block.block_id, !block.default_collapsed);
  node.addEventListener("toggle", () => context.setOpen(block.block_id, node.open));
  return node;
}

function section(block, names, context) {
  const fields = (block.fields ?? []).map((field) => element("div", { class: "words" }, words(field, names)));
  return element(
    "div",
    { class: "section" },
    element(
      "div",
      { class: "grow" },
      block.text ? element("div", { class: "words" }, words(block.text, names)) : null,
      fields.length ? element("div", { class: "fields" }, ...fields) : null,
    ),
    block.accessory ? element("div", { class: "accessory" }, active(block.accessory, block, context)) : null,
  );
}

function contextLine(block, names, context) {
  const parts = block.elements.map((item) => (item.type === "image" ? image(item, context) : element("span", {}, words(item, names))));
  return element("div", { class: "context" }, ...parts);
}

const BLOCKS = {
  section,
  container,
  actions: (block, _, context) => element("div", { class: "actions" }, ...block.elements.map((item) => active(item, block, context))),
  context: contextLine,
  divider: () => element("hr"),
  header: (block) => element("h3", {}, withEmoji(block.text.text)),
  image: (block, _, context) => element("div", {}, block.title ? element("div", { class: "subtitle" }, block.title.text) : null, image(block, context)),
  rich_text: richText,
  table,
  data_table: table,
  markdown: (block) => element("div", { class: "words literal" }, block.text),
  alert: (block, names) => element("div", { class: `alert ${block.level ?? "default"}`, role: "note" }, words(block.text, names)),
  input: (block, _, context) => drawInput(block, context),
};

function draw(block, names, context) {
  return BLOCKS[block.type]?.(block, names, context) ?? element("div", { class: "unsupported" }, `[${block.type}]`);
}

export function drawBlocks(blocks, names, context) {
  return blocks.map((block) => draw(block, names, context));
}

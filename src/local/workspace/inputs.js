// Everything in a view that holds a value, as form controls; and what a person filled in. Law: as in mrkdwn.js.
// A value goes to the server under "block/action": text, the value or id of what was chosen, or a list of these.

import { element } from "/mrkdwn.js";

const WRITTEN = { plain_text_input: "text", email_text_input: "email", url_text_input: "url", number_input: "number" };
const PICKED = { datepicker: "date", timepicker: "time", datetimepicker: "datetime-local" };
const KINDS = /^(plain_text_input|email_text_input|url_text_input|number_input|datepicker|timepicker|datetimepicker|checkboxes|radio_buttons|(multi_)?(static|users|channels|conversations)_select)$/;

export const holdsValue = (item) => KINDS.test(item.type);

/** What the workspace holds for an element → what `read` would give. */
function held(value) {
  if (!value) return "";
  const { type, ...rest } = value;
  const [inside] = Object.values(rest);
  const plain = (one) => (one && typeof one === "object" ? one.value : one);
  if (type === "datetimepicker" && inside) return new Date(inside * 1000 - new Date().getTimezoneOffset() * 60000).toISOString().slice(0, 16);
  return Array.isArray(inside) ? inside.map(plain) : (plain(inside) ?? "");
}

function choices(item, names) {
  const kind = item.type.replace("multi_", "");
  const listed = (options) => options.map((option) => [option.value, option.text.text, option.description?.text]);
  if (kind === "users_select") return Object.entries(names.people).filter(([id]) => names.humans.has(id));
  if (kind === "channels_select") return names.rooms.filter((room) => !room.archived && !room.dm && !room.private).map((room) => [room.id, `# ${room.name}`]);
  if (kind === "conversations_select") {
    const wanted = item.filter?.include ?? ["im", "private", "public"];
    const sort = (room) => (room.dm ? "im" : room.private ? "private" : "public");
    const fits = (room) => !room.archived && wanted.includes(sort(room)) && !(room.dm && item.filter?.exclude_bot_users);
    return names.rooms.filter(fits).map((room) => [room.id, room.dm ? room.name : `# ${room.name}`]);
  }
  return item.options ? listed(item.options) : item.option_groups.flatMap((group) => listed(group.options));
}

function boxes(item, value, attributes) {
  const type = item.type === "checkboxes" ? "checkbox" : "radio";
  const chosen = [value].flat();
  const rows = choices(item, {}).map(([id, label, description]) =>
    element(
      "label",
      { class: "box" },
      element("input", { type, name: attributes["data-field"], value: id, checked: chosen.includes(id) }),
      element("span", {}, label, description ? element("small", {}, description) : null),
    ),
  );
  return element("div", { ...attributes, role: type === "radio" ? "radiogroup" : "group", class: "boxes" }, ...rows);
}

function select(item, value, attributes, names) {
  const several = item.type.startsWith("multi_");
  const chosen = [value].flat();
  const listed = choices(item, names).map(([id, label]) => element("option", { value: id, selected: chosen.includes(id) }, label));
  const nothing = several ? [] : [element("option", { value: "", selected: !chosen[0] }, item.placeholder?.text ?? "Select an option")];
  return element("select", { ...attributes, multiple: several, size: several ? Math.min(6, Math.max(3, listed.length)) : null }, ...nothing, ...listed);
}

/** The control of one element; `context` knows the view's values, the names, and what happens on a change. */
export function drawField(item, block, context, label) {
  const value = held(context.values?.[block.block_id]?.[item.action_id]);
  const attributes = { "data-field": `${block.block_id}/${item.action_id}`, "data-type": item.type, "aria-label": label ?? item.placeholder?.text };
  let node;
  if (item.type === "plain_text_input" && item.multiline) node = element("textarea", { ...attributes, rows: 4, placeholder: item.placeholder?.text }, value);
  else if (item.type in WRITTEN) node = element("input", { ...attributes, type: WRITTEN[item.type], value, step: item.is_decimal_allowed ? "any" : null, placeholder: item.placeholder?.text });
  else if (item.type in PICKED) node = element("input", { ...attributes, type: PICKED[item.type], value });
  else if (["checkboxes", "radio_buttons"].includes(item.type)) node = boxes(item, value, attributes);
  else node = select(item, value, attributes, context.names);
  if (block.type !== "input" || block.dispatch_action) node.addEventListener("change", () => context.click(block, item, node, read(node)));
  return node;
}

export function drawInput(block, context) {
  const mark = block.optional ? element("span", { class: "note" }, " (optional)") : null;
  const wrong = context.errors?.[block.block_id];
  return element(
    "div",
    { class: wrong ? "field wrong" : "field" },
    element("div", { class: "label" }, block.label.text, mark),
    drawField(block.element, block, context, block.label.text),
    wrong ? element("p", { class: "error", role: "alert" }, wrong) : null,
    block.hint ? element("p", { class: "note" }, block.hint.text) : null,
  );
}

function read(node) {
  const type = node.dataset.type;
  if (node.multiple) return [...node.selectedOptions].map((option) => option.value);
  if (type === "checkboxes") return [...node.querySelectorAll("input:checked")].map((box) => box.value);
  if (type === "radio_buttons") return node.querySelector("input:checked")?.value ?? "";
  if (type === "datetimepicker") return node.value ? Math.floor(new Date(node.value).getTime() / 1000) : "";
  return node.value;
}

/** Everything that is filled in below a node. */
export const valuesOf = (root) =>
  Object.fromEntries([...root.querySelectorAll("[data-field]")].map((node) => [node.dataset.field, read(node)]));

/** Put back what a person typed, where the same field is still there. */
export function restore(root, values) {
  for (const node of root.querySelectorAll("[data-field]")) {
    const value = values[node.dataset.field];
    if (value === undefined) continue;
    if (node.multiple) for (const option of node.options) option.selected = value.includes(option.value);
    else if (node.classList.contains("boxes")) for (const box of node.querySelectorAll("input")) box.checked = [value].flat().includes(box.value);
    else if (node.dataset.type !== "datetimepicker") node.value = value;
  }
}

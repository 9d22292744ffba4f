// The modal in front: drawn when the app changed it, never over what a person is typing. Law: as in mrkdwn.js.

import { drawBlocks } from "/blocks.js";
import { restore, valuesOf } from "/inputs.js";

const byId = (id) => document.getElementById(id);
let shown = null;

const same = (view) => JSON.stringify([view.id, view.hash, view.errors, view.trouble]);

export function drawModal(view, contextOf) {
  const dialog = byId("modal");
  if (!view) {
    shown = null;
    if (dialog.open) dialog.close();
    return;
  }
  if (shown && same(shown) === same(view)) return;
  const typed = shown?.id === view.id ? valuesOf(byId("modal-body")) : {};
  const focused = shown?.id === view.id ? document.activeElement?.dataset?.field : null;
  shown = view;
  byId("modal-title").textContent = view.content.title.text;
  byId("modal-trouble").textContent = view.trouble ?? "";
  byId("modal-body").replaceChildren(...drawBlocks(view.content.blocks, contextOf().names, contextOf(view, byId("modal-body"))));
  restore(byId("modal-body"), typed);
  byId("modal-close").textContent = view.content.close?.text ?? (view.content.submit ? "Cancel" : "Close");
  byId("modal-submit").hidden = !view.content.submit;
  byId("modal-submit").textContent = view.content.submit?.text ?? "";
  const fresh = !dialog.open;
  if (fresh) dialog.showModal();
  const wrong = byId("modal-body").querySelector(".wrong [data-field]");
  const next = wrong ?? (focused ? byId("modal-body").querySelector(`[data-field="${CSS.escape(focused)}"]`) : null);
  (next ?? (fresh ? byId("modal-body").querySelector("[data-field]") : null))?.focus();
}

export function listenToModal(act) {
  const close = (all) => shown && act("/ui/close", { view: shown.id, all });
  byId("modal-form").addEventListener("submit", (event) => {
    event.preventDefault();
    if (shown) act("/ui/submit", { view: shown.id, values: valuesOf(byId("modal-body")) }, byId("modal-submit"));
  });
  byId("modal-close").addEventListener("click", () => close(false));
  byId("modal-all").addEventListener("click", () => close(true));
  byId("modal").addEventListener("cancel", (event) => {
    event.preventDefault();
    close(false);
  });
}

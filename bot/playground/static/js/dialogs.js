// The dialogs that are not modals of a bot: "are you sure?", the large picture, short notices.

import { el, icon } from "./dom.js";
import { drawText } from "./mrkdwn.js";

/** Opens a dialog above everything; the browser keeps the focus inside. Resolves when it is closed. */
export function openDialog(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue);
    });
  });
}

/** Slack's confirm dialog; true when the person agrees. */
export async function askToConfirm(confirm, scene) {
  const agree = confirm.style === "danger" ? "button danger" : "button primary";
  const dialog = el(
    "dialog",
    { class: "sheet confirm", "aria-label": confirm.title.text },
    el(
      "form",
      { method: "dialog" },
      el("h2", {}, drawText(confirm.title, scene)),
      el("div", { class: "prose" }, drawText(confirm.text, scene)),
      el(
        "div",
        { class: "sheet-foot" },
        el("button", { class: "button", value: "no" }, drawText(confirm.deny, scene)),
        el(
          "button",
          { class: agree, value: "yes", autofocus: true },
          drawText(confirm.confirm, scene),
        ),
      ),
    ),
  );
  return (await openDialog(dialog)) === "yes";
}

/** A picture as large as the window. */
export function openPicture(address, alt, title) {
  const dialog = el(
    "dialog",
    { class: "lightbox", "aria-label": title || alt || "Picture" },
    el(
      "form",
      { method: "dialog" },
      el(
        "header",
        {},
        el("strong", {}, title),
        el(
          "a",
          {
            class: "icon-button",
            href: address,
            download: true,
            "aria-label": "Download the picture",
          },
          icon("download"),
        ),
        el("button", { class: "icon-button", "aria-label": "Close" }, icon("close")),
      ),
      el("img", { src: address, alt }),
      alt ? el("p", {}, alt) : null,
    ),
  );
  return openDialog(dialog);
}

const SHOWN_FOR = 6000;

/** A short notice at the bottom; screen readers hear it. `tone` is "error" or "info". */
export function notify(text, tone = "info") {
  const notice = el(
    "div",
    { class: `notice notice-${tone}`, role: tone === "error" ? "alert" : "status" },
    icon(tone === "error" ? "alert" : "info"),
    el("span", {}, text),
  );
  document.getElementById("notices").append(notice);
  setTimeout(() => notice.remove(), SHOWN_FOR);
}

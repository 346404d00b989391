// The faults drawer: make Slack refuse, hang, drop or slow down, to see what the bot does then.

import { Administration } from "./administration.js";
import { playground } from "./api.js";
import { openDialog } from "./dialogs.js";
import { el, freshId, icon } from "./dom.js";

const METHODS = [
  "*",
  "chat.postMessage",
  "chat.update",
  "chat.postEphemeral",
  "response_url",
  "views.open",
  "views.update",
  "views.publish",
  "files.getUploadURLExternal",
  "files.upload",
  "files.completeUploadExternal",
  "users.info",
  "conversations.open",
  "conversations.info",
  "conversations.members",
  "conversations.history",
  "conversations.replies",
];
const KINDS = [
  {
    name: "refuse",
    label: "Refuse",
    detail: { label: "with the error", value: "channel_not_found" },
  },
  { name: "timeout_before", label: "Hang, nothing done" },
  { name: "timeout_after", label: "Do it, then hang" },
  { name: "late", label: "Hang, do it later", detail: { label: "seconds later", value: "20" } },
  { name: "slow", label: "Answer slowly", detail: { label: "after seconds", value: "2" } },
  { name: "drop", label: "Do it, then drop the connection" },
  { name: "drop_before", label: "Drop the connection, nothing done" },
  { name: "http_500", label: "Answer HTTP 500" },
  { name: "http_500_after", label: "Do it, then answer HTTP 500" },
  { name: "rate_limit", label: "Rate limit", detail: { label: "seconds to wait", value: "3" } },
  {
    name: "file_not_ready",
    label: "File not ready",
    detail: { label: "how many times", value: "3" },
  },
];
const TIMES = [
  ["1", "once"],
  ["3", "three times"],
  ["", "until cleared"],
];

const options = (pairs) => pairs.map(([value, label]) => el("option", { value }, label));

function row(label, field) {
  field.id = freshId("fault");
  return el("div", { class: "drawer-row" }, el("label", { for: field.id }, label), field);
}

/** The drawer; `faults` are those set now. */
export class FaultsDrawer {
  constructor({ notify, onChange, onDebug }) {
    Object.assign(this, { notify, onChange });
    this.administration = new Administration({ notify, onChange, onDebug });
    this.active = el("ul", { class: "fault-list" });
  }

  open() {
    this.method = el(
      "select",
      { name: "method" },
      options(METHODS.map((method) => [method, method === "*" ? "every method" : method])),
    );
    this.kind = el(
      "select",
      { name: "fault" },
      options(KINDS.map((kind) => [kind.name, kind.label])),
    );
    this.detail = el("input", { name: "detail", type: "text" });
    this.detailRow = row("", this.detail);
    this.times = el("select", { name: "times" }, options(TIMES));
    this.call = el("input", { name: "call", type: "number", min: "1", max: "999", value: "1" });
    this.kind.addEventListener("change", () => this.showDetail());
    this.showDetail();
    const form = el(
      "form",
      { method: "dialog", on: { submit: (event) => this.set(event) } },
      el(
        "header",
        {},
        el("h2", {}, "Faults"),
        el(
          "button",
          {
            type: "button",
            class: "icon-button",
            "aria-label": "Close",
            on: { click: () => this.dialog.close() },
          },
          icon("close"),
        ),
      ),
      el("p", { class: "drawer-words" }, "Make this Slack misbehave and see what the bot does."),
      row("Method", this.method),
      row("Fault", this.kind),
      this.detailRow,
      row("How often", this.times),
      row("From which call on", this.call),
      el(
        "div",
        { class: "drawer-buttons" },
        el("button", { class: "button primary", type: "submit" }, "Set the fault"),
        el(
          "button",
          { class: "button", type: "button", on: { click: () => this.send({ clear: true }) } },
          "Clear all",
        ),
      ),
      el("h3", {}, "Set now"),
      this.active,
      this.administration.node,
    );
    this.dialog = el("dialog", { class: "drawer", "aria-label": "Faults" }, form);
    return openDialog(this.dialog);
  }

  showDetail() {
    const { detail } = KINDS.find((kind) => kind.name === this.kind.value);
    this.detailRow.hidden = !detail;
    if (!detail) return;
    this.detailRow.firstChild.textContent = detail.label;
    this.detail.value = detail.value;
  }

  set(event) {
    event.preventDefault();
    const kind = KINDS.find((one) => one.name === this.kind.value);
    const fault = kind.detail ? `${kind.name}:${this.detail.value.trim()}` : kind.name;
    this.send({
      method: this.method.value,
      fault,
      times: this.times.value === "" ? null : Number(this.times.value),
      call: Number(this.call.value) || 1,
    });
  }

  async send(body) {
    const answer = await playground.faults(body);
    if (answer.ok === false) this.notify(answer.message ?? answer.error, "error");
    this.onChange();
  }

  show(faults) {
    const often = (times) =>
      times === null || times === undefined ? "until cleared" : `${times} more`;
    const from = (call) => (call > 1 ? `, from call ${call} on` : "");
    const rows = faults.map((fault) =>
      el(
        "li",
        {},
        el("code", {}, fault.method),
        ` ${fault.fault}, ${often(fault.times)}${from(fault.call)}`,
      ),
    );
    this.active.replaceChildren(
      ...(rows.length ? rows : [el("li", { class: "quiet" }, "No faults: everything works.")]),
    );
  }
}

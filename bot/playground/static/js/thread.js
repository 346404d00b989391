// The thread beside the channel: the first message, the replies, and a box to reply.

import { playground } from "./api.js";
import { Composer } from "./composer.js";
import { el, icon } from "./dom.js";
import { MessageList } from "./messages.js";
import { encodeTyped } from "./mrkdwn.js";

/** One open thread at most. */
export class ThreadPane {
  constructor(node, { scene, onSaid, onClose }) {
    Object.assign(this, { node, scene, onSaid, onClose, ts: null, channel: null });
    this.scroll = el("div", { class: "scroll" });
    this.list = new MessageList(this.scroll, { inThread: true, ts: () => this.ts });
    this.composer = new Composer({
      label: "Reply…",
      scene,
      commands: () => [],
      onSend: (text) => this.say(text),
    });
    this.composer.name("Reply…");
    node.replaceChildren(
      el(
        "header",
        { class: "head" },
        el(
          "div",
          { class: "head-row" },
          el("h2", {}, "Thread"),
          el(
            "button",
            {
              class: "icon-button close",
              type: "button",
              "aria-label": "Close the thread",
              on: { click: () => this.close() },
            },
            icon("close"),
          ),
        ),
      ),
      this.scroll,
      this.composer.node,
    );
  }

  open(channel, ts) {
    Object.assign(this, { channel, ts });
    this.node.hidden = false;
    this.composer.field.focus();
  }

  close() {
    if (this.ts === null) return;
    this.ts = null;
    this.node.hidden = true;
    this.onClose();
  }

  async refresh(scene) {
    const { ts, channel } = this;
    if (ts === null) return;
    const messages = (await playground.thread(scene.me, channel, ts)) ?? [];
    if (ts === this.ts && channel === this.channel) this.list.show(messages, scene, channel);
  }

  async say(text) {
    if (text.startsWith("/")) {
      this.onSaid({
        ok: false,
        error: "not_in_thread",
        message: `${text.split(/\s/)[0]} is not supported in threads. Sorry!`,
      });
      return false;
    }
    const answer = await playground.message(
      this.scene().me,
      this.channel,
      encodeTyped(text, this.scene()),
      this.ts,
    );
    this.onSaid(answer);
    return answer.ok;
  }
}

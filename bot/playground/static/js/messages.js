// The list of messages: who, when, what. A message that did not change keeps its node and what a
// person did in it (a sorted table, an open menu).

import { drawBlocks } from "./blocks.js";
import { dayText, fullText, sameDay, timeText } from "./dates.js";
import { el, icon } from "./dom.js";
import { openPicture } from "./dialogs.js";
import { drawMrkdwn } from "./mrkdwn.js";
import { avatarOf } from "./people.js";
import { Surface } from "./surface.js";

const TOGETHER = 300;
const POINTED_FOR = 3000;
export const instantOfTs = (ts) => new Date(Number(ts) * 1000);

function authorOf(message, scene) {
  const known = scene.user(message.user);
  if (known) return message.username ? { ...known, name: message.username } : known;
  return { id: message.user ?? "", name: message.username ?? "salesbell", role: "bot", color: "" };
}

function sizeText(bytes) {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1_048_576
    ? `${Math.round(bytes / 1024)} kB`
    : `${(bytes / 1_048_576).toFixed(1)} MB`;
}

function fileCard(file, scene) {
  const address = scene.fileUrl(file.id);
  if ((file.mimetype ?? "").startsWith("image/")) {
    const title = file.title ?? file.name;
    return el(
      "figure",
      { class: "image" },
      el("figcaption", {}, title),
      el(
        "button",
        {
          class: "picture-open",
          type: "button",
          "aria-label": `Enlarge: ${title}`,
          on: { click: () => openPicture(address, title, title) },
        },
        el("img", { class: "picture", src: address, alt: title }),
      ),
    );
  }
  const kind = file.name.includes(".") ? file.name.split(".").at(-1).toUpperCase() : "File";
  const note = file.size === undefined ? kind : `${kind} · ${sizeText(file.size)}`;
  return el(
    "a",
    { class: "file-card", href: address, download: file.name },
    el("span", { class: "file-kind", "aria-hidden": "true" }, kind.slice(0, 4)),
    el(
      "span",
      { class: "file-words" },
      el("strong", {}, file.title || file.name),
      el("small", {}, note),
    ),
    icon("download"),
  );
}

function commandLine(message, scene) {
  const author = authorOf(message, scene);
  const who = author.role === "bot" ? null : el("span", {}, `${author.name} used`);
  return el("div", { class: "command-line" }, icon("bolt"), who, el("code", {}, message.command));
}

function bodyOf(message, scene, channel) {
  const surface = new Surface(scene, { type: "message", channel, ts: message.ts });
  const echo = message.command && message.text === message.command;
  const words = message.blocks?.length
    ? drawBlocks(message.blocks, surface)
    : echo
      ? null
      : el("div", { class: "prose" }, drawMrkdwn(message.text, scene));
  const edited = message.edited ? el("span", { class: "edited" }, "(edited)") : null;
  return el(
    "div",
    { class: "message-body" },
    words,
    edited,
    (message.files ?? []).map((file) => fileCard(file, scene)),
    message.metadata && scene.debug ? metadataOf(message) : null,
  );
}

const countReplies = (count) => (count === 1 ? "1 reply" : `${count} replies`);

/** What only programs read; shown when one asks for it. */
function metadataOf(message) {
  const { event_type: type, event_payload: payload } = message.metadata;
  return el(
    "details",
    { class: "metadata" },
    el("summary", {}, "Metadata: ", el("code", {}, type)),
    el("pre", {}, JSON.stringify(payload, null, 2)),
  );
}

/** The line above a reply that stands in the channel as well. */
function broadcastLine(message, openThread) {
  return el(
    "button",
    { class: "broadcast", type: "button", on: { click: () => openThread(message.thread_ts) } },
    icon("reply"),
    "Replied to a thread",
  );
}

/** One message as an article. `inThread` hides what leads into the thread. */
export function drawMessage(
  message,
  { scene, channel, compact = false, inThread = false, openThread = null },
) {
  const author = authorOf(message, scene);
  const at = instantOfTs(message.ts);
  const time = el(
    "time",
    { class: "when", datetime: at.toISOString(), title: fullText(at, scene.zone) },
    timeText(at, scene.zone),
  );
  const replies = message.reply_count ?? 0;
  const canReply = !inThread && !message.ephemeral && openThread && !message.local;
  return el(
    "article",
    {
      class: `message${compact ? " compact" : ""}${message.ephemeral ? " ephemeral" : ""}`,
      dataset: { ts: message.ts },
      "aria-label": `${author.name}, ${timeText(at, scene.zone)}`,
    },
    message.ephemeral ? el("div", { class: "only-you" }, icon("eye"), "Only visible to you") : null,
    message.broadcast && openThread ? broadcastLine(message, openThread) : null,
    message.command ? commandLine(message, scene) : null,
    compact ? el("div", { class: "gutter" }, time) : avatarOf(author),
    el(
      "div",
      { class: "message-main" },
      compact
        ? null
        : el(
            "div",
            { class: "byline" },
            el("strong", { class: "author" }, author.name),
            author.role === "bot" ? el("span", { class: "badge" }, "APP") : null,
            time,
          ),
      bodyOf(message, scene, channel),
      replies && canReply
        ? el(
            "button",
            { class: "replies", type: "button", on: { click: () => openThread(message.ts) } },
            icon("reply"),
            countReplies(replies),
            message.latest_reply
              ? el("small", {}, `last ${timeText(instantOfTs(message.latest_reply), scene.zone)}`)
              : null,
          )
        : null,
    ),
    canReply
      ? el(
          "button",
          {
            class: "icon-button reply",
            type: "button",
            "aria-label": "Reply in thread",
            title: "Reply in thread",
            on: { click: () => openThread(message.ts) },
          },
          icon("reply"),
        )
      : null,
  );
}

/** What stands in a channel in which nothing has been said: what one can type there. */
function drawEmpty(commands) {
  return el(
    "div",
    { class: "empty" },
    el("strong", {}, "Nothing has been said here yet. You can type:"),
    commands.map((one) => el("p", {}, el("code", {}, one.command), ` ${one.description ?? ""}`)),
  );
}

/** Keeps a list element equal to a list of messages. */
export class MessageList {
  constructor(node, options = {}) {
    this.node = node;
    this.options = options;
    this.drawn = new Map();
    this.stuck = true;
    this.place = null;
    this.last = 0;
    node.addEventListener("scroll", () => this.onScroll());
    this.content = el("div", { class: "message-list", role: "log", "aria-live": "polite" });
    node.replaceChildren(this.content);
    new ResizeObserver(() => this.stuck && this.toEnd()).observe(this.content);
  }

  /** Only a person who scrolls up leaves the end; content that grows below does not. */
  onScroll() {
    const { scrollTop, scrollHeight, clientHeight } = this.node;
    if (scrollHeight - scrollTop - clientHeight < 60) this.stuck = true;
    else if (scrollTop < this.last - 1) this.stuck = false;
    this.last = scrollTop;
  }

  /** Brings one message into the middle and marks it for a moment; false when it is not here. */
  pointTo(ts) {
    const node = this.content.querySelector(`[data-ts="${CSS.escape(ts)}"]`);
    if (!node) return false;
    this.stuck = false;
    node.scrollIntoView({ block: "center" });
    node.classList.add("pointed");
    setTimeout(() => node.classList.remove("pointed"), POINTED_FOR);
    return true;
  }

  toEnd() {
    this.node.scrollTop = this.node.scrollHeight;
  }

  /** Draws `messages` (oldest first) of a place (person and channel). */
  show(messages, scene, channel) {
    const place = JSON.stringify([scene.me, channel, this.options.ts?.() ?? null]);
    const moved = place !== this.place;
    if (moved) {
      this.place = place;
      this.drawn.clear();
      this.stuck = true;
      this.content.setAttribute("aria-busy", "true");
    }
    const nodes = this.nodesOf(messages, scene, channel);
    this.settle(nodes);
    this.content.removeAttribute("aria-busy");
    if (this.stuck) this.toEnd();
  }

  nodesOf(messages, scene, channel) {
    const kept = new Map();
    const nodes = [];
    let before = null;
    const commands = messages.length ? null : this.options.commands?.();
    if (commands)
      nodes.push(this.keep(kept, "empty", JSON.stringify(commands), () => drawEmpty(commands)));
    for (const message of messages) {
      if (!before || !sameDay(instantOfTs(before.ts), instantOfTs(message.ts), scene.zone)) {
        nodes.push(
          this.keep(
            kept,
            `day ${message.ts}`,
            dayText(instantOfTs(message.ts), scene.now(), scene.zone),
            (text) => el("div", { class: "day", role: "separator" }, el("span", {}, text)),
          ),
        );
        before = null;
      }
      const compact = follows(before, message);
      const drawing = () => drawMessage(message, { scene, channel, compact, ...this.options });
      nodes.push(
        this.keep(
          kept,
          `${message.ephemeral ? "e" : "m"} ${message.ts}`,
          JSON.stringify([message, compact, authorOf(message, scene), scene.debug]),
          drawing,
        ),
      );
      before = message;
      if (this.options.inThread && messages.length > 1 && message === messages[0]) {
        const words = countReplies(messages.length - 1);
        nodes.push(this.keep(kept, "replies", words, () => el("div", { class: "rule" }, words)));
      }
    }
    this.drawn = kept;
    return nodes;
  }

  keep(kept, key, signature, draw) {
    const old = this.drawn.get(key);
    const entry = old?.signature === signature ? old : { signature, node: draw(signature) };
    kept.set(key, entry);
    return entry.node;
  }

  /** Puts the nodes in order and touches only what differs, so that focus and scroll stay. */
  settle(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.content.children]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, index) => {
      if (this.content.children[index] !== node)
        this.content.insertBefore(node, this.content.children[index] ?? null);
    });
  }
}

function follows(before, message) {
  if (!before || before.ephemeral || message.ephemeral) return false;
  if (message.command || message.broadcast) return false;
  return (
    before.user === message.user &&
    before.username === message.username &&
    Number(message.ts) - Number(before.ts) < TOGETHER
  );
}

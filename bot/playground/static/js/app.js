// Joins the parts of the page: who one is, where one is, and drawing anew when the playground changes.

import { Live, playground } from "./api.js";
import { ChannelHead } from "./channel_head.js";
import { Clock } from "./clock.js";
import { Composer } from "./composer.js";
import { notify } from "./dialogs.js";
import { el, icon } from "./dom.js";
import { FaultsDrawer } from "./faults.js";
import { HomeTab } from "./home.js";
import { MessageList } from "./messages.js";
import { encodeTyped } from "./mrkdwn.js";
import { ModalStack } from "./modal.js";
import { Sidebar } from "./sidebar.js";
import { Scene } from "./surface.js";
import { ThreadPane } from "./thread.js";

const FIRST_TRY_AGAIN = 1000;
const byId = (id) => document.getElementById(id);

class App {
  constructor() {
    const place = new URLSearchParams(location.search);
    this.me = place.get("as");
    this.channel = place.get("channel");
    this.tab = place.get("tab") === "home" ? "home" : "messages";
    this.notices = new Map();
    const refresh = () => this.refresh();
    const scene = () => this.scene;
    this.clock = new Clock(byId("clock"), { notify, onMove: refresh });
    this.debug = false;
    this.faults = new FaultsDrawer({ notify, onChange: refresh, onDebug: (on) => this.look(on) });
    this.sidebar = new Sidebar(byId("sidebar"), {
      onPerson: (id) => this.become(id),
      onChannel: (id) => this.goTo(id),
    });
    this.head = new ChannelHead(byId("head"), {
      onMenu: () => this.openMenu(true),
      onTab: (tab) => this.openTab(tab),
      notify,
      onChange: refresh,
    });
    this.list = new MessageList(byId("messages"), {
      openThread: (ts) => this.openThread(ts),
      commands: () => this.state?.commands ?? [],
    });
    this.home = new HomeTab(byId("home"));
    this.modals = new ModalStack();
    this.thread = new ThreadPane(byId("thread"), {
      scene,
      onSaid: (answer) => this.heard(answer),
      onClose: () => byId("app").classList.remove("with-thread"),
    });
    this.composer = new Composer({
      label: "Message",
      scene,
      commands: () => this.state?.commands ?? [],
      onSend: (text) => this.say(text),
    });
    byId("composer").replaceChildren(this.composer.node);
    byId("tools").append(
      el("span", { id: "line", class: "line", role: "status" }),
      el(
        "button",
        { class: "bar-button faults-open", type: "button", on: { click: () => this.openFaults() } },
        icon("bolt"),
        el("span", { id: "faults-count" }, "Faults"),
      ),
    );
    byId("shade").addEventListener("click", () => this.openMenu(false));
    document.addEventListener("click", (event) => this.onLink(event));
    document.addEventListener("keydown", (event) => event.key === "Escape" && this.onEscape(event));
  }

  async start() {
    await this.refresh();
    if (this.me) this.listen();
    else setTimeout(() => this.start(), FIRST_TRY_AGAIN);
  }

  listen() {
    this.live?.stop();
    this.live = new Live(
      this.me,
      () => this.refresh(),
      (on) => this.showLine(on),
    );
  }

  showLine(on) {
    byId("line").textContent = on ? "" : "Connection lost, trying again";
    byId("line").classList.toggle("lost", !on);
  }

  /** Ask for everything shown; calls that come meanwhile lead to one more round. */
  async refresh() {
    if (this.busy) {
      this.again = true;
      return this.busy;
    }
    this.busy = this.rounds();
    return this.busy;
  }

  async rounds() {
    do {
      this.again = false;
      try {
        await this.round();
        if (this.failed) this.showLine(this.live?.isOpen ?? true);
        this.failed = false;
      } catch (error) {
        console.error("the playground could not be read", error);
        this.failed = true;
        this.showLine(false);
      }
    } while (this.again);
    this.busy = null;
  }

  async round() {
    const asked = this.me;
    const state = await playground.state(asked);
    if (asked !== this.me) return this.askAgain();
    if (state === null) throw new Error("nobody is known by the name in the address");
    if (!this.mayBe(state, state.me)) return this.askAgain();
    this.me = state.me;
    this.channel = this.placeIn(state.channels);
    const { me, channel } = this;
    const messages = (await playground.messages(me, channel)) ?? [];
    if (me !== this.me || channel !== this.channel) return this.askAgain();
    this.show(state, messages);
    return this.thread.refresh(this.scene);
  }

  /** Whether one can be this user; the bot speaks for itself, so somebody else is asked for instead. */
  mayBe(state, id) {
    const people = state.users.filter((user) => user.role !== "bot");
    if (people.some((user) => user.id === id)) return true;
    this.me = people[0].id;
    return false;
  }

  /** Where to be: still here, in one's own direct message for somebody else's, else the first channel. */
  placeIn(channels) {
    const here = channels.find((channel) => channel.id === this.channel);
    const first = (kind) => channels.find((channel) => channel.kind === kind);
    const place = here ?? (this.inApp ? first("dm") : first("channel")) ?? channels[0];
    this.inApp = place.kind === "dm";
    return place.id;
  }

  /** The person or the channel changed while the answer was on its way. */
  askAgain() {
    this.again = true;
  }

  show(state, messages) {
    this.state = state;
    this.scene = new Scene(state, {
      openChannel: (id) => this.goTo(id),
      now: () => this.clock.now(),
      notify,
      afterAction: () => this.refresh(),
      debug: this.debug,
    });
    this.clock.show(state.now, state.zone);
    this.sidebar.show(state, this.channel);
    const channel = this.scene.channel(this.channel);
    document.title = `${channel?.kind === "dm" ? "salesbell" : `#${channel?.name ?? ""}`} · ${state.team.name}`;
    this.showFaults(state.faults ?? []);
    if (channel) this.showChannel(channel, messages);
    this.modals.show(state.modals ?? [], this.scene);
    this.remember();
    byId("app").inert = false;
  }

  showFaults(faults) {
    byId("faults-count").textContent = faults.length ? `Faults (${faults.length})` : "Faults";
    byId("faults-count").parentElement.classList.toggle("on", faults.length > 0);
    this.faults.show(faults);
    this.faults.administration.show(this.state, this.scene.channel(this.channel));
  }

  /** With what only programs read, or without it. */
  look(debug) {
    this.debug = debug;
    this.refresh();
  }

  showChannel(channel, messages) {
    const onHome = channel.kind === "dm" && this.tab === "home";
    this.head.show(channel, onHome ? "home" : "messages", this.scene);
    byId("messages").hidden = onHome;
    byId("composer").hidden = onHome;
    byId("home").hidden = !onHome;
    const place = channel.kind === "dm" ? "salesbell" : `#${channel.name}`;
    this.composer.name(channel.archived ? `${place} is archived` : `Message ${place}`);
    if (onHome) this.home.show(this.state.home, this.scene);
    const own = this.notices.get(this.noticeKey()) ?? [];
    const all = [...messages, ...own].sort((one, other) => Number(one.ts) - Number(other.ts));
    this.list.show(all, this.scene, channel.id);
  }

  noticeKey() {
    return `${this.me} ${this.channel}`;
  }

  /** Slack's own words to this person alone, as Slackbot says them. */
  slackbotSays(text) {
    const ts = (this.clock.now().getTime() / 1000).toFixed(6);
    const notice = {
      ts,
      user: "USLACKBOT",
      username: "Slackbot",
      text,
      blocks: [],
      files: [],
      ephemeral: true,
      local: true,
    };
    this.notices.set(this.noticeKey(), [...(this.notices.get(this.noticeKey()) ?? []), notice]);
  }

  heard(answer) {
    if (!answer.ok) notify(answer.message ?? answer.error, "error");
    this.refresh();
  }

  async say(text) {
    const command = /^\/\S/.test(text);
    const answer = command
      ? await playground.command(this.me, this.channel, text)
      : await playground.message(this.me, this.channel, encodeTyped(text, this.scene));
    const reached = answer.error !== "unreachable";
    if (command && !answer.ok && reached) this.slackbotSays(answer.message ?? answer.error);
    else if (!answer.ok) notify(answer.message ?? answer.error, "error");
    this.list.stuck = true;
    this.refresh();
    return reached;
  }

  become(id) {
    if (id === this.me) return;
    this.me = id;
    this.thread.close();
    this.composer.clear();
    this.listen();
    if (this.tab === "home") playground.home(id);
    this.refresh();
  }

  goTo(id) {
    this.openMenu(false);
    if (id !== this.channel) {
      this.channel = id;
      this.tab = "messages";
      this.thread.close();
      this.composer.clear();
    }
    return this.refresh().then(
      () => matchMedia("(pointer: fine)").matches && this.composer.field.focus(),
    );
  }

  /** A link to a message of this workspace leads there instead of out. */
  onLink(event) {
    const link = event.target.closest?.("a[href]");
    const place =
      link?.origin === location.origin && /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(link.pathname);
    if (!place) return;
    event.preventDefault();
    const [, channel, seconds, micros] = place;
    const parent = new URL(link.href).searchParams.get("thread_ts");
    this.goTo(channel).then(() =>
      parent ? this.openThread(parent) : this.list.pointTo(`${seconds}.${micros}`),
    );
  }

  async openTab(tab) {
    this.tab = tab;
    if (this.scene) this.show(this.state, (await playground.messages(this.me, this.channel)) ?? []);
    if (tab === "home") await playground.home(this.me);
    this.refresh();
  }

  openThread(ts) {
    byId("app").classList.add("with-thread");
    this.thread.open(this.channel, ts);
    this.refresh();
  }

  openFaults() {
    this.faults.open();
    this.showFaults(this.state.faults ?? []);
  }

  openMenu(open) {
    byId("app").classList.toggle("with-menu", open);
    if (open) byId("sidebar").querySelector(".here, .switch")?.focus();
  }

  onEscape(event) {
    if (event.defaultPrevented || document.querySelector("dialog[open], :popover-open")) return;
    if (byId("app").classList.contains("with-menu")) this.openMenu(false);
    else this.thread.close();
  }

  /** The address tells who and where one is, so that a reload or a second tab stays there. */
  remember() {
    const place = new URLSearchParams({ as: this.me, channel: this.channel ?? "" });
    if (this.tab === "home") place.set("tab", "home");
    history.replaceState(null, "", `?${place}`);
  }
}

new App().start();

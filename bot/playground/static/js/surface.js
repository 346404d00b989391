// A surface is where blocks stand (a message, a modal, the Home tab): it keeps what people filled in
// and sends what they clicked.

import { playground } from "./api.js";
import { askToConfirm } from "./dialogs.js";

/** What all surfaces of one page share: people, channels, the zone, the time and who is acting. */
export class Scene {
  constructor(state, { openChannel, now, notify, afterAction, debug = false }) {
    this.debug = debug;
    this.users = new Map(state.users.map((user) => [user.id, user]));
    this.channels = new Map(state.channels.map((channel) => [channel.id, channel]));
    this.me = state.me;
    this.zone = state.zone;
    this.now = now;
    this.openChannel = openChannel;
    this.notify = notify;
    this.afterAction = afterAction;
  }

  user(id) {
    return this.users.get(id) ?? null;
  }

  channel(id) {
    return this.channels.get(id) ?? null;
  }

  fileUrl(id) {
    return playground.fileUrl(this.me, id);
  }
}

/** One surface. `container` is what the server needs to find it again; `current` is the conversation
 * that one is in there. */
export class Surface {
  constructor(scene, container, before = null, current = container.channel ?? null) {
    this.scene = scene;
    this.container = container;
    this.current = current;
    this.values = {};
    this.before = before?.values ?? {};
    this.fields = new Map();
    this.labels = new Map();
  }

  /** Whether using an element of `block` is told to the bot at once (not so inside a form). */
  sends(block) {
    return block.type !== "input" || block.dispatch_action === true;
  }

  /** The attributes that name an element of an input block to screen readers. */
  described(block) {
    const ids = this.labels.get(block.block_id);
    return ids
      ? { "aria-labelledby": ids.label, "aria-describedby": `${ids.error} ${ids.hint}` }
      : {};
  }

  /** What a person had already put into this element before the surface was drawn anew. */
  kept(block, element) {
    const kept = this.before[block.block_id]?.[element.action_id];
    return kept && kept.type === element.type ? kept : null;
  }

  /** Keep the value of an element; `value` has the element's own shape ({type, value} or {type, selected_…}). */
  keep(block, element, value) {
    this.values[block.block_id] ??= {};
    this.values[block.block_id][element.action_id] = { type: element.type, ...value };
  }

  /** Send what was clicked or chosen; asks first when the element wants that. Answers whether it was sent and taken. */
  async act(block, element, detail, node = null) {
    if (element.confirm && !(await askToConfirm(element.confirm, this.scene))) return false;
    const action = {
      block_id: block.block_id,
      action_id: element.action_id,
      type: element.type,
      ...detail,
    };
    node?.classList.add("waiting");
    node?.setAttribute("aria-busy", "true");
    const answer = await playground.action(this.scene.me, this.container, action, this.values);
    node?.classList.remove("waiting");
    node?.removeAttribute("aria-busy");
    if (!answer.ok) this.scene.notify(answer.message ?? answer.error, "error");
    this.scene.afterAction();
    return answer.ok;
  }
}

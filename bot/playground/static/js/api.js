// Speaks with the playground's server: requests as JSON, and a live line that says when to ask again.

async function answerOf(response) {
  const body = await response.json().catch(() => null);
  if (body !== null) return body;
  return { ok: false, error: "no_answer", message: `The playground answered ${response.status}.` };
}

/** What the server tells; null for what it does not know (a person of an old address, a lost thread). */
async function get(path, params = {}) {
  const response = await fetch(`${path}?${new URLSearchParams(params)}`, { cache: "no-store" });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return response.json();
}

async function post(path, body) {
  try {
    const response = await fetch(path, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(body),
    });
    return await answerOf(response);
  } catch {
    return {
      ok: false,
      error: "unreachable",
      message: "The playground does not answer. Is it still running?",
    };
  }
}

/** Every request the page makes, with `as` naming the person who acts. */
export const playground = {
  state: async (as) => {
    const state = await get("/playground/state", as ? { as } : {});
    if (state === null && as) return playground.state(null);
    return state;
  },
  messages: (as, channel) => get("/playground/messages", { as, channel }),
  thread: (as, channel, ts) => get("/playground/thread", { as, channel, ts }),
  command: (as, channel, text) => post("/playground/command", { as, channel, text }),
  message: (as, channel, text, thread_ts = null) =>
    post("/playground/message", { as, channel, text, thread_ts }),
  action: (as, container, action, values) =>
    post("/playground/action", { as, container, action, values }),
  submit: (as, view_id, values) => post("/playground/submit", { as, view_id, values }),
  close: (as, view_id) => post("/playground/close", { as, view_id }),
  home: (as) => post("/playground/home", { as }),
  clock: (to) => post("/playground/clock", { to }),
  faults: (body) => post("/playground/faults", body),
  administer: (act, more = {}) => post("/playground/administration", { act, ...more }),
  member: (channel, bot) => post("/playground/member", { channel, bot }),
  fileUrl: (as, id) => `/playground/files/${encodeURIComponent(id)}?${new URLSearchParams({ as })}`,
};

const FIRST_WAIT = 500;
const LONGEST_WAIT = 8000;
const POLL_EVERY = 2500;

/** A live line for one person: calls `onChange` for every push, polls while there is no line. */
export class Live {
  constructor(as, onChange, onLine = () => {}) {
    this.as = as;
    this.onChange = onChange;
    this.onLine = onLine;
    this.wait = FIRST_WAIT;
    this.stopped = false;
    this.connect();
  }

  connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    this.socket = new WebSocket(
      `${scheme}://${location.host}/playground/live?${new URLSearchParams({ as: this.as })}`,
    );
    this.socket.addEventListener("open", () => {
      this.wait = FIRST_WAIT;
      this.stopPolling();
      this.onLine(true);
      this.onChange({ type: "changed", what: "all", channel: null });
    });
    this.socket.addEventListener("message", (event) => this.onChange(JSON.parse(event.data)));
    this.socket.addEventListener("close", () => this.lost());
  }

  lost() {
    if (this.stopped) return;
    this.onLine(false);
    this.poller ??= setInterval(
      () => this.onChange({ type: "changed", what: "all", channel: null }),
      POLL_EVERY,
    );
    this.retry = setTimeout(() => this.connect(), this.wait);
    this.wait = Math.min(this.wait * 2, LONGEST_WAIT);
  }

  get isOpen() {
    return this.socket.readyState === WebSocket.OPEN;
  }

  stopPolling() {
    clearInterval(this.poller);
    this.poller = undefined;
  }

  stop() {
    this.stopped = true;
    this.stopPolling();
    clearTimeout(this.retry);
    this.socket.close();
  }
}

// How people are shown: avatar, name, role.

import { el } from "./dom.js";

const ROLES = {
  rep: "Rep",
  manager: "Manager",
  administrator: "Administrator",
  stranger: "Stranger",
  bot: "App",
};

export function roleText(role) {
  return ROLES[role] ?? role;
}

function initials(name) {
  const words = name.trim().split(/\s+/);
  return [words[0]?.[0], words.length > 1 ? words.at(-1)[0] : ""].join("").toUpperCase();
}

/** What is typed after an @ to mean this person. */
export function handleOf(user) {
  return user.name.toLowerCase().replaceAll(" ", ".");
}

/** A coloured square with the initials; the bot has its bell. */
export function avatarOf(user, size = "") {
  const node = el("span", {
    class: `avatar ${size} ${user.role === "bot" ? "avatar-bot" : ""}`.trim(),
    "aria-hidden": "true",
  });
  if (user.role === "bot") node.append(bellMark());
  else node.textContent = initials(user.name || user.id);
  if (/^#?[0-9a-fA-F]{3,8}$/.test(user.color ?? ""))
    node.style.setProperty("--colour", `#${user.color.replace("#", "")}`);
  return node;
}

function bellMark() {
  return el("img", { src: "/static/salesbell.svg", alt: "" });
}

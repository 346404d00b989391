// The emoji short names a sales bot and its people use, drawn as characters or as small pictures.

import { el, svg } from "./dom.js";

const CHARACTERS = {
  "+1": "👍", "-1": "👎", thumbsup: "👍", thumbsdown: "👎", clap: "👏", wave: "👋", pray: "🙏", muscle: "💪",
  raised_hands: "🙌", ok_hand: "👌", point_right: "👉", point_left: "👈", point_up: "☝️", point_down: "👇", eyes: "👀",
  smile: "😄", slightly_smiling_face: "🙂", wink: "😉", thinking_face: "🤔", sweat_smile: "😅", cry: "😢", sob: "😭",
  neutral_face: "😐", confused: "😕", tada: "🎉", sparkles: "✨", star: "⭐", star2: "🌟", fire: "🔥", rocket: "🚀",
  trophy: "🏆", medal: "🏅", first_place_medal: "🥇", second_place_medal: "🥈", third_place_medal: "🥉", dart: "🎯",
  chart_with_upwards_trend: "📈", chart_with_downwards_trend: "📉", bar_chart: "📊", moneybag: "💰", dollar: "💵", euro: "💶",
  money_with_wings: "💸", credit_card: "💳", handshake: "🤝", briefcase: "💼", calendar: "📅", date: "📅", spiral_calendar_pad: "🗓️",
  alarm_clock: "⏰", stopwatch: "⏱️", hourglass: "⌛", hourglass_flowing_sand: "⏳", clock9: "🕘", watch: "⌚", mag: "🔍",
  mag_right: "🔎", bulb: "💡", memo: "📝", pencil: "📝", pencil2: "✏️", page_facing_up: "📄", clipboard: "📋", open_file_folder: "📂",
  file_folder: "📁", inbox_tray: "📥", outbox_tray: "📤", link: "🔗", paperclip: "📎", pushpin: "📌", round_pushpin: "📍", bookmark: "🔖",
  lock: "🔒", unlock: "🔓", key: "🔑", gear: "⚙️", wrench: "🔧", hammer: "🔨", shield: "🛡️", rotating_light: "🚨", mega: "📣",
  loudspeaker: "📢", speech_balloon: "💬", thought_balloon: "💭", email: "✉️", envelope: "✉️", phone: "☎️", telephone_receiver: "📞",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥", robot_face: "🤖", office: "🏢", house: "🏠", globe_with_meridians: "🌐",
  earth_africa: "🌍", heart: "❤️", broken_heart: "💔", "100": "💯", boom: "💥", zap: "⚡", sunny: "☀️", cloud: "☁️", snowflake: "❄️",
  umbrella: "☔", coffee: "☕", beers: "🍻", gift: "🎁", question: "❓", grey_question: "❔", exclamation: "❗", bangbang: "‼️",
  interrobang: "⁉️", no_entry: "⛔", no_entry_sign: "🚫", construction: "🚧", checkered_flag: "🏁", triangular_flag_on_post: "🚩",
  repeat: "🔁", arrows_counterclockwise: "🔄", fast_forward: "⏩", back: "🔙", new: "🆕", ok: "🆗", sos: "🆘", top: "🔝",
  zzz: "💤", see_no_evil: "🙈", ghost: "👻", skull: "💀", turtle: "🐢", snail: "🐌", unicorn_face: "🦄", seedling: "🌱",
  funnel: "⏬", scales: "⚖️", balance_scale: "⚖️", abacus: "🧮", receipt: "🧾", ladder: "🪜", magnet: "🧲", bellhop_bell: "🛎️",
};

// Signs that carry meaning are pictures of our own, so that they look alike on a machine without an emoji font.
const disc = (tone) => [svg("circle", { cx: 10, cy: 10, r: 7.5, class: `emoji-${tone}` })];
const tile = (tone) => [svg("rect", { x: 3, y: 3, width: 14, height: 14, rx: 2.5, class: `emoji-${tone}` })];
const stroke = (d, tone = "ink") => svg("path", { d, class: `emoji-line emoji-line-${tone}` });
const arrow = (turn) => [...tile("blue"), svg("g", { transform: `rotate(${turn} 10 10)` }, stroke("M10 14V6.5M6.8 9.5 10 6.2l3.2 3.3", "white"))];

const PICTURES = {
  large_green_circle: () => disc("green"),
  red_circle: () => disc("red"),
  large_red_circle: () => disc("red"),
  large_yellow_circle: () => disc("yellow"),
  large_orange_circle: () => disc("orange"),
  large_blue_circle: () => disc("blue"),
  large_purple_circle: () => disc("purple"),
  white_circle: () => disc("white"),
  black_circle: () => disc("black"),
  large_green_square: () => tile("green"),
  large_red_square: () => tile("red"),
  large_yellow_square: () => tile("yellow"),
  large_orange_square: () => tile("orange"),
  large_blue_square: () => tile("blue"),
  white_large_square: () => tile("white"),
  black_large_square: () => tile("black"),
  white_check_mark: () => [...tile("green"), stroke("M6 10.5 9 13.5 14.5 6.8", "white")],
  heavy_check_mark: () => [stroke("M4 10.5 8.5 15 16 5.5", "green")],
  ballot_box_with_check: () => [...tile("blue"), stroke("M6 10.5 9 13.5 14.5 6.8", "white")],
  x: () => [stroke("M4.5 4.5 15.5 15.5M15.5 4.5 4.5 15.5", "red")],
  heavy_multiplication_x: () => [stroke("M5 5 15 15M15 5 5 15")],
  warning: () => [svg("path", { d: "M10 2.5 18.5 17.5h-17z", class: "emoji-yellow" }), stroke("M10 8v4.2M10 14.8h.01", "black")],
  information_source: () => [...tile("blue"), stroke("M10 9v5M10 6h.01", "white")],
  bell: () => [svg("path", { d: "M3.5 14.5h13L14.7 12V9a4.7 4.7 0 0 0-9.4 0v3z", class: "emoji-yellow" }), stroke("M8.7 17h2.6M10 4V2.8")],
  no_bell: () => [svg("path", { d: "M3.5 14.5h13L14.7 12V9a4.7 4.7 0 0 0-9.4 0v3z", class: "emoji-yellow" }), stroke("M4 4 16 16", "red")],
  arrow_up: () => arrow(0),
  arrow_down: () => arrow(180),
  arrow_right: () => arrow(90),
  arrow_left: () => arrow(270),
  arrow_upper_right: () => arrow(45),
  arrow_lower_right: () => arrow(135),
  small_red_triangle: () => [svg("path", { d: "M10 4.5 16.5 15.5h-13z", class: "emoji-red" })],
  small_red_triangle_down: () => [svg("path", { d: "M10 15.5 16.5 4.5h-13z", class: "emoji-red" })],
};

/** The emoji of a short name, or null when there is none. */
export function emojiNode(name) {
  const props = { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` };
  if (Object.hasOwn(PICTURES, name)) return el("span", props, svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, ...PICTURES[name]()));
  return Object.hasOwn(CHARACTERS, name) ? el("span", props, CHARACTERS[name]) : null;
}

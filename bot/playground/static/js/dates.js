// Dates as people read them, in the workspace's zone. Nothing here reads a clock: `now` is given.

const LOCALE = "en-GB";

function format(instant, zone, options) {
  return new Intl.DateTimeFormat(LOCALE, { timeZone: zone, ...options }).format(instant);
}

/** The wall clock of an instant in a zone, as numbers. */
function wallParts(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(instant);
  return Object.fromEntries(
    parts.filter((part) => part.type !== "literal").map((part) => [part.type, Number(part.value)]),
  );
}

function offsetOf(instant, zone) {
  const wall = wallParts(instant, zone);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return asUtc - Math.floor(instant.getTime() / 1000) * 1000;
}

/** The instant at which the clocks of `zone` show `wall` ("2026-11-23T09:00"). */
export function instantOf(wall, zone) {
  const asUtc = new Date(`${wall}Z`);
  const guess = new Date(asUtc.getTime() - offsetOf(asUtc, zone));
  return new Date(asUtc.getTime() - offsetOf(guess, zone));
}

/** "2026-11-23T09:00": what a datetime input of the browser takes. */
export function wallText(instant, zone) {
  const wall = wallParts(instant, zone);
  const two = (number) => String(number).padStart(2, "0");
  return `${wall.year}-${two(wall.month)}-${two(wall.day)}T${two(wall.hour)}:${two(wall.minute)}`;
}

export function timeText(instant, zone) {
  return format(instant, zone, { hour: "2-digit", minute: "2-digit" });
}

export function fullText(instant, zone) {
  return format(instant, zone, {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  });
}

export function clockText(instant, zone) {
  return format(instant, zone, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  });
}

function dayNumber(instant, zone) {
  const wall = wallParts(instant, zone);
  return Math.round(Date.UTC(wall.year, wall.month - 1, wall.day) / 86_400_000);
}

function nearDay(instant, now, zone) {
  return (
    { "-1": "Yesterday", 0: "Today", 1: "Tomorrow" }[
      dayNumber(instant, zone) - dayNumber(now, zone)
    ] ?? null
  );
}

/** "Today", "Yesterday" or "Monday, 23 November" for the line between two days. */
export function dayText(instant, now, zone) {
  return (
    nearDay(instant, now, zone) ??
    format(instant, zone, { weekday: "long", day: "numeric", month: "long" })
  );
}

export function sameDay(one, other, zone) {
  return dayNumber(one, zone) === dayNumber(other, zone);
}

function agoText(instant, now) {
  const seconds = Math.round((instant - now) / 1000);
  const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
  for (const [unit, size] of [
    ["day", 86_400],
    ["hour", 3600],
    ["minute", 60],
  ]) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return relative.format(seconds, "second");
}

const TOKENS = {
  date_num: (at, { zone }) => wallText(at, zone).slice(0, 10),
  date_slash: (at, { zone }) => wallText(at, zone).slice(0, 10).replaceAll("-", "/"),
  date: (at, { zone }) => format(at, zone, { day: "numeric", month: "long", year: "numeric" }),
  date_short: (at, { zone }) =>
    format(at, zone, { day: "numeric", month: "short", year: "numeric" }),
  date_long: (at, { zone }) =>
    format(at, zone, { weekday: "long", day: "numeric", month: "long", year: "numeric" }),
  time: (at, { zone }) => timeText(at, zone),
  time_secs: (at, { zone }) =>
    format(at, zone, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
  ago: (at, { now }) => agoText(at, now),
};
for (const name of ["date", "date_short", "date_long"]) {
  TOKENS[`${name}_pretty`] = (at, place) =>
    nearDay(at, place.now, place.zone) ?? TOKENS[name](at, place);
}
TOKENS.day_divider_pretty = (at, { now, zone }) => dayText(at, now, zone);

/** Slack's own date wording: "{date_short} at {time}" filled in; null for an unknown token. */
export function tokenText(seconds, pattern, place) {
  let known = true;
  const at = new Date(Number(seconds) * 1000);
  if (Number.isNaN(at.getTime())) return null;
  const text = pattern.replace(/\{(\w+)\}/g, (whole, token) => {
    if (Object.hasOwn(TOKENS, token)) return TOKENS[token](at, place);
    known = false;
    return whole;
  });
  return known ? text : null;
}

// Pictures: the image block, images beside text, and the large view a click opens.

import { openPicture } from "../dialogs.js";
import { el } from "../dom.js";
import { drawText } from "../mrkdwn.js";

function addressOf(image, surface) {
  if (image.slack_file?.id) return surface.scene.fileUrl(image.slack_file.id);
  const named = /F[A-Z0-9]{8,}/.exec(image.slack_file?.url ?? "");
  if (named) return surface.scene.fileUrl(named[0]);
  return image.image_url ?? null;
}

function missing(image) {
  return el(
    "div",
    { class: "picture-missing", role: "img", "aria-label": image.alt_text ?? "" },
    el("strong", {}, "Picture not shown"),
    el("span", {}, image.alt_text ?? ""),
  );
}

/** The bare picture of an image block or element; its words stand in when it can't be loaded. */
export function pictureOf(image, surface, kind) {
  const address = addressOf(image, surface);
  if (address === null) return missing(image);
  const picture = el("img", {
    class: kind,
    src: address,
    alt: image.alt_text ?? "",
    loading: "eager",
    decoding: "async",
  });
  picture.addEventListener(
    "error",
    () => (picture.closest(".picture-open") ?? picture).replaceWith(missing(image)),
    { once: true },
  );
  return picture;
}

export function drawImage(block, surface) {
  const title = block.title?.text ?? "";
  const open = el(
    "button",
    {
      class: "picture-open",
      type: "button",
      "aria-label": `Enlarge: ${block.alt_text ?? title}`,
      on: { click: () => openPicture(addressOf(block, surface), block.alt_text ?? "", title) },
    },
    pictureOf(block, surface, "picture"),
  );
  return el(
    "figure",
    { class: "image" },
    block.title ? el("figcaption", {}, drawText(block.title, surface.scene)) : null,
    open,
  );
}

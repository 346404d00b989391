"""A form with every element that a subscription asks for: people, places, days, times, choices."""

from typing import Any

from tests.bot.playground_page.sample_blocks import Json, option, plain, section, text_input


def ask(block_id: str, label: str, kind: str, *, more: Json | None = None, **element: Any) -> Json:
    """An input block whose element carries its own block's id."""
    return {
        "type": "input",
        "block_id": block_id,
        "label": plain(label),
        "element": {"type": kind, "action_id": block_id, **element},
        **(more or {}),
    }


def pairs(*words: str) -> list[Json]:
    """Options whose value is their words without blanks."""
    return [option(word, word.lower().replace(" ", "_")) for word in words]


def subscription(**more: Any) -> Json:
    """The view: kind, scope, place, owner, when, sections, what to leave out, a note."""
    kinds = pairs("Leader", "Team", "Personal")
    sections = pairs("Headline", "Pipeline flow", "Goals", "Wins and losses", "At risk", "Actions")
    quiet = option("Skip it when nothing happened", "skip")
    quiet["description"] = plain("It is recorded, and nobody is told.")
    groups = [
        {"label": plain("Deals"), "options": pairs("Win rate", "Deal size")},
        {"label": plain("Money"), "options": pairs("Bookings", "Goal attainment")},
    ]
    return {
        "type": "modal",
        "callback_id": "subscription",
        "title": plain("New digest"),
        "submit": plain("Preview"),
        "close": plain("Cancel"),
        "private_metadata": "digest:new",
        "blocks": [
            section("A digest arrives *once*, on time, in your own zone."),
            ask(
                "kind",
                "Kind",
                "radio_buttons",
                options=kinds,
                initial_option=kinds[0],
                more={"dispatch_action": True},
            ),
            ask(
                "where",
                "Where",
                "multi_conversations_select",
                default_to_current_conversation=True,
                max_selected_items=2,
                filter={"include": ["public", "private"], "exclude_bot_users": True},
                placeholder=plain("Choose channels"),
                more={"hint": plain("Everybody in a channel sees only what all of them may see.")},
            ),
            ask(
                "report",
                "Report problems to",
                "conversations_select",
                response_url_enabled=True,
                placeholder=plain("A channel or nobody"),
                more={"optional": True},
            ),
            ask(
                "people",
                "And directly to",
                "multi_users_select",
                placeholder=plain("Choose people"),
                more={"optional": True},
            ),
            ask("owner", "Owner", "users_select", initial_user="U0ANN"),
            ask("day", "First on", "datepicker", initial_date="2026-11-23"),
            ask("time", "At", "timepicker", initial_time="09:00", timezone="Europe/Berlin"),
            ask(
                "sections",
                "Sections",
                "multi_static_select",
                options=sections,
                initial_options=sections[:2],
            ),
            ask("metric", "Metric on top", "static_select", option_groups=groups),
            ask("quiet", "Quiet weeks", "checkboxes", options=[quiet], more={"optional": True}),
            text_input("note", "Note to readers", multiline=True, min_length=5, max_length=200),
        ],
        **more,
    }

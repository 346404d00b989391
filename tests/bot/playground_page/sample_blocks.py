"""One of every block and element that salesbell uses, as Slack's own JSON."""

from typing import Any

Json = dict[str, Any]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def option(text: str, value: str | None = None, description: str | None = None) -> Json:
    start = {"text": plain(text), "value": value or text.lower().replace(" ", "_")}
    return start if description is None else {**start, "description": plain(description)}


def button(text: str, action_id: str, value: str = "v", **more: Any) -> Json:
    return {"type": "button", "text": plain(text), "action_id": action_id, "value": value, **more}


CONFIRM = {
    "title": plain("Share in #sales?"),
    "text": mrkdwn("Everybody in *#sales* will see these numbers."),
    "confirm": plain("Share"),
    "deny": plain("Keep private"),
}

STAGES = ["Discovery", "Qualified", "Proposal", "Negotiation", "Commit"]
COUNTS = [48, 31, 22, 12, 7]
VALUES = [412_000, 388_500, 301_000, 214_750, 96_400]


def stage_table() -> Json:
    head = [{"type": "raw_text", "text": text} for text in ("Stage", "Deals", "Value", "Weighted")]
    rows = [
        [
            {"type": "raw_text", "text": stage},
            {"type": "raw_number", "value": count, "text": str(count)},
            {"type": "raw_number", "value": value, "text": f"€{value:,}"},
            {"type": "raw_number", "value": value * 0.4, "text": f"€{value * 0.4:,.0f}"},
        ]
        for stage, count, value in zip(STAGES, COUNTS, VALUES, strict=True)
    ]
    return {
        "type": "data_table",
        "block_id": "stages",
        "caption": "Open pipeline by stage",
        "page_size": 3,
        "rows": [head, *rows],
    }


def plain_table() -> Json:
    def row(*cells: str) -> list[Json]:
        return [{"type": "raw_text", "text": cell} for cell in cells]

    linked = {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {
                        "type": "link",
                        "url": "https://crm.example.com/d/7",
                        "text": "Fabrikam renewal",
                    }
                ],
            }
        ],
    }
    return {
        "type": "table",
        "block_id": "attention",
        "column_settings": [{"is_wrapped": True}, {"align": "right"}, {"align": "center"}],
        "rows": [
            row("Deal", "Value", "Why", "Owner", "Next step"),
            [
                linked,
                *row(
                    "€48,000",
                    "overdue 12 days",
                    "Ann Berg",
                    "call the buyer before the quarter ends",
                ),
            ],
            row(
                "Contoso, Inc. extension of the master agreement for three more years",
                "€22,500",
                "stuck",
                "Marco Diaz",
                "ask for the signature",
            ),
        ],
    }


def charts() -> list[Json]:
    weeks = ["W44", "W45", "W46", "W47", "W48", "W49"]

    def series(name: str, values: list[float]) -> Json:
        return {
            "name": name,
            "data": [
                {"label": week, "value": value} for week, value in zip(weeks, values, strict=True)
            ],
        }

    axis = {"categories": weeks, "x_label": "Week", "y_label": "Deals"}
    won, lost = [12, 9, 14, 11, 17, 15], [7, 8, 6, 10, 9, 12]
    stage_data = [
        {"label": stage, "value": value} for stage, value in zip(STAGES, VALUES, strict=True)
    ]
    return [
        {"type": "data_visualization", "title": "Value by stage", "chart": {"type": "bar", "series": [{"name": "Value", "data": stage_data}], "axis_config": {"categories": STAGES, "y_label": "EUR"}}},
        {"type": "data_visualization", "title": "Won and lost", "chart": {"type": "bar", "series": [series("Won", won), series("Lost", lost)], "axis_config": axis}},
        {"type": "data_visualization", "title": "Won per week", "chart": {"type": "line", "series": [series("Won", won)], "axis_config": axis}},
        {"type": "data_visualization", "title": "Net change", "chart": {"type": "area", "series": [series("Net", [5, 1, 8, -1, 8, -3])], "axis_config": axis}},
        {"type": "data_visualization", "title": "By source", "chart": {"type": "pie", "segments": [{"label": "Referral", "value": 41}, {"label": "Web", "value": 28}, {"label": "Outbound", "value": 19}, {"label": "Partner", "value": 12}]}},
    ]  # fmt: skip


def rich_text() -> Json:
    def text(words: str, **style: bool) -> Json:
        return {"type": "text", "text": words, **({"style": style} if style else {})}

    def section(*parts: Json) -> Json:
        return {"type": "rich_text_section", "elements": list(parts)}

    return {
        "type": "rich_text",
        "elements": [
            section(text("Rich: "), text("bold", bold=True), text(", "), text("italic", italic=True), text(", "), text("struck", strike=True), text(", "), text("*not bold* <!channel>", code=True), text(" for "), {"type": "user", "user_id": "U0MAN"}, text(" in "), {"type": "channel", "channel_id": "C01"}, text(" "), {"type": "emoji", "name": "tada", "unicode": "1f389"}),
            {"type": "rich_text_list", "style": "bullet", "indent": 0, "elements": [section(text("Call Contoso")), section(text("Send the offer to "), {"type": "link", "url": "https://example.com/fabrikam", "text": "Fabrikam"})]},
            {"type": "rich_text_list", "style": "bullet", "indent": 1, "elements": [section(text("with the new price"))]},
            {"type": "rich_text_list", "style": "ordered", "indent": 0, "elements": [section(text("first")), section(text("second"))]},
            {"type": "rich_text_quote", "elements": [text("They will decide by Friday.")]},
            {"type": "rich_text_preformatted", "elements": [text("won / (won + lost)\n1254 / 2032 = 61.7 %")]},
        ],
    }  # fmt: skip


MARKDOWN = """## This week in *West*

**12 deals** won, ~~9~~ 8 lost. See [the plan](https://example.com/plan) and `win rate`.

1. Call the five overdue deals
   - Contoso
   - Fabrikam
2. Book the forecast review

> Win rate is down to 54 %.

| Owner | Won | Rate |
|:------|----:|:----:|
| Ann   |  12 | 61 % |
| Marco |   7 | 48 % |

```
won / (won + lost)
```
- [x] goals set
- [ ] digest scheduled
"""


def elements() -> list[Json]:
    groups = [
        {"label": plain("Stages"), "options": [option("Discovery"), option("Proposal")]},
        {"label": plain("People"), "options": [option("Ann Berg"), option("Marco Diaz")]},
    ]
    return [
        button("By owner", "by_owner", "owner"),
        button("Share to channel", "share", "share", style="primary", confirm=CONFIRM),
        button("Undo", "undo", "undo", style="danger"),
        button("Open the CRM", "crm", url="https://crm.example.com/"),
        {
            "type": "static_select",
            "action_id": "filter",
            "placeholder": plain("Filter by…"),
            "option_groups": groups,
        },
        {"type": "users_select", "action_id": "who", "placeholder": plain("Whose deals?")},
        {
            "type": "conversations_select",
            "action_id": "where",
            "placeholder": plain("Share where?"),
        },
        {"type": "datepicker", "action_id": "as_of", "initial_date": "2026-11-23"},
        {
            "type": "overflow",
            "action_id": "more",
            "options": [option("Export (CSV)", "export"), option("Mute for a week", "mute")],
        },
    ]


def choices() -> list[Json]:
    return [
        {"type": "radio_buttons", "action_id": "scope", "options": [option("My deals", "me"), option("My team", "team", "Everybody who reports to you")], "initial_option": option("My deals", "me")},
        {"type": "checkboxes", "action_id": "kinds", "options": [option("Won"), option("Lost")], "initial_options": [option("Won")]},
    ]  # fmt: skip


def picture(block_id: str = "chart") -> Json:
    return {
        "type": "image",
        "block_id": block_id,
        "slack_file": {"id": "F0CHART001"},
        "alt_text": "Bars: Discovery 412,000 down to Commit 96,400",
        "title": plain("Most value sits in Discovery"),
    }


def all_message_blocks() -> list[Json]:
    return [
        {"type": "header", "text": plain("Open pipeline: €1.4 M in 120 deals :chart_with_upwards_trend:")},
        {"type": "section", "text": mrkdwn("*€1,412,650* open, _weighted_ *€565,060*; ~€1.6 M~ last week. `win rate` 61.7 % :large_green_circle: :warning: :white_check_mark:\n> Pushed: 4 deals, <https://example.com/deals|see them>\n<@U0REP> &amp; <@U0MAN> in <#C01>, next look <!date^1764576000^{date_long} at {time}|Monday>"), "accessory": button("How is this computed?", "why", "why")},
        {"type": "section", "fields": [mrkdwn("*New*\n14 deals, €182,000"), mrkdwn("*Won*\n6 deals, €96,400"), mrkdwn("*Lost*\n3 deals, €41,000"), mrkdwn("*Pushed*\n4 deals, €88,200")]},
        {"type": "section", "text": mrkdwn("With a menu beside it"), "accessory": {"type": "overflow", "action_id": "row_more", "options": [option("Open"), option("Mute")]}},
        stage_table(),
        picture(),
        {"type": "divider"},
        {"type": "actions", "block_id": "acts", "elements": elements()},
        {"type": "actions", "block_id": "choices", "elements": choices()},
        plain_table(),
        rich_text(),
        {"type": "markdown", "text": MARKDOWN},
        {"type": "context", "elements": [{"type": "image", "slack_file": {"id": "F0CHART001"}, "alt_text": "chart"}, mrkdwn("Deals created before 23 Nov 2026, Europe/Berlin. Data of *09:12*."), plain("2 deals without a value left out")]},
        {"type": "hologram"},
    ]  # fmt: skip


def modal(**more: Any) -> Json:
    blocks = [
        {"type": "alert", "level": "warning", "text": plain("Two deals of this filter have no close date.")},
        {"type": "section", "text": mrkdwn("Tell the channel when a number *really* moves.")},
        {"type": "input", "block_id": "name", "label": plain("Name"), "hint": plain("What the channel will read"), "element": {"type": "plain_text_input", "action_id": "name", "placeholder": plain("Win rate West"), "max_length": 80}},
        {"type": "input", "block_id": "metric", "label": plain("Metric"), "element": {"type": "static_select", "action_id": "metric", "options": [option("Win rate"), option("Bookings"), option("Open pipeline")], "initial_option": option("Win rate")}},
        {"type": "input", "block_id": "segments", "optional": True, "label": plain("Segments"), "element": {"type": "multi_static_select", "action_id": "segments", "options": [option("Enterprise"), option("Mid market"), option("Small business")], "initial_options": [option("Enterprise")]}},
        {"type": "input", "block_id": "limit", "label": plain("Line"), "element": {"type": "number_input", "action_id": "limit", "is_decimal_allowed": True, "min_value": "0", "max_value": "100"}},
        {"type": "input", "block_id": "where", "label": plain("Where"), "element": {"type": "conversations_select", "action_id": "where", "placeholder": plain("Choose a channel")}},
        {"type": "input", "block_id": "owner", "optional": True, "label": plain("Owner"), "element": {"type": "users_select", "action_id": "owner", "initial_user": "U0MAN"}},
        {"type": "input", "block_id": "from", "optional": True, "label": plain("From"), "element": {"type": "datepicker", "action_id": "from", "initial_date": "2026-12-01"}},
        {"type": "input", "block_id": "how", "label": plain("How often"), "element": {"type": "radio_buttons", "action_id": "how", "options": [option("Once"), option("Daily", "daily", "until it recovers")], "initial_option": option("Once")}},
        {"type": "input", "block_id": "also", "optional": True, "label": plain("Also"), "element": {"type": "checkboxes", "action_id": "also", "options": [option("Tell the owner"), option("Add the chart")]}},
        {"type": "input", "block_id": "note", "optional": True, "label": plain("Note"), "element": {"type": "plain_text_input", "action_id": "note", "multiline": True}},
    ]  # fmt: skip
    return {
        "id": "V01",
        "type": "modal",
        "hash": "1.a",
        "callback_id": "alert",
        "title": plain("New alert"),
        "submit": plain("Save"),
        "close": plain("Cancel"),
        "blocks": blocks,
        **more,
    }

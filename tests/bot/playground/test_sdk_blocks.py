"""What Slack's own SDK builds is taken: the playground is as strict as Slack, and not stricter."""

from typing import Any

import pytest
from slack_sdk.models.blocks import (
    ActionsBlock,
    AlertBlock,
    Block,
    ButtonElement,
    CardBlock,
    CarouselBlock,
    ChannelMultiSelectElement,
    ChannelSelectElement,
    CheckboxesElement,
    ConfirmObject,
    ContainerBlock,
    ContextActionsBlock,
    ContextBlock,
    ConversationFilter,
    ConversationMultiSelectElement,
    ConversationSelectElement,
    DatePickerElement,
    DateTimePickerElement,
    DividerBlock,
    EmailInputElement,
    ExternalDataSelectElement,
    FeedbackButtonObject,
    FeedbackButtonsElement,
    HeaderBlock,
    ImageBlock,
    ImageElement,
    InputBlock,
    MarkdownBlock,
    MarkdownTextObject,
    NumberInputElement,
    Option,
    OptionGroup,
    OverflowMenuElement,
    PlainTextInputElement,
    PlainTextObject,
    RadioButtonsElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextInputElement,
    RichTextListElement,
    RichTextPreformattedElement,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
    SelectElement,
    StaticMultiSelectElement,
    StaticSelectElement,
    TableBlock,
    TimePickerElement,
    UrlInputElement,
    UserMultiSelectElement,
    UserSelectElement,
    VideoBlock,
)
from slack_sdk.models.blocks.block_elements import FileInputElement

from bot.playground.blocks import Surface
from tests.bot.playground.block_samples import findings

PICTURE = "https://example.com/a.png"
CONFIRM = ConfirmObject(title="Sure?", text="It is shared.", confirm="Share", deny="No")
OPTIONS = [Option(value="a", text="A"), Option(value="b", text="B", description="the second")]
PARTS = RichTextElementParts
PIECES: list[Any] = [
    PARTS.Text(text="Ann", style=PARTS.TextStyle(bold=True, italic=True)),
    PARTS.Link(url="https://example.com", text="here"),
    PARTS.User(user_id="U0ANN"),
    PARTS.Channel(channel_id="C0SALES"),
    PARTS.UserGroup(usergroup_id="S0TEAM"),
    PARTS.Team(team_id="T0TEAM"),
    PARTS.Emoji(name="bell", unicode="1f514"),
    PARTS.Broadcast(range="here"),
    PARTS.Color(value="#1f6f78"),
    PARTS.Date(timestamp=1_790_000_000, format="{date_num}", fallback="2026-09-21"),
]
RICH = RichTextBlock(
    elements=[
        RichTextSectionElement(elements=PIECES),
        RichTextListElement(
            style="ordered", indent=1, elements=[RichTextSectionElement(elements=PIECES)]
        ),
        RichTextQuoteElement(elements=PIECES),
        RichTextPreformattedElement(elements=PIECES[:2]),
    ]
)

PICKED: list[Any] = [
    StaticSelectElement(
        action_id="1", placeholder="Which?", options=OPTIONS, initial_option=OPTIONS[0]
    ),
    SelectElement(
        action_id="2",
        placeholder="Which?",
        option_groups=[OptionGroup(label="Group", options=OPTIONS)],
    ),
    StaticMultiSelectElement(
        action_id="3", placeholder="Which?", options=OPTIONS, max_selected_items=2
    ),
    ExternalDataSelectElement(action_id="4", placeholder="Which?", min_query_length=2),
    UserSelectElement(action_id="5", placeholder="Who?", initial_user="U0ANN"),
    UserMultiSelectElement(action_id="6", placeholder="Who?", initial_users=["U0ANN"]),
    ConversationSelectElement(
        action_id="7",
        placeholder="Where?",
        default_to_current_conversation=True,
        filter=ConversationFilter(include=["public", "im"], exclude_bot_users=True),
        response_url_enabled=True,
    ),
    ConversationMultiSelectElement(action_id="8", placeholder="Where?"),
    ChannelSelectElement(action_id="9", placeholder="Where?", initial_channel="C0SALES"),
    ChannelMultiSelectElement(action_id="10", placeholder="Where?"),
    DatePickerElement(action_id="11", placeholder="When?", initial_date="2026-11-23"),
    TimePickerElement(action_id="12", placeholder="When?", initial_time="09:00"),
    RadioButtonsElement(action_id="13", options=OPTIONS, initial_option=OPTIONS[1]),
    CheckboxesElement(action_id="14", options=OPTIONS, initial_options=OPTIONS),
    DateTimePickerElement(action_id="15", initial_date_time=1_790_000_000),
]
CLICKED: list[Any] = [
    ButtonElement(
        action_id="20",
        text="Share",
        value="share",
        style="primary",
        confirm=CONFIRM,
        accessibility_label="Share it",
    ),
    ButtonElement(action_id="21", text="Open", url="https://example.com"),
    OverflowMenuElement(action_id="22", options=OPTIONS),
]
TYPED: list[Any] = [
    PlainTextInputElement(action_id="30", multiline=True, min_length=1, max_length=3000),
    NumberInputElement(action_id="31", is_decimal_allowed=True, min_value="0", max_value="1.5"),
    EmailInputElement(action_id="32", placeholder="name@example.com"),
    UrlInputElement(action_id="33", focus_on_load=True),
    RichTextInputElement(action_id="34"),
]


def everywhere() -> list[Block]:
    accessories = [one for one in [*PICKED, *CLICKED] if one.type != "datetimepicker"]
    return [
        HeaderBlock(text="Pipeline"),
        SectionBlock(text=MarkdownTextObject(text="*Open*"), fields=["one", "two"]),
        *(SectionBlock(text="Open", accessory=one) for one in accessories),
        SectionBlock(text="Open", accessory=ImageElement(image_url=PICTURE, alt_text="a")),
        ContextBlock(
            elements=[
                ImageElement(image_url=PICTURE, alt_text="a"),
                MarkdownTextObject(text="as of today"),
                PlainTextObject(text="plain", emoji=False),
            ]
        ),
        ActionsBlock(elements=[*PICKED, *CLICKED]),
        DividerBlock(),
        ImageBlock(image_url=PICTURE, alt_text="a", title="A chart"),
        RICH,
        *(InputBlock(label="Which", element=one, hint="One") for one in [*PICKED, *TYPED]),
        VideoBlock(
            alt_text="a", title="How", thumbnail_url=PICTURE, video_url="https://example.com/v"
        ),
        CardBlock(title="Acme", body="Open", actions=[CLICKED[0]]),
    ]


ONLY: dict[Surface, list[Block]] = {
    "message": [
        MarkdownBlock(text="# Won"),
        ContextActionsBlock(
            elements=[
                FeedbackButtonsElement(
                    positive_button=FeedbackButtonObject(text="Good", value="1"),
                    negative_button=FeedbackButtonObject(text="Bad", value="0"),
                )
            ]
        ),
        CarouselBlock(elements=[CardBlock(title="Acme")]),
        ContainerBlock(
            title="Deals",
            is_collapsible=True,
            default_collapsed=True,
            child_blocks=[DividerBlock()],
        ),
        TableBlock(
            rows=[[{"type": "raw_text", "text": "Won"}], [RICH.to_dict()]],
            column_settings=[{"align": "right", "is_wrapped": True}],
        ),
    ],
    "modal": [
        AlertBlock(text="Careful", level="warning"),
        InputBlock(label="File", element=FileInputElement(action_id="f", filetypes=["csv"])),
    ],
    "home": [],
}


@pytest.mark.parametrize("surface", ["message", "modal", "home"])
def test_blocks_of_the_sdk_are_taken(surface: Surface) -> None:
    for block in [*everywhere(), *ONLY[surface]]:
        assert findings([block.to_dict()], surface) == []

"""Whatever stands in blocks is looked at without a crash."""

import copy

from hypothesis import given
from hypothesis import strategies as st

from bot.playground.blocks import Surface
from tests.bot.playground.block_samples import (
    Json,
    findings,
)
from tests.bot.playground.test_block_limits import LIMITS as LAYOUT
from tests.bot.playground.test_data_block_limits import LIMITS as DATA

WHOLE: list[Json] = [fits for _, _, fits, _, _ in [*LAYOUT, *DATA]]
"""One of everything; what is broken in it at random must be refused and never crash."""

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "text", "elements", "rows", "value"]), inner)
    ),
    max_leaves=8,
)


def places(value: Json) -> list[tuple[Json, Json]]:
    """Every (container, key) inside a payload."""
    if isinstance(value, list):
        found: list[tuple[Json, Json]] = [(value, position) for position in range(len(value))][:3]
        children = value[:3]
    elif isinstance(value, dict):
        found, children = [(value, key) for key in value], list(value.values())
    else:
        return []
    return found + [place for child in children for place in places(child)]


@given(data=st.data(), surface=st.sampled_from(["message", "modal", "home", "unsaved"]))
def test_whatever_arrives_is_looked_at_without_a_crash(
    data: st.DataObject, surface: Surface
) -> None:
    payload = copy.deepcopy(data.draw(st.sampled_from(WHOLE)))
    inside, key = data.draw(st.sampled_from(places(payload)))
    inside[key] = data.draw(ANYTHING)
    for line in findings(payload, surface):
        assert "[json-pointer:/blocks" in line

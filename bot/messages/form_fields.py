"""What is filled into a form, as plain values that its window carries on, and untrusted back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any, Generic, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FieldsT = TypeVar("FieldsT", bound="DataclassInstance")
_LARGEST = 2**31


def pack(values: "DataclassInstance") -> dict[str, Any]:
    """The fields of a form as JSON takes them, without what is empty."""
    return {name: value for name, value in asdict(values).items() if value}


def unpack(sort: type[FieldsT], packed: Mapping[str, Any]) -> FieldsT:
    """What `pack` made; anything else in it is passed over.

    Args:
        sort: Its fields are texts, or lists of texts; each has a default.
        packed: Read from JSON.
    """
    values: dict[str, Any] = {}
    for one in fields(sort):
        value = packed.get(one.name)
        if isinstance(one.default, str):
            values[one.name] = value if isinstance(value, str) else ""
        else:
            listed = value if isinstance(value, list) else []
            values[one.name] = tuple(item for item in listed if isinstance(item, str))
    return sort(**values)


@dataclass(frozen=True)
class Carried(Generic[FieldsT]):
    """What the window of a form carries from step to step.

    Attributes:
        fields: What was filled in; empty while the form itself has it.
        id, revision: Of what is changed; 0 for something new.
        kind: For which the form was laid out.
        turn: How often the form was laid out anew.
    """

    fields: FieldsT
    id: int = 0
    revision: int = 0
    kind: str = ""
    turn: int = 0

    def write(self) -> str:
        """As the window takes it."""
        values = {
            "f": {} if self.fields == type(self.fields)() else pack(self.fields),
            "id": self.id,
            "r": self.revision,
            "k": self.kind,
            "n": self.turn,
        }
        kept = {name: value for name, value in values.items() if value}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read_carried(sort: type[FieldsT], metadata: object) -> Carried[FieldsT]:
    """What `Carried.write` wrote; whatever else it may be, it does no harm."""
    try:
        values = json.loads(metadata) if isinstance(metadata, str) and metadata else {}
    except (ValueError, RecursionError):
        values = {}
    values = values if isinstance(values, dict) else {}

    def read_number(name: str) -> int:
        value = values.get(name)
        return value if isinstance(value, int) and 0 <= value < _LARGEST else 0

    packed, kind = values.get("f"), values.get("k")
    return Carried(
        unpack(sort, packed) if isinstance(packed, dict) else sort(),
        read_number("id"),
        read_number("r"),
        kind if isinstance(kind, str) else "",
        read_number("n"),
    )

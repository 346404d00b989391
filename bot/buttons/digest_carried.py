"""What the window of a digest's form carries from step to step; untrusted when it comes back."""

import json
from dataclasses import dataclass, field

from bot.messages.digest_fields import DigestFields, unpack


@dataclass(frozen=True)
class Carried:
    """What the window carries.

    Attributes:
        fields: What was filled in; empty while the form itself has it.
        digest_id, revision: Of the digest that is changed; 0 for a new one.
        kind: For which the form was laid out.
        turn: How often the form was laid out anew.
    """

    fields: DigestFields = field(default_factory=DigestFields)
    digest_id: int = 0
    revision: int = 0
    kind: str = ""
    turn: int = 0

    def write(self) -> str:
        """As the window takes it."""
        values = {
            "f": {} if self.fields == DigestFields() else self.fields.pack(),
            "id": self.digest_id,
            "r": self.revision,
            "k": self.kind,
            "n": self.turn,
        }
        kept = {name: value for name, value in values.items() if value}
        return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def read_carried_form(metadata: object) -> Carried:
    """What `Carried.write` wrote; whatever else it may be, it does no harm."""
    try:
        values = json.loads(metadata) if isinstance(metadata, str) and metadata else {}
    except (ValueError, RecursionError):
        values = {}
    values = values if isinstance(values, dict) else {}

    def read_number(name: str) -> int:
        value = values.get(name)
        return value if isinstance(value, int) and 0 <= value < 2**31 else 0

    fields, kind = values.get("f"), values.get("k")
    return Carried(
        unpack(fields) if isinstance(fields, dict) else DigestFields(),
        read_number("id"),
        read_number("r"),
        kind if isinstance(kind, str) else "",
        read_number("n"),
    )

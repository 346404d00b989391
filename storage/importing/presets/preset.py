"""What a preset is: how one CRM's export is recognised and what it calls our fields."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from storage.naming import fold_name


@dataclass(frozen=True)
class Preset:
    """One CRM's headings.

    Attributes:
        name: The product, as people know it.
        kind: The kind of file it is for.
        signature: Groups of headings; the file has the preset's when one group is all there.
            A heading that ends in `*` stands for all that begin so.
        prefix: Where given, the file has the preset's when two headings are spelt with it.
        fields: Our field -> their headings, the one to prefer first.
        status_is_stage: Whether won and lost are said of the stage (True) or of the deal itself,
            which keeps the open stage it was in (False).
        percent: Whether probabilities are written as 0 to 100, where the numbers do not tell.
        loose: Whether people's own sheets may have the signature too, so that a field for which
            no heading of the product is there may still go by an everyday one.
    """

    name: str
    kind: str
    signature: tuple[tuple[str, ...], ...]
    fields: Mapping[str, tuple[str, ...]]
    status_is_stage: bool = True
    percent: bool = True
    loose: bool = False
    prefix: str = ""

    def matches(self, headings: Sequence[str]) -> bool:
        """Whether the headings are this product's."""
        if self.prefix and sum(text.startswith(self.prefix) for text in headings) >= 2:
            return True
        folded = {fold_name(text) for text in headings}
        return any(all(_is_there(wanted, folded) for wanted in group) for group in self.signature)


def _is_there(wanted: str, headings: set[str]) -> bool:
    folded = fold_name(wanted)
    if wanted.endswith("*"):
        return any(heading.startswith(folded) for heading in headings)
    return folded in headings

"""What the window of a digest's form carries from step to step; untrusted when it comes back."""

from bot.messages.digest_fields import DigestFields
from bot.messages.form_fields import Carried as CarriedForm
from bot.messages.form_fields import read_carried

Carried = CarriedForm[DigestFields]
"""A digest's form."""


def read_carried_form(metadata: object) -> Carried:
    """What `Carried.write` wrote; whatever else it may be, it does no harm."""
    return read_carried(DigestFields, metadata)

"""The CRMs whose exports are recognised; to add one, write its file and name it here."""

from storage.importing.presets import close, hubspot, pipedrive, salesforce, zoho
from storage.importing.presets.preset import Preset

PRESETS: tuple[Preset, ...] = (
    *pipedrive.PRESETS,
    *close.PRESETS,
    *zoho.PRESETS,
    *salesforce.PRESETS,
    *hubspot.PRESETS,
)

__all__ = ["PRESETS", "Preset"]

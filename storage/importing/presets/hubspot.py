"""HubSpot: the deals export of a portal, old and new, and its leads kept as contacts."""

from storage.importing.presets.preset import Preset

PRESETS = (
    Preset(
        name="HubSpot",
        kind="deals",
        signature=(
            ("Record ID", "Deal Name", "Deal Stage"),
            ("Deal ID", "Deal Name", "Deal Stage", "Deal owner"),
            ("Deal Name", "Deal Stage", "Associated Company*"),
        ),
        fields={
            "id": ("Record ID", "Deal ID"),
            "name": ("Deal Name",),
            "pipeline": ("Pipeline",),
            "stage": ("Deal Stage",),
            "is_won": ("Is Closed Won", "Is won"),
            "is_lost": ("Is closed lost", "Is lost"),
            "amount": ("Amount", "Total Amount"),
            "currency": ("Currency",),
            "created": ("Create Date",),
            "close": ("Close Date",),
            "lost_date": (),
            "won_date": (),
            "stage_entered": ("Date entered current stage",),
            "last_activity": ("Last Activity Date", "Last Contacted"),
            "probability": ("Deal probability",),
            "owner": ("Deal owner",),
            "account": ("Associated Company (Primary)", "Associated Company"),
            "account_id": ("Associated Company IDs (Primary)", "Associated Company ID"),
            "source": ("Lead Source", "Original Source Type", "Original Traffic Source"),
            "region": ("Region", "State/Region"),
            "lost_reason": ("Closed Lost Reason", "Closed-Lost / NI / DQ Reason"),
        },
        percent=False,
    ),
)

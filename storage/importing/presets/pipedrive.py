"""Pipedrive: every heading begins with the thing it belongs to, `Deal - Title`."""

from storage.importing.presets.preset import Preset

PRESETS = (
    Preset(
        name="Pipedrive",
        kind="deals",
        signature=(),
        prefix="Deal - ",
        fields={
            "id": ("Deal - ID",),
            "name": ("Deal - Title",),
            "pipeline": ("Deal - Pipeline",),
            "stage": ("Deal - Stage", "Deal - Stage (pipeline)"),
            "status": ("Deal - Status",),
            "amount": ("Deal - Value",),
            "currency": ("Deal - Currency of Value",),
            "created": ("Deal - Deal created", "Deal - Created"),
            "expected_close": ("Deal - Expected close date",),
            "closed": ("Deal - Deal closed on", "Deal - Closed on"),
            "won_date": ("Deal - Won time",),
            "lost_date": ("Deal - Lost time",),
            "stage_entered": ("Deal - Last stage change",),
            "last_activity": ("Deal - Last activity date",),
            "probability": ("Deal - Probability",),
            "owner": ("Deal - Owner",),
            "account": ("Deal - Organization", "Organization - Name", "Organization"),
            "account_id": ("Deal - Organization ID",),
            "product": ("Deal - Product name",),
            "source": ("Deal - Source channel", "Deal - Source origin"),
            "lost_reason": ("Deal - Lost reason",),
        },
        status_is_stage=False,
    ),
)

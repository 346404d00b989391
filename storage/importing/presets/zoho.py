"""Zoho: potentials (now called deals) and leads."""

from storage.importing.presets.preset import Preset

PRESETS = (
    Preset(
        name="Zoho",
        kind="deals",
        signature=(
            ("Potential Name", "Stage"),
            ("Deal Name", "Closing Date"),
            ("Deal_Name", "Closing_Date"),
        ),
        fields={
            "id": ("Potential Id", "Deal Id", "Record Id"),
            "name": ("Potential Name", "Deal Name"),
            "pipeline": ("Pipeline",),
            "stage": ("Stage",),
            "status": ("Forecast Type",),
            "amount": ("Amount",),
            "created": ("Created Time",),
            "close": ("Closing Date",),
            "probability": ("Probability", "Probability (%)"),
            "owner": ("Potential Owner", "Deal Owner"),
            "account": ("Account Name",),
            "source": ("Lead Source",),
            "lost_reason": ("Reason For Loss", "Reason For Loss  s"),
            "lead_id": ("LEADID", "Lead Id"),
        },
        loose=True,
    ),
    Preset(
        name="Zoho",
        kind="leads",
        signature=(("LEADID", "Lead Owner", "Created Time"),),
        fields={
            "id": ("LEADID", "Lead Id"),
            "name": ("Lead Name", "Last Name"),
            "first_name": ("First Name",),
            "company": ("Company",),
            "email": ("Email",),
            "status": ("Lead Status",),
            "source": ("Lead Source",),
            "industry": ("Industry",),
            "owner": ("Lead Owner",),
            "created": ("Created Time",),
            "converted": ("CONVERTED", "Is Converted"),
            "customer_on": ("Converted Time", "Converted Date Time", "Converted Date"),
        },
    ),
)

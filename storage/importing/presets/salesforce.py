"""Salesforce: opportunity reports, the object's own API names, and stage history reports."""

from storage.importing.presets.preset import Preset

_HISTORY = Preset(
    name="Salesforce",
    kind="stage-history",
    signature=(
        ("Opportunity ID", "Field / Event", "New Value", "Edit Date"),
        ("Opportunity ID", "From Stage", "To Stage"),
    ),
    fields={
        "id": ("Opportunity ID", "Opportunity ID (18 Digit)"),
        "name": ("Opportunity Name",),
        "field": ("Field / Event",),
        "old": ("Old Value", "From Stage"),
        "new": ("New Value", "To Stage"),
        "at": ("Edit Date", "Last Modified"),
    },
)
_REPORT = Preset(
    name="Salesforce",
    kind="deals",
    signature=(
        ("Opportunity Name", "Stage"),
        ("Opportunity Owner", "Stage"),
        ("StageName", "CloseDate"),
    ),
    fields={
        "id": ("Opportunity ID (18 Digit)", "Opportunity ID", "Opportunity Number", "Id"),
        "name": ("Opportunity Name", "Name"),
        "stage": ("Stage", "StageName"),
        "status": (),
        "is_won": ("Won", "IsWon"),
        "amount": ("Amount", "Total Amount", "Estimated Total Price"),
        "currency": (
            "Amount Currency",
            "Total Amount Currency",
            "Opportunity Currency",
            "CurrencyIsoCode",
        ),
        "created": ("Created Date", "CreatedDate"),
        "close": ("Close Date", "CloseDate"),
        "stage_entered": ("Last Stage Change Date", "LastStageChangeDate"),
        "last_activity": ("Last Activity", "Last Activity Date", "LastActivityDate"),
        "probability": ("Probability (%)", "Probability"),
        "owner": ("Opportunity Owner", "Opportunity Owner: Full Name"),
        "account": ("Account Name", "Account Name: Account Name"),
        "account_id": ("Account ID (18 digit)", "Account ID", "AccountId"),
        "product": ("Product Name", "Product Line"),
        "source": ("Lead Source", "LeadSource", "Source", "Primary Campaign Source"),
        "region": ("Territory Region", "Region", "Territory"),
        "lost_reason": ("Loss Reason", "Closed Lost Reason"),
    },
    loose=True,
)
PRESETS = (_HISTORY, _REPORT)

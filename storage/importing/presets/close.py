"""Close: one row a lead, with its primary opportunity laid out flat beside it."""

from storage.importing.presets.preset import Preset

PRESETS = (
    Preset(
        name="Close",
        kind="deals",
        signature=(("primary_opportunity_status_label",),),
        fields={
            "id": ("primary_opportunity_id", "id"),
            "name": ("display_name",),
            "account": ("display_name",),
            "pipeline": ("primary_opportunity_pipeline_name",),
            "stage": ("primary_opportunity_status_label",),
            "status": ("primary_opportunity_status_type",),
            # The bare value may be in cents; the formatted one says what it is.
            "amount": ("primary_opportunity_value_formatted", "primary_opportunity_value"),
            "created": ("primary_opportunity_created", "date_created"),
            "won_date": ("primary_opportunity_date_won",),
            "lost_date": ("primary_opportunity_date_lost",),
            "owner": ("primary_opportunity_user_name", "primary_opportunity_user"),
        },
        status_is_stage=False,
    ),
    Preset(
        name="Close",
        kind="leads",
        signature=(("display_name", "status_label", "date_created"),),
        fields={
            "id": ("id",),
            "name": ("display_name",),
            "company": ("display_name",),
            "status": ("status_label",),
            "created": ("date_created",),
        },
    ),
)

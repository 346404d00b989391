"""Alerts: rules about metrics, judged by what their numbers can carry. Pure but for its readers."""

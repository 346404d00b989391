"""Alembic's migrations, one file a change; `storage.schema` runs them."""

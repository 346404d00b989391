"""The migrations, named by number and purpose; never edited once released."""

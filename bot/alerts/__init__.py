"""Alert rules: made by people, judged when newer data has come, told once."""

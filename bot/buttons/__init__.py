"""What can be pressed: one file a button or a form; the registry lists them."""

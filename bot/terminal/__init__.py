"""The commands of `salesbell`, one file each; every file registers its own with `register(app)`."""

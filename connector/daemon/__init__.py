"""The daemon: every link on its schedule, for months, watched and asked through the store."""

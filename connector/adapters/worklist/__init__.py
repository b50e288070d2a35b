"""A one-stop without a write interface: its exports are read, and what is to be written becomes work for its desk."""

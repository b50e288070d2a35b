"""What a reconcile found, as figures and files that an inspector can read."""

"""One-stop systems that speak the wire of the National Public Service Portal."""

"""One-stop systems that speak as the National Public Service Portal's integration services do (DVCQG)."""

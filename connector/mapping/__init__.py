"""The translation: a raw row becomes a Dossier, or a Rejection that says why."""

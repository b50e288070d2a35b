"""What can be wrong with a rule, and what with a row."""


class RuleError(ValueError):
    """A rule that cannot be used, said in both languages for whoever reports the configuration's problems."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(vi)
        self.vi = vi
        self.en = en


class UnreadableError(ValueError):
    """A row that cannot become a dossier: the field at fault and a sentence without personal data."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field = field
        self.reason = f"{field}: {reason}"

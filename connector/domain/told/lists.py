"""How the tables of this folder are written down: words with blanks between, or words of several syllables."""


def words(table: str) -> frozenset[str]:
    return frozenset(table.split())


def phrases(table: str) -> frozenset[str]:
    """With commas or line ends between."""
    return frozenset(part for line in table.splitlines() for phrase in line.split(",") if (part := phrase.strip()))

"""What a foreign system says in its own words, as far as it can be nobody's name, number or address."""

from connector.domain.told.words import LONGEST, quotation, told_words

__all__ = ["LONGEST", "quotation", "told_words"]

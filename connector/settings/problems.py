"""A problem of the configuration: where, which key, and what to do, in the reader's language."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence in both languages."""

    vi: str
    en: str

    def told(self, language: str) -> str:
        return self.en if language == "en" else self.vi

    @classmethod
    def of(cls, error: Exception) -> "Sentence":
        """What a validator said; one that speaks a single language is taken at its word."""
        return cls(getattr(error, "vi", str(error)), getattr(error, "en", str(error)))


#: Stands where a key's path would, when it is the file as a whole that is wrong.
WHOLE_FILE = Sentence("(tệp)", "(file)")


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Line and column as an editor counts them, from 1."""

    line: int = 1
    column: int = 1


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a person has to correct before anything runs. Never holds a secret or a variable's value."""

    file: str
    place: Place
    path: str
    sentence: Sentence

    def told(self, language: str) -> str:
        """``file:line:column: path: message``."""
        path = self.path or WHOLE_FILE.told(language)
        return f"{self.file}:{self.place.line}:{self.place.column}: {path}: {self.sentence.told(language)}"


def path_text(steps: tuple[str | int, ...]) -> str:
    """``policy.brakes.max_share``, ``windows[0]``."""
    text = ""
    for step in steps:
        text += f"[{step}]" if isinstance(step, int) else f".{step}" if text else step
    return text

"""What every configured thing shares: ``Keys``, the base of all models, and ``SystemSettings``, the base of systems.

An adapter's models subclass these. Give every key ``Field(description="Tiếng Việt. / English.")``: the reference page
and the JSON Schema are made from it.
"""

from dataclasses import dataclass
from datetime import timedelta
from types import NoneType, UnionType
from typing import Any, ClassVar, Literal, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, model_validator

from connector.domain.status import Status
from connector.settings.values import Duration, Name


class Keys(BaseModel):
    """A mapping of a configuration file. Frozen; a key it does not know is a problem; its repr tells no value.

    A key left empty (``policy:`` and nothing after it) counts as not written.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", hide_input_in_errors=True, protected_namespaces=(), allow_inf_nan=False
    )

    def __repr_args__(self) -> list[tuple[str | None, Any]]:
        """Names only: any value may have come from a variable that holds a secret."""
        return [(None, name) for name in sorted(self.model_fields_set)]

    @model_validator(mode="before")
    @classmethod
    def _by_yaml_1_2(cls, written: Any) -> Any:
        """Drop empty keys; only true and false are booleans, and neither is a number."""
        if not isinstance(written, dict):
            return written
        known = {field.alias or name: field.annotation for name, field in cls.model_fields.items()}
        return {
            key: _fitting(value, known[key]) if key in known else value
            for key, value in written.items()
            if value is not None or key not in known
        }


class _Unfit:
    """Stands for a value whose type a key does not take, where pydantic would be more lenient than YAML 1.2."""


def _fitting(value: Any, annotation: Any) -> Any:
    kinds = _plain_types(annotation)
    if bool in kinds and str not in kinds and not isinstance(value, bool) and value not in ("true", "false"):
        return _Unfit()
    if isinstance(value, bool) and kinds and bool not in kinds:
        return _Unfit()
    if isinstance(value, str) and get_origin(annotation) is Literal:  # a number that came from a variable
        return next((choice for choice in get_args(annotation) if str(choice) == value), value)
    return value


def _plain_types(annotation: Any) -> frozenset[Any]:
    """The scalar types an annotation admits; empty when it admits anything that is not a scalar."""
    united = get_origin(annotation) in {Union, UnionType}
    kinds = frozenset(get_args(annotation) if united else (annotation,)) - {NoneType}
    return kinds if kinds <= {bool, int, float, str} else frozenset()


class NotifiesSettings(Keys):
    """States whose arrival makes this system write to citizens."""

    states: frozenset[Status] = Field(
        default=frozenset(),
        description="Các trạng thái mà khi đến thì hệ thống nhắn tin cho công dân. / "
        "States whose arrival makes the system send citizens messages.",
    )
    older_than: Duration = Field(
        default=timedelta(days=3),
        description="Sự kiện cũ hơn khoảng này thì chờ duyệt. / Events older than this are held.",
    )


class SystemSettings(Keys):
    """One foreign system as configured; every adapter's own model of a system subclasses it."""

    #: Keys that say how to reach the system, not what its values mean: they never make anything be judged again.
    transport: ClassVar[frozenset[str]] = frozenset(
        {
            *("url", "auth", "username", "password", "session", "login_path", "path"),
            *("timeout", "concurrency", "rate", "windows", "tls", "headers", "verify"),
        }
    )

    system: Name = Field(description="Tên của hệ thống, duy nhất. / The system's name, unique.")
    adapter: str = Field(description="Bộ kết nối của hệ thống. / The adapter that speaks to it.")
    notifies: NotifiesSettings | None = Field(
        default=None,
        description="Hệ thống nhắn tin cho công dân khi nào. / When the system writes to citizens.",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class KindModels:
    """The keys one kind of system takes: in its own file, and in a link as its source, its target or a witness.

    A side it cannot be is None; ``system`` is None for a kind that has no file of its own (a paper register). The
    models of a link's sides leave out ``system``, which every side has, and a witness's leave out ``adapter`` and
    ``covers`` too. ``example`` is a short YAML text of a system of this kind, for the reference page.
    """

    name: str
    system: type[SystemSettings] | None
    source: type[Keys] | None = None
    target: type[Keys] | None = None
    witness: type[Keys] | None = None
    #: As a witness it names no system, although it has files of systems: its own keys say all.
    witness_alone: bool = False
    #: As a witness it is the book the desk signs: its day of return goes before any software's.
    paper_book: bool = False
    example: str = ""

    @property
    def names_system(self) -> bool:
        """Whether a witness of this kind names a configured system."""
        return self.system is not None and not self.witness_alone

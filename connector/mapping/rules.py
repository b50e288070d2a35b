"""The knobs of a field map: key ``map`` of a link. Whatever is wrong in it is an error at its own key."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo, field_validator

from connector.domain.dossier import ApplicantType, Channel, ReturnMethod
from connector.domain.status import Status
from connector.mapping.converters import DEFAULT_ZONE, ConvertName, ZoneName, converter
from connector.mapping.paths import JmesPath, check_path


class Rule(BaseModel):
    """Where a value stands in the raw row."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    path: JmesPath


def word_of(value: object) -> str:
    """A raw scalar as the word that ``values`` is asked for."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _word_key(value: object) -> object:
    return word_of(value) if isinstance(value, int) else value


#: A system's own word; YAML's unquoted whole numbers and truth values are words too.
Word = Annotated[str, BeforeValidator(_word_key)]


class TextRule(Rule):
    values: dict[Word, str] | None = None
    default: str | None = None


class TimeRule(Rule):
    convert: ConvertName = "iso"
    zone: ZoneName = DEFAULT_ZONE
    default: str | None = None

    @field_validator("default")
    @classmethod
    def _readable(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is not None and {"convert", "zone"} <= info.data.keys():
            converter(info.data["convert"], info.data["zone"])(value)
        return value


class StatusRule(Rule):
    values: dict[Word, Status] | None = None
    default: Status | None = None


class FlagRule(Rule):
    values: dict[Word, bool] | None = None
    default: bool | None = None


class ChannelRule(Rule):
    values: dict[Word, Channel] | None = None
    default: Channel | None = None


class ApplicantTypeRule(Rule):
    values: dict[Word, ApplicantType] | None = None
    default: ApplicantType | None = None


class ReturnMethodRule(Rule):
    values: dict[Word, ReturnMethod] | None = None
    default: ReturnMethod | None = None


_Rule = TypeVar("_Rule", bound=Rule)


def _from_path(value: object) -> object:
    """A bare JMESPath stands for a rule with nothing else; it is checked here, so that the error is at its key."""
    return {"path": check_path(value)} if isinstance(value, str) else value


def _or_path(rule: type) -> Callable[[Any], Any]:
    return BeforeValidator(_from_path, json_schema_input_type=str | rule)  # type: ignore[return-value]


TextField = Annotated[TextRule, _or_path(TextRule)]
TimeField = Annotated[TimeRule, _or_path(TimeRule)]
StatusField = Annotated[StatusRule, _or_path(StatusRule)]
FlagField = Annotated[FlagRule, _or_path(FlagRule)]


class Details(BaseModel):
    """What of each entry of a list is read: canonical detail field → rule."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class StepDetails(Details):
    at: TimeField
    status: StatusField | None = None
    officer: TextField | None = None
    title: TextField | None = None
    department: TextField | None = None
    content: TextField | None = None
    started_at: TimeField | None = None
    due_at: TimeField | None = None


class FeeDetails(Details):
    name: TextField | None = None
    code: TextField | None = None
    amount: TextField | None = None
    method: TextField | None = None
    kind: TextField | None = None
    paid: FlagField | None = None


class DocumentDetails(Details):
    name: TextField | None = None
    code: TextField | None = None
    file_id: TextField | None = None
    url: TextField | None = None
    digest: TextField | None = None
    digitised: FlagField | None = None


class SupplementDetails(Details):
    requested_at: TimeField | None = None
    received_at: TimeField | None = None
    requested_by: TextField | None = None
    content: TextField | None = None
    due_before: TimeField | None = None
    due_after: TimeField | None = None


class ListRule(Rule):
    """A list field: where the list stands, and how each of its entries is read."""

    each: Details


class StepsRule(ListRule):
    each: StepDetails


class FeesRule(ListRule):
    each: FeeDetails


class DocumentsRule(ListRule):
    each: DocumentDetails


class SupplementsRule(ListRule):
    each: SupplementDetails


class MapRules(BaseModel):
    """canonical field → rule. A field without a rule is never known from this source."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: TextField
    aliases: dict[str, TextField] = {}
    receipt_number: TextField | None = None
    procedure_code: TextField | None = None
    procedure_name: TextField | None = None
    sector_code: TextField | None = None
    sector_name: TextField | None = None
    agency_code: TextField | None = None
    agency_name: TextField | None = None
    applicant_name: TextField | None = None
    applicant_type: Annotated[ApplicantTypeRule, _or_path(ApplicantTypeRule)] | None = None
    applicant_id: TextField | None = None
    submitter_name: TextField | None = None
    submitter_id: TextField | None = None
    phone: TextField | None = None
    email: TextField | None = None
    address: TextField | None = None
    summary: TextField | None = None
    note: TextField | None = None
    channel: Annotated[ChannelRule, _or_path(ChannelRule)] | None = None
    status: StatusField | None = None
    status_label: TextField | None = None
    submitted_at: TimeField | None = None
    received_at: TimeField | None = None
    due_at: TimeField | None = None
    first_due_at: TimeField | None = None
    finished_at: TimeField | None = None
    returned_at: TimeField | None = None
    rejected_at: TimeField | None = None
    return_method: Annotated[ReturnMethodRule, _or_path(ReturnMethodRule)] | None = None
    officer: TextField | None = None
    department: TextField | None = None
    fees: FeesRule | None = None
    documents: DocumentsRule | None = None
    results: DocumentsRule | None = None
    supplements: SupplementsRule | None = None
    steps: StepsRule | None = None
    paid_online: FlagField | None = None
    digitised: FlagField | None = None
    receipt_signed: FlagField | None = None
    apologised: FlagField | None = None
    updated_at: TimeField | None = None

    @property
    def told(self) -> Mapping[str, Rule]:
        """canonical field → its rule, for every field that is read (aliases apart)."""
        return _rules_of(self)


def rules_of_details(details: Details) -> Mapping[str, Rule]:
    """detail field → its rule, for every detail that is read."""
    return _rules_of(details)


def _rules_of(model: BaseModel) -> Mapping[str, Rule]:
    return {name: rule for name, rule in model if isinstance(rule, Rule)}

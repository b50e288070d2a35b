"""A folder of configuration files, and two small kinds of systems to write into it."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest
from pydantic import AfterValidator, Field

from connector.domain.errors import ConfigurationError
from connector.settings.load import Settings, load
from connector.settings.model import Keys, KindModels, SystemSettings
from connector.settings.values import Duration, HomePath, Rate, Secret, UnusableError, Window


class BearerKeys(Keys):
    type: Literal["bearer"]
    token: Secret


class BasicKeys(Keys):
    type: Literal["basic"]
    username: str
    password: Secret


def _address(text: str) -> str:
    if not text.startswith("http"):
        raise UnusableError(f"không phải địa chỉ: {text}", f"not an address: {text}")
    return text


class WebSystem(SystemSettings):
    url: Annotated[str, AfterValidator(_address)]
    auth: Annotated[BearerKeys | BasicKeys, Field(discriminator="type")] | None = None
    timeout: Duration = timedelta(seconds=30)
    rate: Rate | None = None
    windows: tuple[Window, ...] = ()
    concurrency: int = Field(default=4, ge=1)
    headers: dict[str, str] = Field(default={})
    verify_steps: bool = True
    generation: Literal[2020, 2022] = 2022


class WebList(Keys):
    path: str
    params: dict[str, str] = Field(default={})


class FieldRule(Keys):
    path: str
    convert: str | None = None
    values: dict[str, str | int] = Field(default={})


class WebSource(Keys):
    listing: WebList = Field(alias="list")
    map: dict[str, str | FieldRule]


class BoxSystem(SystemSettings):
    username: str | None = None
    password: Secret | None = None
    folder: HomePath | None = None


class BoxTarget(Keys):
    drawer: str = "top"


class BookWitness(Keys):
    path: HomePath
    columns: dict[Literal["code", "received_at"], str] = Field(default={})


class WebWitness(Keys):
    ask: str = "all"


KINDS: Mapping[str, KindModels] = {
    "web": KindModels(
        name="web", system=WebSystem, source=WebSource, witness=WebWitness, example="system: a\nadapter: web\n"
    ),
    "box": KindModels(name="box", system=BoxSystem, target=BoxTarget),
    "register": KindModels(name="register", system=None, witness=BookWitness, paper_book=True),
}

MAIN = """\
agency: {code: "H13.22", name: "Cơ quan thử"}
store: sqlite:///var/connector.db
"""

WEB = """\
system: investment
adapter: web
url: ${INVESTMENT_URL}
auth: {type: bearer, token: "${INVESTMENT_TOKEN}"}
rate: 20/s
windows: ["22:00-23:30"]
"""

BOX = """\
system: onestop
adapter: box
password: ${ONESTOP_PASSWORD}
"""

LINK = """\
link: investment
source:
  system: investment
  list: {path: /dossiers, params: {page_size: "200"}}
  map:
    code: so_ho_so
    status: {path: trang_thai, values: {moi: 1}}
target: {system: onestop}
schedule: {sync: every 5m, reconcile: "30 1 * * *"}
policy:
  mode: push
"""

ENVIRON = {
    "INVESTMENT_URL": "https://dautu.example/api",
    "INVESTMENT_TOKEN": "canary-token-7f3a",
    "ONESTOP_PASSWORD": "canary-password-91c2",
}


class Folder:
    """``home/config`` with files that are right until a test changes one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.config = home / "config"
        (self.config / "systems").mkdir(parents=True)
        (self.config / "links").mkdir()
        self.environ = dict(ENVIRON)
        self.write("connector.yaml", MAIN)
        self.write("systems/investment.yaml", WEB)
        self.write("systems/onestop.yaml", BOX)
        self.write("links/investment.yaml", LINK)

    def write(self, name: str, text: str | bytes) -> None:
        content = text if isinstance(text, bytes) else text.encode()
        (self.config / name).write_bytes(content)

    def replace(self, name: str, old: str, new: str) -> None:
        text = (self.config / name).read_text(encoding="utf-8")
        assert old in text
        self.write(name, text.replace(old, new, 1))

    def load(self, **options: Any) -> Settings:
        return load(self.config / "connector.yaml", KINDS, self.environ, **options)

    def problems(self, **options: str) -> list[str]:
        """What a person is told, without the folder's own path."""
        with pytest.raises(ConfigurationError) as refused:
            self.load(**options)
        start = str(self.config).replace("\\", "/") + "/"
        return [problem.replace("\\", "/").removeprefix(start) for problem in refused.value.problems]


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "home")

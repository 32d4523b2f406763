"""docs/operations.md tells the settings as they are."""

import re

import pytest
from pydantic_settings import BaseSettings

from models.settings import PREFIX, CodecSettings, DeskSettings, ServiceSettings, StackSettings
from tests.deploy.running_stack import ROOT

ROW = re.compile(rf"\| `({PREFIX}[A-Z_]+)` \| (.+?) \| (.+?) \|")
PAGE = (ROOT / "docs" / "operations.md").read_text()


def rows() -> dict[str, tuple[str, str]]:
    return {name: (default, meaning) for name, default, meaning in ROW.findall(PAGE)}


def test_every_setting_is_told_and_no_other() -> None:
    told = set(rows())
    fields = {
        *ServiceSettings.model_fields,
        *StackSettings.model_fields,
        *DeskSettings.model_fields,
        *CodecSettings.model_fields,
    }
    assert told == {PREFIX + name.upper() for name in fields}


@pytest.mark.parametrize("settings", [ServiceSettings, StackSettings, DeskSettings, CodecSettings])
def test_meanings_and_defaults_are_those_of_the_code(settings: type[BaseSettings]) -> None:
    for name, field in settings.model_fields.items():
        default, meaning = rows()[PREFIX + name.upper()]
        assert meaning == field.description, name
        if field.default_factory is not None:
            assert default.endswith("of the embedded stack"), name
        elif field.default is None:
            assert default == "unset", name
        else:
            assert default == f"`{field.default}`", name


def test_targets_are_those_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    for target in re.findall(r"`make ([a-z]+)`", PAGE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target

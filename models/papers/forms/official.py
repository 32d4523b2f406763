"""The list of official forms, and the map of a form's fields that an operator makes."""

import tomllib
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from models.papers.forms.values import NAMES, UNCHECKED
from models.rulebook.elements import Appellant

_FILE = Path(__file__).parent / "official.toml"

TEXT = "text:"
"""Begins a text of the operator's own in a map."""

_LARGEST = 200_000
"""Bytes of a map."""


class MapError(ValueError):
    """A map that cannot be used; names the file and what is expected."""


class OfficialForm(BaseModel):
    """One form."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    papers: tuple[str, ...] = Field(description="The requests it goes with, by their ids.")
    appellants: tuple[Appellant, ...] = Field(
        default=(), description="Whoever's requests it goes with, whatever they are."
    )
    published: str = Field(description="Where its blank is published.")

    def goes_with(self, paper: str, appellant: Appellant) -> bool:
        """Whether it goes with somebody's request."""
        return paper in self.papers or appellant in self.appellants


class FormMap(BaseModel):
    """Which field of a blank is filled with what: made by an operator for a blank they have."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    edition: str = Field(default="", description="As the blank says, such as 01/25.")
    fields: dict[str, str] = Field(
        description="By the field's name in the PDF: the name of a value, `text:` and a text, or "
        "nothing."
    )
    checked: dict[str, str] = Field(
        default_factory=dict,
        description="By the name of a check box: the name of a value that has to be there.",
    )

    @property
    def unknown(self) -> tuple[str, ...]:
        """The names in it that are names of no value."""
        names = [*self.fields.values(), *self.checked.values()]
        return tuple(dict.fromkeys(one for one in names if one not in NAMES and not _is_text(one)))


@cache
def official_forms() -> tuple[OfficialForm, ...]:
    """All forms, in the order of the levels."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(OfficialForm.model_validate(one) for one in table["form"])


def read_map(file: Path) -> FormMap:
    """The map of a blank.

    Raises:
        MapError: It cannot be read, or names a value that there is not.
    """
    try:
        if file.stat().st_size > _LARGEST:
            message = f"{file.name}: is too large for a map"
            raise MapError(message)
        found = FormMap.model_validate(tomllib.loads(file.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        message = f"{file.name}: cannot be read: {why}"
        raise MapError(message) from None
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        message = f"{file.name}: {'.'.join(map(str, first['loc']))}: {first['msg']}"
        raise MapError(message) from None
    if found.unknown:
        message = f"{file.name}: {found.unknown[0]}: expected one of {', '.join(NAMES)}"
        raise MapError(message)
    return found


def skeleton(fields: dict[str, str]) -> str:
    """A map to begin with: each text field with the value whose name is the nearest, to be checked.

    Args:
        fields: Of the blank: the kind of each, by its name.
    """
    lines = ['edition = ""', "", "[fields]"]
    lines += [
        f'{_key(name)} = "{_nearest(name)}"' for name, kind in fields.items() if kind == "text"
    ]
    boxes = [name for name, kind in fields.items() if kind == "box"]
    if boxes:
        lines += ["", "[checked]", *(f'# {_key(name)} = "{UNCHECKED}"' for name in boxes)]
    return "\n".join(lines) + "\n"


def _key(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _nearest(name: str) -> str:
    """The value whose words the field's name has, or an empty text."""
    words = {word for word in name.lower().replace("_", " ").replace(".", " ").split() if word}
    best = max(NAMES, key=lambda one: len(words & set(one.split("_"))))
    return best if words & set(best.split("_")) else ""


def _is_text(value: str) -> bool:
    return not value or value.startswith(TEXT)

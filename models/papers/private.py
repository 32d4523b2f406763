"""What a paper needs and a case never holds: given for one paper, from a file of its owner."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from models.inputs.common_intake import ShortText

Block = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]
"""A few lines, such as an address."""


class PrivateDetails(BaseModel):
    """The file of `--private`: none of it is kept in a case, printed or logged."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    medicare_number: ShortText | None = Field(
        default=None, description="As on the card of Medicare."
    )
    member_number: ShortText | None = Field(default=None, description="As on the plan's card.")
    address: Block | None = Field(default=None, description="Postal address of the beneficiary.")
    representative_address: Block | None = Field(
        default=None, description="Postal address of the representative."
    )
    sender_address: Block | None = Field(
        default=None, description="Postal address of whoever sends it, where that is another."
    )
    sender_phone: ShortText | None = Field(
        default=None, description="Telephone number of a provider who sends it."
    )
    diagnosis: ShortText | None = Field(default=None, description="As the records have it.")
    plan: ShortText | None = Field(
        default=None, description="For a complaint that runs beside no appeal: the plan's name."
    )
    contract_number: ShortText | None = Field(
        default=None, description="For a complaint to CMS: the number of the plan's contract."
    )
    event: Block | None = Field(
        default=None, description="For a grievance or complaint: what happened, in a sentence."
    )
    remedy: Block | None = Field(
        default=None, description="For a grievance or complaint: what the plan should do."
    )
    authority: ShortText | None = Field(
        default=None, description="For a complaint by a representative: by what they may act."
    )
    copies: Block | None = Field(
        default=None, description="For a hearing in Original Medicare: the other parties."
    )
    quotes: dict[ShortText, Annotated[str, StringConstraints(max_length=2000)]] = Field(
        default_factory=dict,
        description="Words of the evidence that the paper quotes: by its id, or by its id, a slash "
        "and the element that they show.",
    )
    files: dict[ShortText, ShortText] = Field(
        default_factory=dict,
        description="By id of the evidence, or `notice`, `appointment`, or `letter` as you edited "
        "it: the file that a packet takes.",
    )

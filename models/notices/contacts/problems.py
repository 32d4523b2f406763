"""What is known of messages that do not get through, for whoever shows it."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from models.cases.people import Role


class DeliveryTrouble(BaseModel):
    """Reminders that do not get through, said loudly in the details."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: datetime
    about: str
    reminder: str
    note: str
    roles: tuple[Role, ...] = Field(
        default=(), description="Who has not been reached since; it ends when all are."
    )
    raised: bool = Field(default=False, description="Whether the operator was alerted to it.")


class ContactToMend(BaseModel):
    """A contact that a provider refused for good, and the last reminder that did not go there."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Role
    channel: str = Field(description="email or sms.")
    since: datetime
    about: str = Field(description="Id of the deadline or follow-up the reminder was about.")
    reminder: str
    matter: str = Field(description="Id of the follow-up that asks to mend it.")

"""Ids of cases: a number of one's own passes, a name or a Medicare number is refused in words."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.cases.ids import check_id
from models.cases.kinds import CaseKind, child_id
from models.digest import digest_id
from models.inputs.validation import Refusal
from models.look_again import WORKFLOW_ID


@pytest.mark.parametrize(
    "fine",
    ["AC-2026-0042", "AC-1", "7", "GR-2026-0007", "ac.2026.42", "AC-left-alone.cms-complaint.1"],
)
def test_a_number_of_ones_own_passes(fine: str) -> None:
    check_id(fine)
    check_id(child_id(fine, CaseKind.RECORDS_TRANSFER, 12))


@given(st.uuids())
def test_what_the_form_makes_up_passes(made_up: UUID) -> None:
    check_id(str(made_up))


@pytest.mark.parametrize(
    "typed",
    ["Ana Perez knee", "AC 42", "", "-AC", "AC/42", "Añez", "AC_42", "AC-42\n", "AC-" + "9" * 300],
)
def test_what_may_hold_a_name_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="letters, digits, dots and dashes") as refused:
        check_id(typed)
    assert not typed.strip() or typed not in refused.value.message


@pytest.mark.parametrize(
    "typed",
    ["digest", digest_id("cm-1"), "Digest.7", "template.appeal", "template", WORKFLOW_ID],
)
def test_what_the_service_runs_itself_is_no_case(typed: str) -> None:
    with pytest.raises(Refusal, match="the service's own"):
        check_id(typed)


@pytest.mark.parametrize("near", ["digest-7", "AC-1.digest.7", "templates.7"])
def test_a_number_that_only_looks_so_passes(near: str) -> None:
    check_id(near)


# CMS's own example of a Medicare number.
@pytest.mark.parametrize(
    "typed", ["1EG4TE5MK73", "1eg4-te5-mk73", "AC-1EG4-TE5-MK73", "AC-2026.1EG4TE5MK73.2"]
)
def test_a_medicare_number_is_refused(typed: str) -> None:
    with pytest.raises(Refusal, match="Medicare number") as refused:
        check_id(typed)
    assert typed not in refused.value.message


@pytest.mark.parametrize("typed", ["123-45-6789", "AC-123-45-6789", "AC-123.45.6789A.records.1"])
def test_a_social_security_number_is_refused(typed: str) -> None:
    """With a letter at its end it was the Medicare number until 2018."""
    with pytest.raises(Refusal, match="Social Security number") as refused:
        check_id(typed)
    assert typed not in refused.value.message


@pytest.mark.parametrize("near", ["AC-2026-11-0042", "AC-1234-45-6789", "AC-123-45-67890"])
def test_other_groups_of_digits_pass(near: str) -> None:
    check_id(near)


@pytest.mark.parametrize("near", ["1SG4TE5MK73", "0EG4TE5MK73", "1EG4TE5MK7", "1EG4TE5MK734"])
def test_what_only_looks_similar_passes(near: str) -> None:
    check_id(near)

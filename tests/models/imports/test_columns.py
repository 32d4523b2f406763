import pytest

from models.imports.cases_found import ImportRefusedError
from models.imports.columns import columns_of
from models.imports.csv_file import read_csv
from models.imports.fields import defaults_of, unknown_path
from models.imports.headers import HEADERS, plain
from models.imports.table import table_of
from models.inputs.appeal_intake import Intake
from tests.models.imports.lists import HEADERS as HEADER
from tests.models.imports.lists import read


def taken(headers: str, **options: dict[str, str] | list[str]) -> dict[str, str]:
    """The field of each header."""
    table = table_of(read_csv(f"{headers}\n{','.join('1' * (headers.count(',') + 1))}".encode()))
    named, left_out = options.get("named", {}), options.get("left_out", [])
    assert isinstance(named, dict)
    found = columns_of(table, named=named, left_out=list(left_out), has_pattern=False)
    return {table.headers[one.index]: one.field for one in found}


def reasons(headers: str, **options: dict[str, str] | list[str]) -> list[str]:
    with pytest.raises(ImportRefusedError) as refused:
        taken(headers, **options)
    return list(refused.value.reasons)


def test_headers_by_their_usual_names() -> None:
    assert taken("Case #,LOB,Denial Dt.,Payer,Amt,DOS,Claim No.,CPT,Item or Service") == {
        "Case #": "id",
        "LOB": "program",
        "Denial Dt.": "notice_date",
        "Payer": "plan",
        "Amt": "amount_in_controversy",
        "DOS": "service_dates",
        "Claim No.": "claim_numbers",
        "CPT": "items",
        "Item or Service": "service",
    }


def test_every_name_is_that_of_one_field_of_the_intake() -> None:
    fields: dict[str, set[str]] = {}
    for column in HEADERS.columns:
        for name in column.names:
            fields.setdefault(plain(name), set()).add(column.field)
    assert {name: said for name, said in fields.items() if len(said) > 1} == {}
    for one in HEADERS.columns:
        assert one.field == "id" or unknown_path(one.field) is None
    for other in (*HEADERS.refused, *HEADERS.unsure):
        # What is refused by its own name is not also taken.
        assert not [name for name in other.names if HEADERS.find(name) is not None]
    assert set(HEADERS.values) <= {one.field for one in HEADERS.columns}


@pytest.mark.parametrize(
    ("header", "reason"),
    [
        ("DOB", "dates of birth"),
        ("Patient Date of Birth", "dates of birth"),
        ("MBI", "Medicare numbers"),
        ("Medicare #", "Medicare numbers"),
        ("Member ID", "numbers of members"),
        ("memberId", "numbers of members"),
        ("SSN", "Social Security"),
        ("Street Address", "postal addresses"),
        ("ZIP", "postal addresses"),
        ("Dx", "diagnoses"),
        ("ICD-10", "diagnoses"),
    ],
)
def test_what_never_goes_into_a_case_is_refused_with_the_reason(header: str, reason: str) -> None:
    (said,) = reasons(f"{HEADER},{header}")
    assert said.startswith(f"column E ({header}): {reason}")
    assert said.endswith(f"leave it out with --ignore '{header}'")
    assert header not in taken(f"{HEADER},{header}", left_out=[header])


def test_what_may_mean_several_things_is_asked() -> None:
    (said,) = reasons(f"{HEADER},Date Received")
    assert "say --column 'Date Received=received.on'" in said
    assert taken(f"{HEADER},Date Received", named={"Date Received": "received.on"})[
        "Date Received"
    ] == ("received.on")


def test_an_unknown_header_is_named_with_what_may_be_meant() -> None:
    assert reasons(f"{HEADER},Denail Reason,Color") == [
        "column E (Denail Reason): is not known; did you mean denial_reason? say --column "
        "'Denail Reason=denial_reason', or leave it out with --ignore 'Denail Reason'",
        "column F (Color): is not known; say --column 'Color=FIELD', or leave it out with "
        "--ignore 'Color'",
    ]


@pytest.mark.parametrize("header", ["jane@doe.example", "José Núñez", "x" * 80, "1950-01-01"])
def test_a_header_that_reads_like_a_value_is_not_repeated(header: str) -> None:
    assert header not in "\n".join(reasons(f"{HEADER},{header}"))


def test_doubles_missing_ids_and_options_that_name_nothing() -> None:
    assert reasons(f"{HEADER},Notice Date") == [
        "column C (Denial Date) and column E (Notice Date) both say notice_date; leave one out "
        "with --ignore"
    ]
    assert reasons("Program,Denial Date")[0].startswith("has no column with the id of each case")
    assert reasons(HEADER, left_out=["Colour"]) == ["--ignore: the list has no such column"]
    named = {"Service": "servce"}
    assert reasons(HEADER, named=named) == [
        "--column: servce is not a field of an intake; did you mean service?"
    ]


def test_defaults_are_fields_of_an_intake() -> None:
    assert defaults_of(["program=part_c", "case_manager.email=a@b.example"]) == {
        "program": "part_c",
        "case_manager": {"email": "a@b.example"},
    }
    with pytest.raises(ImportRefusedError) as refused:
        defaults_of(["case_manager.emial=x", "plann=y", "nothing"])
    assert refused.value.reasons == (
        "--set: what it names is not a field of case_manager; did you mean case_manager.email?",
        "--set: plann is not a field of an intake; did you mean plan?",
        "--set: expected FIELD=VALUE, such as case_manager.email=me@legalaid.example",
    )


def test_every_column_is_read_into_an_intake_that_is_taken() -> None:
    text = (
        "Case ID,Program,Denial Date,Service,Payer,Provider,From DOS,To DOS,CPT,Claim #,"
        "Denial Reason,LCD,Amt,Level,Request Type,Priority,Appellant,State,Time Zone,Notice "
        "Received,Patient,Language,Physician,Physician Fax,Plan Case #,Auth #\n"
        'AC-1,Medicare Advantage,11/20/2026,MRI,Acme,Clinic,10/1/2026,10/2/2026,"72148; 72149",77,'
        'Not needed,L33642,"$1,200",Organization Determination,pre-service,Urgent,physician,FL,'
        "America/Chicago,11/22/2026,Jane,Spanish,Dr. Lee,305-555-0100,H1,A1\n"
    )
    (case,) = read(text).cases
    assert case.problems == ()
    intake = Intake.model_validate({**case.content, "program": "part_c"})
    assert intake.items == ("72148", "72149")
    assert intake.speed == "expedited"
    assert intake.level == "organization_determination"
    assert intake.received is not None
    assert intake.references == {"plan case": "H1", "authorization": "A1"}
    assert intake.beneficiary is not None
    assert intake.beneficiary.language == "es"
    (days,) = intake.service_dates
    assert (str(days.starts_on), str(days.ends_on)) == ("2026-10-01", "2026-10-02")

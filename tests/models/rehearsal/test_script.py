"""Scripts: the word TODAY, and mistakes by the line they stand in."""

import json
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.rehearsal.script import ScriptedReport, ScriptError, read_script

LAID_OUT = """[
  {"after_days": 20, "update": "file_appeal", "content": {"filed_on": "TODAY"}},
  {
    "after_days": 33,
    "update": "record_decision",
    "content": {
      "outcome": "favorable",
      "notice_date":
        "TODAY"
    }
  }
]
"""


def test_today_stands_for_the_day_however_deep() -> None:
    content = {"on": "TODAY", "received": {"on": "TODAY+1", "evidence": "TODAY's post"}, "all": [1]}
    event = ScriptedReport(update="record_receipt", content=content)
    assert event.content_on(date(2028, 2, 29)) == {
        "on": "2028-02-29",
        "received": {"on": "2028-03-01", "evidence": "TODAY's post"},
        "all": [1],
    }
    earlier = ScriptedReport(update="record_receipt", content={"on": "TODAY-60"})
    assert earlier.content_on(date(2028, 2, 29)) == {"on": "2027-12-31"}


def test_a_refusal_names_the_line_of_its_field() -> None:
    script = read_script(LAID_OUT)
    assert script.explained(0, "filed_on: is in the future") == "line 2: filed_on: is in the future"
    assert script.explained(1, "outcome: expected x\nnotice_date: expected y") == (
        "line 7: outcome: expected x\nline 8: notice_date: expected y"
    )
    # What is about no field is about the report.
    assert (
        script.explained(1, "There is nothing to decide.") == "line 6: There is nothing to decide."
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[\n  {"update": "close",}\n]', "line 2: is not valid JSON"),
        ("{}", "line 1: expected a list"),
        ("", "line 1: is not valid JSON"),
        (f"[{'9' * 5000}]", "line 1: expected a list"),
        ("[" * 100_000, "line 1: expected a list"),
        ("[" * 700 + "]" * 700, "line 1: expected a list"),
        (LAID_OUT.replace("33", '"soon"'), "line 4: after_days: expected a valid number"),
        (LAID_OUT.replace("33", "-1"), "line 4: after_days: expected greater than or equal to 0"),
        (LAID_OUT.replace("file_appeal", "file an appeal"), "line 2: update: expected the name"),
        (LAID_OUT.replace('"after_days": 33', '"after": 33'), "line 4: after: is not a field"),
        (LAID_OUT.replace('    "update": "record_decision",\n', ""), "line 3: update: is required"),
        ("[\n\n1]", "line 3: expected a JSON object"),
        ('[\n\t{"update":\t1}]', "line 2: update: expected a valid string"),
    ],
)
def test_mistakes_name_their_line(text: str, message: str) -> None:
    with pytest.raises(ScriptError) as refused:
        read_script(text)
    assert str(refused.value).startswith(message)
    assert "soon" not in str(refused.value)


JSON = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_whatever_is_typed_is_answered(value: object) -> None:
    with pytest.raises(ScriptError) as refused:
        read_script(json.dumps([value], ensure_ascii=False))
    assert str(refused.value).strip()

"""An operator's templates: used where they are in order, refused with file and line where not."""

from pathlib import Path
from shutil import copytree

import pytest

from activities.messages.template_check import check_templates
from activities.messages.wording import TEMPLATES
from activities.messages.writing import MessageError, Messages, template_loader
from models.cases.language import Language
from tests.activities.samples import make_order, recipient


def put(folder: Path, name: str, text: str) -> None:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def test_the_templates_that_ship_pass_their_own_check() -> None:
    folder = TEMPLATES.parent / "templates"
    problems = check_templates(folder)
    # Words are no templates: only their names are refused.
    assert all(".toml: expected the name of a template" in line for line in problems)


def test_copies_of_all_pages_pass(tmp_path: Path) -> None:
    copytree(TEMPLATES, tmp_path / "mine", ignore=lambda _folder, names: _words(names))
    assert check_templates(tmp_path / "mine") == []


def _words(names: list[str]) -> list[str]:
    return [name for name in names if name.endswith(".toml")]


OURS = """{% extends "frame.html" %}
{% block subject %}{{ case }}: {{ matter }}, says the clinic{% endblock %}
{% block sms %}
AppealClock {{ case_id }}: {{ by_short }}
{% endblock %}
{% block headline %}The clinic says: {{ matter }}{% endblock %}
{% block action %}{{ action|code }}{% endblock %}
"""


def test_a_template_of_ones_own_takes_the_place_of_the_one_that_ships(tmp_path: Path) -> None:
    put(tmp_path, "en/opened.html", OURS.replace("{{ matter }}", "{{ title }}"))
    put(tmp_path, "en/deadline.html", OURS.replace("matter", "title").replace("by_short", "case"))
    assert check_templates(tmp_path) == [
        # Not every message is about a deadline.
        "template en/opened.html, line 4: UndefinedError: 'by_short' is undefined"
    ]
    put(tmp_path, "en/opened.html", OURS.replace("matter", "title").replace("by_short", "case"))
    assert check_templates(tmp_path) == []
    messages = Messages("http://ui", "default", loader=template_loader(tmp_path))
    order = make_order()
    written = messages.write(order, order.recipients[0])
    assert written.subject.endswith("file the request for Plan reconsideration, says the clinic")
    assert "The clinic says" in written.text
    spanish = make_order(recipient(language=Language.SPANISH))
    assert "clinic" not in messages.write(spanish, spanish.recipients[0]).html


def test_a_template_of_ones_own_is_judged_as_it_is_used(tmp_path: Path) -> None:
    put(tmp_path, "en/opened.html", OURS.replace("{{ matter }}", "{{ title.__class__ }}"))
    (line,) = check_templates(tmp_path)
    assert line.startswith("template en/opened.html, line 6: SecurityError")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("en/deadlines.html", OURS, "en/deadlines.html: expected the name of a template"),
        ("fr/deadline.html", OURS, "fr/deadline.html: expected the name of a template"),
        ("en/words.toml", "", "en/words.toml: expected the name of a template"),
        (
            "en/missed.html",
            "{% extends 'frame.html' %}\n\n{% block subject %}",
            "en/missed.html, line 3: Unexpected end of template.",
        ),
        (
            "es/missed.html",
            OURS.replace("{{ action|code }}", "\n{{ order.reason }}"),
            "template es/missed.html, line 8: UndefinedError: 'models.notices.messages.order",
        ),
        (
            "es/closed.html",
            '{% extends "frame.html" %}\n{% block subject %}x{% endblock %}\n',
            "TemplateRuntimeError: Required block 'headline' not found",
        ),
        (
            "en/closed.html",
            '{% extends "frame.html" %}{% block subject %}x{% endblock %}\n'
            "{% block headline %}x{% endblock %}{% block action %}x{% endblock %}",
            "template en/closed.html: KeyError: 'sms'",
        ),
        (
            "en/missed.html",
            OURS.replace("AppealClock {{ case_id }}: {{ by_short }}\n", "").replace(
                "matter", "title"
            ),
            "template en/missed.html: ValueError",
        ),
        ("frame.html", "<p>\n{{ 1 / 0 }}", "template frame.html, line 2: ZeroDivisionError"),
        (
            "frame.html",
            "{{ case.__class__.__mro__ }}{% block subject %}{% endblock %}",
            "SecurityError: access to attribute '__class__' of 'str' object is unsafe.",
        ),
        ("en/digest.html", "{{ nothing }}", "template en/digest.html, line 1: UndefinedError"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, name: str, text: str, said: str) -> None:
    put(tmp_path, name, text)
    problems = check_templates(tmp_path)
    assert any(said in line for line in problems), problems
    assert not any(str(tmp_path) in line for line in problems)


@pytest.mark.parametrize("when", ["also", "not also"])
def test_a_fault_in_what_goes_with_another_message_is_found(tmp_path: Path, when: str) -> None:
    fault = f"{{% if {when} %}}{{{{ nowhere }}}}{{% endif %}}"
    template = OURS.replace("matter", "title").replace("by_short", "case")
    put(tmp_path, "en/opened.html", template.replace("{{ action|code }}", fault))
    assert check_templates(tmp_path) == [
        "template en/opened.html, line 7: UndefinedError: 'nowhere' is undefined"
    ]


def test_a_directory_that_is_not_there(tmp_path: Path) -> None:
    assert check_templates(tmp_path / "nowhere") == ["there is no such directory"]


def test_a_fault_met_with_a_real_case_names_no_value_of_it(tmp_path: Path) -> None:
    put(tmp_path, "en/deadline.html", OURS.replace("{{ matter }}", "{{ order.service + 1 }}"))
    messages = Messages("http://ui", "default", loader=template_loader(tmp_path))
    order = make_order(service="KNEE-MARKER")
    with pytest.raises(MessageError) as caught:
        messages.write(order, order.recipients[0])
    assert str(caught.value) == "template en/deadline.html, line 6: TypeError"
    assert caught.value.__suppress_context__

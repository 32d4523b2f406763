"""Templates are compiled once for all environments of a kind, and anew where a file changed."""

from pathlib import Path

import pytest
from jinja2 import Environment
from jinja2.exceptions import SecurityError
from jinja2.sandbox import unsafe

from activities.messages import writing
from activities.messages.writing import template_environment, template_loader


def environments(folder: Path) -> tuple[Environment, Environment]:
    """For HTML and for plain text, as each `Messages` makes them."""
    loader = template_loader(folder)
    html, plain = (template_environment(loader, autoescape=escapes) for escapes in (True, False))
    return html, plain


def test_each_kind_of_environment_has_its_own(tmp_path: Path) -> None:
    (tmp_path / "one.html").write_text('{{ "<" ~ name }}')
    for _ in range(2):
        html, plain = environments(tmp_path)
        assert html.get_template("one.html").render(name="&") == "&lt;&amp;"
        assert plain.get_template("one.html").render(name="&") == "<&"


def test_a_file_that_changes_is_compiled_anew(tmp_path: Path) -> None:
    file = tmp_path / "one.html"
    for words in ("before", "afterwards"):
        file.write_text(words)
        html, _ = environments(tmp_path)
        assert html.get_template("one.html").render() == words


def test_what_ships_runs_in_the_sandbox_among_an_operators(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "TEMPLATES", tmp_path)
    (tmp_path / "one.html").write_text("{{ called() }}")
    called = unsafe(lambda: "called")
    ours = template_environment(template_loader(), autoescape=True)
    assert ours.get_template("one.html").render(called=called) == "called"
    # The same file, which was just compiled to run without the sandbox.
    html, _ = environments(tmp_path / "operator")
    with pytest.raises(SecurityError):
        html.get_template("one.html").render(called=called)


def test_none_is_compiled_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "one.html").write_text("once")
    for environment in environments(tmp_path):
        environment.get_template("one.html")
    monkeypatch.delattr(Environment, "compile")
    for environment in environments(tmp_path):
        assert environment.get_template("one.html").render() == "once"

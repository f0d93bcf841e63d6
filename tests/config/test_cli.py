"""The console command: what it says when all goes well, and the one line when it does not."""

import argparse

import pytest
from django.core.exceptions import ImproperlyConfigured

from hygie.config import cli
from hygie.core.commands import Command, CommandError


def _failing(error):
    def run():
        raise error

    return run


def test_help_lists_the_commands_of_every_floor(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["--help"])
    assert ended.value.code == 0
    said = capsys.readouterr().out
    assert all(name in said for name in ("serve", "worker", "migrate", "verify", "demo"))


@pytest.mark.parametrize(
    "arguments", [["unknown"], [], ["serve", "--port", "http"], ["serve", "--port", "70000"], ["migrate", "--never"]]
)
def test_a_wrong_command_line_is_answered_in_one_line(capsys, arguments):
    with pytest.raises(SystemExit) as ended:
        cli.main(arguments)
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("hygie")
    assert "--help" in line


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (CommandError("The file is damaged."), "hygie: The file is damaged."),
        (ImproperlyConfigured("HYGIE_HOSTS is empty."), "hygie: HYGIE_HOSTS is empty."),
        (CommandError("Two\n  lines."), "hygie: Two lines."),
        (FileNotFoundError(2, "No such file or directory", "a.csv"), "hygie: a.csv: No such file or directory"),
        (
            ZeroDivisionError("division by zero"),
            "hygie: ZeroDivisionError: division by zero (HYGIE_DEBUG=1 shows where)",
        ),
    ],
)
def test_an_error_is_one_line_without_traceback(capsys, monkeypatch, error, line):
    monkeypatch.delenv("HYGIE_DEBUG", raising=False)
    assert cli.guarded(_failing(error)) == 1
    assert capsys.readouterr() == ("", line + "\n")


def test_the_traceback_is_there_for_who_asks(capsys, monkeypatch):
    monkeypatch.setenv("HYGIE_DEBUG", "1")
    assert cli.guarded(_failing(CommandError("The file is damaged."))) == 1
    assert "Traceback" in capsys.readouterr().err


def test_ctrl_c_is_no_error_but_is_no_success(capsys):
    assert cli.guarded(_failing(KeyboardInterrupt())) == 130
    assert capsys.readouterr().err == ""


def test_the_exit_code_is_the_commands_own():
    assert cli.guarded(lambda: 3) == 3


@pytest.mark.parametrize(
    ("locale", "language"), [("fr_FR.UTF-8", "fr"), ("C.UTF-8", "en"), ("", "en"), ("de_DE", "en")]
)
def test_the_terminal_says_the_language(monkeypatch, locale, language):
    for name in ("LC_ALL", "LC_MESSAGES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert cli._terminal_language() == language


def test_every_command_can_say_what_it_takes():
    for command in cli._commands():
        assert isinstance(command, Command)
        assert command.help
        command.add_arguments(argparse.ArgumentParser())

"""`hygie extract-report`: alone on a hospital's machine, and never over its report."""

import json
import stat
import subprocess
import sys

import pytest

from hygie.audits import extract
from hygie.audits.formats.extract import Extract
from hygie.config import cli

from .formats.reports import as_lines, finding, read


@pytest.fixture
def report(tmp_path, monkeypatch):
    monkeypatch.setenv("HYGIE_EXTRACT_KEY", str(tmp_path / "keys" / "extract.key"))
    place = tmp_path / "scan.json"
    place.write_bytes(as_lines(finding(), finding(**{"template-id": "other"})))
    return place


def mode(place):
    return stat.S_IMODE(place.stat().st_mode)


def test_it_writes_a_private_extract_beside_the_report(report, capsys):
    assert cli.main(["extract-report", str(report)]) == 0
    made = report.with_name("scan.json.hygie.jsonl")
    found = read(Extract(), made.read_bytes())
    assert [each.title for each in found] == ["", ""]
    assert b"panel" not in made.read_bytes()
    assert mode(made) == 0o600
    assert "2 findings" in capsys.readouterr().out


def test_the_key_is_made_once_and_kept_private(report, capsys):
    extract.main([str(report)])
    assert "without it the next extract cannot be compared" in capsys.readouterr().err
    key = report.parent / "keys" / "extract.key"
    assert mode(key) == 0o600
    first = report.with_name("scan.json.hygie.jsonl").read_bytes()
    extract.main([str(report), "--output", str(report.with_name("again"))])
    assert capsys.readouterr().err == ""
    assert report.with_name("again").read_bytes() == first


def test_another_key_gives_another_extract(report):
    extract.main([str(report)])
    first = report.with_name("scan.json.hygie.jsonl").read_bytes()
    extract.main([str(report), "--key", str(report.with_name("other.key"))])
    assert first != report.with_name("scan.json.hygie.jsonl").read_bytes()


def test_the_legend_is_written_only_when_asked_for(report):
    extract.main([str(report)])
    assert {each.name for each in report.parent.iterdir()} == {"scan.json", "scan.json.hygie.jsonl", "keys"}
    legend = report.with_name("legend.csv")
    extract.main([str(report), "--legend", str(legend)])
    assert mode(legend) == 0o600
    _header, line, _other = legend.read_text("utf-8-sig").splitlines()
    identity = json.loads(report.with_name("scan.json.hygie.jsonl").read_bytes().splitlines()[1])["identity"]
    assert line.startswith(identity)
    assert line.endswith(";panel.hopital.example;open-panel;Open panel")


def test_no_cell_of_the_legend_is_a_formula(report):
    report.write_bytes(as_lines(finding(info={"name": "=cmd|'/c calc'!A1"})))
    legend = report.with_name("legend.csv")
    extract.main([str(report), "--legend", str(legend)])
    assert ";'=cmd" in legend.read_text("utf-8-sig")


def test_references_leave_when_asked_for(report):
    extract.main([str(report), "--with-references"])
    found = read(Extract(), report.with_name("scan.json.hygie.jsonl").read_bytes())
    assert (found[0].rule, found[0].cves) == ("open-panel", ("CVE-2024-11111",))


@pytest.mark.parametrize("option", ["--output", "--legend"])
def test_the_report_is_never_written_over(report, option, capsys):
    before = report.read_bytes()
    assert extract.main([str(report), option, str(report)]) == 1
    assert report.read_bytes() == before
    assert "choose another file" in capsys.readouterr().err


def test_an_extract_and_its_legend_are_two_files(report):
    assert extract.main([str(report), "--output", str(report) + "x", "--legend", str(report) + "x"]) == 1


@pytest.mark.parametrize("content", [b"nothing known", as_lines(finding())[:-9], b"", b"%PDF-1.4"])
def test_a_report_that_cannot_be_read_leaves_nothing_behind(report, content, capsys):
    report.write_bytes(content)
    earlier = report.with_name("scan.json.hygie.jsonl")
    earlier.write_text("earlier")
    assert extract.main([str(report)]) == 1
    assert earlier.read_text() == "earlier"
    assert {each.name for each in report.parent.iterdir()} <= {"scan.json", "scan.json.hygie.jsonl", "keys"}
    assert len(capsys.readouterr().err.splitlines()[-1:]) == 1


def test_the_format_may_be_named(report, capsys):
    report.write_bytes(b"")
    assert extract.main([str(report), "--format", "nuclei"]) == 0
    assert extract.main([str(report), "--format", "sarif"]) == 1


def test_an_extract_is_not_extracted_again(report, capsys):
    extract.main([str(report)])
    assert extract.main([str(report.with_name("scan.json.hygie.jsonl"))]) == 1
    assert "already" in capsys.readouterr().err


def test_what_was_left_out_is_told(report, capsys):
    report.write_bytes(as_lines(finding(), {"a": 1}))
    assert extract.main([str(report)]) == 0
    assert "1 entries were left out; the first, line 2: The finding names no template." in capsys.readouterr().err


def test_a_missing_file_and_a_short_key_are_told_in_one_line(report, capsys):
    assert extract.main(["/nowhere/scan.json"]) == 1
    key = report.with_name("short.key")
    key.write_text("short")
    assert extract.main([str(report), "--key", str(key)]) == 1
    said = capsys.readouterr().err
    assert "/nowhere/scan.json: No such file or directory" in said
    assert "at least" in said
    assert "Traceback" not in said


def test_a_wrong_command_line_is_answered_in_one_line(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["extract-report"])
    assert ended.value.code == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("hygie extract-report: ")


def test_it_runs_alone_without_django_settings_or_database(report):
    """Also proves the contract of the package: of Hygie, it imports itself and the walker of JSON."""
    words = [str(report), "--output", str(report.with_name("out"))]
    code = (
        "import sys\n"
        "sys.modules['django'] = None\n"
        "from hygie.audits import extract\n"
        f"assert extract.main({words!r}) == 0\n"
        "print(*sorted(name for name in sys.modules if name.startswith('hygie.')\n"
        "              and not name.startswith('hygie.audits')))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "hygie.core hygie.core.json_stream"


def test_the_console_command_needs_no_settings_either(report):
    code = f"import sys; from hygie.config import cli; sys.exit(cli.main(['extract-report', {str(report)!r}]))"
    environment = {"DJANGO_SETTINGS_MODULE": "nowhere", "HYGIE_EXTRACT_KEY": str(report.with_name("k"))}
    assert subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode == 0

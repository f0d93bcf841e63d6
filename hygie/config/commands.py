"""The commands of this floor: serve, web, worker, migrate, extract-report, static."""

from argparse import ArgumentParser, ArgumentTypeError, Namespace

from django.conf import settings
from django.core.management import call_command

from hygie.audits import extract
from hygie.config import serve, web, worker
from hygie.core.commands import Command


def _port(value: str) -> int:
    if not value.isdigit() or not 1 <= int(value) <= 65535:
        raise ArgumentTypeError(f"{value!r} is not a port between 1 and 65535")
    return int(value)


def _several(value: str) -> int:
    if not value.isdigit() or not 1 <= int(value) <= 64:
        raise ArgumentTypeError(f"{value!r} is not a number between 1 and 64")
    return int(value)


def _address_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (default: %(default)s)")
    parser.add_argument("--port", type=_port, default=8000, help="port to listen on (default: %(default)s)")
    parser.add_argument("--workers", type=_several, default=1, help="web processes (default: %(default)s)")
    parser.add_argument("--threads", type=_several, default=8, help="threads of each (default: %(default)s)")


def _migrate_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--quiet", action="store_true", help="write nothing when all goes well")


def _serve(options: Namespace) -> int:
    return serve.serve(serve.Address(options.host, options.port), workers=options.workers, threads=options.threads)


def _web(options: Namespace) -> int:
    return web.run(options.host, options.port, workers=options.workers, threads=options.threads)


def _worker(options: Namespace) -> int:
    return worker.run()


def _migrate(options: Namespace) -> int:
    """Bring the database up to date, as the owner of the tables where one is named apart."""
    database = "owner" if "owner" in settings.DATABASES else "default"
    call_command("migrate", database=database, interactive=False, verbosity=0 if options.quiet else 1)
    return 0


def _static(options: Namespace) -> int:
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    return 0


COMMANDS = (
    Command("serve", "serve the platform, pages and background jobs, until Ctrl-C", _serve, _address_arguments),
    Command("web", "serve the pages only (one of several nodes)", _web, _address_arguments),
    Command("worker", "run background jobs only (one of several workers)", _worker),
    Command("migrate", "create the database or bring it up to date", _migrate, _migrate_arguments),
    Command("extract-report", extract.DESCRIPTION, extract.run, extract.add_arguments),
    Command("static", "gather the public files for production", _static),
)

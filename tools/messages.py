"""Gather the strings to translate into `hygie/locale`: `make messages`. Needs gettext's programs."""

import os
import sys

import django
from django.core.management import call_command
from django.core.management.commands import makemessages

LANGUAGES = ["fr"]
"""English is the language of the strings themselves."""


class Gather(makemessages.Command):
    """Django's own command, without guesses: a changed string is untranslated, not fuzzily translated."""

    msgmerge_options = ["-q", "--backup=none", "--update", "--no-fuzzy-matching"]


def gather() -> None:
    """Write the catalogues of the tree whose `hygie` is imported, from the current folder."""
    call_command(Gather(), locale=LANGUAGES, add_location="file", no_wrap=True, no_obsolete=False, verbosity=0)


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings.test")
    django.setup()
    gather()
    return 0


if __name__ == "__main__":
    sys.exit(main())

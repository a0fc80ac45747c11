#!/usr/bin/env python3
"""Django's command line: `python3 manage.py help`."""

import os
import sys
from importlib import import_module

from django.core.management import execute_from_command_line

from bank.environment import EnvironmentProblems


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bank.settings")
    try:
        import_module(os.environ["DJANGO_SETTINGS_MODULE"])
    except EnvironmentProblems as problems:
        print(problems, file=sys.stderr)
        sys.exit(2)
    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()

"""Commands of `flask --app ledger`."""

import click


@click.command("migrate")
def migrate():
    """Bring the schema up to date. Safe to repeat, and safe to run on two hosts at once."""
    # Not at the top: `python3 -m ledger.migrate` imports this package first, and must not find itself there.
    from .migrate import main

    main()

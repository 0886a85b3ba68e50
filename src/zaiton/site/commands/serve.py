"""zaiton serve: check everything once, then serve until told to stop."""

import click

from zaiton.base.text import gettext_noop
from zaiton.site import speech


@click.command(help=gettext_noop("Serve the site (address and port by ZAITON_HOST and PORT)."))
def serve() -> None:
    """Refuses with one line when the site could not work."""
    speech.prepare()
    from waitress import serve as run

    from zaiton.site.wsgi import application

    run(application, host="127.0.0.1", port=8000)

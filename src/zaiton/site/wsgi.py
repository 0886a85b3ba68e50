"""The WSGI application. The server of ``zaiton serve`` and any other WSGI server load it from here."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "zaiton.site.settings")
application = get_wsgi_application()

"""The pages, for any ASGI server."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hygie.config.settings.dev")

application = get_asgi_application()

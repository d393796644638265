"""The WSGI application that the server loads."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "izote.config.settings")

from django.core.wsgi import get_wsgi_application

from izote.config.safety import refuse_powerful_role

application = get_wsgi_application()
refuse_powerful_role()

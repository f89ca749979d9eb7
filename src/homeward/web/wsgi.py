"""What the server loads. The folder of the operation comes from the environment (`settings.py`)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "homeward.web.settings")
application = get_wsgi_application()

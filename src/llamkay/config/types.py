"""The settings as mypy reads them: the models of the house are known to it, and no database is started.

The address leads nowhere; nothing connects to it.
"""

import os

os.environ.setdefault("DATABASE_URL", "postgresql://nobody@localhost/types")
os.environ.setdefault("LLAMKAY_SECRET_KEY", "read by nothing but mypy")

from llamkay.config.settings import *  # noqa: F403 - these are the settings, once the two are set

"""Settings of the baseline of ``benchmarks.ledger``: django-hordak alone, in its own database."""

import json
import os

SECRET_KEY = "only for a measurement"
USE_TZ = True
INSTALLED_APPS = ["django.contrib.contenttypes", "mptt", "djmoney", "hordak"]
DATABASES = {"default": json.loads(os.environ["HORDAK_DATABASE"])}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# hordak keeps its books only in a currency that its exchange service knows; soles are not one.
CURRENCIES = HORDAK_CURRENCIES = ["EUR"]
DEFAULT_CURRENCY = HORDAK_INTERNAL_CURRENCY = "EUR"

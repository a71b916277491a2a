"""The entrance of the served site, as Granian calls it: the door before the office."""

from llamkay.config.door import Door
from llamkay.config.wsgi import application as office

application = Door(office)

"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

from llamkay.apps.intake.forms import LOAD_ACTS

VISITS = {
    "intake:list": ("director", lambda w: []),
    "intake:list?formato=xlsx": ("director", lambda w: []),
    "intake:new": ("director", lambda w: []),
    "intake:template": ("director", lambda w: ["places"]),
    "intake:load": ("director", lambda w: [w.load.pk]),
    "intake:load?formato=xlsx": ("director", lambda w: [w.load.pk]),
    "intake:load?fila=doubt": ("director", lambda w: [w.load.pk]),
    "intake:doubt": ("director", lambda w: [w.load.pk, 2]),
}

ADDRESSES = {
    "intake:list": lambda a, b: [[]],
    "intake:new": lambda a, b: [[]],
    "intake:template": lambda a, b: [["people"], ["places"]],
    "intake:load": lambda a, b: [[b.load.pk]],
    "intake:doubt": lambda a, b: [[b.load.pk, 2]],
    "intake:load_act": lambda a, b: [[b.load.pk, act] for act in LOAD_ACTS],
}

"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

from llamkay.apps.people.forms import ACTS

VISITS = {
    "people:list": ("director", lambda w: []),
    "people:list?q=Crecida": ("director", lambda w: []),
    "people:list?formato=xlsx": ("director", lambda w: []),
    "people:admit": ("director", lambda w: []),
    "people:detail": ("director", lambda w: [w.person.pk]),
    "people:merge": ("registry", lambda w: [w.second.pk]),
    "people:transfer_papers": ("registry", lambda w: []),
    "people:transfer_papers?formato=xlsx": ("registry", lambda w: []),
    "people:paper": ("registry", lambda w: [w.paper.pk]),
    "people:joins": ("registry", lambda w: []),
    "people:joins?formato=xlsx": ("registry", lambda w: []),
    "people:join": ("registry", lambda w: [w.join.pk]),
    "people:propose_join": ("registry", lambda w: [w.person.pk]),
    "people:act": ("director", lambda w: [w.person.pk, "traslado"]),
}

ADDRESSES = {
    "people:list": lambda a, b: [[]],
    "people:admit": lambda a, b: [[]],
    "people:detail": lambda a, b: [[b.person.pk], [b.second.pk]],
    "people:merge": lambda a, b: [[b.second.pk], [b.person.pk]],
    "people:transfer_papers": lambda a, b: [[]],
    "people:paper": lambda a, b: [[b.paper.pk]],
    "people:joins": lambda a, b: [[]],
    "people:join": lambda a, b: [[b.join.pk]],
    "people:propose_join": lambda a, b: [[b.person.pk], [b.second.pk]],
    "people:act": lambda a, b: [[b.person.pk, kind] for kind in ACTS],
}

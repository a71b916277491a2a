"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

from uuid import UUID

BATCH = UUID("00000000-0000-0000-0000-00000000aaaa")

VISITS = {
    "statistics:list": ("analyst", lambda w: []),
    "statistics:list?formato=xlsx": ("analyst", lambda w: []),
    "statistics:detail": ("analyst", lambda w: ["population"]),
    "statistics:changes": ("analyst", lambda w: ["working"]),
    "statistics:changes?formato=xlsx": ("analyst", lambda w: ["working"]),
    "statistics:changes?dia_desde=2026-01-02&dia_hasta=2026-01-20": ("analyst", lambda w: ["population"]),
    "statistics:revisions": ("analyst", lambda w: []),
    "statistics:announce": ("analyst", lambda w: []),
    "statistics:returns": ("analyst", lambda w: []),
    "statistics:returns?formato=xlsx": ("analyst", lambda w: []),
    "statistics:report": ("analyst", lambda w: []),
    "statistics:report?establecimiento=EP03&mes=2026-01": ("analyst", lambda w: []),
    "statistics:import": ("analyst", lambda w: []),
    "statistics:template": ("analyst", lambda w: []),
    "statistics:batch": ("analyst", lambda w: [BATCH]),
    "statistics:return": ("analyst", lambda w: [w.given.pk]),
    "statistics:releases": ("analyst", lambda w: []),
    "statistics:release_prepare": ("analyst", lambda w: ["2025-12"]),
    "statistics:release": ("analyst", lambda w: [w.release.pk]),
    "statistics:release_act": ("data_officer", lambda w: [w.release.pk, "firmar"]),
}

ADDRESSES = {
    "statistics:list": lambda a, b: [[]],
    "statistics:detail": lambda a, b: [["population"], ["children_attending"]],
    "statistics:changes": lambda a, b: [["population"], ["working"]],
    "statistics:revisions": lambda a, b: [[]],
    "statistics:announce": lambda a, b: [[]],
    "statistics:returns": lambda a, b: [[]],
    "statistics:report": lambda a, b: [[]],
    "statistics:import": lambda a, b: [[]],
    "statistics:import_write": lambda a, b: [[]],
    "statistics:template": lambda a, b: [[]],
    "statistics:batch": lambda a, b: [["00000000-0000-0000-0000-000000000000"]],
    "statistics:undo": lambda a, b: [["00000000-0000-0000-0000-000000000000"]],
    "statistics:return": lambda a, b: [[b.monthly_return.pk]],
    "statistics:accept": lambda a, b: [[b.monthly_return.pk]],
    "statistics:withdraw": lambda a, b: [[b.monthly_return.pk]],
    "statistics:releases": lambda a, b: [[]],
    "statistics:release_prepare": lambda a, b: [["2025-12"]],
    "statistics:release": lambda a, b: [[1]],
    "statistics:release_act": lambda a, b: [[1, act] for act in ("firmar", "no-firmar", "retirar")],
}

"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

VISITS = {
    "press:list": ("press_officer", lambda w: []),
    "press:list?formato=xlsx": ("press_officer", lambda w: []),
    "press:new": ("press_officer", lambda w: []),
    "press:import": ("press_officer", lambda w: []),
    "press:import_several": ("press_officer", lambda w: []),
    "press:detail": ("press_officer", lambda w: [w.draft.pk]),
    "press:detail?ver=publicada": ("press_officer", lambda w: [w.published.pk]),
    "press:edit": ("press_officer", lambda w: [w.draft.pk]),
    "press:figure_new": ("press_officer", lambda w: [w.draft.pk]),
    "press:figure": ("press_officer", lambda w: [w.draft.pk, "poblacion"]),
    "press:detail?ver=revision": ("press_officer", lambda w: [w.in_review.pk]),
    "press:detail?ver=aprobada": ("press_officer", lambda w: [w.approved.pk]),
    "press:send": ("press_officer", lambda w: [w.draft.pk]),
    "press:void": ("press_officer", lambda w: [w.published.pk]),
    "press:contradictions": ("press_officer", lambda w: []),
    "press:contradictions?formato=xlsx": ("press_officer", lambda w: []),
    "press:correct": ("press_officer", lambda w: [w.published.pk]),
    "press:discard": ("press_officer", lambda w: [w.draft.pk]),
}

ADDRESSES = {
    "press:list": lambda a, b: [[]],
    "press:new": lambda a, b: [[]],
    "press:import": lambda a, b: [[]],
    "press:import_keep": lambda a, b: [[]],
    "press:import_several": lambda a, b: [[]],
    "press:keep_several": lambda a, b: [[]],
    **{f"press:{name}": lambda a, b: [[1]] for name in ("detail", "edit", "figure_new", "void", "discard")},
    **{f"press:{name}": lambda a, b: [[1]] for name in ("send", "take_back", "send_back", "approve", "publish")},
    "press:contradictions": lambda a, b: [[]],
    "press:correct": lambda a, b: [[1]],
    "press:correction": lambda a, b: [[1, act] for act in ("publicar", "descartar")],
    "press:figure": lambda a, b: [[1, "trabajan"]],
    "press:figure_remove": lambda a, b: [[1, "trabajan"]],
}

"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

VISITS = {
    "closing:list": ("director", lambda w: []),
    "closing:list?formato=xlsx": ("director", lambda w: []),
    "closing:detail": ("director", lambda w: [w.place.code, str(w.closed)]),
    "closing:detail?formato=xlsx": ("director", lambda w: [w.place.code, str(w.closed)]),
    "closing:detail?ver=abierto": ("director", lambda w: [w.place.code, str(w.closed.next())]),
    "closing:comparison": ("director", lambda w: [w.place.code, str(w.closed)]),
    "closing:comparison?formato=xlsx": ("director", lambda w: [w.place.code, str(w.closed)]),
}

ADDRESSES = {
    "closing:list": lambda a, b: [[]],
    "closing:detail": lambda a, b: [[b.place.code, "2026-01"], [b.place.code, "2026-02"]],
    "closing:close": lambda a, b: [[b.place.code, "2026-02"], [b.place.code, "2026-01"]],
    "closing:approve": lambda a, b: [[b.place.code, "2026-02"]],
    "closing:comparison": lambda a, b: [[b.place.code, "2026-01"]],
}

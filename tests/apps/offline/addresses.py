"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

VISITS = {
    "offline:shell": ("head_work", lambda w: []),
    "offline:worker": ("head_work", lambda w: []),
    "offline:taken": ("head_work", lambda w: [w.taking.code]),
    "offline:end": ("head_work", lambda w: [w.taking.code]),
    "offline:waiting": ("head_work", lambda w: []),
    "offline:settle": ("head_work", lambda w: ["planilla", w.mark.pk]),
}

ADDRESSES = {
    "offline:shell": lambda a, b: [[]],
    "offline:worker": lambda a, b: [[]],
    "offline:take": lambda a, b: [["planilla", b.open_sheet.pk], ["cuna", b.room.pk]],
    "offline:taken": lambda a, b: [[b.taking.code]],
    "offline:send": lambda a, b: [[b.taking.code]],
    "offline:end": lambda a, b: [[b.taking.code]],
    "offline:waiting": lambda a, b: [[]],
    "offline:settle": lambda a, b: [["planilla", b.mark.pk], ["cuna", b.line.pk]],
}

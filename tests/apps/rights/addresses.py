"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

VISITS = {
    "rights:requests": ("registry", lambda w: []),
    "rights:requests?formato=xlsx": ("registry", lambda w: []),
    "rights:new_request": ("registry", lambda w: []),
    "rights:request": ("data_officer", lambda w: [w.data.request.pk]),
    "rights:report": ("data_officer", lambda w: [w.data.request.pk]),
    "rights:retention": ("data_officer", lambda w: []),
    "rights:new_term": ("data_officer", lambda w: []),
    "rights:holds": ("data_officer", lambda w: []),
    "rights:new_hold": ("data_officer", lambda w: []),
    "rights:lift": ("data_officer", lambda w: [w.data.hold.pk]),
    "rights:trial": ("data_officer", lambda w: []),
    "rights:trial?persona=QUI-11": ("data_officer", lambda w: []),
    "rights:erasures": ("data_officer", lambda w: []),
    "rights:erasure": ("data_officer", lambda w: [w.data.erasure.pk]),
}

ADDRESSES = {
    "rights:requests": lambda a, b: [[]],
    "rights:new_request": lambda a, b: [[]],
    "rights:request": lambda a, b: [[b.data.request.pk]],
    "rights:report": lambda a, b: [[b.data.request.pk]],
    "rights:report_paper": lambda a, b: [[b.data.request.pk]],
    "rights:retention": lambda a, b: [[]],
    "rights:new_term": lambda a, b: [[]],
    "rights:confirm_term": lambda a, b: [[b.data.term.pk]],
    "rights:holds": lambda a, b: [[]],
    "rights:new_hold": lambda a, b: [[]],
    "rights:lift": lambda a, b: [[b.data.hold.pk]],
    "rights:trial": lambda a, b: [[]],
    "rights:erasures": lambda a, b: [[]],
    "rights:erasure": lambda a, b: [[b.data.erasure.pk]],
    "rights:confirm_erasure": lambda a, b: [[b.data.erasure.pk]],
}

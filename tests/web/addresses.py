"""The pages of no room: who visits each of them, and what the other prison has to offer to each address."""

VISITS = {
    "today": ("director", lambda w: []),
    "kit": ("director", lambda w: []),
    "keys:list": ("administrator", lambda w: []),
    "keys:list?formato=xlsx": ("administrator", lambda w: []),
    "keys:new": ("administrator", lambda w: []),
    "keys:revoke": ("administrator", lambda w: [w.key.pk]),
}

ADDRESSES = {
    "today": lambda a, b: [[]],
    "kit": lambda a, b: [[]],
    **{f"keys:{name}": lambda a, b: [[]] for name in ("list", "new")},
    "keys:revoke": lambda a, b: [[b.key.pk]],
    "api-1:openapi-json": lambda a, b: [[]],
    "api-1:openapi-view": lambda a, b: [[]],
    "api-1:people": lambda a, b: [[]],
    "api-1:person": lambda a, b: [[b.person.pk], [b.second.pk]],
    "api-1:activities": lambda a, b: [[]],
    "api-1:sheets": lambda a, b: [[]],
    "api-1:sheet": lambda a, b: [[b.open_sheet.pk], [b.closed_sheet.pk]],
    "api-1:cells": lambda a, b: [[b.open_sheet.pk]],
    "api-1:closes": lambda a, b: [[]],
    "api-1:figures": lambda a, b: [[]],
    "api-1:notes": lambda a, b: [[]],
    "api-1:note": lambda a, b: [[2026, 1]],
    **{
        f"api-1:public_{name}": lambda a, b: [[]]
        for name in ("figures", "dictionary", "changes", "revisions", "corrections")
    },
    "api-1:api-root": lambda a, b: [[]],
}

"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

VISITS = {
    "institutions:list": ("director", lambda w: []),
    "institutions:list?formato=xlsx": ("director", lambda w: []),
    "institutions:detail": ("director", lambda w: [w.place.code]),
    "institutions:appoint": ("administrator", lambda w: [w.place.code]),
    "institutions:users": ("administrator", lambda w: []),
    "institutions:users?formato=xlsx": ("administrator", lambda w: []),
    "institutions:new_user": ("administrator", lambda w: []),
    "institutions:user": ("administrator", lambda w: [w.staff.pk]),
    "institutions:grant": ("administrator", lambda w: [w.staff.pk]),
    "institutions:end_grant": ("administrator", lambda w: [w.staff.pk, w.staff.grants.first().pk]),
    "institutions:user_state": ("administrator", lambda w: [w.staff.pk]),
    "institutions:user_data": ("administrator", lambda w: [w.staff.pk]),
    "institutions:user_password": ("administrator", lambda w: [w.staff.pk]),
    "institutions:user_second_step": ("administrator", lambda w: [w.staff.pk]),
    "institutions:reviews": ("administrator", lambda w: []),
    "institutions:reviews?formato=xlsx": ("administrator", lambda w: []),
    "institutions:review": ("administrator", lambda w: [w.staff.grants.first().pk]),
    "institutions:functions": ("administrator", lambda w: []),
    "institutions:system": ("administrator", lambda w: []),
    "institutions:log": ("auditor", lambda w: []),
    "institutions:log?formato=xlsx": ("auditor", lambda w: []),
    "institutions:access_log": ("auditor", lambda w: []),
    "institutions:access_log?formato=xlsx": ("auditor", lambda w: []),
    "institutions:levels": ("director", lambda w: [w.place.code]),
    "institutions:data_incidents": ("data_officer", lambda w: []),
    "institutions:report_incident": ("carer", lambda w: []),
    "institutions:data_incident": ("data_officer", lambda w: [w.data_incident.pk]),
}

ADDRESSES = {
    "institutions:levels": lambda a, b: [[b.place.code]],
    "institutions:list": lambda a, b: [[]],
    "institutions:detail": lambda a, b: [[b.place.code]],
    "institutions:appoint": lambda a, b: [[b.place.code]],
    "institutions:users": lambda a, b: [[]],
    "institutions:new_user": lambda a, b: [[]],
    **{
        f"institutions:{n}": lambda a, b: [[b.staff.pk]]
        for n in ("user", "grant", "user_state", "user_data", "user_password", "user_second_step")
    },
    "institutions:end_grant": lambda a, b: [[b.staff.pk, b.staff.grants.get().pk]],
    "institutions:end_session": lambda a, b: [[b.staff.pk, b.session.pk]],
    "institutions:reviews": lambda a, b: [[]],
    "institutions:review": lambda a, b: [[b.staff.grants.get().pk]],
    "institutions:functions": lambda a, b: [[]],
    "institutions:system": lambda a, b: [[]],
    "institutions:log": lambda a, b: [[]],
    "institutions:access_log": lambda a, b: [[]],
    **{f"institutions:{name}": lambda a, b: [[]] for name in ("data_incidents", "report_incident")},
    **{f"institutions:{name}": lambda a, b: [[b.data_incident.pk]] for name in ("data_incident", "incident_paper")},
}

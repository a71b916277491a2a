"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

from llamkay.apps.remission.requests.views import ACTS as REQUEST_ACTS

VISITS = {
    "remission:certificates": ("director", lambda w: []),
    "remission:certificates?formato=xlsx": ("director", lambda w: []),
    "remission:statement": ("director", lambda w: [w.certificate.statement_id]),
    "remission:person_paper": ("director", lambda w: [w.certificate.statement_id]),
    "remission:own_paper": ("director", lambda w: [w.certificate.statement_id]),
    "remission:certificate_pdf": ("director", lambda w: [w.certificate.pk]),
    "remission:judge_file": ("director", lambda w: [w.certificate.pk]),
    "remission:prior_days": ("director", lambda w: [w.person.pk]),
    "remission:projection": ("director", lambda w: [w.person.pk]),
    "remission:prior_scan": ("director", lambda w: [w.person.pk, w.prior.pk]),
    "remission:requests": ("director", lambda w: []),
    "remission:requests?formato=xlsx": ("director", lambda w: []),
    "remission:completing": ("director", lambda w: []),
    "remission:completing?formato=xlsx": ("director", lambda w: []),
    "remission:request": ("director", lambda w: [w.request.pk]),
    "remission:file_request": ("director", lambda w: [w.person.pk]),
    "remission:sent_requests": ("judge", lambda w: []),
    "remission:sent_request": ("judge", lambda w: [w.request.pk]),
    "remission:sent_file": ("judge", lambda w: [w.request.pk]),
}

ADDRESSES = {
    "remission:certificates": lambda a, b: [[]],
    **{
        f"remission:{name}": lambda a, b: [[b.certificate.pk]]
        for name in ("certificate_pdf", "judge_file", "void_certificate")
    },
    **{
        f"remission:{name}": lambda a, b: [[b.certificate.statement_id]]
        for name in ("statement", "person_paper", "own_paper")
    },
    "remission:compute": lambda a, b: [[b.person.pk], [b.second.pk]],
    "remission:certify": lambda a, b: [[b.person.pk], [b.second.pk]],
    "remission:prior_days": lambda a, b: [[b.person.pk], [b.second.pk]],
    "remission:projection": lambda a, b: [[b.person.pk], [b.second.pk]],
    **{
        f"remission:{name}": lambda a, b: [[b.person.pk, b.prior.pk], [a.person.pk, b.prior.pk]]
        for name in ("decide_prior", "prior_scan")
    },
    "remission:requests": lambda a, b: [[]],
    "remission:completing": lambda a, b: [[]],
    "remission:request": lambda a, b: [[b.request.pk]],
    "remission:sent_requests": lambda a, b: [[]],
    "remission:sent_request": lambda a, b: [[b.request.pk], [a.request.pk]],
    "remission:sent_file": lambda a, b: [[b.request.pk], [a.request.pk]],
    "remission:request_act": lambda a, b: [[b.request.pk, act] for act in REQUEST_ACTS],
    "remission:file_request": lambda a, b: [[b.person.pk], [b.second.pk]],
    "remission:take_over": lambda a, b: [[b.person.pk], [b.second.pk]],
}

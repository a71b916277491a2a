"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

from llamkay.apps.certificates.forms import CREDENTIAL_ACTS, ISSUER_ACTS

VISITS = {
    "certificates:list": ("head_work", lambda w: []),
    "certificates:list?formato=xlsx": ("head_work", lambda w: []),
    "certificates:list?q=Crecida&estado=proposed": ("head_work", lambda w: []),
    "certificates:detail": ("head_work", lambda w: [w.credential.pk]),
    "certificates:pdf": ("head_work", lambda w: [w.credential.pk]),
    "certificates:receipt": ("head_work", lambda w: [w.credential.pk]),
    "certificates:propose": ("head_work", lambda w: [w.person.pk]),
    "certificates:propose_one": ("head_work", lambda w: [w.person.pk, f"work:{w.workshop.company_id}"]),
    "certificates:issuers": ("administrator", lambda w: []),
    "certificates:issuers?formato=xlsx": ("administrator", lambda w: []),
    "certificates:new_issuer": ("administrator", lambda w: []),
    "certificates:issuer": ("administrator", lambda w: [w.issuer.pk]),
}

ADDRESSES = {
    **{f"certificates:{name}": lambda a, b: [[]] for name in ("list", "issuers", "new_issuer")},
    **{f"certificates:{name}": lambda a, b: [[b.credential.pk]] for name in ("detail", "pdf", "receipt")},
    "certificates:act": lambda a, b: [[b.credential.pk, act] for act in CREDENTIAL_ACTS],
    "certificates:propose": lambda a, b: [[b.person.pk], [b.second.pk]],
    "certificates:propose_one": lambda a, b: [[b.person.pk, f"work:{b.workshop.company_id}"]],
    "certificates:issuer": lambda a, b: [[b.issuer.pk]],
    "certificates:issuer_act": lambda a, b: [[b.issuer.pk, act] for act in ISSUER_ACTS],
    "certificates:end_signer": lambda a, b: [[b.issuer.pk, b.issuer_signer.pk]],
}

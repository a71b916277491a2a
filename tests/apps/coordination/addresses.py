"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

from llamkay.apps.coordination.agreements.forms import ACTS as AGREEMENT_ACTS
from llamkay.apps.coordination.commitments.forms import AUTHORITY_ACTS
from llamkay.apps.coordination.commitments.forms import ENTRIES as COMMITMENT_ENTRIES
from llamkay.apps.coordination.visits.forms import PARTS as VISIT_PARTS
from llamkay.apps.coordination.visits.papers import PRINTED as VISIT_PAPERS

VISITS = {
    "coordination:agreements": ("protocol", lambda w: []),
    "coordination:agreements?formato=xlsx": ("protocol", lambda w: []),
    "coordination:new_agreement": ("protocol", lambda w: []),
    "coordination:agreement": ("protocol", lambda w: [w.between.agreement.pk]),
    "coordination:edit_agreement": ("protocol", lambda w: [w.between.agreement.pk]),
    "coordination:agreement_file": ("protocol", lambda w: [w.between.signed.pk]),
    "coordination:agreement_act": ("protocol", lambda w: [w.between.agreement.pk, "parte"]),
    "coordination:agreement_act?acto=obligacion": ("protocol", lambda w: [w.between.agreement.pk, "obligacion"]),
    "coordination:commitments": ("protocol", lambda w: []),
    "coordination:commitments?formato=xlsx": ("protocol", lambda w: []),
    "coordination:commit": ("protocol", lambda w: []),
    "coordination:commitment": ("protocol", lambda w: [w.between.commitment.pk]),
    "coordination:commitment_entry": ("mimp_liaison", lambda w: [w.between.commitment.pk, "informe"]),
    "coordination:commitment_entry?acto=revision": ("analyst", lambda w: [w.between.commitment.pk, "revision"]),
    "coordination:evidence": ("mimp_liaison", lambda w: [w.between.evidence.pk]),
    "coordination:authorities": ("protocol", lambda w: []),
    "coordination:authority_act": ("protocol", lambda w: ["responde"]),
    "coordination:visits": ("protocol", lambda w: []),
    "coordination:visits?formato=xlsx": ("protocol", lambda w: []),
    "coordination:new_visit": ("protocol", lambda w: []),
    "coordination:visit": ("protocol", lambda w: [w.route.visit.pk]),
    "coordination:visit?de=direccion": ("director", lambda w: [w.route.visit.pk]),
    "coordination:edit_visit": ("protocol", lambda w: [w.route.visit.pk]),
    "coordination:visit_part": ("protocol", lambda w: [w.route.visit.pk, "parada"]),
    "coordination:visit_part?parte=cifra": ("protocol", lambda w: [w.route.visit.pk, "cifra"]),
    "coordination:visit_item": ("protocol", lambda w: [w.route.visit.pk, "ocurrido", w.route.stop.pk]),
    "coordination:visit_paper": ("protocol", lambda w: [w.route.visit.pk, w.route.paper.pk]),
    "coordination:sign_minutes": ("director", lambda w: [w.route.visit.pk, w.route.minutes.pk]),
    "coordination:write_down_signature": ("protocol", lambda w: [w.route.visit.pk, w.route.minutes.pk]),
    "coordination:correct_minutes": ("protocol", lambda w: [w.route.visit.pk]),
    "coordination:visit_print": ("protocol", lambda w: [w.route.visit.pk, "programa"]),
    "coordination:liaison": ("mimp_liaison", lambda w: []),
    "coordination:liaison_referral": ("mimp_liaison", lambda w: [w.addressed.pk]),
}

ADDRESSES = {
    **{
        f"coordination:{name}": lambda a, b: [[]]
        for name in ("agreements", "new_agreement", "commitments", "commit", "authorities")
    },
    **{
        f"coordination:{name}": lambda a, b: [[1]]
        for name in ("agreement", "edit_agreement", "agreement_file", "commitment", "evidence", "unseat")
    },
    **{f"coordination:{name}": lambda a, b: [[]] for name in ("visits", "new_visit", "liaison")},
    **{f"coordination:{name}": lambda a, b: [[b.route.visit.pk]] for name in ("visit", "edit_visit", "draft_note")},
    "coordination:approve_repeated": lambda a, b: [[b.route.figure.pk]],
    "coordination:visit_step": lambda a, b: [[b.route.visit.pk, step] for step in ("held", "otra-vez")],
    "coordination:visit_paper": lambda a, b: [
        [b.route.visit.pk, b.route.paper.pk],
        [a.route.visit.pk, b.route.paper.pk],
    ],
    **{
        f"coordination:{name}": lambda a, b: [
            [b.route.visit.pk, b.route.minutes.pk],
            [a.route.visit.pk, b.route.minutes.pk],
        ]
        for name in ("sign_minutes", "write_down_signature")
    },
    "coordination:correct_minutes": lambda a, b: [[b.route.visit.pk]],
    "coordination:visit_print": lambda a, b: [[b.route.visit.pk, kind] for kind in VISIT_PAPERS],
    "coordination:visit_part": lambda a, b: [[b.route.visit.pk, kind] for kind in VISIT_PARTS],
    "coordination:visit_item": lambda a, b: [
        [b.route.visit.pk, "parada", b.route.stop.pk],
        [a.route.visit.pk, "parada", b.route.stop.pk],
        [a.route.visit.pk, "ocurrido", b.route.stop.pk],
    ],
    "coordination:remove_item": lambda a, b: [
        [b.route.visit.pk, "parada", b.route.stop.pk],
        [a.route.visit.pk, "parada", b.route.stop.pk],
    ],
    "coordination:liaison_referral": lambda a, b: [[b.referral.pk]],
    "coordination:remove_obligation": lambda a, b: [[1, 1]],
    "coordination:agreement_act": lambda a, b: [[1, act] for act in AGREEMENT_ACTS],
    "coordination:commitment_entry": lambda a, b: [[1, act] for act in COMMITMENT_ENTRIES],
    "coordination:authority_act": lambda a, b: [[act] for act in AUTHORITY_ACTS],
}

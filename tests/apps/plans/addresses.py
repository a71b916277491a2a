"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

from llamkay.apps.plans.drafting.forms import PLAN_ACTS, STEP_ACTS, STEP_FORMS
from llamkay.apps.plans.interviews.forms import WORDS_ACTS
from llamkay.apps.plans.reviews.forms import REVIEW_ACTS
from llamkay.apps.plans.treatment.forms import TREATMENT_ACTS

VISITS = {
    "plans:list": ("social_worker", lambda w: []),
    "plans:list?formato=xlsx": ("social_worker", lambda w: []),
    "plans:list?q=Crecida&estado=agreed": ("social_worker", lambda w: []),
    "plans:reviews": ("social_worker", lambda w: []),
    "plans:reviews?formato=xlsx": ("social_worker", lambda w: []),
    "plans:evaluations": ("council", lambda w: []),
    "plans:evaluations?formato=xlsx": ("council", lambda w: []),
    "plans:evaluate": ("council", lambda w: [w.person.pk]),
    "plans:treatments": ("social_worker", lambda w: []),
    "plans:treatments?formato=xlsx": ("social_worker", lambda w: []),
    "plans:rates": ("social_worker", lambda w: []),
    "plans:person": ("social_worker", lambda w: [w.person.pk]),
    "plans:person?de=direccion": ("director", lambda w: [w.person.pk]),
    "plans:interview": ("social_worker", lambda w: [w.person.pk]),
    "plans:words": ("social_worker", lambda w: [w.person.pk]),
    "plans:refer": ("social_worker", lambda w: [w.person.pk]),
    "plans:story": ("director", lambda w: [w.person.pk]),
    "plans:plan": ("social_worker", lambda w: [w.plan_draft.pk]),
    "plans:plan?version=acordada": ("social_worker", lambda w: [w.agreed.pk]),
    "plans:pdf": ("social_worker", lambda w: [w.agreed.pk]),
    "plans:new_step": ("social_worker", lambda w: [w.draft_goal.pk, "days"]),
    "plans:new_step?de=modulo": ("social_worker", lambda w: [w.draft_goal.pk, "module"]),
}

ADDRESSES = {
    **{f"plans:{name}": lambda a, b: [[]] for name in ("list", "reviews", "evaluations", "treatments", "rates")},
    **{
        f"plans:{name}": lambda a, b: [[b.person.pk], [b.second.pk]]
        for name in ("person", "interview", "words", "evaluate", "refer", "story", "start_draft")
    },
    "plans:plan": lambda a, b: [[b.agreed.pk], [b.plan_draft.pk]],
    "plans:pdf": lambda a, b: [[b.agreed.pk], [b.plan_draft.pk]],
    "plans:plan_act": lambda a, b: [[b.plan_draft.pk, act] for act in PLAN_ACTS],
    "plans:remove_goal": lambda a, b: [[b.draft_goal.pk]],
    "plans:new_step": lambda a, b: [[b.draft_goal.pk, closes] for closes in STEP_FORMS],
    "plans:step_act": lambda a, b: [[step.pk, act] for step in (b.step, b.draft_step) for act in STEP_ACTS],
    "plans:words_act": lambda a, b: [[b.words.pk, act] for act in WORDS_ACTS],
    "plans:review_act": lambda a, b: [[b.review.pk, act] for act in REVIEW_ACTS],
    "plans:treatment_act": lambda a, b: [[b.treatment.pk, act] for act in TREATMENT_ACTS],
}

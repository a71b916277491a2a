"""The pages of this room: who visits each of them, and what the other prison has to offer to each address."""

from llamkay.apps.education.music.forms import ENSEMBLE_ACTS, PERFORMANCE_ACTS
from llamkay.apps.education.school.forms import GROUP_ACTS, STUDENT_ACTS
from llamkay.apps.education.schooling.forms import ACTS as SCHOOLING_ACTS

VISITS = {
    "education:removal": ("director", lambda w: [w.removal.pk]),
    "education:evaluation_book": ("head_education", lambda w: [w.place.code]),
    "education:list": ("head_education", lambda w: []),
    "education:list?formato=xlsx": ("head_education", lambda w: []),
    "education:marks": ("head_education", lambda w: [w.lesson.pk]),
    "education:ensembles": ("head_education", lambda w: []),
    "education:ensembles?formato=xlsx": ("head_education", lambda w: []),
    "education:new_ensemble": ("head_education", lambda w: []),
    "education:ensemble": ("head_education", lambda w: [w.ensemble.pk]),
    "education:ensemble_act": ("head_education", lambda w: [w.ensemble.pk, "integrantes"]),
    "education:ensemble_row": ("head_education", lambda w: [w.ensemble.pk, "dejar", w.member.pk]),
    "education:performance": ("head_education", lambda w: [w.performance.pk]),
    "education:programme": ("head_education", lambda w: [w.performance.pk]),
    "education:performance_act": ("head_education", lambda w: [w.performance.pk, "realizada"]),
    "education:items": ("head_education", lambda w: []),
    "education:items?formato=xlsx": ("head_education", lambda w: []),
    "education:new_item": ("head_education", lambda w: []),
    "education:item": ("head_education", lambda w: [w.item.pk]),
    "education:edit_item": ("head_education", lambda w: [w.item.pk]),
    "education:item_act": ("head_education", lambda w: [w.item.pk, "recibir"]),
    "education:home": ("head_education", lambda w: []),
    "education:unfinished": ("head_education", lambda w: []),
    "education:unfinished?formato=xlsx": ("head_education", lambda w: []),
    "education:schooling": ("head_education", lambda w: [w.person.pk]),
    "education:person_act": ("head_education", lambda w: [w.person.pk, "anotar"]),
    "education:row_act": ("head_education", lambda w: [w.person.pk, "probar", w.schooling.pk]),
    "education:institutions": ("head_education", lambda w: []),
    "education:institutions?formato=xlsx": ("head_education", lambda w: []),
    "education:new_institution": ("head_education", lambda w: []),
    "education:institution": ("head_education", lambda w: [w.institution.pk]),
    "education:plans": ("head_education", lambda w: []),
    "education:plans?formato=xlsx": ("head_education", lambda w: []),
    "education:new_plan": ("head_education", lambda w: []),
    "education:plan": ("head_education", lambda w: [w.plan.pk]),
    "education:rates": ("head_education", lambda w: []),
    "education:rates?formato=xlsx": ("head_education", lambda w: []),
    "education:groups": ("head_education", lambda w: []),
    "education:groups?formato=xlsx": ("head_education", lambda w: []),
    "education:new_group": ("head_education", lambda w: []),
    "education:group": ("head_education", lambda w: [w.group.pk]),
    "education:group_act": ("head_education", lambda w: [w.group.pk, "acta-final"]),
    "education:course_act": ("head_education", lambda w: [w.group.pk, "docente", w.course.pk]),
    "education:enrol": ("head_education", lambda w: [w.group.pk]),
    "education:student_act": ("head_education", lambda w: [w.student.pk, "terminar"]),
    "education:course": ("head_education", lambda w: [w.group.pk, w.course.pk]),
    "education:report": ("head_education", lambda w: [w.group.pk]),
    "education:paper": ("head_education", lambda w: [w.group.pk, "05"]),
    "education:act": ("head_education", lambda w: [w.final_act.pk]),
    "education:act_paper": ("head_education", lambda w: [w.final_act.pk]),
    "education:void_act": ("head_education", lambda w: [w.final_act.pk]),
}

ADDRESSES = {
    "education:removal": lambda a, b: [[b.removal.pk]],
    "education:evaluation_book": lambda a, b: [[b.place.code]],
    "education:list": lambda a, b: [[]],
    "education:marks": lambda a, b: [[b.lesson.pk]],
    **{
        f"education:{name}": lambda a, b: [[]]
        for name in ("home", "unfinished", "institutions", "new_institution", "plans", "new_plan", "rates", "groups")
    },
    "education:new_group": lambda a, b: [[]],
    "education:institution": lambda a, b: [[b.institution.pk]],
    "education:plan": lambda a, b: [[b.plan.pk]],
    "education:schooling": lambda a, b: [[b.person.pk], [b.second.pk]],
    "education:person_act": lambda a, b: [[b.person.pk, act] for act in SCHOOLING_ACTS],
    "education:row_act": lambda a, b: [
        [person.pk, act, row.pk]
        for person in (b.person, a.person)
        for act, row in (("probar", b.schooling), ("quitar", b.schooling), ("terminar-apoyo", b.need))
    ],
    **{f"education:{name}": lambda a, b: [[b.group.pk], [b.ended_group.pk]] for name in ("group", "enrol", "report")},
    "education:course": lambda a, b: [[b.group.pk, b.course.pk], [a.group.pk, b.course.pk]],
    "education:paper": lambda a, b: [[b.group.pk, annex] for annex in ("01", "05", "07")],
    "education:group_act": lambda a, b: [[b.group.pk, act] for act in GROUP_ACTS],
    "education:course_act": lambda a, b: [
        [b.group.pk, "docente", b.course.pk],
        [a.group.pk, "docente", b.course.pk],
    ],
    **{f"education:{name}": lambda a, b: [[]] for name in ("ensembles", "new_ensemble", "items", "new_item")},
    "education:ensemble": lambda a, b: [[b.ensemble.pk]],
    "education:ensemble_act": lambda a, b: [[b.ensemble.pk, act] for act in ENSEMBLE_ACTS],
    "education:ensemble_row": lambda a, b: [
        [where.ensemble.pk, act, row.pk] for where in (b, a) for act, row in (("dejar", b.member), ("estado", b.piece))
    ],
    **{f"education:{name}": lambda a, b: [[b.performance.pk]] for name in ("performance", "programme")},
    "education:performance_act": lambda a, b: [[b.performance.pk, act] for act in PERFORMANCE_ACTS],
    **{f"education:{name}": lambda a, b: [[b.item.pk]] for name in ("item", "edit_item")},
    "education:item_act": lambda a, b: [[b.item.pk, act] for act in ("prestar", "recibir")],
    "education:student_act": lambda a, b: [[b.student.pk, act] for act in STUDENT_ACTS],
    **{f"education:{name}": lambda a, b: [[b.final_act.pk]] for name in ("act", "act_paper", "void_act")},
}

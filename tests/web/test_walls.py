"""Nobody sees another prison's people: every address, with the other prison's things, for every function.

The database answers as the application role, bound by row security. An address that appears later and is not in
``ADDRESSES`` fails the first test: write there what the other prison has to offer it.
"""

import io
from datetime import date
from types import SimpleNamespace
from urllib.parse import urlencode

import pytest
import python_calamine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import URLPattern, get_resolver, resolve, reverse

from llamkay.api.tokens import issue_token
from llamkay.apps.activities.models import Adjustment, Allocation, Enrolment, Sheet, SheetRow
from llamkay.apps.activities.places.views import PLACE_ACTS
from llamkay.apps.activities.places.views import REQUEST_ACTS as PLACE_REQUEST_ACTS
from llamkay.apps.activities.rounds.views import ACTS as ROUND_ACTS
from llamkay.apps.activities.sessions.views import ACTS as SESSION_ACTS
from llamkay.apps.certificates.forms import CREDENTIAL_ACTS, ISSUER_ACTS
from llamkay.apps.certificates.models import Credential, IssuerKey
from llamkay.apps.coordination.agreements.forms import ACTS as AGREEMENT_ACTS
from llamkay.apps.coordination.commitments.forms import AUTHORITY_ACTS
from llamkay.apps.coordination.commitments.forms import ENTRIES as COMMITMENT_ENTRIES
from llamkay.apps.coordination.visits.forms import PARTS as VISIT_PARTS
from llamkay.apps.coordination.visits.papers import PRINTED as VISIT_PAPERS
from llamkay.apps.education.music.forms import ENSEMBLE_ACTS, PERFORMANCE_ACTS
from llamkay.apps.education.school.forms import GROUP_ACTS, STUDENT_ACTS
from llamkay.apps.education.schooling.forms import ACTS as SCHOOLING_ACTS
from llamkay.apps.institutions.data_incidents.services import report as report_incident
from llamkay.apps.institutions.models import OpenSession, User
from llamkay.apps.intake.forms import LOAD_ACTS
from llamkay.apps.nursery.access import PARTS
from llamkay.apps.nursery.models import Child, ChildDocument, ChildStay, Concern
from llamkay.apps.nursery.record.forms import ACTS as CHILD_ACTS
from llamkay.apps.nursery.separation.services import open_part, report_concern
from llamkay.apps.pay.books.services import open_balance, place_hold
from llamkay.apps.pay.companies.services import enter_payment
from llamkay.apps.pay.court_orders.services import agree_plan, propose
from llamkay.apps.pay.court_orders.views import ACTS as COURT_ORDER_ACTS
from llamkay.apps.pay.inputs.views import ACTS as INPUT_ACTS
from llamkay.apps.pay.levy.views import ACTS as DUE_ACTS
from llamkay.apps.pay.models import Account, Agreement, Entry, Fine, Hold, LedgerLock, PayoutBatch
from llamkay.apps.pay.payouts import services as payouts
from llamkay.apps.pay.savings.services import agree as agree_savings
from llamkay.apps.pay.settlements.views import ACTS as SETTLEMENT_ACTS
from llamkay.apps.people.forms import ACTS
from llamkay.apps.people.models import CustodySpell, Person
from llamkay.apps.plans.drafting.forms import PLAN_ACTS, STEP_ACTS, STEP_FORMS
from llamkay.apps.plans.interviews.forms import WORDS_ACTS
from llamkay.apps.plans.models import OwnWords, Plan, Review, Step, Treatment
from llamkay.apps.plans.reviews.forms import REVIEW_ACTS
from llamkay.apps.plans.treatment.forms import TREATMENT_ACTS
from llamkay.apps.production.contracts.services import engage
from llamkay.apps.remission.certificates.services import issue_certificate
from llamkay.apps.remission.models import PriorDays, Request
from llamkay.apps.remission.requests.services import file_request
from llamkay.apps.remission.requests.views import ACTS as REQUEST_ACTS
from llamkay.apps.workshops.machines.forms import MACHINE_ACTS
from llamkay.apps.workshops.outside.views import PERMIT_ACTS
from llamkay.apps.workshops.tools.forms import MISSING_ACTS as TOOL_ACTS
from llamkay.platform import clock
from llamkay.platform.files.datafiles import yaml_documents
from llamkay.platform.models import LoggedAction
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.asking import asking
from tests.worlds.certifying import certified
from tests.worlds.coordination import visit_of
from tests.worlds.fixtures import in_a_demonstration
from tests.worlds.listed import listed
from tests.worlds.market import sold_at
from tests.worlds.offline import taken_along
from tests.worlds.places import two_prisons
from tests.worlds.planning import planned
from tests.worlds.school import school
from tests.worlds.shared import world
from tests.worlds.workshop import making_of

ACTIONS = {
    role["code"]: set(role["actions"])
    for document in yaml_documents("llamkay.data")
    for role in document.get("roles", ())
}
ROLES = list(ACTIONS)

# The page of an establishment and its list of public posts tell no people; the act itself is refused elsewhere.
PUBLIC = {
    "activities:programme",
    "production:brand",
    "production:place_brand",
    "education:institution",
    "education:plan",
    "institutions:detail",
    "institutions:appoint",
    "statistics:detail",
    "statistics:changes",
    "press:list",
    "press:detail",
    "press:contradictions",
    "certificates:issuer",
    "intake:template",
}
# The lists of a day are those of one's own prison, whatever other is asked for.
PUBLIC |= {"activities:movement_paper"}
# Who takes a post of an institution is of no prison.
PUBLIC |= {"coordination:authority_act"}

# For each address: the arguments to try. ``a`` is the caller's prison, ``b`` the other one.
ADDRESSES = {
    "today": lambda a, b: [[]],
    "kit": lambda a, b: [[]],
    "activities:sheets": lambda a, b: [[]],
    "activities:open_month": lambda a, b: [[]],
    "activities:import": lambda a, b: [[]],
    "activities:sheet": lambda a, b: [[b.open_sheet.pk], [b.closed_sheet.pk]],
    "activities:cells": lambda a, b: [[b.open_sheet.pk]],
    "activities:note": lambda a, b: [[b.open_sheet.pk]],
    "activities:step": lambda a, b: [[b.open_sheet.pk, "submit"], [b.closed_sheet.pk, "reopen"]],
    "activities:template_file": lambda a, b: [[b.open_sheet.pk], [b.closed_sheet.pk]],
    "activities:import_sheet": lambda a, b: [[b.open_sheet.pk]],
    "activities:undo_import": lambda a, b: [[b.closed_sheet.pk, b.batch.pk], [a.closed_sheet.pk, b.batch.pk]],
    "activities:adjust": lambda a, b: [[b.closed_sheet.pk, b.closed_row.pk], [a.closed_sheet.pk, b.closed_row.pk]],
    "activities:adjust_many": lambda a, b: [[b.closed_sheet.pk]],
    "activities:adjustments": lambda a, b: [[]],
    "activities:adjustment": lambda a, b: [[b.adjustment.pk]],
    "activities:decide_adjustment": lambda a, b: [[b.adjustment.pk, "confirm"], [b.adjustment.pk, "reject"]],
    "activities:list": lambda a, b: [[]],
    "activities:requests": lambda a, b: [[]],
    "activities:new_request": lambda a, b: [[b.person.pk]],
    "activities:request": lambda a, b: [[b.asked.pk]],
    "activities:request_act": lambda a, b: [[b.asked.pk, act] for act in PLACE_REQUEST_ACTS],
    "activities:council": lambda a, b: [[]],
    "activities:give_many": lambda a, b: [[b.workshop.pk]],
    "activities:end_many": lambda a, b: [[b.workshop.pk]],
    "activities:place_batch": lambda a, b: [[b.place_batch.pk]],
    "activities:removals": lambda a, b: [[]],
    "activities:removal": lambda a, b: [[b.place_removal.pk]],
    "education:removal": lambda a, b: [[b.removal.pk]],
    "intake:list": lambda a, b: [[]],
    "intake:new": lambda a, b: [[]],
    "intake:template": lambda a, b: [["people"], ["places"]],
    "intake:load": lambda a, b: [[b.load.pk]],
    "intake:doubt": lambda a, b: [[b.load.pk, 2]],
    "intake:load_act": lambda a, b: [[b.load.pk, act] for act in LOAD_ACTS],
    "activities:place": lambda a, b: [[b.allocation.pk]],
    "activities:place_act": lambda a, b: [[b.allocation.pk, act] for act in PLACE_ACTS],
    "activities:movements": lambda a, b: [[]],
    "activities:unlocks": lambda a, b: [[]],
    "activities:movement_paper": lambda a, b: [["movimientos"], ["salida"]],
    "activities:register_book": lambda a, b: [[b.place.code, "trabajo"], [b.place.code, "educacion"]],
    "education:evaluation_book": lambda a, b: [[b.place.code]],
    "activities:control_book": lambda a, b: [[b.place.code, "trabajo"], [b.place.code, "educacion"]],
    "activities:books": lambda a, b: [[]],
    "activities:days": lambda a, b: [[]],
    "activities:rounds": lambda a, b: [[]],
    "activities:round": lambda a, b: [[b.round.pk]],
    "activities:round_act": lambda a, b: [[b.round.pk, act] for act in ROUND_ACTS],
    "activities:fitness": lambda a, b: [[]],
    "activities:separations": lambda a, b: [[]],
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
    "workshops:tools": lambda a, b: [[]],
    "workshops:new_tool": lambda a, b: [[]],
    "workshops:tool": lambda a, b: [[b.safety.tool.pk]],
    "workshops:edit_tool": lambda a, b: [[b.safety.tool.pk]],
    "workshops:missing_act": lambda a, b: [[b.safety.tool.pk, act] for act in TOOL_ACTS],
    "workshops:count": lambda a, b: [[b.workshop.pk]],
    "workshops:machines": lambda a, b: [[]],
    "workshops:new_machine": lambda a, b: [[]],
    "workshops:machine": lambda a, b: [[b.safety.machine.pk]],
    "workshops:edit_machine": lambda a, b: [[b.safety.machine.pk]],
    "workshops:machine_act": lambda a, b: [[b.safety.machine.pk, act] for act in MACHINE_ACTS],
    "workshops:accidents": lambda a, b: [[]],
    "workshops:new_accident": lambda a, b: [[]],
    "workshops:accident": lambda a, b: [[b.safety.accident.pk]],
    "workshops:accident_report": lambda a, b: [[b.safety.accident.pk]],
    "workshops:kit": lambda a, b: [[]],
    "workshops:new_kit": lambda a, b: [[]],
    "workshops:permits": lambda a, b: [[]],
    "workshops:new_permit": lambda a, b: [[]],
    "workshops:permit": lambda a, b: [[b.safety.permit.pk]],
    "workshops:permit_act": lambda a, b: [[b.safety.permit.pk, act] for act in PERMIT_ACTS],
    "workshops:own_entries": lambda a, b: [[]],
    "workshops:new_own_entry": lambda a, b: [[]],
    "workshops:void_own_entry": lambda a, b: [[b.safety.entry.pk]],
    "workshops:customers": lambda a, b: [[]],
    "workshops:new_customer": lambda a, b: [[]],
    "workshops:revoke_customer": lambda a, b: [[b.safety.customer.pk]],
    "workshops:own_work": lambda a, b: [[b.person.pk]],
    "workshops:own_paper": lambda a, b: [[b.person.pk]],
    "activities:inbox": lambda a, b: [[]],
    "activities:attend_change": lambda a, b: [[b.changed.pk]],
    "activities:exclusions": lambda a, b: [[]],
    "activities:end_exclusion": lambda a, b: [[b.excluded.pk]],
    "activities:planner": lambda a, b: [[]],
    "activities:access": lambda a, b: [[]],
    "activities:occupancy": lambda a, b: [[]],
    "activities:outcomes": lambda a, b: [[]],
    "activities:vacancies": lambda a, b: [[b.person.pk]],
    "activities:waiting": lambda a, b: [[b.workshop.pk]],
    "activities:candidates": lambda a, b: [[b.workshop.pk]],
    "activities:requirement": lambda a, b: [[b.workshop.pk]],
    "activities:override": lambda a, b: [[b.workshop.pk, b.second.pk], [a.workshop.pk, b.second.pk]],
    "institutions:levels": lambda a, b: [[b.place.code]],
    "activities:programmes": lambda a, b: [[]],
    "activities:new_programme": lambda a, b: [[]],
    "activities:programme": lambda a, b: [["carceles-productivas"]],
    "activities:sessions": lambda a, b: [[b.workshop.pk]],
    "activities:session_act": lambda a, b: [[b.workshop.pk, act] for act in SESSION_ACTS],
    "activities:new": lambda a, b: [[]],
    "activities:detail": lambda a, b: [[b.workshop.pk], [b.lesson.pk]],
    "activities:edit": lambda a, b: [[b.workshop.pk]],
    "activities:open_sheet": lambda a, b: [[b.workshop.pk]],
    "activities:allocate": lambda a, b: [[b.workshop.pk]],
    "activities:enrol": lambda a, b: [[b.workshop.pk]],
    "activities:authorise": lambda a, b: [[b.workshop.pk]],
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
    **{f"certificates:{name}": lambda a, b: [[]] for name in ("list", "issuers", "new_issuer")},
    **{f"certificates:{name}": lambda a, b: [[b.credential.pk]] for name in ("detail", "pdf", "receipt")},
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
    "certificates:act": lambda a, b: [[b.credential.pk, act] for act in CREDENTIAL_ACTS],
    "certificates:propose": lambda a, b: [[b.person.pk], [b.second.pk]],
    "certificates:propose_one": lambda a, b: [[b.person.pk, f"work:{b.workshop.company_id}"]],
    "certificates:issuer": lambda a, b: [[b.issuer.pk]],
    "certificates:issuer_act": lambda a, b: [[b.issuer.pk, act] for act in ISSUER_ACTS],
    "certificates:end_signer": lambda a, b: [[b.issuer.pk, b.issuer_signer.pk]],
    "closing:list": lambda a, b: [[]],
    "closing:detail": lambda a, b: [[b.place.code, "2026-01"], [b.place.code, "2026-02"]],
    "closing:close": lambda a, b: [[b.place.code, "2026-02"], [b.place.code, "2026-01"]],
    "closing:approve": lambda a, b: [[b.place.code, "2026-02"]],
    "closing:comparison": lambda a, b: [[b.place.code, "2026-01"]],
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
    **{f"keys:{name}": lambda a, b: [[]] for name in ("list", "new")},
    "keys:revoke": lambda a, b: [[b.key.pk]],
    "institutions:reviews": lambda a, b: [[]],
    "institutions:review": lambda a, b: [[b.staff.grants.get().pk]],
    "institutions:functions": lambda a, b: [[]],
    "institutions:system": lambda a, b: [[]],
    "institutions:log": lambda a, b: [[]],
    "institutions:access_log": lambda a, b: [[]],
    "pay:home": lambda a, b: [[]],
    "pay:payouts": lambda a, b: [[]],
    "pay:send_payouts": lambda a, b: [[]],
    "pay:payout_act": lambda a, b: [[b.payout.pk, act] for act in ("confirmar", "recibido", "devuelto", "anular")],
    "pay:savings": lambda a, b: [[b.person.pk]],
    "pay:savings_act": lambda a, b: [[b.person.pk, act] for act in ("regla", "terminar", "retirar")],
    "pay:end_court_plan": lambda a, b: [[b.court_plan.pk]],
    "pay:batch": lambda a, b: [[b.payout_batch.pk]],
    "pay:batch_file": lambda a, b: [[b.payout_batch.pk]],
    "pay:receipt": lambda a, b: [[b.payout.pk]],
    "pay:beneficiary_act": lambda a, b: [[b.beneficiary.pk, act] for act in ("comprobar", "baja")],
    **{
        f"pay:{name}": lambda a, b: [[b.person.pk], [b.second.pk]]
        for name in ("person_payouts", "prepare_payout", "enter_beneficiary")
    },
    "pay:bank_account": lambda a, b: [[b.person.pk], [b.second.pk]],
    "pay:court_orders": lambda a, b: [[]],
    "pay:person_court_orders": lambda a, b: [[b.person.pk], [b.second.pk]],
    "pay:propose_court_order": lambda a, b: [[b.person.pk, act] for act in COURT_ORDER_ACTS],
    "pay:decide_court_order": lambda a, b: [[b.change.pk, act] for act in ("aprobar", "rechazar")],
    "pay:settlements": lambda a, b: [[]],
    "pay:unclaimed": lambda a, b: [[]],
    "pay:settlement": lambda a, b: [[b.place.code, b.person.pk], [a.place.code, b.person.pk]],
    "pay:settlement_act": lambda a, b: [[b.place.code, b.person.pk, act] for act in SETTLEMENT_ACTS],
    "pay:payslips": lambda a, b: [[]],
    "pay:book_paper": lambda a, b: [[b.place.code, "2026-01"]],
    "pay:print_payslips": lambda a, b: [[b.close.pk]],
    "pay:print_payslip": lambda a, b: [[b.close.pk, b.person.pk], [a.close.pk, b.second.pk]],
    "pay:rates": lambda a, b: [[]],
    "pay:fair": lambda a, b: [[]],
    "pay:inputs": lambda a, b: [[b.workshop.pk]],
    "pay:grades": lambda a, b: [[b.workshop.pk, 5]],
    "pay:import_incomes": lambda a, b: [[b.workshop.pk]],
    "pay:income_template": lambda a, b: [[b.workshop.pk]],
    "pay:input_act": lambda a, b: [[b.workshop.pk, act] for act in INPUT_ACTS],
    "pay:companies": lambda a, b: [[]],
    "pay:new_agreement": lambda a, b: [[]],
    "pay:agreement": lambda a, b: [[b.agreement.pk]],
    "pay:agreement_scan": lambda a, b: [[b.agreement.pk]],
    **{
        f"pay:{name}": lambda a, b: [[b.workshop.company_id, b.place.code]]
        for name in ("company", "company_payment", "match_company")
    },
    "pay:undo_company_payment": lambda a, b: [
        [b.workshop.company_id, b.place.code, b.company_payment.pk],
        [a.workshop.company_id, a.place.code, b.company_payment.pk],
    ],
    "pay:statement": lambda a, b: [[b.workshop.company_id, b.place.code, "2026-01"]],
    "pay:levies": lambda a, b: [[]],
    "pay:levy": lambda a, b: [[b.place.code, b.debtor.pk], [a.place.code, b.debtor.pk]],
    "pay:levy_act": lambda a, b: [[b.place.code, b.debtor.pk, act] for act in DUE_ACTS],
    "pay:levy_receipt": lambda a, b: [[b.paid.pk]],
    **{
        f"nursery:{name}": lambda a, b: [[]]
        for name in (
            "home",
            "list",
            "register",
            "export",
            "birthdays",
            "concerns",
            "new_concern",
            "break_glass",
            "access_review",
            "paper_table",
            "paper_rations",
        )
    },
    **{
        f"nursery:{name}": lambda a, b: [[]]
        for name in (
            "day",
            "rooms",
            "new_room",
            "carers",
            "new_carer",
            "hours",
            "shift",
            "month",
            "incidents",
            "new_incident",
        )
    },
    "nursery:undo": lambda a, b: [[b.day_event.pk]],
    "offline:shell": lambda a, b: [[]],
    "offline:worker": lambda a, b: [[]],
    "offline:take": lambda a, b: [["planilla", b.open_sheet.pk], ["cuna", b.room.pk]],
    "offline:taken": lambda a, b: [[b.taking.code]],
    "offline:send": lambda a, b: [[b.taking.code]],
    "offline:end": lambda a, b: [[b.taking.code]],
    "offline:waiting": lambda a, b: [[]],
    "offline:settle": lambda a, b: [["planilla", b.mark.pk], ["cuna", b.line.pk]],
    "nursery:dose": lambda a, b: [[b.medicine.pk, "0800"]],
    **{f"nursery:{name}": lambda a, b: [[b.room.pk]] for name in ("room", "count", "day_paper", "transcribe")},
    "nursery:care": lambda a, b: [[b.room.pk, b.child.pk], [a.room.pk, b.child.pk]],
    "nursery:move": lambda a, b: [[b.room.pk, b.child.pk, "salida"], [a.room.pk, b.child.pk, "llegada"]],
    "nursery:carer": lambda a, b: [[b.carer.pk]],
    "nursery:confirm_shifts": lambda a, b: [[]],
    "nursery:remove_shift": lambda a, b: [[b.shift.pk]],
    "nursery:outing": lambda a, b: [[b.room.nursery_id]],
    "nursery:end_outing": lambda a, b: [[b.outing.pk]],
    **{f"nursery:paper_{name}": lambda a, b: [[b.child.pk]] for name in ("case_file", "notice")},
    **{f"nursery:{name}": lambda a, b: [[]] for name in ("health", "pregnancies", "new_pregnancy")},
    **{f"nursery:{name}": lambda a, b: [[]] for name in ("referrals", "new_referral")},
    "nursery:referral": lambda a, b: [[b.referral.pk]],
    "nursery:referral_step": lambda a, b: [[b.referral.pk, step] for step in ("answer", "follow", "end")],
    "nursery:injuries": lambda a, b: [[]],
    "nursery:incident": lambda a, b: [[b.incident.pk]],
    "nursery:curve": lambda a, b: [[b.child.pk, "peso"]],
    "nursery:paper_growth": lambda a, b: [[b.child.pk]],
    "nursery:correct_visit": lambda a, b: [[b.child.pk, b.visit.pk]],
    "nursery:problem_step": lambda a, b: [[b.problem.pk, "refer"]],
    "nursery:pregnancy": lambda a, b: [[b.pregnancy.pk]],
    "nursery:pregnancy_act": lambda a, b: [[b.pregnancy.pk, act] for act in ("plan", "atencion", "fin", "anular")],
    "nursery:child": lambda a, b: [[b.child.pk]],
    "nursery:part": lambda a, b: [[b.child.pk, part] for part in PARTS],
    "nursery:open_break_glass": lambda a, b: [[b.child.pk, part] for part in PARTS],
    "nursery:document": lambda a, b: [[b.child.pk, "dni"]],
    "nursery:act": lambda a, b: [[b.child.pk, kind] for kind in CHILD_ACTS],
    **{f"institutions:{name}": lambda a, b: [[]] for name in ("data_incidents", "report_incident")},
    **{f"institutions:{name}": lambda a, b: [[b.data_incident.pk]] for name in ("data_incident", "incident_paper")},
    "nursery:concern": lambda a, b: [[b.concern.pk]],
    "nursery:review_break_glass": lambda a, b: [[b.opening.pk]],
    "people:list": lambda a, b: [[]],
    "people:admit": lambda a, b: [[]],
    "people:detail": lambda a, b: [[b.person.pk], [b.second.pk]],
    "people:merge": lambda a, b: [[b.second.pk], [b.person.pk]],
    "people:transfer_papers": lambda a, b: [[]],
    "people:paper": lambda a, b: [[b.paper.pk]],
    "people:joins": lambda a, b: [[]],
    "people:join": lambda a, b: [[b.join.pk]],
    "people:propose_join": lambda a, b: [[b.person.pk], [b.second.pk]],
    "people:act": lambda a, b: [[b.person.pk, kind] for kind in ACTS],
    "pay:books": lambda a, b: [[]],
    "pay:by_hand": lambda a, b: [[]],
    "pay:holds": lambda a, b: [[]],
    **{
        f"pay:{name}": lambda a, b: [[b.place.code]]
        for name in ("book", "journal", "trial_balance", "manual_entry", "opening_balance", "spend", "lock_month")
    },
    "pay:account": lambda a, b: [[b.place.code, b.account.pk], [a.place.code, b.account.pk]],
    "pay:entry": lambda a, b: [[b.entry.pk], [b.manual.pk]],
    "pay:reverse_entry": lambda a, b: [[b.manual.pk]],
    "pay:person_statement": lambda a, b: [[b.person.pk], [b.second.pk]],
    "pay:hold": lambda a, b: [[b.person.pk], [b.second.pk]],
    "pay:lift_hold": lambda a, b: [[b.hold.pk]],
    "press:list": lambda a, b: [[]],
    "press:new": lambda a, b: [[]],
    "press:import": lambda a, b: [[]],
    "press:import_keep": lambda a, b: [[]],
    "press:import_several": lambda a, b: [[]],
    "press:keep_several": lambda a, b: [[]],
    **{f"press:{name}": lambda a, b: [[1]] for name in ("detail", "edit", "figure_new", "void", "discard")},
    **{f"press:{name}": lambda a, b: [[1]] for name in ("send", "take_back", "send_back", "approve", "publish")},
    "press:contradictions": lambda a, b: [[]],
    "press:correct": lambda a, b: [[1]],
    "press:correction": lambda a, b: [[1, act] for act in ("publicar", "descartar")],
    "press:figure": lambda a, b: [[1, "trabajan"]],
    "press:figure_remove": lambda a, b: [[1, "trabajan"]],
    **{
        f"production:{name}": lambda a, b: [[]]
        for name in (
            "home",
            "stock",
            "receive",
            "value",
            "goods",
            "new_good",
            "import_goods",
            "sites",
            "new_site",
            "recipes",
            "new_recipe",
            "batches",
            "new_batch",
            "controls",
            "new_control",
            "registrations",
            "new_registration",
            "sales",
            "new_sale",
            "consignments",
            "customers",
            "new_customer",
            "complaints",
            "orders",
            "new_order",
            "brands",
            "new_brand",
            "pictures",
            "new_picture",
            "makers",
            "new_maker",
            "requests",
            "new_request",
            "agreements",
            "company_login",
            "contracts",
            "uncovered",
            "publication",
            "own",
            "exhibitions",
            "new_exhibition",
        )
    },
    **{f"production:{name}": lambda a, b: [[b.sold.sale.pk]] for name in ("sale", "receipt")},
    "production:sale_act": lambda a, b: [
        [each, step] for each in (b.sold.sale.pk, b.sold.done.pk) for step in ("confirmar", "anular", "devolver")
    ],
    "production:consign": lambda a, b: [[b.sold.store.pk]],
    "production:consignment": lambda a, b: [[b.sold.consignment.pk]],
    "production:consignment_act": lambda a, b: [
        [b.sold.consignment.pk, step] for step in ("vender", "rendir", "cerrar")
    ],
    "production:customer": lambda a, b: [[b.sold.customer.pk]],
    "production:price": lambda a, b: [[b.sold.bag.pk]],
    "production:complain": lambda a, b: [[b.sold.lot.pk]],
    "production:complaint": lambda a, b: [[b.sold.complaint.pk]],
    "production:order": lambda a, b: [[b.sold.order.pk]],
    "production:order_act": lambda a, b: [
        [b.sold.order.pk, step] for step in ("aceptar", "pagado", "dejar", "cotizar", "entregar")
    ],
    "production:share_order": lambda a, b: [[b.sold.order_line.pk]],
    **{f"production:{name}": lambda a, b: [[b.sold.brand.pk]] for name in ("brand", "edit_brand", "place_brand")},
    "production:end_brand_place": lambda a, b: [[b.sold.spot.pk]],
    **{f"production:{name}": lambda a, b: [[b.sold.picture.pk]] for name in ("picture", "picture_file")},
    "production:picture_act": lambda a, b: [[b.sold.picture.pk, step] for step in ("publicar", "retirar")],
    "production:revoke": lambda a, b: [[b.sold.maker.pk]],
    "production:request": lambda a, b: [[b.sold.request.pk]],
    "production:request_act": lambda a, b: [
        [b.sold.request.pk, step] for step in ("proponer", "plan", "firma", "dejar")
    ],
    **{f"production:{name}": lambda a, b: [[b.agreement.pk]] for name in ("terms", "edit_terms", "new_contract")},
    "production:end_contract": lambda a, b: [[b.contract.pk]],
    "production:exhibition": lambda a, b: [[b.sold.exhibition.pk]],
    "production:new_stand": lambda a, b: [[b.sold.exhibition.pk]],
    "production:stand_sold": lambda a, b: [[b.sold.stand.pk]],
    "production:good": lambda a, b: [[b.makes.product.pk], [b.makes.material.pk]],
    **{f"production:{name}": lambda a, b: [[b.makes.site.pk]] for name in ("site", "count")},
    **{
        f"production:{name}": lambda a, b: [[b.makes.lot.pk], [b.makes.bag.pk]]
        for name in ("lot", "move", "check", "label")
    },
    "production:recall": lambda a, b: [[b.makes.bag.pk, step] for step in ("detener", "liberar")],
    "production:reverse_movement": lambda a, b: [[b.makes.movement.pk]],
    **{f"production:{name}": lambda a, b: [[b.makes.recipe.pk]] for name in ("recipe", "edit_recipe", "use_recipe")},
    **{f"production:{name}": lambda a, b: [[b.makes.batch.pk]] for name in ("batch", "complete")},
    "production:end_batch": lambda a, b: [[b.makes.batch.pk, step] for step in ("terminar", "anular")],
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
    "statistics:list": lambda a, b: [[]],
    "statistics:detail": lambda a, b: [["population"], ["children_attending"]],
    "statistics:changes": lambda a, b: [["population"], ["working"]],
    "statistics:revisions": lambda a, b: [[]],
    "statistics:announce": lambda a, b: [[]],
    "statistics:returns": lambda a, b: [[]],
    "statistics:report": lambda a, b: [[]],
    "statistics:import": lambda a, b: [[]],
    "statistics:import_write": lambda a, b: [[]],
    "statistics:template": lambda a, b: [[]],
    "statistics:batch": lambda a, b: [["00000000-0000-0000-0000-000000000000"]],
    "statistics:undo": lambda a, b: [["00000000-0000-0000-0000-000000000000"]],
    "statistics:return": lambda a, b: [[b.monthly_return.pk]],
    "statistics:accept": lambda a, b: [[b.monthly_return.pk]],
    "statistics:withdraw": lambda a, b: [[b.monthly_return.pk]],
    "evaluation:home": lambda a, b: [[]],
    "evaluation:north_carolina": lambda a, b: [[]],
    "evaluation:literature": lambda a, b: [[]],
    "evaluation:programme": lambda a, b: [[]],
    "evaluation:ending": lambda a, b: [[]],
    "evaluation:protocols": lambda a, b: [[]],
    "evaluation:write": lambda a, b: [[]],
    "evaluation:runs": lambda a, b: [[]],
    "evaluation:protocol": lambda a, b: [[1]],
    "evaluation:rewrite": lambda a, b: [[1]],
    "evaluation:analyse": lambda a, b: [[1]],
    "evaluation:act": lambda a, b: [[1, act] for act in ("firmar", "retirar")],
    "evaluation:report": lambda a, b: [[1]],
    "evaluation:paper": lambda a, b: [[1]],
    "evaluation:package": lambda a, b: [[1]],
    "evaluation:publish": lambda a, b: [[1]],
    "statistics:releases": lambda a, b: [[]],
    "statistics:release_prepare": lambda a, b: [["2025-12"]],
    "statistics:release": lambda a, b: [[1]],
    "statistics:release_act": lambda a, b: [[1, act] for act in ("firmar", "no-firmar", "retirar")],
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

QUERIES = ["", "?mes=2026-01", "?formato=xlsx&mes=2026-01&todos=on", "?q=Inventada&persona=Inventada&todos=on"]
EVERY_QUERY = "?formato=xlsx&mes=2026-01&q=Inventada&persona=Inventada&todos=on"


def routes():
    """Every named address of the office and of the API."""

    def walk(patterns, trail, names):
        for pattern in patterns:
            here = trail + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield here, ":".join([*names, pattern.name or ""])
            else:
                yield from walk(pattern.url_patterns, here, [*names, pattern.namespace] if pattern.namespace else names)

    inside = ("oficina/", "api/")
    return {name for path, name in walk(get_resolver().url_patterns, "", []) if path.startswith(inside)}


def test_every_address_is_tried():
    assert routes() == set(ADDRESSES)


@world(on=two_prisons)
def walled_prisons(both):
    """Two prisons with something on every page of each."""
    here, there = both
    for made in (here, there):
        made.request = file_request(
            actor=Command(), person=made.person, purpose="served", filed_by=f"Familia {made.word}"
        )
        made.staff = factories.staff("director", made.place, f"colega.{made.word.lower()}")
        made.key, _ = issue_token(
            actor=Command(), user=made.staff, name=f"Llave {made.word}", scopes=["people.view"], days=30
        )
        made.session = OpenSession.objects.create(
            user=made.staff, key=f"llave.{made.word}", began_at=clock.now(), seen_at=clock.now()
        )
        _papers(made)
        _money_that_leaves(made)
        _books(made)
        made.concern = report_concern(
            actor=Command(),
            establishment=made.place,
            about=f"{made.word}ito",
            what=f"Llora {made.word}",
            seen_on=factories.JANUARY.first,
            child=made.child,
            maltreatment=True,
        )
        made.opening = open_part(actor=Command(), child=made.child, part="salud", reason=f"Urgencia de {made.word}ito")
        made.data_incident = report_incident(
            actor=Command(),
            establishment=made.place,
            what=f"Se perdió un cuaderno {made.word}",
            known_at=clock.now(),
            data=["children"],
        )
        factories.nursery_day(made)
        taken_along(made, made.staff.username)
        factories.registry(made)
        made.route = visit_of(made.place, made.word)
        school(made)
        listed(made)
        made.paid = factories.owing(made)
        certified(made)
        planned(made)
        asking(made)
        made.makes = making_of(made.place, made.workshop, made.word)
        made.sold = sold_at(made.place, made.workshop, made.word)
        made.agreement = Agreement.objects.create(
            company=made.workshop.company,
            establishment=made.place,
            number=f"Convenio {made.word}",
            period=factories.SINCE,
            days_to_pay=15,
            scan=b"%PDF-",
            scan_name=f"{made.word}.pdf",
        )
        made.contract = engage(
            actor=Command(),
            agreement=made.agreement,
            person=made.person,
            activity=made.workshop,
            kind="civil",
            document=f"Contrato {made.word}",
            start=factories.SINCE.lower,
        )
    return SimpleNamespace(here=here, there=there)


@pytest.fixture(name="world")
def two_behind_their_walls(walled_prisons, as_application):
    """Two prisons; the database answers as the application."""
    return walled_prisons


def _papers(made):
    """A certificate that is signed, and a book of before."""
    with in_a_demonstration():
        made.certificate = issue_certificate(actor=Command(), person=made.person)
    made.prior = PriorDays.objects.create(
        person=made.person,
        kind="work",
        period=DateRange(date(2019, 1, 3), date(2019, 1, 5)),
        days=2,
        book=f"Libro {made.word}",
        folio="1",
        scan=f"%PDF-{made.word}".encode(),
        scan_name="a.pdf",
        entered_by="sistema",
        entered_at=clock.now(),
    )


def _money_that_leaves(made):
    """Somebody outside who receives, a payment sent in a batch, and what the company paid."""
    given = {"actor": Command(), "person": made.person}
    made.beneficiary = payouts.enter_beneficiary(
        **given,
        full_name=f"Madre {made.word}",
        relation="mother",
        document_kind="dni",
        document_number="00009876",
        authorised_by="La interna",
        authorisation=f"Carta {made.word}",
    )
    payouts.check_beneficiary(actor=made.staff, beneficiary=made.beneficiary)
    made.beneficiary.refresh_from_db()
    made.payout = payouts.prepare(
        **given, beneficiary=made.beneficiary, purpose="remittance", amount=100, key=f"madre {made.word}"
    )
    payouts.confirm(actor=made.staff, payout=made.payout)
    made.payout_batch = payouts.send(
        actor=Command(), establishment=made.place, payouts=[made.payout], way=PayoutBatch.Way.CASH
    )
    Fine.objects.create(
        person=made.person, period=factories.SINCE, case_number=f"Multa {made.word}", amount=500, resolution="Sentencia"
    )
    made.court_plan = agree_plan(
        **given,
        kind="fine",
        case_number=f"Multa {made.word}",
        document=f"Cuotas {made.word}",
        parts=5,
        first_due_on=clock.today(),
    )
    agree_savings(
        **given, percent=10, goal=900, purpose=f"Ahorro {made.word}", document="Carta", since=date(2026, 2, 1)
    )
    made.company_payment = enter_payment(
        actor=Command(),
        company=made.workshop.company,
        establishment=made.place,
        received_on=date(2026, 2, 2),
        amount=100,
        reference=f"Depósito {made.word}",
    )


def _books(made):
    """Something in the books of a prison that its pages could tell."""
    given = {"actor": Command(), "establishment": made.place}
    made.manual = open_balance(**given, kind="bank", amount=90_000, book=f"Libro {made.word}", folio="1")
    made.entry = Entry.objects.get(person=made.person, origin="close")
    made.account = Account.objects.get(establishment=made.place, kind="bank")
    made.hold = place_hold(
        **given, person=made.person, court=f"Juzgado {made.word}", case_number="1", since=factories.JANUARY.first
    )
    made.change = propose(
        actor=Command(),
        person=made.person,
        kind="reparation",
        act="end",
        since=date(2026, 2, 10),
        document=f"Resolución {made.word}",
        reason="Pagada",
    )


def _text(response) -> str:
    """What an answer says, spreadsheets read cell by cell."""
    content = b"".join(response) if response.streaming else response.content
    if "spreadsheetml" in response.get("Content-Type", ""):
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
        return str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    return content.decode(errors="replace")


def _posted(b) -> dict[str, str]:
    """A form that names the other prison's people and things wherever a field may take them."""
    things = {"person": b.person, "persona": b.person, "into": b.person, "establecimiento": b.place}
    things |= {"establishment": b.place, "to": b.place, "activity": b.workshop, "sheet": b.open_sheet}
    plain = {
        "start": "2026-01-10",
        "end": "2026-01-11",
        "on": "2026-01-30",
        "mes": "2026-02",
        "reason": "x",
        "why": "x",
        "folio": "9",
        "act": "x",
        "day": "9",
        "mark": "P",
        "minutes": "10",
        "pieces": "0",
        "version": "0",
        "document": "x",
        "l1-kind": "bank",
        "l1-debit": "1",
        "l2-kind": "available",
        "l2-credit": "1",
        "l2-person": b.person.code,
        "posted_on": "2026-02-01",
        "kind": "bank",
        "amount": "1",
        "book": "1",
        "purpose": "x",
        "source": "bank",
        "voucher": "x",
        "month": "2025-12",
        "court": "x",
        "case_number": "2",
        "since": "2026-02-01",
        "title": "Jefatura",
        "name": "Nadie",
        f"c{b.closed_row.pk}-9": "P",
    }
    return {name: thing.pk for name, thing in things.items()} | plain


def _standing(b) -> list:
    """What the other prison holds, to see that nothing changed."""
    with scope.elevated():
        return [
            list(Person.objects.filter(pk__in=[b.person.pk, b.second.pk]).order_by("pk").values()),
            list(Allocation.objects.filter(person=b.person).order_by("pk").values()),
            list(Enrolment.objects.filter(person=b.person).order_by("pk").values()),
            list(CustodySpell.objects.filter(person=b.person).values("establishment", "period")),
            list(Sheet.objects.filter(activity__establishment=b.place).order_by("pk").values()),
            list(SheetRow.objects.filter(sheet__activity__establishment=b.place).order_by("pk").values()),
            Adjustment.objects.filter(row__person=b.person).count(),
            list(Request.objects.filter(establishment=b.place).order_by("pk").values()),
            list(Child.objects.filter(pk=b.child.pk).values()),
            list(ChildStay.objects.filter(child=b.child).values()),
            list(ChildDocument.objects.filter(child=b.child).values()),
            list(Concern.objects.filter(pk=b.concern.pk).values()),
            LoggedAction.objects.filter(stream=b.place.code).count(),
            Entry.objects.filter(establishment=b.place).count(),
            list(Hold.objects.filter(establishment=b.place).values()),
            LedgerLock.objects.filter(establishment=b.place).count(),
            list(Credential.objects.filter(establishment=b.place).values("state", "handed_on")),
            list(IssuerKey.objects.filter(issuer=b.issuer).values()),
            list(Plan.objects.filter(establishment=b.place).order_by("pk").values("state", "version")),
            list(Step.objects.filter(goal__plan__establishment=b.place).order_by("pk").values()),
            list(OwnWords.objects.filter(establishment=b.place).values("text", "shared_on")),
            list(Review.objects.filter(person=b.person).values()),
            list(Treatment.objects.filter(establishment=b.place).values()),
            list(User.objects.filter(pk=b.staff.pk).values("password", "is_active", "grants__period")),
        ]


def required_at(path):
    """The action without which an address answers nothing, whatever it names; ``None`` where it looks for itself."""
    return getattr(resolve(path).func, "required_action", None)


def _visits(name, a, b, turn):
    """What to try on an address: (its path, its query or ``None`` for a form, whether it names something).

    An answer that names one thing must not come at all, so that its queries are tried together; a list could tell
    more to one query than to another, so that the roles take turns with them.
    """
    for arguments in ADDRESSES[name](a, b):
        path, named = reverse(name, args=arguments), bool(arguments)
        listed = not named or name in PUBLIC
        for query in dict.fromkeys([QUERIES[turn % len(QUERIES)] if listed else "", EVERY_QUERY]):
            yield path, query, named
        yield path, None, named


FORM = "application/x-www-form-urlencoded"


def _who_try(required, turn):
    """Two of the functions that hold an action and one of those that lack it, by turns.

    What an action opens is bounded by the prison, not by the function; without it the door answers before any query.
    """
    holding = [role for role in ROLES if required is None or required in ACTIONS[role]]
    lacking = [role for role in ROLES if role not in holding]
    return {
        roles[(turn + n) % len(roles)] for roles, most in ((holding, 2), (lacking, 1)) if roles for n in range(most)
    }


def test_every_address_is_tried_by_who_holds_its_action_and_by_who_does_not(world):
    for turn, name in enumerate(sorted(ADDRESSES)):
        required = _required(name, world.here, world.there)
        trying = _who_try(required, turn)
        holding = {role for role in trying if required is None or required in ACTIONS[role]}
        assert len(holding) >= min(2, sum(required is None or required in actions for actions in ACTIONS.values())) > 0
        assert required is None or len(trying - holding) == min(1, sum(required not in a for a in ACTIONS.values()))


@pytest.mark.parametrize("role", ROLES)
def test_nothing_of_another_prison_is_told_or_changed(client, world, role):
    a, b = world.here, world.there
    with scope.elevated():
        user = factories.staff(role, a.place)
    client.force_login(user)
    before, form, told, opened = _standing(b), urlencode(_posted(b)), [], []
    for at, name in enumerate(sorted(ADDRESSES)):
        required = _required(name, a, b)
        if role not in _who_try(required, at):
            continue
        shut = required not in {None, *user.actions}
        visits = list(_visits(name, a, b, at + ROLES.index(role)))
        # A door that is shut looks at nothing of what is asked: it is knocked at once to read and once to write.
        for path, query, named in [visits[0], visits[-1]] if shut else visits:
            response = client.post(path, form, FORM) if query is None else client.get(path + query)
            text = _text(response)
            if any(secret in text for secret in b.secrets):
                told.append((path, query, response.status_code))
            if (shut and response.status_code not in (403, 405)) or (
                named and response.status_code == 200 and name not in PUBLIC
            ):
                opened.append((path, query))
    assert told == []
    assert opened == []
    assert _standing(b) == before


def _required(name, a, b):
    """The action without which an address answers nothing; ``None`` where it looks for itself."""
    return required_at(reverse(name, args=ADDRESSES[name](a, b)[0]))


@pytest.mark.parametrize("role", ["director", "head_work", "instructor"])
def test_a_key_tells_nothing_of_another_prison_either(client, world, role):
    a, b = world.here, world.there
    with scope.elevated():
        user = factories.staff(role, a.place)
    _, text = issue_token(actor=Command(), user=user, name="Prueba", scopes=user.actions, days=1)
    headers, before = {"Authorization": f"Bearer {text}"}, _standing(b)
    for name in sorted(ADDRESSES):
        if not name.startswith("api-1:"):
            continue
        for arguments in ADDRESSES[name](a, b):
            path = reverse(name, args=arguments)
            cells = {"version": 0, "cells": [{"row": b.closed_row.pk, "day": 3, "reason": 1, "minutes": 60}]}
            for response in (
                client.get(path, headers=headers),
                client.get(f"{path}?q=Inventada", headers=headers),
                client.patch(path, cells, content_type="application/json", headers=headers),
            ):
                assert not [secret for secret in b.secrets if secret in response.content.decode()], path
                assert not (arguments and response.status_code == 200), path
    assert _standing(b) == before


OWN = {
    "activities:sheet": lambda a: [a.closed_sheet.pk],
    "activities:detail": lambda a: [a.workshop.pk],
    "closing:detail": lambda a: [a.place.code, "2026-01"],
    "pay:entry": lambda a: [a.entry.pk],
    "pay:journal": lambda a: [a.place.code],
    "pay:person_statement": lambda a: [a.person.pk],
    "people:detail": lambda a: [a.person.pk],
    "people:list": lambda a: [],
    "plans:person": lambda a: [a.person.pk],
    "plans:story": lambda a: [a.person.pk],
    "remission:request": lambda a: [a.request.pk],
    "remission:requests": lambda a: [],
    "api-1:person": lambda a: [a.person.pk],
    "api-1:sheet": lambda a: [a.closed_sheet.pk],
}


@pytest.mark.parametrize("name", OWN)
def test_the_walls_have_doors(client, world, name):
    """The same addresses do tell a director of her own people: otherwise the tests above would prove nothing."""
    with scope.elevated():
        client.force_login(factories.staff("director", world.here.place))
    response = client.get(reverse(name, args=OWN[name](world.here)))
    assert response.status_code == 200
    assert world.here.word in response.content.decode()


def test_headquarters_sees_both(client, world):
    with scope.elevated():
        client.force_login(factories.staff("auditor", None))
    for prison in (world.here, world.there):
        assert client.get(reverse("people:detail", args=[prison.person.pk])).status_code == 200


def test_without_a_login_every_office_address_asks_for_it(client, world):
    for name in sorted(ADDRESSES):
        if name.startswith("api-1:"):
            continue
        for arguments in ADDRESSES[name](world.here, world.here):
            response = client.get(reverse(name, args=arguments))
            assert response.status_code in (302, 405), name
            if response.status_code == 302:
                assert response.url.startswith("/cuenta/login/"), name


def test_a_function_that_ended_opens_nothing(client, world, monkeypatch):
    with scope.elevated():
        user = factories.staff("director", world.here.place)
        grant = user.grants.get()
        grant.period = type(grant.period)(grant.period.lower, factories.JANUARY.first)
        grant.save()
    client.force_login(user)
    assert client.get(reverse("people:detail", args=[world.here.person.pk])).status_code == 403

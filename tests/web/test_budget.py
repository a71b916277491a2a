"""No page asks the database more than its budget, and none asks more because there are more people.

The budgets stand in ``query_budget.yaml``. A page of the office that appears later and is not there fails the first
test: visit it in ``VISITS`` and write its budget.
"""

from datetime import date, time, timedelta
from pathlib import Path
from types import SimpleNamespace
from uuid import UUID

import pytest
import yaml
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, get_resolver, reverse

from llamkay.api.tokens import issue_token
from llamkay.apps.activities.models import (
    Adjustment,
    Allocation,
    Cancellation,
    ImportBatch,
    RestDayAuthorisation,
    RoundWish,
    Sheet,
    SheetRow,
    Suspension,
)
from llamkay.apps.closing.models import Decision
from llamkay.apps.closing.queries import final_lines
from llamkay.apps.closing.services import close_month
from llamkay.apps.education.models import MonthlyMark
from llamkay.apps.evaluation.models import Programme
from llamkay.apps.evaluation.services import add_programme, analyse, sign_protocol, write_protocol
from llamkay.apps.institutions.data_incidents.services import report as report_incident
from llamkay.apps.institutions.models import Establishment, Institution, OfficeHolder, Post
from llamkay.apps.months.models import MonthClose
from llamkay.apps.nursery.models import (
    BreakGlass,
    Carer,
    Child,
    ChildStay,
    DayEvent,
    FeedTime,
    Incident,
    MedicineOrder,
    NurseryPlace,
    Pregnancy,
    Problem,
    Referral,
    Shift,
    Visit,
)
from llamkay.apps.nursery.separation.services import report_concern
from llamkay.apps.pay import ledger
from llamkay.apps.pay.books.services import open_balance, place_hold
from llamkay.apps.pay.models import Account, Agreement, Entry, PayoutBatch
from llamkay.apps.pay.settlements.services import notice
from llamkay.apps.people.models import (
    Conviction,
    CustodySpell,
    IdentityJoin,
    IsolationSpell,
    Person,
    TemporaryAbsence,
    TransferPaper,
)
from llamkay.apps.press import reviews
from llamkay.apps.press.services import add_figure, draft_note
from llamkay.apps.production.contracts.services import engage
from llamkay.apps.remission.certificates.services import issue_certificate
from llamkay.apps.remission.models import PriorDays, Request, RequestReader
from llamkay.apps.remission.requests.services import file_request
from llamkay.apps.statistics.models import Release
from llamkay.apps.statistics.releases.services import prepare
from llamkay.apps.statistics.services import accept_return, report_return
from llamkay.core.evaluation.protocol import QUESTIONS
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.security import scope
from llamkay.platform.security.access import Command
from tests.worlds import factories
from tests.worlds.asking import asking
from tests.worlds.certifying import certified, more
from tests.worlds.coordination import between, visit_of
from tests.worlds.listed import listed, lists_more
from tests.worlds.market import sold_at
from tests.worlds.offline import taken_along
from tests.worlds.planning import planned, plans_more
from tests.worlds.press_office import publish
from tests.worlds.school import grows, school
from tests.worlds.workshop import making_of

FILE = yaml.safe_load(Path(__file__).with_name("query_budget.yaml").read_text())
BUDGET, PENDING, GROWING = FILE["budget"], set(FILE["pending"] or ()), set(FILE["growing"] or ())
BATCH = UUID("00000000-0000-0000-0000-00000000aaaa")

# Page → who visits it and with which arguments; ``w`` is the world as it stands. A query string may follow the name.
VISITS = {
    "today": ("director", lambda w: []),
    "kit": ("director", lambda w: []),
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
    "keys:list": ("administrator", lambda w: []),
    "keys:list?formato=xlsx": ("administrator", lambda w: []),
    "keys:new": ("administrator", lambda w: []),
    "keys:revoke": ("administrator", lambda w: [w.key.pk]),
    "institutions:reviews": ("administrator", lambda w: []),
    "institutions:reviews?formato=xlsx": ("administrator", lambda w: []),
    "institutions:review": ("administrator", lambda w: [w.staff.grants.first().pk]),
    "institutions:functions": ("administrator", lambda w: []),
    "institutions:system": ("administrator", lambda w: []),
    "institutions:log": ("auditor", lambda w: []),
    "institutions:log?formato=xlsx": ("auditor", lambda w: []),
    "institutions:access_log": ("auditor", lambda w: []),
    "institutions:access_log?formato=xlsx": ("auditor", lambda w: []),
    "people:list": ("director", lambda w: []),
    "people:list?q=Crecida": ("director", lambda w: []),
    "people:list?formato=xlsx": ("director", lambda w: []),
    "people:admit": ("director", lambda w: []),
    "people:detail": ("director", lambda w: [w.person.pk]),
    "people:merge": ("registry", lambda w: [w.second.pk]),
    "people:transfer_papers": ("registry", lambda w: []),
    "people:transfer_papers?formato=xlsx": ("registry", lambda w: []),
    "people:paper": ("registry", lambda w: [w.paper.pk]),
    "people:joins": ("registry", lambda w: []),
    "people:joins?formato=xlsx": ("registry", lambda w: []),
    "people:join": ("registry", lambda w: [w.join.pk]),
    "people:propose_join": ("registry", lambda w: [w.person.pk]),
    "people:act": ("director", lambda w: [w.person.pk, "traslado"]),
    "activities:sheets": ("head_work", lambda w: []),
    "activities:sheets?formato=xlsx": ("head_work", lambda w: []),
    "activities:import": ("head_work", lambda w: []),
    "activities:sheet": ("head_work", lambda w: [w.open_sheet.pk]),
    "activities:sheet?ver=cerrada": ("head_work", lambda w: [w.closed_sheet.pk]),
    "activities:template_file": ("head_work", lambda w: [w.open_sheet.pk]),
    "activities:import_sheet": ("head_work", lambda w: [w.open_sheet.pk]),
    "activities:adjust": ("head_work", lambda w: [w.closed_sheet.pk, w.closed_row.pk]),
    "activities:adjust_many": ("head_work", lambda w: [w.closed_sheet.pk]),
    "activities:adjustments": ("head_work", lambda w: []),
    "activities:adjustments?formato=xlsx": ("head_work", lambda w: []),
    "activities:adjustment": ("head_work", lambda w: [w.adjustment.pk]),
    "activities:list": ("head_work", lambda w: []),
    "activities:list?formato=xlsx": ("head_work", lambda w: []),
    "activities:requests": ("head_work", lambda w: []),
    "activities:requests?formato=xlsx": ("head_work", lambda w: []),
    "activities:new_request": ("head_work", lambda w: [w.person.pk]),
    "activities:request": ("head_work", lambda w: [w.asked.pk]),
    "activities:council": ("council", lambda w: []),
    "activities:give_many": ("head_work", lambda w: [w.pieces.pk]),
    "activities:end_many": ("head_work", lambda w: [w.workshop.pk]),
    "activities:place_batch": ("head_work", lambda w: [w.place_batch.pk]),
    "activities:removals": ("council", lambda w: []),
    "activities:removals?formato=xlsx": ("council", lambda w: []),
    "activities:removal": ("council", lambda w: [w.place_removal.pk]),
    "education:removal": ("director", lambda w: [w.removal.pk]),
    "intake:list": ("director", lambda w: []),
    "intake:list?formato=xlsx": ("director", lambda w: []),
    "intake:new": ("director", lambda w: []),
    "intake:template": ("director", lambda w: ["places"]),
    "intake:load": ("director", lambda w: [w.load.pk]),
    "intake:load?formato=xlsx": ("director", lambda w: [w.load.pk]),
    "intake:load?fila=doubt": ("director", lambda w: [w.load.pk]),
    "intake:doubt": ("director", lambda w: [w.load.pk, 2]),
    "activities:place": ("head_work", lambda w: [w.allocation.pk]),
    "activities:movements": ("head_work", lambda w: []),
    "activities:movements?formato=xlsx": ("head_work", lambda w: []),
    "activities:unlocks": ("head_work", lambda w: []),
    "activities:unlocks?formato=xlsx": ("head_work", lambda w: []),
    "activities:movement_paper": ("head_work", lambda w: ["movimientos"]),
    "activities:books": ("head_work", lambda w: []),
    "activities:register_book": ("head_work", lambda w: [w.place.code, "trabajo"]),
    "education:evaluation_book": ("head_education", lambda w: [w.place.code]),
    "activities:control_book": ("head_work", lambda w: [w.place.code, "trabajo"]),
    "activities:days": ("head_work", lambda w: []),
    "activities:rounds": ("head_work", lambda w: []),
    "activities:rounds?formato=xlsx": ("head_work", lambda w: []),
    "activities:round": ("head_work", lambda w: [w.round.pk]),
    "activities:fitness": ("health", lambda w: []),
    "activities:separations": ("registry", lambda w: []),
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
    "workshops:tools": ("head_work", lambda w: []),
    "workshops:tools?formato=xlsx": ("head_work", lambda w: []),
    "workshops:tools?estado=missing&q=Lezna": ("head_work", lambda w: []),
    "workshops:new_tool": ("head_work", lambda w: []),
    "workshops:tool": ("head_work", lambda w: [w.safety.tool.pk]),
    "workshops:edit_tool": ("head_work", lambda w: [w.safety.tool.pk]),
    "workshops:missing_act": ("head_work", lambda w: [w.safety.tool.pk, "aparecio"]),
    "workshops:count": ("head_work", lambda w: [w.workshop.pk]),
    "workshops:machines": ("head_work", lambda w: []),
    "workshops:machines?formato=xlsx": ("head_work", lambda w: []),
    "workshops:new_machine": ("head_work", lambda w: []),
    "workshops:machine": ("head_work", lambda w: [w.safety.machine.pk]),
    "workshops:edit_machine": ("head_work", lambda w: [w.safety.machine.pk]),
    "workshops:machine_act": ("head_work", lambda w: [w.safety.machine.pk, "mantenimiento"]),
    "workshops:accidents": ("head_work", lambda w: []),
    "workshops:accidents?formato=xlsx": ("head_work", lambda w: []),
    "workshops:new_accident": ("head_work", lambda w: []),
    "workshops:accident": ("head_work", lambda w: [w.safety.accident.pk]),
    "workshops:accident_report": ("head_work", lambda w: [w.safety.accident.pk]),
    "workshops:kit": ("head_work", lambda w: []),
    "workshops:kit?formato=xlsx": ("head_work", lambda w: []),
    "workshops:new_kit": ("head_work", lambda w: []),
    "workshops:permits": ("council", lambda w: []),
    "workshops:permits?formato=xlsx": ("council", lambda w: []),
    "workshops:new_permit": ("council", lambda w: []),
    "workshops:permit": ("council", lambda w: [w.safety.permit.pk]),
    "workshops:permit_act": ("council", lambda w: [w.safety.permit.pk, "revocar"]),
    "workshops:own_entries": ("head_work", lambda w: []),
    "workshops:own_entries?formato=xlsx": ("head_work", lambda w: []),
    "workshops:new_own_entry": ("head_work", lambda w: []),
    "workshops:void_own_entry": ("head_work", lambda w: [w.safety.entry.pk]),
    "workshops:customers": ("head_work", lambda w: []),
    "workshops:customers?formato=xlsx": ("head_work", lambda w: []),
    "workshops:new_customer": ("head_work", lambda w: []),
    "workshops:revoke_customer": ("head_work", lambda w: [w.safety.customer.pk]),
    "workshops:own_work": ("head_work", lambda w: [w.person.pk]),
    "workshops:own_paper": ("head_work", lambda w: [w.person.pk]),
    "activities:inbox": ("head_work", lambda w: []),
    "activities:inbox?formato=xlsx": ("head_work", lambda w: []),
    "activities:attend_change": ("head_work", lambda w: [w.changed.pk]),
    "activities:exclusions": ("head_work", lambda w: []),
    "activities:end_exclusion": ("head_work", lambda w: [w.excluded.pk]),
    "activities:planner": ("head_work", lambda w: []),
    "activities:occupancy": ("head_work", lambda w: []),
    "activities:occupancy?ver=turno": ("head_work", lambda w: []),
    "activities:occupancy?formato=xlsx": ("head_work", lambda w: []),
    "activities:outcomes": ("head_work", lambda w: []),
    "activities:outcomes?formato=xlsx": ("head_work", lambda w: []),
    "activities:access": ("head_work", lambda w: []),
    "activities:access?formato=xlsx": ("head_work", lambda w: []),
    "activities:planner?formato=xlsx": ("head_work", lambda w: []),
    "activities:vacancies": ("head_work", lambda w: [w.person.pk]),
    "activities:vacancies?formato=xlsx": ("head_work", lambda w: [w.person.pk]),
    "activities:waiting": ("head_work", lambda w: [w.pieces.pk]),
    "activities:waiting?formato=xlsx": ("head_work", lambda w: [w.pieces.pk]),
    "activities:candidates": ("head_work", lambda w: [w.pieces.pk]),
    "activities:candidates?formato=xlsx": ("head_work", lambda w: [w.pieces.pk]),
    "activities:requirement": ("head_work", lambda w: [w.workshop.pk]),
    "activities:override": ("council", lambda w: [w.workshop.pk, w.second.pk]),
    "institutions:levels": ("director", lambda w: [w.place.code]),
    "activities:programmes": ("head_work", lambda w: []),
    "activities:programmes?formato=xlsx": ("head_work", lambda w: []),
    "activities:new_programme": ("analyst", lambda w: []),
    "activities:programme": ("analyst", lambda w: ["carceles-productivas"]),
    "activities:sessions": ("head_work", lambda w: [w.workshop.pk]),
    "activities:new": ("head_work", lambda w: []),
    "activities:detail": ("head_work", lambda w: [w.workshop.pk]),
    "activities:detail?persona=Crecida": ("head_work", lambda w: [w.workshop.pk]),
    "activities:edit": ("head_work", lambda w: [w.workshop.pk]),
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
    "pay:home": ("treasurer", lambda w: []),
    "pay:payouts": ("treasurer", lambda w: []),
    "pay:payouts?formato=xlsx": ("treasurer", lambda w: []),
    "pay:savings": ("treasurer", lambda w: [w.person.pk]),
    "pay:batch": ("treasurer", lambda w: [w.batch.pk]),
    "pay:batch_file": ("treasurer", lambda w: [w.batch.pk]),
    "pay:person_payouts": ("treasurer", lambda w: [w.person.pk]),
    "pay:bank_account": ("director", lambda w: [w.person.pk]),
    "pay:court_orders": ("treasurer", lambda w: []),
    "pay:court_orders?estado=waiting": ("treasurer", lambda w: []),
    "pay:court_orders?formato=xlsx": ("treasurer", lambda w: []),
    "pay:person_court_orders": ("treasurer", lambda w: [w.person.pk]),
    "pay:settlements": ("treasurer", lambda w: []),
    "pay:settlements?formato=xlsx": ("treasurer", lambda w: []),
    "pay:unclaimed": ("treasurer", lambda w: []),
    "pay:unclaimed?formato=xlsx": ("treasurer", lambda w: []),
    "pay:settlement": ("treasurer", lambda w: [w.place.code, w.gone.pk]),
    "pay:payslips": ("treasurer", lambda w: []),
    "pay:book_paper": ("treasurer", lambda w: [w.place.code, "2026-02"]),
    "pay:rates": ("head_work", lambda w: []),
    "pay:rates?formato=xlsx": ("head_work", lambda w: []),
    "pay:fair": ("treasurer", lambda w: []),
    "pay:fair?formato=xlsx": ("treasurer", lambda w: []),
    "pay:inputs": ("head_work", lambda w: [w.workshop.pk]),
    "pay:grades": ("head_work", lambda w: [w.pieces.pk, 5]),
    "pay:income_template": ("head_work", lambda w: [w.workshop.pk]),
    "pay:companies": ("treasurer", lambda w: []),
    "pay:companies?formato=xlsx": ("treasurer", lambda w: []),
    "pay:company": ("treasurer", lambda w: [w.workshop.company_id, w.place.code]),
    "pay:statement": ("treasurer", lambda w: [w.workshop.company_id, w.place.code, "2026-01"]),
    "pay:statement?formato=csv": ("treasurer", lambda w: [w.workshop.company_id, w.place.code, str(w.closed)]),
    "pay:new_agreement": ("treasurer", lambda w: []),
    "pay:agreement": ("treasurer", lambda w: [w.agreement.pk]),
    "pay:agreement_scan": ("treasurer", lambda w: [w.agreement.pk]),
    "pay:levies": ("treasurer", lambda w: []),
    "pay:levies?formato=xlsx": ("treasurer", lambda w: []),
    "pay:levy": ("treasurer", lambda w: [w.place.code, w.debtor.pk]),
    "pay:levy_receipt": ("treasurer", lambda w: [w.paid.pk]),
    "nursery:home": ("director", lambda w: []),
    "nursery:list": ("social_worker", lambda w: []),
    "nursery:register": ("social_worker", lambda w: []),
    "nursery:export": ("social_worker", lambda w: []),
    "nursery:child": ("social_worker", lambda w: [w.child.pk]),
    "nursery:part": ("social_worker", lambda w: [w.child.pk, "salida"]),
    "nursery:open_break_glass": ("social_worker", lambda w: [w.child.pk, "salud"]),
    "nursery:document": ("social_worker", lambda w: [w.child.pk, "dni"]),
    "nursery:act": ("social_worker", lambda w: [w.child.pk, "paso"]),
    "nursery:birthdays": ("director", lambda w: []),
    "nursery:concerns": ("director", lambda w: []),
    "nursery:new_concern": ("social_worker", lambda w: []),
    "nursery:concern": ("director", lambda w: [w.concern.pk]),
    "nursery:health": ("health", lambda w: []),
    "nursery:curve": ("health", lambda w: [w.child.pk, "peso"]),
    "nursery:correct_visit": ("health", lambda w: [w.child.pk, w.visit.pk]),
    "nursery:problem_step": ("health", lambda w: [w.problem.pk, "refer"]),
    "nursery:pregnancies": ("health", lambda w: []),
    "nursery:new_pregnancy": ("health", lambda w: []),
    "nursery:pregnancy": ("health", lambda w: [w.pregnancy.pk]),
    "nursery:referrals": ("health", lambda w: []),
    "nursery:referrals?q=crecida&estado=late": ("health", lambda w: []),
    "nursery:new_referral": ("health", lambda w: []),
    "nursery:referral": ("health", lambda w: [w.referral.pk]),
    "nursery:referral_step": ("health", lambda w: [w.referral.pk, "answer"]),
    "nursery:pregnancy_act": ("health", lambda w: [w.pregnancy.pk, "atencion"]),
    "nursery:day": ("head_nursery", lambda w: []),
    "nursery:move": ("head_nursery", lambda w: [w.room.pk, w.child.pk, "salida"]),
    "nursery:care": ("head_nursery", lambda w: [w.room.pk, w.child.pk]),
    "nursery:count": ("head_nursery", lambda w: [w.room.pk]),
    "nursery:dose": ("health", lambda w: [w.medicine.pk, "0800"]),
    "nursery:day_paper": ("head_nursery", lambda w: [w.room.pk]),
    "nursery:transcribe": ("head_nursery", lambda w: [w.room.pk]),
    "nursery:rooms": ("head_nursery", lambda w: []),
    "nursery:new_room": ("head_nursery", lambda w: []),
    "nursery:room": ("head_nursery", lambda w: [w.room.pk]),
    "nursery:carers": ("head_nursery", lambda w: []),
    "nursery:new_carer": ("head_nursery", lambda w: []),
    "nursery:carer": ("head_nursery", lambda w: [w.carer.pk]),
    "nursery:hours": ("head_nursery", lambda w: []),
    "nursery:shift": ("head_nursery", lambda w: []),
    "nursery:month": ("head_nursery", lambda w: []),
    "nursery:month?formato=xlsx": ("head_nursery", lambda w: []),
    "nursery:injuries": ("health", lambda w: []),
    "nursery:incidents": ("head_nursery", lambda w: []),
    "nursery:incidents?formato=xlsx": ("head_nursery", lambda w: []),
    "nursery:incidents?imprimir=si&q=menor&estado=uninformed": ("head_nursery", lambda w: []),
    "nursery:incident": ("head_nursery", lambda w: [w.incident.pk]),
    "nursery:carers?estado=able": ("head_nursery", lambda w: []),
    "nursery:concerns?q=menor&estado=open": ("director", lambda w: []),
    "nursery:birthdays?q=menor&estado=12": ("director", lambda w: []),
    "nursery:break_glass?estado=all": ("data_officer", lambda w: []),
    "nursery:pregnancies?q=crecida&estado=late": ("health", lambda w: []),
    "nursery:pregnancies?estado=ended": ("health", lambda w: []),
    "nursery:health?q=menor&estado=all": ("health", lambda w: []),
    "nursery:new_incident": ("head_nursery", lambda w: []),
    "offline:shell": ("head_work", lambda w: []),
    "offline:worker": ("head_work", lambda w: []),
    "offline:taken": ("head_work", lambda w: [w.taking.code]),
    "offline:end": ("head_work", lambda w: [w.taking.code]),
    "offline:waiting": ("head_work", lambda w: []),
    "offline:settle": ("head_work", lambda w: ["planilla", w.mark.pk]),
    "nursery:outing": ("head_nursery", lambda w: [w.room.nursery_id]),
    "nursery:paper_table": ("head_nursery", lambda w: []),
    "nursery:paper_rations": ("head_nursery", lambda w: []),
    "nursery:paper_growth": ("health", lambda w: [w.child.pk]),
    "nursery:paper_case_file": ("social_worker", lambda w: [w.child.pk]),
    "nursery:paper_notice": ("director", lambda w: [w.child.pk]),
    "nursery:access_review": ("data_officer", lambda w: []),
    "institutions:data_incidents": ("data_officer", lambda w: []),
    "institutions:report_incident": ("carer", lambda w: []),
    "institutions:data_incident": ("data_officer", lambda w: [w.data_incident.pk]),
    "nursery:break_glass": ("data_officer", lambda w: []),
    "nursery:review_break_glass": ("data_officer", lambda w: [w.opening.pk]),
    "closing:list": ("director", lambda w: []),
    "closing:list?formato=xlsx": ("director", lambda w: []),
    "closing:detail": ("director", lambda w: [w.place.code, str(w.closed)]),
    "closing:detail?formato=xlsx": ("director", lambda w: [w.place.code, str(w.closed)]),
    "closing:detail?ver=abierto": ("director", lambda w: [w.place.code, str(w.closed.next())]),
    "closing:comparison": ("director", lambda w: [w.place.code, str(w.closed)]),
    "closing:comparison?formato=xlsx": ("director", lambda w: [w.place.code, str(w.closed)]),
    "statistics:list": ("analyst", lambda w: []),
    "statistics:list?formato=xlsx": ("analyst", lambda w: []),
    "statistics:detail": ("analyst", lambda w: ["population"]),
    "statistics:changes": ("analyst", lambda w: ["working"]),
    "statistics:changes?formato=xlsx": ("analyst", lambda w: ["working"]),
    "statistics:changes?dia_desde=2026-01-02&dia_hasta=2026-01-20": ("analyst", lambda w: ["population"]),
    "statistics:revisions": ("analyst", lambda w: []),
    "statistics:announce": ("analyst", lambda w: []),
    "statistics:returns": ("analyst", lambda w: []),
    "statistics:returns?formato=xlsx": ("analyst", lambda w: []),
    "statistics:report": ("analyst", lambda w: []),
    "statistics:report?establecimiento=EP03&mes=2026-01": ("analyst", lambda w: []),
    "statistics:import": ("analyst", lambda w: []),
    "statistics:template": ("analyst", lambda w: []),
    "statistics:batch": ("analyst", lambda w: [BATCH]),
    "statistics:return": ("analyst", lambda w: [w.given.pk]),
    "statistics:releases": ("analyst", lambda w: []),
    "statistics:release_prepare": ("analyst", lambda w: ["2025-12"]),
    "statistics:release": ("analyst", lambda w: [w.release.pk]),
    "statistics:release_act": ("data_officer", lambda w: [w.release.pk, "firmar"]),
    "pay:books": ("auditor", lambda w: []),
    "pay:books?formato=xlsx": ("auditor", lambda w: []),
    "pay:by_hand": ("treasurer", lambda w: []),
    "pay:by_hand?formato=xlsx": ("treasurer", lambda w: []),
    "pay:holds": ("treasurer", lambda w: []),
    "pay:holds?formato=xlsx": ("treasurer", lambda w: []),
    "pay:book": ("treasurer", lambda w: [w.place.code]),
    "pay:journal": ("treasurer", lambda w: [w.place.code]),
    "pay:journal?formato=xlsx": ("treasurer", lambda w: [w.place.code]),
    "pay:trial_balance": ("treasurer", lambda w: [w.place.code]),
    "pay:trial_balance?clase=available": ("treasurer", lambda w: [w.place.code]),
    "pay:trial_balance?formato=xlsx": ("treasurer", lambda w: [w.place.code]),
    "pay:account": ("treasurer", lambda w: [w.place.code, w.account.pk]),
    "pay:account?formato=xlsx": ("treasurer", lambda w: [w.place.code, w.account.pk]),
    "pay:entry": ("treasurer", lambda w: [w.entry.pk]),
    "pay:reverse_entry": ("treasurer", lambda w: [w.manual.pk]),
    "pay:person_statement": ("treasurer", lambda w: [w.person.pk]),
    "pay:person_statement?desde=2026-01-01": ("treasurer", lambda w: [w.person.pk]),
    "pay:person_statement?formato=xlsx": ("treasurer", lambda w: [w.person.pk]),
    "pay:hold": ("treasurer", lambda w: [w.person.pk]),
    "pay:lift_hold": ("treasurer", lambda w: [w.hold.pk]),
    "pay:manual_entry": ("treasurer", lambda w: [w.place.code]),
    "pay:opening_balance": ("treasurer", lambda w: [w.place.code]),
    "pay:spend": ("treasurer", lambda w: [w.place.code]),
    "pay:lock_month": ("director", lambda w: [w.place.code]),
    "production:home": ("head_work", lambda w: []),
    "production:stock": ("head_work", lambda w: []),
    "production:stock?formato=xlsx": ("head_work", lambda w: []),
    "production:stock?q=Bolso&vence=30": ("head_work", lambda w: []),
    "production:receive": ("head_work", lambda w: []),
    "production:value": ("head_work", lambda w: []),
    "production:goods": ("head_work", lambda w: []),
    "production:goods?formato=xlsx": ("head_work", lambda w: []),
    "production:new_good": ("head_work", lambda w: []),
    "production:import_goods": ("head_work", lambda w: []),
    "production:good": ("head_work", lambda w: [w.makes.product.pk]),
    "production:sites": ("head_work", lambda w: []),
    "production:sites?formato=xlsx": ("head_work", lambda w: []),
    "production:new_site": ("head_work", lambda w: []),
    "production:site": ("head_work", lambda w: [w.makes.site.pk]),
    "production:count": ("head_work", lambda w: [w.makes.site.pk]),
    "production:lot": ("head_work", lambda w: [w.makes.bag.pk]),
    "production:check": ("head_work", lambda w: [w.makes.bag.pk]),
    "production:label": ("head_work", lambda w: [w.makes.bag.pk]),
    "production:recipes": ("head_work", lambda w: []),
    "production:recipes?formato=xlsx": ("head_work", lambda w: []),
    "production:new_recipe": ("head_work", lambda w: []),
    "production:recipe": ("head_work", lambda w: [w.makes.recipe.pk]),
    "production:edit_recipe": ("head_work", lambda w: [w.makes.recipe.pk]),
    "production:batches": ("head_work", lambda w: []),
    "production:batches?formato=xlsx": ("head_work", lambda w: []),
    "production:new_batch": ("head_work", lambda w: []),
    "production:batch": ("head_work", lambda w: [w.makes.batch.pk]),
    "production:controls": ("head_work", lambda w: []),
    "production:controls?formato=xlsx": ("head_work", lambda w: []),
    "production:new_control": ("head_work", lambda w: []),
    "production:registrations": ("head_work", lambda w: []),
    "production:registrations?formato=xlsx": ("head_work", lambda w: []),
    "production:new_registration": ("head_work", lambda w: []),
    "production:sales": ("head_work", lambda w: []),
    "production:sales?formato=xlsx": ("head_work", lambda w: []),
    "production:new_sale": ("head_work", lambda w: []),
    "production:sale": ("head_work", lambda w: [w.sold.sale.pk]),
    "production:receipt": ("treasurer", lambda w: [w.sold.done.pk]),
    "production:consign": ("head_work", lambda w: [w.sold.store.pk]),
    "production:consignments": ("head_work", lambda w: []),
    "production:consignments?formato=xlsx": ("head_work", lambda w: []),
    "production:consignment": ("head_work", lambda w: [w.sold.consignment.pk]),
    "production:customers": ("head_work", lambda w: []),
    "production:customers?formato=xlsx": ("head_work", lambda w: []),
    "production:new_customer": ("head_work", lambda w: []),
    "production:customer": ("head_work", lambda w: [w.sold.customer.pk]),
    "production:price": ("head_work", lambda w: [w.sold.bag.pk]),
    "production:complain": ("head_work", lambda w: [w.sold.lot.pk]),
    "production:complaints": ("head_work", lambda w: []),
    "production:complaints?formato=xlsx": ("head_work", lambda w: []),
    "production:complaint": ("head_work", lambda w: [w.sold.complaint.pk]),
    "production:orders": ("head_work", lambda w: []),
    "production:orders?formato=xlsx": ("head_work", lambda w: []),
    "production:new_order": ("head_work", lambda w: []),
    "production:order": ("head_work", lambda w: [w.sold.order.pk]),
    "production:share_order": ("head_work", lambda w: [w.sold.order_line.pk]),
    "production:brands": ("head_work", lambda w: []),
    "production:brands?formato=xlsx": ("head_work", lambda w: []),
    "production:new_brand": ("head_work", lambda w: []),
    "production:brand": ("head_work", lambda w: [w.sold.brand.pk]),
    "production:edit_brand": ("head_work", lambda w: [w.sold.brand.pk]),
    "production:place_brand": ("head_work", lambda w: [w.sold.brand.pk]),
    "production:pictures": ("head_work", lambda w: []),
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
    "production:new_picture": ("head_work", lambda w: []),
    "production:picture": ("head_work", lambda w: [w.sold.picture.pk]),
    "production:picture_file": ("head_work", lambda w: [w.sold.picture.pk]),
    "production:makers": ("head_work", lambda w: []),
    "production:new_maker": ("head_work", lambda w: []),
    "production:revoke": ("head_work", lambda w: [w.sold.maker.pk]),
    "production:requests": ("head_work", lambda w: []),
    "production:requests?formato=xlsx": ("head_work", lambda w: []),
    "production:new_request": ("head_work", lambda w: []),
    "production:request": ("head_work", lambda w: [w.sold.request.pk]),
    "production:agreements": ("head_work", lambda w: []),
    "production:agreements?formato=xlsx": ("head_work", lambda w: []),
    "production:company_login": ("head_work", lambda w: []),
    "production:terms": ("head_work", lambda w: [w.agreement.pk]),
    "production:edit_terms": ("head_work", lambda w: [w.agreement.pk]),
    "production:contracts": ("head_work", lambda w: []),
    "production:contracts?formato=xlsx": ("head_work", lambda w: []),
    "production:uncovered": ("head_work", lambda w: []),
    "production:uncovered?formato=xlsx": ("head_work", lambda w: []),
    "production:new_contract": ("head_work", lambda w: [w.agreement.pk]),
    "production:end_contract": ("head_work", lambda w: [w.contract.pk]),
    "production:publication": ("head_work", lambda w: []),
    "production:exhibitions": ("head_work", lambda w: []),
    "production:exhibitions?formato=xlsx": ("head_work", lambda w: []),
    "production:new_exhibition": ("head_work", lambda w: []),
    "production:exhibition": ("head_work", lambda w: [w.sold.exhibition.pk]),
    "production:new_stand": ("head_work", lambda w: [w.sold.exhibition.pk]),
    "production:stand_sold": ("head_work", lambda w: [w.sold.stand.pk]),
    "production:own": ("company", lambda w: []),
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
    "evaluation:home": ("analyst", lambda w: []),
    "evaluation:north_carolina": ("analyst", lambda w: []),
    "evaluation:literature": ("analyst", lambda w: []),
    "evaluation:programme": ("analyst", lambda w: []),
    "evaluation:ending": ("analyst", lambda w: []),
    "evaluation:protocols": ("analyst", lambda w: []),
    "evaluation:write": ("analyst", lambda w: []),
    "evaluation:runs": ("analyst", lambda w: []),
    "evaluation:literature?formato=xlsx": ("analyst", lambda w: []),
    "evaluation:protocols?formato=xlsx": ("analyst", lambda w: []),
    "evaluation:runs?formato=xlsx": ("analyst", lambda w: []),
    "evaluation:protocol": ("analyst", lambda w: [w.signed.pk]),
    "evaluation:rewrite": ("analyst", lambda w: [w.unsigned.pk]),
    "evaluation:analyse": ("analyst", lambda w: [w.signed.pk]),
    "evaluation:act": ("data_officer", lambda w: [w.unsigned.pk, "firmar"]),
    "evaluation:report": ("analyst", lambda w: [w.run.pk]),
    "evaluation:paper": ("analyst", lambda w: [w.run.pk]),
    "evaluation:package": ("analyst", lambda w: [w.run.pk]),
    "evaluation:publish": ("data_officer", lambda w: [w.run.pk]),
    "press:list": ("press_officer", lambda w: []),
    "press:list?formato=xlsx": ("press_officer", lambda w: []),
    "press:new": ("press_officer", lambda w: []),
    "press:import": ("press_officer", lambda w: []),
    "press:import_several": ("press_officer", lambda w: []),
    "press:detail": ("press_officer", lambda w: [w.draft.pk]),
    "press:detail?ver=publicada": ("press_officer", lambda w: [w.published.pk]),
    "press:edit": ("press_officer", lambda w: [w.draft.pk]),
    "press:figure_new": ("press_officer", lambda w: [w.draft.pk]),
    "press:figure": ("press_officer", lambda w: [w.draft.pk, "poblacion"]),
    "press:detail?ver=revision": ("press_officer", lambda w: [w.in_review.pk]),
    "press:detail?ver=aprobada": ("press_officer", lambda w: [w.approved.pk]),
    "press:send": ("press_officer", lambda w: [w.draft.pk]),
    "press:void": ("press_officer", lambda w: [w.published.pk]),
    "press:contradictions": ("press_officer", lambda w: []),
    "press:contradictions?formato=xlsx": ("press_officer", lambda w: []),
    "press:correct": ("press_officer", lambda w: [w.published.pk]),
    "press:discard": ("press_officer", lambda w: [w.draft.pk]),
}
NATIONAL = {"company", "analyst", "data_officer", "press_officer", "registry", "administrator", "auditor"}
NATIONAL |= {"protocol", "mimp_liaison"}


def routes():
    """Every named address of the office with its pattern."""

    def walk(patterns, trail, names):
        for pattern in patterns:
            here = trail + str(pattern.pattern)
            if isinstance(pattern, URLPattern):
                yield here, ":".join([*names, pattern.name or ""]), pattern
            else:
                yield from walk(pattern.url_patterns, here, [*names, pattern.namespace] if pattern.namespace else names)

    return {
        name: (path, pattern)
        for path, name, pattern in walk(get_resolver().url_patterns, "", [])
        if path.startswith("oficina/")
    }


def only_written_to(rf, pattern):
    """Whether an address takes forms only: it answers a reading with 405."""
    request = rf.get("/")
    request.user = SimpleNamespace(is_authenticated=False)
    arguments = {
        name: UUID(int=0) if type(kind).__name__ == "UUIDConverter" else "1"
        for name, kind in pattern.pattern.converters.items()
    }
    return pattern.callback(request, **arguments).status_code == 405


def test_every_page_has_a_budget_and_is_visited(rf):
    pages = {name for name, (_, pattern) in routes().items() if not only_written_to(rf, pattern)}
    assert pages - PENDING == {page.partition("?")[0] for page in BUDGET}
    assert set(VISITS) == set(BUDGET)


def _in_the_registry(world, made):
    """A paper more of a transfer, a join that was not made, and a woman referred to an outside service."""
    elsewhere = Establishment.objects.get(code="EP18")
    TransferPaper.objects.create(
        person=made,
        establishment=world.place,
        owed_by=elsewhere,
        arrived_on=date(2026, 1, 5),
        kind="file",
        owes="registry",
        due_on=date(2026, 1, 8),
    )
    IdentityJoin.objects.create(
        former=made,
        standing=world.person,
        establishment=world.place,
        reason="Huellas",
        proposed_by="alguien",
        proposed_at=clock.now(),
    )
    Referral.objects.create(
        person=made,
        what="Dolor",
        service="Hospital",
        referred_on=date(2026, 1, 5),
        referred_by="x",
        due_on=date(2026, 1, 8),
        entered_by="x",
    )


def _in_the_nursery(world, child, mother):
    """A child more at the nursery, with a feed, a medicine and a carer more."""
    now, since = clock.now(), DateRange(date(2025, 9, 3), None)
    NurseryPlace.objects.create(child=child, nursery=world.room.nursery, period=since)
    DayEvent.objects.create(
        child=child, room=world.room, kind="in", at=now, who="mother", glance="well", by="x", entered_at=now
    )
    FeedTime.objects.create(child=child, at=time(9), period=since)
    MedicineOrder.objects.create(
        child=child,
        medicine="Jarabe",
        dose="5 ml",
        times=[time(8)],
        period=DateRange(since.lower, date(2027, 1, 1)),
        professional="x",
        consent="x",
        entered_by="x",
    )
    carer = Carer.objects.create(
        establishment=world.place, kind="inmate", name=mother.full_name, person=mother, period=since
    )
    Shift.objects.create(carer=carer, room=world.room, day=now.date(), starts=time(8), ends=time(12), entered_by="x")
    Visit.objects.create(
        child=child,
        on=now.date(),
        weight_g=8000,
        length_mm=700,
        way="l",
        professional="x",
        entered_by="x",
        entered_at=now,
    )
    Problem.objects.create(child=child, what="Anemia", found_on=now.date(), found_by="x")
    Pregnancy.objects.create(person=mother, period=DateRange(now.date(), None), due_on=now.date() + timedelta(days=100))
    Incident.objects.create(
        establishment=world.place, child=child, kind="fall", at=now, place="x", what="x", by="x", entered_at=now
    )


def grow(world, people=6):
    """As many people, activities, papers and notes again, and one more month closed with all of them."""
    month, place, last = world.closed.next(), world.place, world.size
    world.at(month.next().next())
    world.size += people
    by, at = "alguien", clock.now()
    for n in range(last, world.size):
        made = factories.person(place, f"CRE-{n}", f"Crecida{n}", f"00009{n:03}")
        for where in (world.workshop, world.lesson):
            placed = Allocation.objects.create(person=made, activity=where, period=factories.SINCE)
            Suspension.objects.create(
                allocation=placed, period=DateRange(date(2025, 2, 3), date(2025, 2, 5)), kind="care", by=by, at=at
            )
        day = date(2026, 7, 1) + timedelta(days=n)
        Cancellation.objects.create(activity=world.workshop, on=day, reason="power", by=by, at=at)
        factories.asks_for_a_place(made, world.pieces, state=("proposed", "listed")[n % 2])
        factories.kept_from(made, world.second, world.person)
        RoundWish.objects.create(round=world.round, person=made, choices=[world.workshop.pk], entered_by=by)
        IsolationSpell.objects.create(person=made, period=DateRange(date(2025, 6, 1), date(2025, 6, 9)), act="Acta")
        child = Child.objects.create(
            code=f"C{n}", given_names="Menor", surnames="Inventado", sex="F", born_on=date(2025, 3, 3), mother=made
        )
        ChildStay.objects.create(child=child, establishment=place, period=DateRange(date(2025, 3, 3), None))
        _in_the_nursery(world, child, made)
        _in_the_registry(world, made)
        more(world, made, n)
        grows(world, made, n)
        plans_more(world, made, n)
        asking(world, n)
        world.concern = report_concern(
            actor=Command(), establishment=place, about="Menor", what="Llora", seen_on=date(2026, 1, 5), child=child
        )
        world.data_incident = report_incident(
            actor=Command(), establishment=place, what="Se perdió un cuaderno", known_at=clock.now(), data=["children"]
        )
        world.opening = BreakGlass.objects.create(
            child=child, part="salud", at=clock.now(), until=clock.now(), by=by, reason="Una urgencia inventada"
        )
        other = factories.activity(place, f"OTRA{n}", pay_basis="none")
        Allocation.objects.create(person=made, activity=other, period=factories.SINCE)
        sheet = Sheet.objects.create(activity=other, month=month.first, state="approved")
        SheetRow.objects.create(sheet=sheet, person=made, **factories.marks(2, 3, 4))
        _of_the_person(world.person, n)
        world.makes = making_of(place, world.workshop, "Crecida", n)
        world.sold = sold_at(place, world.workshop, "Crecida", n)
        _gone(world, n)
        world.staff = factories.staff("teacher", place, f"colega{n}")
        world.key, _ = issue_token(
            actor=Command(), user=world.staff, name=f"Llave {n}", scopes=["people.view"], days=30
        )
        audit.log_access(actor=world.staff.username, kind="read", target=f"person:{made.pk}")
        RestDayAuthorisation.objects.create(
            activity=world.workshop, on=date(2025, 1 + n % 12, 1 + n // 12), act="Acta", reason="Feria"
        )
        world.between = between(n, place=place, user=world.liaison)
        world.route = visit_of(place, f"Ruta{n}", stops=n + 2, signs=world.director)
        world.addressed = Referral.objects.filter(person=made).latest("pk")
        Referral.objects.filter(pk=world.addressed.pk).update(institution=Institution.objects.get(code="mimp"))
        Post.objects.create(institution=Institution.objects.get(code="inpe"), establishment=place, title=f"Cargo {n}")
    for post in Post.objects.filter(establishment=place, holders=None):
        OfficeHolder.objects.create(post=post, name="Persona inventada", period=factories.SINCE)
    everybody = list(Person.objects.filter(allocations__activity=world.workshop, custody__establishment=place))
    closing = world.open_sheet
    _fill(closing, everybody)
    _fill(Sheet.objects.get_or_create(activity=world.lesson, month=month.first)[0], everybody)
    for who in everybody:
        MonthlyMark.objects.create(activity=world.lesson, person=who, month=month.first, mark=14, passed=True)
    ImportBatch.objects.create(
        sheet=closing, file_name="a.xlsx", sha256="0" * 64, at=at, by=by, before={}, version_after=0
    )
    Sheet.objects.get_or_create(activity=world.ensemble.activity, month=month.first)  # the choir keeps one as well
    Sheet.objects.filter(month=month.first).update(state="approved")
    close_month(actor=Command(), establishment=place, month=month)
    close = MonthClose.objects.get(establishment=place, month=month.first)
    seen = [line.stored() for line in final_lines(close).values()]
    Decision.objects.create(close=close, seen_at=at, totals={}, lines=seen)
    row = SheetRow.objects.filter(sheet=closing).order_by("pk").first()
    for n, wrong in enumerate(SheetRow.objects.filter(sheet=closing).exclude(person=world.person)):
        Adjustment.objects.create(row=wrong, day=2 + n % 5, minutes=0, reason=0, why="Ajuste", by=by, at=at)
    following = Sheet.objects.create(activity=world.workshop, month=month.next().first)
    SheetRow.objects.bulk_create(SheetRow(sheet=following, person=who) for who in everybody)
    for other in place.activities.exclude(pk=world.workshop.pk):
        Sheet.objects.create(activity=other, month=month.next().first, state="submitted")
    world.closed, world.closed_sheet, world.closed_row, world.open_sheet = month, closing, row, following
    _papers(world, everybody[:4])
    lists_more(world)
    taken_along(world, "head_work")


def _gone(world, n):
    """Somebody who left with money that waits."""
    world.gone = Person.objects.create(code=f"FUE-{n}", first_surname=f"Salida{n}", given_names="Inventada", sex="F")
    period = DateRange(date(2025, 1, 1), date(2025, 6, 1))
    CustodySpell.objects.create(
        person=world.gone, establishment=world.place, period=period, entry="entry", exit="release"
    )
    legs = [ledger.Leg(kind="savings", amount=-100, person=world.gone), ledger.Leg(kind="opening", amount=100)]
    ledger.post(actor=Command(), establishment=world.place, legs=legs, text="Saldo", key=f"fue:{n}", origin="manual")
    notice(actor=Command(), person=world.gone, establishment=world.place, on=date(2025, 7, 1), who="Ella", how="Carta")


def _of_the_person(person, n):
    """More of what a person's page tells."""
    Conviction.objects.create(
        person=person,
        offence="186",
        committed_on=date(2024, 5, 1),
        final_on=date(2025, 2, 3),
        starts_on=date(2025, 1, 1),
        years=1,
    )
    day = date(2025, 1 + n % 12, 3 + 4 * (n // 12))
    TemporaryAbsence.objects.create(person=person, period=DateRange(day, day.replace(day=day.day + 1)), reason="court")
    PriorDays.objects.create(
        person=person,
        kind="work",
        period=DateRange(day.replace(year=2019), day.replace(year=2019, day=day.day + 2)),
        days=2,
        book="1",
        folio="1",
        scan=b"%PDF-",
        scan_name="a.pdf",
        entered_by="alguien",
        entered_at=clock.now(),
    )


def _fill(sheet, people):
    there = set(sheet.rows.values_list("person", flat=True))
    SheetRow.objects.bulk_create(SheetRow(sheet=sheet, person=who) for who in people if who.pk not in there)
    for row in sheet.rows.all():
        SheetRow.objects.filter(pk=row.pk).update(
            **factories.marks(2, 3, 4, 5, 6), notes={str(day): "Observación" for day in (2, 3, 4)}
        )


def _studies(world):
    """A programme more with a protocol that waits and one that was analysed, of people in a file."""
    fields = {
        **dict.fromkeys(QUESTIONS, "x"),
        "period": {"from": "2023-01-01", "to": "2023-12-31"},
        "data_cut": "2025-12-31",
        "exposure": {"days": 1, "months": 1},
    }
    for _ in range(max(world.size // 4, 1)):
        name = f"Programa {Programme.objects.count()}"
        programme = add_programme(actor=Command(), name=name, kind="work")
        for signers in ("", "ab"):
            protocol = write_protocol(actor=Command(), programme=programme, source="file", data=fields)
            for signer in signers:
                actor = Command()
                actor.username = signer
                sign_protocol(actor=actor, protocol=protocol)
            world.signed = protocol
        world.unsigned = programme.protocols.get(version=1)
        rows = "".join(f"2023-03-15,{n % 2},{'new_convicted,2023-06-01' if n % 3 else ','},\n" for n in range(100))
        content = f"released_on,took_part,returned,returned_on,ended_on\n{rows}".encode()
        world.run = analyse(actor=Command(), protocol=protocol, content=content)


def _papers(world, people):
    """Returns of other prisons, certificates, and notes with figures."""
    rest = list(Establishment.objects.filter(code__gt="EP20").order_by("code"))
    month = factories.DECEMBER
    for place in rest[world.size : world.size + 6]:
        values = {"population": {"": 100}, "working": {"": 40}}
        given = report_return(
            actor=Command(),
            establishment=place,
            month=month,
            as_of=month.dates()[-1],
            figures=values,
            source="Oficio",
            batch=BATCH,
            file_name="a.xlsx",
        )
        if place.pk % 2:
            accept_return(actor=Command(), monthly_return=given)
        world.given = given
    world.release = Release.objects.first() or prepare(actor=Command(), month=month)
    _studies(world)
    Conviction.objects.filter(person__in=people).update(years=1)  # their time is complete
    for who in Person.objects.filter(custody__establishment=world.place, custody__exit="", requests=None):
        world.request = file_request(actor=Command(), person=who, purpose="served", filed_by="Alguien")
    for who in [world.person, *people]:
        world.certificate = issue_certificate(actor=Command(), person=who)
    world.certificate = world.certificate.__class__.objects.filter(statement__person=world.person).latest("pk")
    Request.objects.filter(pk=world.request.pk).update(state="sent", certificate=world.certificate)
    RequestReader.objects.create(
        request=world.request, username="judge", reason="Cargo", given_by="director", given_at=clock.now()
    )
    world.prior = world.person.prior_days.first()
    first = Month(2026, 1).first
    for n in range(4):
        names = [f"cifra{n}" for n in range(world.size // 2)] + ["poblacion"]
        text = [f"Hay {{{{figure:{name}}}}} personas ({name})." for name in names]
        note = draft_note(actor=Command(), title=f"Nota {world.size}-{n}", subtitle="", paragraphs=text)
        for name in names:
            add_figure(actor=Command(), note=note, name=name, metric="population", month=first)
        if n == 0:
            world.published = publish(note)
        elif n < 3:
            reviews.send(actor=Command(), note=note)
            reviews.send_back(actor=Command(), note=note, reason="Falta la fecha", paragraphs=[1])
            reviews.send(actor=Command(), note=note)
        if n == 1:
            world.in_review = note
        elif n == 2:
            world.approved = reviews.approve(actor=Command(), note=note)
        world.draft = note


@pytest.fixture
def world(demonstration, monkeypatch, full_prison):
    """One prison with everything in it; the database answers as the application role."""
    with scope.elevated():
        made = full_prison
        made.closed, made.size = factories.JANUARY, 0
        made.paid = factories.owing(made)
        certified(made)
        planned(made)
        asking(made)
        factories.nursery_day(made)
        taken_along(made, "head_work")
        factories.registry(made)
        school(made)
        listed(made)
        made.makes = making_of(made.place, made.workshop, made.word)
        made.sold = sold_at(made.place, made.workshop, made.word)
        made.agreement = Agreement.objects.create(
            company=made.workshop.company,
            establishment=made.place,
            number="1",
            period=factories.SINCE,
            days_to_pay=15,
            scan=b"%PDF-",
            scan_name="a.pdf",
        )
        made.contract = engage(
            actor=Command(),
            agreement=made.agreement,
            person=made.person,
            activity=made.workshop,
            kind="civil",
            document="1",
            start=date(2026, 1, 5),
        )
        made.pieces = factories.activity(made.place, "PIEZAS", pay_basis="piece")
        given = {"actor": Command(), "establishment": made.place}
        made.manual = open_balance(**given, kind="bank", amount=90_000, book="1", folio="1")
        made.entry = Entry.objects.get(person=made.person, origin="close")
        made.account = Account.objects.get(establishment=made.place, kind="bank")
        made.batch = PayoutBatch.objects.create(
            establishment=made.place,
            year=2026,
            number=1,
            way="bank",
            at=clock.now(),
            by="x",
            file_name="x.csv",
            file=b"lote,pago\r\n",
        )
        made.hold = place_hold(
            **given, person=made.person, court="Juzgado", case_number="1", since=factories.JANUARY.first
        )
        # The second day of a month: the sheets of the month before are being finished.
        made.at = lambda month: monkeypatch.setenv("LLAMKAY_NOW", f"{month}-02T10:00:00-05:00")
        Adjustment.objects.filter(row__person=made.person).delete()
        made.adjustment = Adjustment.objects.create(
            row=made.closed_row, day=9, minutes=0, reason=0, why="Espera", by="alguien", at=clock.now()
        )
        people = {
            role: factories.staff(role, None if role in NATIONAL else made.place)
            for role in sorted({role for role, _ in VISITS.values()})
        }
        made.liaison, made.director = people["mimp_liaison"], people["director"]
        grow(made)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    yield SimpleNamespace(made=made, people=people)
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")


def measured(world, pages=VISITS, *, first=True):
    """Page → the queries it asked; ``first``: it was visited once before, to fill what is kept between pages."""
    found, refused, clients = {}, {}, {}
    for page in pages:
        role, arguments = VISITS[page]
        if role not in clients:
            clients[role] = Client()
            clients[role].force_login(world.people[role])
        client = clients[role]
        name, _, query = page.partition("?")
        address = reverse(name, args=arguments(world.made)) + (f"?{query}" if query else "")
        if first:
            client.get(address)
        with CaptureQueriesContext(connection) as asked:
            response = client.get(address)
        b"".join(response) if response.streaming else response.content
        if response.status_code != 200:
            refused[page] = response.status_code
        found[page] = [item["sql"] for item in asked.captured_queries]
    assert refused == {}
    return found


def test_no_page_asks_more_than_its_budget_nor_more_for_more_people(world):
    before = measured(world)
    # What is done from time to time, the hour of a session say, falls on some page or other: not twice on the same.
    before |= measured(world, [page for page, asked in before.items() if len(asked) > BUDGET[page]])
    over = {page: len(asked) for page, asked in before.items() if len(asked) > BUDGET[page]}
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    with scope.elevated():
        grow(world.made)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL ROLE llamkay_app")
    # One query less on another day, a rest day say, is no growth; what seems to grow may have filled what is kept.
    after = measured(world, first=False)
    after = measured(world, [page for page, asked in after.items() if len(asked) > len(before[page])])
    grown = {page: (len(before[page]), len(asked)) for page, asked in after.items() if len(asked) > len(before[page])}
    assert over == {}
    assert {page: counts for page, counts in grown.items() if page not in GROWING} == {}
    assert set(grown) >= GROWING  # one that grows no more leaves the list

"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.coordination.agreements import views as agreements
from llamkay.apps.coordination.commitments import views as commitments
from llamkay.apps.coordination.desk import views as desk
from llamkay.apps.coordination.visits import views as visits

app_name = "coordination"

urlpatterns = [
    path("convenios/", agreements.agreements, name="agreements"),
    path("convenios/nuevo/", agreements.edit, name="new_agreement"),
    path("convenios/<int:pk>/", agreements.agreement, name="agreement"),
    path("convenios/<int:pk>/editar/", agreements.edit, name="edit_agreement"),
    path("convenios/<int:pk>/archivo/", agreements.file, name="agreement_file"),
    path("convenios/<int:pk>/quitar/<int:obligation>/", agreements.remove_obligation, name="remove_obligation"),
    path("convenios/<int:pk>/<slug:kind>/", agreements.act, name="agreement_act"),
    path("compromisos/", commitments.commitments, name="commitments"),
    path("compromisos/nuevo/", commitments.commit, name="commit"),
    path("compromisos/evidencia/<int:pk>/", commitments.evidence, name="evidence"),
    path("compromisos/<int:pk>/", commitments.commitment, name="commitment"),
    path("compromisos/<int:pk>/<slug:kind>/", commitments.entry, name="commitment_entry"),
    path("visitas/", visits.visits, name="visits"),
    path("visitas/nueva/", visits.edit, name="new_visit"),
    path("visitas/cifra/<int:pk>/aprobar/", visits.approve_repeated, name="approve_repeated"),
    path("visitas/<int:pk>/", visits.visit, name="visit"),
    path("visitas/<int:pk>/editar/", visits.edit, name="edit_visit"),
    path("visitas/<int:pk>/paso/<slug:step>/", visits.step, name="visit_step"),
    path("visitas/<int:pk>/redactar/", visits.draft_note, name="draft_note"),
    path("visitas/<int:pk>/papel/<int:number>/", visits.paper, name="visit_paper"),
    path("visitas/<int:pk>/papel/<int:number>/firmar/", visits.sign_minutes, name="sign_minutes"),
    path("visitas/<int:pk>/papel/<int:number>/firmas/", visits.write_down_signature, name="write_down_signature"),
    path("visitas/<int:pk>/rectificar/", visits.correct, name="correct_minutes"),
    path("visitas/<int:pk>/imprimir/<slug:kind>/", visits.printed, name="visit_print"),
    path("visitas/<int:pk>/parte/<slug:kind>/", visits.part, name="visit_part"),
    path("visitas/<int:pk>/parte/<slug:kind>/<int:item>/", visits.part, name="visit_item"),
    path("visitas/<int:pk>/quitar/<slug:kind>/<int:item>/", visits.remove, name="remove_item"),
    path("enlace/", desk.liaison, name="liaison"),
    path("enlace/derivaciones/<int:pk>/", desk.referral, name="liaison_referral"),
    path("autoridades/", commitments.authorities, name="authorities"),
    path("autoridades/responde/<int:pk>/terminar/", commitments.unseat, name="unseat"),
    path("autoridades/<slug:kind>/", commitments.authority_act, name="authority_act"),
]

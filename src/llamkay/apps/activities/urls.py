"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.activities import views
from llamkay.apps.activities.books import views as book_views
from llamkay.apps.activities.corrections import views as correction_views
from llamkay.apps.activities.daily import views as daily_views
from llamkay.apps.activities.exclusions import views as exclusion_views
from llamkay.apps.activities.inbox import views as inbox_views
from llamkay.apps.activities.movements import views as movement_views
from llamkay.apps.activities.places import batch_views
from llamkay.apps.activities.places import views as place_views
from llamkay.apps.activities.programmes import views as programme_views
from llamkay.apps.activities.rounds import views as round_views
from llamkay.apps.activities.sessions import views as session_views
from llamkay.apps.activities.sheets import views as sheet_views
from llamkay.apps.activities.suitability import views as suitability_views
from llamkay.apps.activities.waiting import access_views, occupancy_views, planner_views
from llamkay.apps.activities.waiting import views as waiting_views

app_name = "activities"

urlpatterns = [
    path("planillas/", sheet_views.sheet_list, name="sheets"),
    path("planillas/abrir/", sheet_views.open_month, name="open_month"),
    path("planillas/importar/", sheet_views.import_file, name="import"),
    path("planillas/<int:pk>/", sheet_views.sheet, name="sheet"),
    path("planillas/<int:pk>/celdas/", sheet_views.cells, name="cells"),
    path("planillas/<int:pk>/observacion/", sheet_views.note, name="note"),
    path("planillas/<int:pk>/paso/<slug:step>/", sheet_views.step, name="step"),
    path("planillas/<int:pk>/plantilla/", sheet_views.template_file, name="template_file"),
    path("planillas/<int:pk>/importar/", sheet_views.import_file, name="import_sheet"),
    path("planillas/<int:pk>/importar/<int:batch>/deshacer/", sheet_views.undo_import, name="undo_import"),
    path("planillas/<int:pk>/ajustar/", correction_views.adjust_many, name="adjust_many"),
    path("planillas/<int:pk>/ajustar/<int:row>/", correction_views.adjust, name="adjust"),
    path("planillas/ajustes/", correction_views.adjustments, name="adjustments"),
    path("planillas/ajustes/<int:pk>/", correction_views.adjustment, name="adjustment"),
    path("planillas/ajustes/<int:pk>/<slug:step>/", correction_views.decide_adjustment, name="decide_adjustment"),
    path("plazas/solicitudes/", place_views.requests, name="requests"),
    path("plazas/solicitudes/persona/<int:person>/", place_views.new_request, name="new_request"),
    path("plazas/solicitudes/<int:pk>/", place_views.request_page, name="request"),
    path("plazas/solicitudes/<int:pk>/<slug:act>/", place_views.request_act, name="request_act"),
    path("plazas/consejo/", place_views.council, name="council"),
    path("plazas/rondas/", round_views.rounds, name="rounds"),
    path("plazas/rondas/<int:pk>/", round_views.round_page, name="round"),
    path("plazas/rondas/<int:pk>/<slug:act>/", round_views.round_act, name="round_act"),
    path("plazas/aptitud/", suitability_views.fitness, name="fitness"),
    path("plazas/horas-excluidas/", exclusion_views.exclusions, name="exclusions"),
    path("plazas/horas-excluidas/<int:pk>/terminar/", exclusion_views.end, name="end_exclusion"),
    path("plazas/separaciones/", suitability_views.separations, name="separations"),
    path("plazas/planificador/", planner_views.planner, name="planner"),
    path("plazas/igualdad/", access_views.access, name="access"),
    path("plazas/ocupacion/", occupancy_views.occupied, name="occupancy"),
    path("plazas/ocupacion/terminos/", occupancy_views.outcome_list, name="outcomes"),
    path("plazas/vacantes/<int:person>/", suitability_views.vacancies, name="vacancies"),
    path("actividades/<int:pk>/espera/", waiting_views.waiting, name="waiting"),
    path("actividades/<int:pk>/dar-plazas/", batch_views.give_many, name="give_many"),
    path("actividades/<int:pk>/terminar-plazas/", batch_views.end_many, name="end_many"),
    path("plazas/actos/<int:pk>/", batch_views.place_batch, name="place_batch"),
    path("plazas/quitadas/", batch_views.removals, name="removals"),
    path("plazas/quitadas/<int:pk>/", batch_views.removal, name="removal"),
    path("actividades/<int:pk>/candidatas/", suitability_views.candidates, name="candidates"),
    path("actividades/<int:pk>/requisitos/", suitability_views.requirement, name="requirement"),
    path("actividades/<int:pk>/excepcion/<int:person>/", suitability_views.override, name="override"),
    path("plazas/<int:pk>/", place_views.place, name="place"),
    path("plazas/<int:pk>/<slug:act>/", place_views.place_act, name="place_act"),
    path("movimientos/", movement_views.moves, name="movements"),
    path("movimientos/salida/", movement_views.unlock_list, name="unlocks"),
    path("movimientos/papel/<slug:kind>/", movement_views.movement_paper, name="movement_paper"),
    path("libros/", book_views.books, name="books"),
    path("libros/registro/<str:code>/<slug:kind>/", book_views.register_book, name="register_book"),
    path("libros/planillas/<str:code>/<slug:kind>/", book_views.control_book, name="control_book"),
    path("plazas/cambios/", inbox_views.inbox, name="inbox"),
    path("plazas/cambios/<int:pk>/", inbox_views.attend_change, name="attend_change"),
    path("cierre-del-dia/", daily_views.days, name="days"),
    path("programas/", programme_views.programmes, name="programmes"),
    path("programas/nuevo/", programme_views.programme_form, name="new_programme"),
    path("programas/<slug:code>/", programme_views.programme_form, name="programme"),
    path("actividades/<int:pk>/sesiones/", session_views.sessions, name="sessions"),
    path("actividades/<int:pk>/sesiones/<slug:act>/", session_views.session_act, name="session_act"),
    path("actividades/", views.activity_list, name="list"),
    path("actividades/nueva/", views.activity_form, name="new"),
    path("actividades/<int:pk>/", views.activity, name="detail"),
    path("actividades/<int:pk>/editar/", views.activity_form, name="edit"),
    path("actividades/<int:pk>/planilla/", views.open_sheet, name="open_sheet"),
    path("actividades/<int:pk>/asignar/", views.allocate, name="allocate"),
    path("actividades/<int:pk>/inscribir/", views.enrol, name="enrol"),
    path("actividades/<int:pk>/autorizar/", views.authorise, name="authorise"),
]

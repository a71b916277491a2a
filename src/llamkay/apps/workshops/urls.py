"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.workshops.accidents import views as accident_views
from llamkay.apps.workshops.enterprises import views as own_views
from llamkay.apps.workshops.machines import views as machine_views
from llamkay.apps.workshops.outside import views as outside_views
from llamkay.apps.workshops.tools import views as tool_views

app_name = "workshops"

urlpatterns = [
    path("talleres/herramientas/", tool_views.tools, name="tools"),
    path("talleres/herramientas/nueva/", tool_views.tool_form, name="new_tool"),
    path("talleres/herramientas/<int:pk>/", tool_views.tool, name="tool"),
    path("talleres/herramientas/<int:pk>/editar/", tool_views.tool_form, name="edit_tool"),
    path("talleres/herramientas/<int:pk>/<slug:act>/", tool_views.missing_act, name="missing_act"),
    path("talleres/<int:activity>/conteo/", tool_views.count, name="count"),
    path("talleres/maquinas/", machine_views.machines, name="machines"),
    path("talleres/maquinas/nueva/", machine_views.machine_form, name="new_machine"),
    path("talleres/maquinas/<int:pk>/", machine_views.machine, name="machine"),
    path("talleres/maquinas/<int:pk>/editar/", machine_views.machine_form, name="edit_machine"),
    path("talleres/maquinas/<int:pk>/<slug:act>/", machine_views.machine_act, name="machine_act"),
    path("talleres/accidentes/", accident_views.accidents, name="accidents"),
    path("talleres/accidentes/nuevo/", accident_views.new_accident, name="new_accident"),
    path("talleres/accidentes/<int:pk>/", accident_views.accident, name="accident"),
    path("talleres/accidentes/<int:pk>/informe/", accident_views.accident_report, name="accident_report"),
    path("talleres/externo/", outside_views.permits, name="permits"),
    path("talleres/externo/autorizar/", outside_views.new_permit, name="new_permit"),
    path("talleres/externo/<int:pk>/", outside_views.permit, name="permit"),
    path("talleres/externo/<int:pk>/<slug:act>/", outside_views.permit_act, name="permit_act"),
    path("talleres/cuenta-propia/", own_views.entries, name="own_entries"),
    path("talleres/cuenta-propia/anotar/", own_views.new_entry, name="new_own_entry"),
    path("talleres/cuenta-propia/<int:pk>/anular/", own_views.void_entry, name="void_own_entry"),
    path("talleres/cuenta-propia/persona/<int:pk>/", own_views.own_work, name="own_work"),
    path("talleres/cuenta-propia/persona/<int:pk>/hoja/", own_views.own_paper, name="own_paper"),
    path("talleres/cuenta-propia/clientes/", own_views.customers, name="customers"),
    path("talleres/cuenta-propia/clientes/nuevo/", own_views.new_customer, name="new_customer"),
    path("talleres/cuenta-propia/clientes/<int:pk>/revocar/", own_views.revoke_customer, name="revoke_customer"),
    path("talleres/equipo/", accident_views.kit, name="kit"),
    path("talleres/equipo/entregar/", accident_views.new_kit, name="new_kit"),
]

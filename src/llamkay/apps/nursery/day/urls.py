"""Addresses of the day in the nursery."""

from django.urls import path

from llamkay.apps.nursery.day import staff_views as staff
from llamkay.apps.nursery.day import views

urlpatterns = [
    path("cuna/hoy/", views.day, name="day"),
    path("cuna/hoy/deshacer/<int:pk>/", views.undo, name="undo"),
    path("cuna/hoy/dosis/<int:order>/<str:hour>/", views.dose, name="dose"),
    path("cuna/hoy/<int:room>/conteo/", views.count, name="count"),
    path("cuna/hoy/<int:room>/hoja/", views.paper, name="day_paper"),
    path("cuna/hoy/<int:room>/pasar/", views.transcribe, name="transcribe"),
    path("cuna/hoy/<int:room>/<int:child>/", views.care, name="care"),
    path("cuna/hoy/<int:room>/<int:child>/<slug:way>/", views.move, name="move"),
    path("cuna/salas/", staff.rooms, name="rooms"),
    path("cuna/salas/nueva/", staff.room, name="new_room"),
    path("cuna/salas/<int:pk>/", staff.room, name="room"),
    path("cuna/cuidadoras/", staff.carers, name="carers"),
    path("cuna/cuidadoras/nueva/", staff.new_carer, name="new_carer"),
    path("cuna/cuidadoras/horas/", staff.hours, name="hours"),
    path("cuna/cuidadoras/<int:pk>/", staff.carer, name="carer"),
    path("cuna/turnos/nuevo/", staff.shift, name="shift"),
    path("cuna/turnos/vino/", views.came, name="confirm_shifts"),
    path("cuna/turnos/<int:pk>/quitar/", staff.remove_shift, name="remove_shift"),
    path("cuna/asistencia/", staff.month, name="month"),
    path("cuna/incidentes/", staff.incidents, name="incidents"),
    path("cuna/incidentes/<int:pk>/", staff.incident, name="incident"),
    path("cuna/lesiones/", staff.injuries, name="injuries"),
    path("cuna/incidentes/nuevo/", staff.new_incident, name="new_incident"),
    path("cuna/salidas/<int:nursery>/", staff.outing, name="outing"),
    path("cuna/salidas/<int:pk>/volver/", staff.back, name="end_outing"),
]

"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.education import views
from llamkay.apps.education.music import views as music
from llamkay.apps.education.school import views as school
from llamkay.apps.education.schooling import views as schooling

app_name = "education"

urlpatterns = [
    path("notas-de-estudio/", views.class_list, name="list"),
    path("notas-de-estudio/<int:pk>/", views.marks, name="marks"),
    path("educacion/", school.home, name="home"),
    path("educacion/sin-basica/", schooling.unfinished, name="unfinished"),
    path("educacion/estudios/<int:person>/", schooling.schooling, name="schooling"),
    path("educacion/estudios/<int:person>/<slug:kind>/", schooling.person_act, name="person_act"),
    path("educacion/estudios/<int:person>/<slug:kind>/<int:row>/", schooling.person_act, name="row_act"),
    path("educacion/instituciones/", schooling.institutions, name="institutions"),
    path("educacion/instituciones/nueva/", schooling.institution, name="new_institution"),
    path("educacion/instituciones/<int:pk>/", schooling.institution, name="institution"),
    path("educacion/planes/", schooling.plans, name="plans"),
    path("educacion/planes/nuevo/", schooling.plan, name="new_plan"),
    path("educacion/planes/<int:pk>/", schooling.plan, name="plan"),
    path("educacion/libro-de-evaluaciones/<str:code>/", school.evaluation_book, name="evaluation_book"),
    path("educacion/tasas/", school.rates, name="rates"),
    path("educacion/grupos/", school.groups, name="groups"),
    path("educacion/grupos/nuevo/", school.new_group, name="new_group"),
    path("educacion/grupos/<int:pk>/", school.group, name="group"),
    path("educacion/grupos/<int:pk>/matricular/", school.enrol, name="enrol"),
    path("educacion/grupos/<int:pk>/informe/", school.report, name="report"),
    path("educacion/grupos/<int:pk>/cursos/<int:row>/", school.course, name="course"),
    path("educacion/grupos/<int:pk>/anexo/<slug:annex>/", school.paper, name="paper"),
    path("educacion/grupos/<int:pk>/acto/<slug:kind>/", school.group_act, name="group_act"),
    path("educacion/grupos/<int:pk>/acto/<slug:kind>/<int:row>/", school.group_act, name="course_act"),
    path("educacion/separaciones/<int:pk>/", school.removal, name="removal"),
    path("educacion/matriculas/<int:pk>/<slug:kind>/", school.student_act, name="student_act"),
    path("educacion/elencos/", music.ensembles, name="ensembles"),
    path("educacion/elencos/nuevo/", music.new_ensemble, name="new_ensemble"),
    path("educacion/elencos/<int:pk>/", music.ensemble, name="ensemble"),
    path("educacion/elencos/<int:pk>/<slug:kind>/", music.ensemble_act, name="ensemble_act"),
    path("educacion/elencos/<int:pk>/<slug:kind>/<int:row>/", music.ensemble_act, name="ensemble_row"),
    path("educacion/presentaciones/<int:pk>/", music.performance, name="performance"),
    path("educacion/presentaciones/<int:pk>/pdf/", music.programme, name="programme"),
    path("educacion/presentaciones/<int:pk>/acto/<slug:kind>/", music.performance_act, name="performance_act"),
    path("educacion/prestamos/", music.items, name="items"),
    path("educacion/prestamos/nuevo/", music.new_item, name="new_item"),
    path("educacion/prestamos/<int:pk>/", music.item, name="item"),
    path("educacion/prestamos/<int:pk>/editar/", music.edit_item, name="edit_item"),
    path("educacion/prestamos/<int:pk>/acto/<slug:kind>/", music.item_act, name="item_act"),
    path("educacion/actas/<int:pk>/", school.act, name="act"),
    path("educacion/actas/<int:pk>/pdf/", school.act_paper, name="act_paper"),
    path("educacion/actas/<int:pk>/anular/", school.void_act, name="void_act"),
]

"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.institutions import views
from llamkay.apps.institutions.accounts import views as account_views
from llamkay.apps.institutions.data_incidents import views as incident_views
from llamkay.apps.institutions.log import views as log_views
from llamkay.apps.institutions.reviews import views as review_views
from llamkay.apps.institutions.security_levels import views as level_views
from llamkay.apps.institutions.sessions import views as session_views
from llamkay.apps.institutions.system import views as system_views

app_name = "institutions"

urlpatterns = [
    path("establecimientos/", views.establishments, name="list"),
    path("establecimientos/<str:code>/", views.establishment, name="detail"),
    path("establecimientos/<str:code>/autoridades/nueva/", views.appoint, name="appoint"),
    path("establecimientos/<str:code>/seguridad/", level_views.levels, name="levels"),
    path("usuarios/", account_views.users, name="users"),
    path("usuarios/nuevo/", account_views.new_user, name="new_user"),
    path("usuarios/<int:pk>/", account_views.user, name="user"),
    path("usuarios/<int:pk>/funciones/nueva/", account_views.grant, name="grant"),
    path("usuarios/<int:pk>/funciones/<int:grant_pk>/fin/", account_views.end_grant, name="end_grant"),
    path("usuarios/<int:pk>/estado/", account_views.user_state, name="user_state"),
    path("usuarios/<int:pk>/datos/", account_views.user_data, name="user_data"),
    path("usuarios/<int:pk>/contrasena/", account_views.user_password, name="user_password"),
    path("usuarios/<int:pk>/verificacion/", account_views.user_second_step, name="user_second_step"),
    path("usuarios/<int:pk>/sesiones/<int:session_pk>/fin/", session_views.end_of_account, name="end_session"),
    path("revision-de-accesos/", review_views.reviews, name="reviews"),
    path("revision-de-accesos/<int:pk>/", review_views.review, name="review"),
    path("funciones/", account_views.functions, name="functions"),
    path("incidentes-de-datos/", incident_views.data_incidents, name="data_incidents"),
    path("incidentes-de-datos/nuevo/", incident_views.report_incident, name="report_incident"),
    path("incidentes-de-datos/<int:pk>/", incident_views.data_incident, name="data_incident"),
    path("incidentes-de-datos/<int:pk>/aviso/", incident_views.incident_paper, name="incident_paper"),
    path("sistema/", system_views.system, name="system"),
    path("registro/", log_views.acts, name="log"),
    path("registro/consultas/", log_views.reads, name="access_log"),
]

"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.coordination.agreements import views as agreements
from llamkay.apps.coordination.commitments import views as commitments

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
    path("autoridades/", commitments.authorities, name="authorities"),
    path("autoridades/responde/<int:pk>/terminar/", commitments.unseat, name="unseat"),
    path("autoridades/<slug:kind>/", commitments.authority_act, name="authority_act"),
]

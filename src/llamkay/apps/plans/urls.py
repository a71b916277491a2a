"""Addresses of this app inside the office."""

from django.urls import path

from llamkay.apps.plans import views
from llamkay.apps.plans.drafting import views as drafting
from llamkay.apps.plans.interviews import views as interviews
from llamkay.apps.plans.reviews import views as reviews
from llamkay.apps.plans.stories import views as stories
from llamkay.apps.plans.treatment import views as treatment

app_name = "plans"

urlpatterns = [
    path("planes/", drafting.plan_list, name="list"),
    path("planes/revisiones/", reviews.review_list, name="reviews"),
    path("planes/revisiones/<int:pk>/<slug:act>/", reviews.review_act, name="review_act"),
    path("planes/semestres/", reviews.evaluations, name="evaluations"),
    path("planes/tratamientos/", treatment.treatment_list, name="treatments"),
    path("planes/tratamientos/tasas/", treatment.rates, name="rates"),
    path("planes/tratamientos/<int:pk>/<slug:act>/", treatment.treatment_act, name="treatment_act"),
    path("planes/palabras/<int:pk>/<slug:act>/", interviews.words_act, name="words_act"),
    path("planes/metas/<int:pk>/quitar/", drafting.remove_goal, name="remove_goal"),
    path("planes/metas/<int:pk>/paso/<slug:closes>/", drafting.new_step, name="new_step"),
    path("planes/pasos/<int:pk>/<slug:act>/", drafting.step_act, name="step_act"),
    path("planes/persona/<int:person>/", views.person, name="person"),
    path("planes/persona/<int:person>/entrevista/", interviews.interview, name="interview"),
    path("planes/persona/<int:person>/palabras/", interviews.words, name="words"),
    path("planes/persona/<int:person>/semestre/", reviews.evaluate, name="evaluate"),
    path("planes/persona/<int:person>/derivar/", treatment.refer, name="refer"),
    path("planes/persona/<int:person>/historia/", stories.story, name="story"),
    path("planes/persona/<int:person>/borrador/", drafting.start_draft, name="start_draft"),
    path("planes/<int:pk>/", drafting.plan, name="plan"),
    path("planes/<int:pk>/pdf/", drafting.plan_pdf, name="pdf"),
    path("planes/<int:pk>/<slug:act>/", drafting.plan_act, name="plan_act"),
]

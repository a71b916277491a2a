"""The page of a person's story."""

from django.shortcuts import render

from llamkay.apps.plans.permissions import STORY
from llamkay.apps.plans.stories.queries import story as across_rooms
from llamkay.apps.plans.views import person_or_404
from llamkay.platform import clock
from llamkay.platform.database.once import asked_once
from llamkay.platform.record import audit
from llamkay.platform.security.access import requires


@requires(STORY)
def story(request, person):
    found, room = person_or_404(request.user.actions[STORY], person), request.GET.get("area", "")
    audit.log_access(actor=request.user.username, kind="story", target=f"person:{found.pk}")
    with asked_once():
        shown = across_rooms(request.user, found, until=clock.today(), room=room)
    context = {"person": found, "story": shown, "room": room}
    return render(request, "plans/story.html", context)

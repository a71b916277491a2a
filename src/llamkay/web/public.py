"""The public window: home, establishments, figures and notes, from published tables only."""

from django.shortcuts import render

from llamkay.platform.access import public


@public
def home(request):
    return render(request, "public/home.html")

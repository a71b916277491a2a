"""The office shell: what waits for you today."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render


@login_required
def today(request):
    return render(request, "office/today.html")

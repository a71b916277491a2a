"""Everybody sees the sign-ins of their own account, and can tell one that was not theirs."""

from django.contrib.auth.decorators import login_required
from django.shortcuts import render

from llamkay.platform.security import sign_ins


@login_required
def own(request):
    return render(request, "account/sign_ins.html", {"sign_ins": sign_ins.of(request.user.username)})

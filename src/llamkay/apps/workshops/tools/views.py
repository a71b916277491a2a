"""Screens of tools: the list, one tool, the count of a workshop out and in."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.activities.areas import may_write
from llamkay.apps.activities.places.queries import placements
from llamkay.apps.activities.queries import activities
from llamkay.apps.workshops.lists import tool_list, tool_state
from llamkay.apps.workshops.permissions import COUNT, KEEP, VIEW, WRITE_OFF
from llamkay.apps.workshops.tools import forms, queries
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.cells import link
from llamkay.platform.screens.lists import answer
from llamkay.platform.security.access import decide, requires
from llamkay.platform.security.scope import NOTHING


@requires(VIEW)
def tools(request):
    form = forms.ToolFilter(request.GET)
    rows = queries.tools(scope=request.user.actions[VIEW], actor=request.user, **form.criteria())
    new = [link(reverse("workshops:new_tool"), _("Registrar una herramienta"))]
    shown = tool_list(may_count=bool(decide(request.user, COUNT)))
    return answer(request, shown, rows, form=form, links=new if decide(request.user, KEEP) else [])


def _form(request, form, back, caption=""):
    context = {"form": form, "back": back, "caption": caption}
    return render(request, "workshops/form.html", context, status=422 if form.errors else 200)


@requires(KEEP)
@idempotent
def tool_form(request, pk=None):
    found = _tool(request, pk, KEEP) if pk else None
    form = forms.ToolForm(request.POST or None, actor=request.user, tool=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:tool", pk=form.result.pk)
    return _form(request, form, reverse("workshops:tools"), str(found) if found else "")


def _tool(request, pk, action=VIEW):
    found = queries.find_tool(scope=request.user.actions.get(action, NOTHING), actor=request.user, pk=pk)
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def tool(request, pk):
    found = _tool(request, pk)
    audit.log_access(actor=request.user.username, kind="tools", target=f"tool:{found.pk}")
    place = found.establishment_id
    context = {
        "tool": found,
        "state": tool_state(found),
        "loans": queries.history_of(found),
        "missing": queries.missing_of(found),
        "may_find": may_write(request.user, COUNT, found.activity),
        "may_write_off": decide(request.user, WRITE_OFF, establishment_id=place),
        "may_keep": decide(request.user, KEEP, establishment_id=place),
    }
    return render(request, "workshops/tool.html", context)


@requires(VIEW)
@idempotent
def missing_act(request, pk, act):
    if act not in forms.MISSING_ACTS:
        raise Http404
    found = _tool(request, pk)
    lost = queries.missing(scope=request.user.actions[VIEW], actor=request.user).filter(tool=found).first()
    if lost is None:
        raise Http404
    form = forms.MISSING_ACTS[act](request.POST or None, missing=lost, initial={"on": clock.today()})
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("workshops:tool", pk=pk)
    return _form(request, form, reverse("workshops:tool", args=[pk]), str(found))


@requires(COUNT)
@idempotent
def count(request, activity):
    scope, today = request.user.actions[COUNT], clock.today()
    found = activities(scope=scope, actor=request.user).filter(pk=activity).first()
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="tools", target=f"activity:{found.pk}")
    opened = queries.open_count(found.pk)
    if opened:
        loans = opened.loans.select_related("tool", "person").order_by("tool__number")
        form = forms.InForm(request.POST or None, count=opened, loans=loans)
    else:
        placed = placements(in_=found, on=today).select_related("person").order_by("person__sort_name")
        people = [(place.person_id, place.person.full_name) for place in placed]
        form = forms.OutForm(
            request.POST or None,
            activity=found,
            tools=queries.usable(found.pk),
            people=people,
            initial={"session": queries.next_session(found.pk, on=today)},
        )
    if request.method == "POST" and form.saved(actor=request.user):
        _say(request, form, opened)
        return redirect("workshops:count", activity=found.pk)
    context = {"activity": found, "form": form, "opened": opened, "counts": queries.counts_of(found.pk)}
    return render(request, "workshops/count.html", context, status=422 if form.errors else 200)


def _say(request, form, opened):
    """What came of a count: all is well, or what is missing by its name."""
    if opened and form.result:
        names = ", ".join(str(row.tool) for row in form.result)
        messages.error(request, _("Falta %(names)s. La jefatura ya lo ve en su primera página.") % {"names": names})
    else:
        messages.success(request, form.done)

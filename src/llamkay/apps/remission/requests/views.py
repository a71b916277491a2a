"""Requests for release on screen: the list, who is about to complete their time, one request and its acts."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from llamkay.apps.people.queries import visible_people
from llamkay.apps.remission.models import Request
from llamkay.apps.remission.permissions import COMPUTE, COUNCIL, DECIDE, FILE_REQUEST, VIEW
from llamkay.apps.remission.requests import forms, queries, readers, services
from llamkay.apps.remission.requests.lists import COMPLETING, request_list
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer, is_file
from llamkay.platform.screens.refusals import as_message, on_form
from llamkay.platform.security.access import decide, requires

State, Decider = Request.State, Request.Decider
MOST = 50  # people without a recent count, on one page
_BEFORE = (State.FILED, State.COMPUTED, State.COUNCIL)

# Act → action that allows it, form, service, states in which it is offered, what its button says.
ACTS = {
    "computar": (
        COMPUTE,
        forms.ComputeForm,
        services.compute_request,
        _BEFORE,
        gettext_lazy("Hacer el cómputo de hoy"),
    ),
    "deuda": (COMPUTE, forms.DebtForm, services.note_debt, _BEFORE, gettext_lazy("Registrar la deuda del 10 %")),
    "papel": (
        FILE_REQUEST,
        forms.PaperForm,
        services.receive_paper,
        services.OPEN,
        gettext_lazy("Registrar un papel que llegó"),
    ),
    "certificar": (
        COMPUTE,
        forms.CertifyForm,
        services.certify_request,
        _BEFORE[1:],
        gettext_lazy("Emitir el certificado"),
    ),
    "consejo": (
        COUNCIL,
        forms.CouncilForm,
        services.council_session,
        _BEFORE[1:],
        gettext_lazy("Registrar la sesión del consejo"),
    ),
    "definir": (DECIDE, forms.SettleForm, services.settle_decider, _BEFORE, gettext_lazy("Definir quién resuelve")),
    "enviar": (
        DECIDE,
        forms.SendForm,
        services.send_request,
        _BEFORE[1:],
        gettext_lazy("Registrar el envío al juzgado"),
    ),
    "abrir-al-juzgado": (
        DECIDE,
        forms.ReaderForm,
        readers.give,
        (State.SENT,),
        gettext_lazy("Abrir el expediente a la cuenta del juzgado"),
    ),
    "cerrar-al-juzgado": (
        DECIDE,
        forms.EndReaderForm,
        readers.end,
        readers.SHOWN,
        gettext_lazy("Quitar el expediente a la cuenta del juzgado"),
    ),
    "resolver": (
        DECIDE,
        forms.DecideForm,
        services.decide_request,
        services.OPEN,
        gettext_lazy("Registrar la resolución"),
    ),
    "excarcelar": (
        DECIDE,
        forms.ReleaseForm,
        services.note_release,
        (State.GRANTED,),
        gettext_lazy("Registrar la excarcelación"),
    ),
    "desistir": (
        FILE_REQUEST,
        forms.WithdrawForm,
        services.withdraw_request,
        services.OPEN,
        gettext_lazy("Registrar desistimiento"),
    ),
}


@requires(VIEW)
def requests(request):
    form = forms.RequestFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.requests(
        scope=request.user.actions[VIEW],
        words=chosen.get("q", ""),
        state=chosen.get("estado", ""),
        purpose=chosen.get("clase", ""),
        overdue=chosen.get("vencidas", False),
        sort=chosen.get("orden", ""),
    )
    return answer(request, request_list(now=clock.now()), rows.defer("procedure"), form=form)


@requires(VIEW)
def completing(request):
    form, today, scope = forms.CompletingFilter(request.GET), clock.today(), request.user.actions[VIEW]
    words = form.criteria().get("q", "")
    uncounted = queries.to_compute(scope=scope, today=today, words=words)
    return answer(
        request,
        COMPLETING,
        queries.completing(scope=scope, today=today, words=words),
        form=form,
        prepare=lambda rows: queries.completing_lines(rows, today),
        uncounted=uncounted[:MOST],
        most=MOST,
        total=uncounted.count() if not is_file(request) else 0,
    )


@requires(FILE_REQUEST)
def file_request(request, person):
    found = visible_people(request.user.actions[FILE_REQUEST], clock.today()).filter(pk=person).first()
    if found is None:
        raise Http404
    form = forms.FileForm(request.POST or None, initial={"filed_at": clock.now(), "filed_by": found.full_name})
    if request.method == "POST" and form.is_valid():
        with on_form(form):
            made = services.file_request(actor=request.user, person=found, **form.cleaned_data)
            messages.success(request, _("Solicitud %(number)s recibida.") % {"number": made})
            return redirect("remission:request", pk=made.pk)
    status = 422 if form.errors else 200
    return render(request, "remission/request_form.html", {"form": form, "person": found}, status=status)


@require_POST
@requires(FILE_REQUEST)
def take_over(request, person):
    found = visible_people(request.user.actions[FILE_REQUEST], clock.today()).filter(pk=person).first()
    if found is None:
        raise Http404
    with as_message(request):
        taken = services.take_over(actor=request.user, person=found)
        messages.success(request, _("Recibida aquí: %(numbers)s.") % {"numbers": ", ".join(map(str, taken))})
        return redirect("remission:request", pk=taken[0].pk)
    return redirect("people:detail", pk=found.pk)


def _found(request, pk, action):
    scope = request.user.actions.get(action)
    found = queries.request(scope=scope, pk=pk) if scope else None
    if found is None:
        raise Http404
    return found


@requires(VIEW)
def request_detail(request, pk):
    found = _found(request, pk, VIEW)
    audit.log_access(actor=request.user.username, kind="remission", target=f"request:{pk}")
    return render(request, "remission/request_detail.html", _context(request, found))


def _context(request, filed, act="", form=None):
    view = queries.request_view(filed)
    view["acts"] = [
        {"code": code, "label": label, "form": form if code == act else _form(code, filed)}
        for code, (action, _form_class, _service, states, label) in ACTS.items()
        if filed.state in states and _may(request.user, action, filed) and _fits(code, filed, view)
    ]
    view["may_file"] = filed.state == State.REFUSED and _may(request.user, FILE_REQUEST, filed)
    return view


def _form(code, filed, data=None):
    now = {"sent_at": clock.now(), "notified_at": clock.now(), "released_at": clock.now()}
    now |= {"held_on": clock.today(), "received_on": clock.today()}
    form = ACTS[code][1](data, initial=now, auto_id=f"{code}-%s")
    if code == "papel":
        form.offer(filed.papers.all() if data else filed.papers.filter(received_on=None))
    if code == "cerrar-al-juzgado":
        form.offer(filed.readers.filter(ended_at=None))
    return form


def _may(user, action, filed):
    return bool(decide(user, action, establishment_id=filed.establishment_id))


def _fits(code, filed, view):
    """Whether an act that the state allows has anything to act on."""
    return {
        "papel": any(
            item["paper"].received_on is None and item["paper"].code != "certificate" for item in view["papers"]
        ),
        "definir": filed.decider == Decider.DISPUTED,
        "enviar": filed.decider == Decider.JUDGE,
        "resolver": filed.decider == Decider.DIRECTOR or filed.state == State.SENT,
        "excarcelar": not view["released"],
        "cerrar-al-juzgado": filed.readers.filter(ended_at=None).exists(),
    }.get(code, True)


@require_POST
@requires(VIEW)
def request_act(request, pk, act):
    if act not in ACTS:
        raise Http404
    action, _form_class, service, _states, _label = ACTS[act]
    found = _found(request, pk, action)
    form = _form(act, found, request.POST)
    if form.is_valid():
        with on_form(form):
            service(actor=request.user, request=found, **form.cleaned_data)
            messages.success(request, _("Quedó registrado en la solicitud %(number)s.") % {"number": found})
            return redirect("remission:request", pk=pk)
    found = _found(request, pk, action)
    return render(request, "remission/request_detail.html", _context(request, found, act, form), status=422)

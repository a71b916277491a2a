"""Acts of the books: each is a form, a service, and the page of what was written."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from llamkay.apps.pay.books import forms, queries, services
from llamkay.apps.pay.books.views import entry_context, found_place
from llamkay.apps.pay.permissions import HOLD, LOCK, MOVE
from llamkay.apps.people.queries import custody_on, visible_people
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.refusals import on_form
from llamkay.platform.security.access import requires


def _done(form, service, **arguments):
    """What the service made, or nothing where the form or the books refused it, which the form then says."""
    if not form.is_valid():
        return None
    with on_form(form):
        return service(**arguments, **form.cleaned_data)
    return None


def _shown(request, template, form, **context):
    return render(request, template, {"form": form, **context}, status=422 if form.errors else 200)


@requires(MOVE)
@idempotent
def manual(request, code):
    place = found_place(request, code, MOVE)
    form = forms.ManualForm(request.POST or None, establishment=place)
    if request.method == "POST" and form.is_valid():
        legs = form.legs()
        if made := _done(form, services.enter_by_hand, actor=request.user, establishment=place, legs=legs):
            messages.success(request, _("Se registró el asiento {number}.").format(number=made.pk))
            return redirect("pay:entry", pk=made.pk)
    wrong = form.is_bound and any(line.errors for line in form.lines)
    context = {"form": form, "place": place, "lines": form.lines}
    return render(request, "pay/books/manual.html", context, status=422 if form.errors or wrong else 200)


@requires(MOVE)
@idempotent
def opening(request, code):
    place = found_place(request, code, MOVE)
    form = forms.OpeningForm(request.POST or None, establishment=place)
    if request.method == "POST" and (made := _plain(form, services.open_balance, request, place)):
        messages.success(request, _("Se registró el saldo en el asiento {number}.").format(number=made.pk))
        return redirect("pay:opening_balance", code=place.code)
    context = {"place": place, "title": _("Saldo de apertura"), "button": _("Registrar saldo")}
    return _shown(
        request,
        "pay/books/act.html",
        form,
        **context,
        words=_(
            "Lo que una cuenta traía de los libros en papel el día en que se empezó a usar el sistema. Cada cuenta "
            "se abre una vez; el libro y el folio quedan como sustento."
        ),
    )


def _plain(form, service, request, place):
    """As ``_done``, without the token, which only some acts ask for."""
    form.fields.pop("token", None)
    return _done(form, service, actor=request.user, establishment=place)


@requires(MOVE)
@idempotent
def spend(request, code):
    place = found_place(request, code, MOVE)
    form = forms.SpendForm(request.POST or None, establishment=place)
    if request.method == "POST" and (made := _done(form, services.spend, actor=request.user, establishment=place)):
        messages.success(request, _("Se registró el gasto en el asiento {number}.").format(number=made.pk))
        return redirect("pay:entry", pk=made.pk)
    (book,) = queries.books(scope=request.user.actions[MOVE], establishment=place) or [queries.Book(place, {})]
    context = {"place": place, "title": _("Gasto del 10 %"), "button": _("Registrar gasto"), "book": book}
    return _shown(request, "pay/books/act.html", form, **context)


@requires(MOVE)
@idempotent
def reverse_entry(request, pk):
    context = entry_context(request, pk)
    if not context["may_reverse"]:
        raise Http404
    form = forms.ReverseForm(request.POST or None, initial={"posted_on": clock.today()})
    arguments = {"actor": request.user, "entry": context["entry"]}
    if request.method == "POST" and (made := _done(form, services.reverse_by_hand, **arguments)):
        messages.success(request, _("Quedó revertido por el asiento {number}.").format(number=made.pk))
        return redirect("pay:entry", pk=made.pk)
    return _shown(request, "pay/books/reverse.html", form, **context)


@requires(LOCK)
@idempotent
def lock(request, code):
    place = found_place(request, code, LOCK)
    form = forms.LockForm(request.POST or None, initial={"month": str(Month.of(clock.today()).previous())})
    arguments = {"actor": request.user, "establishment": place}
    if request.method == "POST" and (made := _done(form, services.lock_month, **arguments)):
        words = _("Los libros quedaron cerrados hasta {month}.").format(month=month_title(Month.of(made.month)))
        messages.success(request, words)
        return redirect("pay:lock_month", code=place.code)
    return _shown(request, "pay/books/lock.html", form, place=place, acts=queries.locks(establishment=place))


@requires(HOLD)
@idempotent
def hold(request, person):
    scope = request.user.actions[HOLD]
    found = visible_people(scope, clock.today()).filter(pk=person).first()
    if found is None:
        raise Http404
    form = forms.HoldForm(request.POST or None, initial={"since": clock.today()})
    place = custody_on(found, clock.today()).establishment
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{found.pk}")
    arguments = {"actor": request.user, "establishment": place, "person": found}
    if request.method == "POST" and _done(form, services.place_hold, **arguments):
        messages.success(request, _("La retención rige sobre el saldo de {person}.").format(person=found.full_name))
        return redirect("pay:person_statement", person=found.pk)
    context = {"person": found, "place": place, "title": _("Retención judicial"), "button": _("Registrar retención")}
    return _shown(request, "pay/books/hold.html", form, **context)


@requires(HOLD)
@idempotent
def lift_hold(request, pk):
    found = queries.hold(scope=request.user.actions[HOLD], pk=pk)
    if found is None or found.period.upper:
        raise Http404
    form = forms.LiftForm(request.POST or None, initial={"on": clock.today()})
    if request.method == "POST" and _done(form, services.lift_hold, actor=request.user, hold=found):
        messages.success(request, _("La retención {order} ya no rige.").format(order=found.case_number))
        return redirect("pay:person_statement", person=found.person_id)
    context = {"hold": found, "person": found.person, "place": found.establishment}
    context |= {"title": _("Levantar la retención"), "button": _("Levantar retención")}
    return _shown(request, "pay/books/hold.html", form, **context)

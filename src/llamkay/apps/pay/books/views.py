"""The books on screen: statements, the journal, an entry, the trial balance, what was entered by hand."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import staff_names
from llamkay.apps.pay.books import forms, lists, queries, services
from llamkay.apps.pay.models import Account
from llamkay.apps.pay.permissions import HOLD, LOCK, MOVE, VIEW
from llamkay.apps.people.queries import custody_on, visible_people
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.months import month_title
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer, download, drawn, is_file, paginated
from llamkay.platform.security.access import decide, requires


def found_place(request, code, action=VIEW):
    """The establishment of an address, where the caller may do the action there; else there is nothing there."""
    scope = request.user.actions.get(action)
    place = queries.book_place(scope=scope, code=code) if scope else None
    if place is None:
        raise Http404
    return place


def may(request, action, place):
    """Whether the caller may do an action of the books in an establishment."""
    return bool(decide(request.user, action, establishment_id=place.pk))


def soles(amount):
    """Céntimos as a number for a spreadsheet."""
    return amount / 100


@requires(VIEW)
def books(request):
    found = queries.books(scope=request.user.actions[VIEW])
    alone = len(found) == 1 and not request.user.actions[VIEW].everything
    if alone and not is_file(request):
        return redirect("pay:book", code=found[0].establishment.code)
    return answer(request, lists.BOOKS, found, prepare=lists.with_total, filed=list)


@requires(VIEW)
def book(request, code):
    place, form = found_place(request, code), forms.TrialFilter(request.GET)
    day = (form.cleaned_data.get("dia") if form.is_valid() else None) or clock.today()
    accounts = queries.balances(queries.place_accounts(establishment=place), day)
    (line,) = queries.books(scope=request.user.actions[VIEW], establishment=place, on=day) or [queries.Book(place, {})]
    context = {"place": place, "book": line, "accounts": accounts, "day": day, "form": form}
    context |= {name: may(request, action, place) for name, action in (("may_move", MOVE), ("may_lock", LOCK))}
    return render(request, "pay/books/book.html", context)


@requires(VIEW)
def statement(request, person):
    scope = request.user.actions[VIEW]
    found = visible_people(scope).filter(pk=person).first()
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="pay", target=f"person:{found.pk}")
    accounts = list(queries.accounts_of(scope=scope, person=found))
    holds = list(queries.held_of(scope=scope, person=found, on=clock.today()))
    context = {"person": found, "holds": holds, "places": {a.establishment_id for a in accounts}}
    held_here = custody_on(found, clock.today()) is not None  # of who left, the settlement disposes
    context["may_hold"] = bool(decide(request.user, HOLD)) and held_here
    return _statement(request, accounts, context, "pay/books/statement.html", f"estado-{found.code}")


@requires(VIEW)
def account(request, code, pk):
    place = found_place(request, code)
    accounts = list(queries.place_accounts(establishment=place).filter(pk=pk))
    if not accounts:
        raise Http404
    context = {"place": place, "account": accounts[0]}
    return _statement(request, accounts, context, "pay/books/account.html", f"cuenta-{place.code}")


def _statement(request, accounts, context, template, name):
    """The statement of some accounts as a page or a file; the day of ``hasta`` is that of the balances."""
    choices = [(a.pk, _named(a, accounts)) for a in accounts]
    form = forms.StatementFilter(request.GET, accounts=choices)
    chosen = form.cleaned_data if form.is_valid() else {}
    day = chosen.get("hasta") or clock.today()
    mine = [a for a in accounts if not chosen.get("cuenta") or str(a.pk) == chosen["cuenta"]]
    between = {"since": chosen.get("desde"), "until": day}
    if is_file(request):
        audit.log_access(actor=request.user.username, kind="export", target=name)
        return _statement_file(request, queries.statement(mine, **between, newest=False), name)
    found = queries.statement(mine, **between, newest=chosen.get("orden") != "antes")
    page = paginated(request, found.rows, size=100)
    balances = queries.balances(accounts, day)
    if "person" in context and day == clock.today():
        balances = queries.with_available(balances)
    before = queries.brought(found, mine) if between["since"] else []
    context |= {"form": form, "page": page, "lines": found.lines(page), "balances": balances, "day": day}
    return render(request, template, context | {"several": len(mine) > 1, "before": before, "since": between["since"]})


def _named(account, accounts):
    """An account by its kind, with its case, and its establishment where there are several."""
    parts = [str(account), account.label]
    if len({a.establishment_id for a in accounts}) > 1:
        parts.append(account.establishment.name)
    return ", ".join(part for part in parts if part)


def _statement_file(request, statement, name):
    headings = [_("Fecha"), _("Asiento"), _("Cuenta"), _("Expediente"), _("Glosa"), _("Sustento"), _("Monto")]
    headings += [_("Saldo"), _("Registrado el")]
    lines = [
        (
            line.posting.entry.posted_on,
            line.posting.entry_id,
            str(line.posting.account),
            line.posting.account.label,
            line.posting.entry.text,
            line.posting.entry.evidence,
            soles(line.amount),
            soles(line.after),
            line.posting.moment and line.posting.moment.astimezone(clock.LIMA),
        )
        for line in statement.lines(statement.rows)
    ]
    return download(request.GET["formato"], name=name, headings=headings, rows=lines)


@requires(VIEW)
def journal(request, code):
    place, scope = found_place(request, code), request.user.actions[VIEW]
    form = forms.JournalFilter(request.GET, authors=queries.authors(scope=scope), staff=staff_names())
    return _journal(request, form, place=place, establishment=place)


@requires(VIEW)
def by_hand(request):
    scope = request.user.actions[VIEW]
    form = forms.ByHandFilter(request.GET, scope=scope, authors=queries.authors(scope=scope), staff=staff_names())
    chosen = form.cleaned_data.get("establecimiento") if form.is_valid() else None
    return _journal(request, form, establishment=chosen, by_hand=True)


def _journal(request, form, *, place=None, **criteria):
    chosen = form.cleaned_data if form.is_valid() else {}
    rows = queries.journal(
        scope=request.user.actions[VIEW],
        month=chosen.get("mes"),
        words=chosen.get("q", ""),
        origin=chosen.get("origen", ""),
        who=chosen.get("quien", ""),
        sort=chosen.get("orden", ""),
        **criteria,
    )
    listed = lists.journal_list(staff=staff_names(), place=place)
    return answer(
        request,
        listed,
        rows,
        form=form,
        prepare=lists.journal_lines,
        filed=lists.journal_file,
        place=place,
        month=chosen.get("mes"),
    )


@requires(VIEW)
def entry(request, pk):
    return render(request, "pay/books/entry.html", entry_context(request, pk))


def entry_context(request, pk):
    """An entry with its legs, what it undoes or undid it, and whether it may be reversed from here."""
    found = queries.entry(scope=request.user.actions[VIEW], pk=pk)
    if found is None:
        raise Http404
    audit.log_access(actor=request.user.username, kind="pay", target=f"entry:{pk}")
    ((_entry, legs),) = queries.with_legs([found])
    may_move = may(request, MOVE, found.establishment)
    context = {"entry": found, "place": found.establishment, "legs": legs, "origin": _origin(found)}
    context["may_reverse"] = may_move and services.may_be_reversed(found)
    context["why_not"] = "" if context["may_reverse"] or not may_move else services.why_not_reversed(found)
    return context


def _origin(entry):
    """The page of what made an entry, with its words."""
    if entry.origin == entry.Origin.CLOSE:
        month = Month.of(entry.month)
        words = _("Cierre de {month}").format(month=month_title(month))
        return {"url": reverse("closing:detail", args=[entry.establishment.code, str(month)]), "words": words}
    if entry.undoes:
        words = _("Revierte el asiento {number}").format(number=entry.undoes_id)
        return {"url": reverse("pay:entry", args=[entry.undoes_id]), "words": words}
    return None


@requires(VIEW)
def trial_balance(request, code):
    place, form = found_place(request, code), forms.TrialFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    day, kind = chosen.get("dia") or clock.today(), chosen.get("clase", "")

    def opened(of):
        address = request.GET.copy()
        address["clase"] = of
        address.pop("pagina", None)
        return f"?{address.urlencode()}#cuentas"

    accounts = queries.accounts_holding(establishment=place, on=day, kind=kind)
    rows = queries.trial_balance(establishment=place, on=day)
    sums = queries.totals(rows)
    context = {"place": place, "agrees": sums["debit"] == sums["credit"] and sums["debtor"] == sums["creditor"]}
    if kind and not is_file(request):
        audit.log_access(actor=request.user.username, kind="pay", target=f"trial:{place.code}")
        page = paginated(request, accounts)
        context |= {"accounts": page, "account_list": lists.ACCOUNTS, "kind": Account.Kind(kind).label}
        context["drawn"] = list(drawn(lists.ACCOUNTS.columns, page))
    return answer(
        request,
        lists.trial_list(place=place, day=day, opened=opened),
        rows,
        form=form,
        narrowed=bool(chosen.get("dia") or kind),
        prepare=lists.with_sums,
        filed=lambda _rows: accounts,
        **context,
    )


@requires(VIEW)
def holds(request):
    form = forms.HoldFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    today, scope = clock.today(), request.user.actions[VIEW]
    rows = queries.holds(scope=scope, on=today, words=chosen.get("q", ""), state=chosen.get("estado", ""))
    return answer(request, lists.hold_list(may_hold=bool(decide(request.user, HOLD))), rows, form=form)

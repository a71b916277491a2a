"""The monthly sheet on screen: list, cells, steps, files."""

import json
from dataclasses import replace
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_POST

from llamkay.apps.activities import lists, permissions
from llamkay.apps.activities.areas import may_answer, may_write
from llamkay.apps.activities.away import hours_away
from llamkay.apps.activities.forms import ImportForm, NoteForm, SheetFilter
from llamkay.apps.activities.kinds import SheetState
from llamkay.apps.activities.models import TRANSITIONS
from llamkay.apps.activities.queries import due_on, reasons_by_number, scheduled_minutes
from llamkay.apps.activities.sheets import imports, queries, services
from llamkay.apps.activities.sheets.cells import fill_column, fill_person, save_cells
from llamkay.apps.activities.sheets.file import sheet_file
from llamkay.apps.activities.sheets.marks import mark_text
from llamkay.apps.activities.sheets.page import sheet_page
from llamkay.apps.activities.sheets.refusals import CellsRefused, SheetChanged
from llamkay.apps.activities.sheets.screens import WHOLE, drawn, read_cells
from llamkay.apps.activities.sheets.window import open_since
from llamkay.apps.institutions.queries import in_scope, staff_names
from llamkay.apps.months.screens import asked_month
from llamkay.core.errors import Refused
from llamkay.core.remission.month import KINDS
from llamkay.core.values import Month
from llamkay.platform import clock
from llamkay.platform.record import audit
from llamkay.platform.screens.lists import answer, is_file
from llamkay.platform.screens.refusals import as_message, sentence
from llamkay.platform.security.access import requires
from llamkay.platform.security.scope import NOTHING

WHY = "tarde"  # the field of the reason for marks of days left behind
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@requires(permissions.VIEW_SHEET)
def sheet_list(request):
    month, scope = asked_month(request), request.user.actions[permissions.VIEW_SHEET]
    data = request.GET.copy()
    data["mes"] = str(month)
    user = request.user
    form = SheetFilter(data, counts=queries.sheet_counts(scope=scope, month=month, actor=user))
    criteria = {name: value for name, value in form.criteria().items() if name != "mes"}
    mine = criteria.pop("whose", "")
    rows = queries.sheets(scope=scope, month=month, actor=user, **criteria)
    if mine:
        waiting = queries.to_fill(actor=user, month=month), queries.to_approve(actor=user, month=month)
        rows = rows.filter(Q(pk__in=waiting[0].values("pk")) | Q(pk__in=waiting[1].values("pk")))
    return answer(
        request,
        lists.sheet_list(month, staff=SimpleLazyObject(staff_names)),
        rows,
        form=form,
        narrowed=bool(criteria or mine),
        month=month,
        missing=[] if is_file(request) or criteria.keys() & {"state", "words"} else _missing(request.user, month),
    )


def _missing(user, month):
    """The establishments of the caller whose sheets of the month are still to be opened."""
    scope = user.actions.get(permissions.FILL_SHEET)
    if scope is None or month.first > clock.today():
        return []
    return queries.establishments_missing(scope=scope, month=month)


@require_POST
@requires(permissions.FILL_SHEET)
def open_month(request):
    month = asked_month(request)
    chosen = request.POST.get("establecimiento", "")
    place = (
        in_scope(request.user.actions[permissions.FILL_SHEET]).filter(pk=chosen).first()
        if chosen.isdecimal() and len(chosen) < 9
        else None
    )
    if place is None:
        raise Http404
    with as_message(request):
        made = services.open_month(actor=request.user, establishment=place, month=month)
        messages.success(
            request, ngettext("Se abrió %(n)s planilla.", "Se abrieron %(n)s planillas.", made) % {"n": made}
        )
    return redirect(f"{reverse('activities:sheets')}?mes={month}")


@gzip_page
@requires(permissions.VIEW_SHEET)
def sheet(request, pk):
    if request.method == "POST":
        return _save_form(request, pk)
    audit.log_access(actor=request.user.username, kind="sheet", target=f"sheet:{pk}")
    return _sheet_page(request, pk)


def _sheet_page(request, pk, *, typed=None, faults=None, problem="", status=200):
    number, whole = request.GET.get("pagina", ""), request.GET.get("pagina") == WHOLE
    part = None if whole else int(number) if number.isdecimal() and len(number) < 6 else 1
    page = sheet_page(scope=_readable(request), pk=pk, today=clock.today(), actor=request.user, part=part)
    if page is None:
        raise Http404
    activity, state = page["activity"], page["sheet"].state
    mode = "piezas" if request.GET.get("ver") == "piezas" and activity.pay_basis == "piece" else "marcas"
    fill = bool(may_write(request.user, permissions.FILL_SHEET, activity))
    approve = may_answer(request.user, permissions.APPROVE_SHEET, activity)
    due = due_on(activity=activity, month=page["month"])
    editable = fill and state == SheetState.OPEN and not (whole and page["parts"] > 1)
    if typed:
        page["lines"] = [_with_typed(line, typed, faults or {}) for line in page["lines"]]
    context = {
        **page,
        "mode": mode,
        "editable": editable,
        "drawn": [(line, drawn(line, editable=editable, pieces=mode == "piezas")) for line in page["lines"]],
        "page": None if whole else Paginator(range(page["people"]), queries.ROWS_A_PART).page(page["part"]),
        "whole": whole,
        "can_submit": fill and state == SheetState.OPEN and clock.today() >= due,
        "due": due,
        "open_since": since if (since := open_since(clock.today())) > page["month"].first else None,
        "can_recall": fill and state == SheetState.SUBMITTED and page["sheet"].submitted_by == request.user.username,
        "can_decide": bool(approve) and state == SheetState.SUBMITTED,
        "can_reopen": bool(approve) and state == SheetState.APPROVED,
        "can_adjust": state == SheetState.CLOSED and bool(may_answer(request.user, permissions.ADJUST, activity)),
        "own": page["sheet"].submitted_by == request.user.username,
        "faults": faults or {},
        "late_why": request.POST.get(WHY, ""),
        "problem": problem,
        "marks_json": json.dumps(
            {
                r.key: {
                    "p": int(r.present and not r.expelled),
                    "h": int(r.present),
                    "n": int(r.needs_note),
                    "c": int(r.counts and not r.expelled),
                }
                for r in page["reasons"]
            }
        ),
        **_rule(page),
        "note_form": NoteForm(lines=page["lines"]),
        "imports": queries.imports_of(sheet=page["sheet"])[:5],
        "away": _away(activity, page["lines"], page["month"]),
        "heading": queries.paper_heading(activity, page["month"]),
    }
    return render(request, "activities/sheet.html", context, status=status)


def _rule(page):
    """What the page needs to keep the days alive as one types; nothing where the law changes within the month."""
    kind, rule = page["activity"].kind, page["rule"]
    of_law = kind in KINDS
    if rule is None or not of_law:
        return {"rule_of_law": of_law}
    at = KINDS.index(kind)
    return {"rule_of_law": True, "rule_length": int(rule.lengths[at]), "rule_most": int(rule.caps[at])}


def _away(activity, lines, month):
    """Who must be let go within the hours of the activity, and when: today, or on the nearest day of the month."""
    day = min(max(clock.today(), month.first), month.dates()[-1])
    hours = hours_away(activity, [line.row.person_id for line in lines], on=day)
    return [(line.row.person, hours[line.row.person_id]) for line in lines if line.row.person_id in hours]


def _with_typed(line, typed, faults):
    """The line with what the form posted in place of what is saved, so that nothing typed is lost."""
    cells = []
    for cell in line.cells:
        mark, pieces = f"c{line.key}-{cell.day}", f"p{line.key}-{cell.day}"
        wrong = " is-wrong" if mark in faults or pieces in faults else ""
        if typed.get(mark, cell.mark).strip().upper() != cell.mark:
            wrong = wrong or " is-unsaved"
        cells.append(
            cell._replace(
                mark=typed.get(mark, cell.mark), pieces=typed.get(pieces, cell.pieces), tone=cell.tone + wrong
            )
        )
    return replace(line, cells=cells)


def _readable(request):
    """Where the caller reads sheets: by this action, not by another of their functions."""
    return request.user.actions.get(permissions.VIEW_SHEET, NOTHING)


def _found(request, pk):
    found = queries.find_sheet(scope=_readable(request), pk=pk, actor=request.user)
    if found is None:
        raise Http404
    return found


def _read(request, sheet):
    rows = {row.pk: row for row in queries.ordered_rows(sheet)}
    reasons = reasons_by_number()
    return rows, *read_cells(request.POST.dict(), sheet=sheet, rows=rows, reasons=reasons)


def _save_form(request, pk):
    """The whole form without script: the cells, and then the button that was pressed."""
    found = _found(request, pk)
    rows, changes, faults = _read(request, found)
    if faults:
        return _sheet_page(request, pk, typed=request.POST, faults=faults, status=422)
    version = request.POST.get("version", "")
    try:
        with transaction.atomic():
            saved = save_cells(
                actor=request.user,
                sheet=found,
                changes=changes,
                version=int(version) if version.isdecimal() else None,
                why=request.POST.get(WHY, ""),
            )
            done = _then(request, found, rows)
    except CellsRefused as error:
        wrong = {f"c{cell.row}-{cell.day}": cell.message for cell in error.cells}
        return _sheet_page(request, pk, typed=request.POST, faults=wrong, status=422)
    except Refused as error:
        return _sheet_page(request, pk, typed=request.POST, problem=sentence(error), status=409)
    messages.success(request, done or _("Guardado: %(n)s casillas cambiaron.") % {"n": saved.cells})
    return _back(request, pk)


def _back(request, pk):
    """To the sheet as it was being seen: the same page of it, marks or pieces."""
    seen = {name: request.GET[name] for name in ("ver", "pagina") if request.GET.get(name)}
    return redirect(reverse("activities:sheet", args=[pk]) + (f"?{urlencode(seen)}" if seen else ""))


def _then(request, sheet, rows):
    """What the pressed button asks besides saving; the sentence that says it happened."""
    column, person = request.POST.get("fill") or request.POST.get("fill_all", ""), request.POST.get("fill_row", "")
    why = request.POST.get(WHY, "")
    if column.isdecimal():
        filled = fill_column(actor=request.user, sheet=sheet, day=int(column), why=why).cells
        return ngettext("Día %(day)s: %(n)s persona presente.", "Día %(day)s: %(n)s personas presentes.", filled) % {
            "day": column,
            "n": filled,
        }
    if person.isdecimal() and int(person) in rows:
        filled = fill_person(actor=request.user, row=rows[int(person)], why=why).cells
        return ngettext("%(who)s: %(n)s día presente.", "%(who)s: %(n)s días presentes.", filled) % {
            "who": rows[int(person)].person,
            "n": filled,
        }
    if request.POST.get("step") == "submit":
        services.submit_sheet(actor=request.user, sheet=sheet)
        return _("Planilla entregada. La jefatura la revisará.")
    return ""


@require_POST
@requires(permissions.FILL_SHEET)
def cells(request, pk):
    """Some cells, saved as they are typed; answers in JSON what happened, in one sentence."""
    found = _found(request, pk)
    __, changes, faults = _read(request, found)
    if faults:
        return JsonResponse({"message": " ".join(faults.values()), "faults": faults}, status=422)
    try:
        saved = save_cells(actor=request.user, sheet=found, changes=changes, why=request.POST.get(WHY, ""))
    except CellsRefused as error:
        wrong = {f"c{cell.row}-{cell.day}": cell.message for cell in error.cells}
        return JsonResponse({"message": sentence(error), "faults": wrong}, status=422)
    except SheetChanged as error:
        return JsonResponse(_dispute(error), status=409)
    except Refused as error:
        return JsonResponse({"message": sentence(error), "faults": {}}, status=409)
    except PermissionDenied as error:
        return JsonResponse({"message": str(error), "faults": {}}, status=403)
    return JsonResponse(
        {
            "message": _("Guardado %(at)s") % {"at": f"{clock.now():%H:%M}"},
            "version": saved.version,
            "cells": saved.cells,
        }
    )


def _dispute(error):
    """Which cells somebody else wrote meanwhile, with what they hold now."""
    reasons, found = reasons_by_number(), error.sheet
    month = Month.of(found.month)
    scheduled = scheduled_minutes(activity=found.activity, month=month)
    rows = {row.pk: row for row in found.rows.filter(pk__in=[pk for pk, __ in error.cells])}
    now = {
        f"c{pk}-{day}": mark_text(
            reason=reasons.get(rows[pk].reasons[day - 1]),
            minutes=rows[pk].minutes[day - 1],
            scheduled=scheduled[day - 1],
        )
        for pk, day in error.cells
    }
    return {"message": sentence(error), "now": now, "faults": {}}


@require_POST
@requires(permissions.FILL_SHEET)
def note(request, pk):
    found = _found(request, pk)
    page = sheet_page(scope=_readable(request), pk=pk, today=clock.today(), actor=request.user)
    form = NoteForm(request.POST, lines=page["lines"])
    problem = "" if form.is_valid() else " ".join(error for errors in form.errors.values() for error in errors)
    if not problem:
        data = form.cleaned_data
        row, day = data["row"], data["day"]
        posted = {f"c{row}-{day}": data["mark"], f"n{row}-{day}": data["note"]}
        rows = {line.row.pk: line.row for line in page["lines"]}
        changes, faults = read_cells(posted, sheet=found, rows=rows, reasons={r.number: r for r in page["reasons"]})
        problem = " ".join(faults.values())
    if not problem:
        try:
            save_cells(actor=request.user, sheet=found, changes=changes, why=data["note"])
            messages.success(request, _("Observación guardada."))
            return _back(request, pk)
        except Refused as error:
            problem = sentence(error)
    return _sheet_page(request, pk, problem=problem, status=422)


@require_POST
@requires(permissions.VIEW_SHEET)
def step(request, pk, step):
    if step not in TRANSITIONS or step == "close":
        raise Http404
    found, reason = _found(request, pk), request.POST.get("reason", "")
    try:
        if step == "submit":
            services.submit_sheet(actor=request.user, sheet=found)
        elif step == "recall":
            services.recall_sheet(actor=request.user, sheet=found)
        elif step == "approve":
            services.approve_sheet(actor=request.user, sheet=found)
        elif step == "return":
            services.return_sheet(actor=request.user, sheet=found, reason=reason)
        else:
            services.reopen_sheet(actor=request.user, sheet=found, reason=reason)
    except Refused as error:
        return _sheet_page(request, pk, problem=sentence(error), status=409)
    done = {
        "submit": _("Planilla entregada. La jefatura la revisará."),
        "recall": _("Planilla recuperada: puede seguir llenándola."),
        "approve": _("Planilla aprobada."),
        "return": _("Planilla devuelta para corregir."),
        "reopen": _("Planilla reabierta: vuelve a estar entregada."),
    }
    messages.success(request, done[step])
    return redirect(reverse("activities:sheet", args=[pk]))


@requires(permissions.VIEW_SHEET)
def template_file(request, pk):
    found = _found(request, pk)
    audit.log_access(actor=request.user.username, kind="export", target=f"sheet:{pk}")
    response = HttpResponse(sheet_file(scope=_readable(request), sheet=found), content_type=XLSX)
    name = f"planilla-{found.activity.code}-{found.month:%Y-%m}.xlsx"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@requires(permissions.FILL_SHEET)
def import_file(request, pk=None):
    found = _found(request, pk) if pk else None
    form = ImportForm(request.POST or None, request.FILES or None)
    done, problem = None, ""
    if request.method == "POST" and form.is_valid():
        done, problem = _import(request, found, form)
        if done and done.batch and not done.parsed.refused:
            messages.success(request, _("Se importaron %(n)s casillas.") % {"n": done.parsed.cells})
            return redirect(reverse("activities:sheet", args=[done.parsed.sheet.pk]))
    context = {"form": form, "done": done, "problem": problem, "sheet": found or (done and done.parsed.sheet)}
    status = 422 if problem or (done and done.parsed.refused) else 200
    return render(request, "activities/import.html", context, status=status)


def _import(request, sheet, form):
    file = form.cleaned_data["file"]
    try:
        done = imports.import_sheet(
            actor=request.user,
            scope=_readable(request),
            name=file.name,
            content=file.read(),
            sheet=sheet,
            accept_good=form.cleaned_data["accept_good"],
            why=form.cleaned_data["why"],
        )
    except Refused as error:
        return None, sentence(error)
    return done, ""


@require_POST
@requires(permissions.FILL_SHEET)
def undo_import(request, pk, batch):
    found_batch = _found(request, pk).batches.filter(pk=batch).first()
    if found_batch is None:
        raise Http404
    with as_message(request):
        imports.undo_import(actor=request.user, batch=found_batch)
        messages.success(request, _("La importación se deshizo: la planilla quedó como antes del archivo."))
    return redirect(reverse("activities:sheet", args=[pk]))

"""Screens of the press office: the notes, a draft with its live figures, its review and publication, an old note
read, a note voided."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from llamkay.apps.institutions.queries import own_institution, staff_names
from llamkay.apps.press import corrections, exports, forms, naming, queries, reviews, services, wording
from llamkay.apps.press.contradictions import contradictions as find_contradictions
from llamkay.apps.press.lists import CONTRADICTIONS, note_list
from llamkay.apps.press.models import OUT, RESTING, Correction, Note
from llamkay.apps.press.permissions import APPROVE, DRAFT, PUBLISH, VIEW
from llamkay.platform import clock
from llamkay.platform.record.idempotent import idempotent
from llamkay.platform.screens.lists import answer
from llamkay.platform.screens.refusals import as_message
from llamkay.platform.security.access import decide, requires

ACTS = {"draft": DRAFT, "approve": APPROVE, "publish": PUBLISH}


@requires(VIEW)
def notes(request):
    reads_all = queries.reads_drafts(request.user)
    form = forms.NoteFilter(request.GET, years=queries.years(request.user), drafts=reads_all)
    form.is_valid()  # a filter that cannot be read is shown as wrong and does not narrow the list
    chosen = form.cleaned_data
    rows = queries.notes(
        user=request.user,
        state=chosen.get("estado", ""),
        year=chosen.get("anio"),
        words=chosen.get("q", ""),
        sort=request.GET.get("orden", ""),
    )
    listed = note_list(staff=SimpleLazyObject(staff_names))
    return answer(request, listed, rows, form=form, may_draft=bool(decide(request.user, DRAFT)))


@requires(VIEW)
def note(request, pk):
    found = get_object_or_404(
        queries.readable(request.user).select_related("institution").prefetch_related("steps"), pk=pk
    )
    if found.state == Note.State.DRAFT:
        may = _may(request.user, found)
        return render(request, "press/draft.html", _draft_context(found) | {"may": may})
    if found.state in RESTING:
        return _on_its_way(request, found)
    may = _may(request.user)
    document = found.published.document
    words = {entry["name"]: entry["text"] for entry in document["figures"]}
    paragraphs = wording.pieces(found.paragraphs, words)
    if ["".join(piece.text for piece in line) for line in paragraphs] != document["paragraphs"]:
        paragraphs = wording.pieces(document["paragraphs"], {})
    moved = {item.name: item for item in services.today_would_be(found)}
    context = {
        "note": found,
        "may": may,
        "document": document,
        "paragraphs": paragraphs,
        "entries": [(entry, moved.get(entry["name"])) for entry in wording.described(document["figures"])],
        "text": exports.export_text(found),
        "portal": exports.portal_fields(found),
        "corrections": corrections.published_of(found),
        "waiting": corrections.waiting().filter(note=found),
        "steps": found.steps.all(),
    }
    return render(request, "press/published.html", context)


def _may(user, note=None):
    """What this member of staff may do; of a note, whoever wrote any of it sends it and takes it back, and nobody of
    them approves it."""
    may = {name: bool(decide(user, action)) for name, action in ACTS.items()}
    may["open"] = "statistics.view" in user.actions
    if note is None:
        return may
    wrote = services.wrote(user, note)
    may |= {"approve": may["approve"] and not wrote, "wrote": wrote}
    return may | {"send": may["draft"] and reviews.may_send(user, note)}


def _on_its_way(request, note, send_back=None, approval=None, refusal=""):
    """A note in review or approved, as whoever decides reads it: with what was refused and typed, if anything was."""
    may = _may(request.user, note)
    last = reviews.sent(note)
    context = {"note": note, "may": may, "last": last, "steps": note.steps.all(), "refusal": refusal}
    context["approved"] = approved = reviews.approval(note) if note.state == Note.State.APPROVED else None
    document, final = (approved or last).document, None
    try:
        final = services.final_text(note)
    except services.NoteRefused as why:
        context["unsaid"] = str(why)
    else:
        context["moved"] = reviews.changes(document, final.document)
        if approved is None:
            document = final.document
    standing = _draft_context(note)
    context |= {
        "document": document,
        "entries": wording.described(document["figures"]),
        "changes": reviews.since_last_sent(note),
        "problems": standing["problems"],
        "advice": standing["advice"],
        "seal": reviews.reading(note, final),
        "approval": approval or forms.ApproveForm(note=note),
        "send_back": send_back or forms.ReturnForm(note=note, paragraphs=document["paragraphs"]),
    }
    if approved is not None:
        context["out"] = reviews.outgoing(note)
        context["embargo"] = note.not_before is not None and clock.now() < note.not_before
    return render(request, "press/review.html", context)


def _draft_context(note):
    lines = wording.standings(note)
    words = {line.figure.name: line.worded.text for line in lines if line.worded}
    paragraphs = wording.pieces(naming.spoken(note.paragraphs), words)
    problems = wording.problems(note, lines)
    plain = ["".join(piece.text for piece in line) for line in paragraphs]
    days = [line.worded.as_of for line in lines if line.worded and line.worded.as_of]
    return {
        "note": note,
        "steps": note.steps.all(),
        "back": reviews.returned(note),
        "lines": lines,
        "paragraphs": paragraphs,
        "problems": problems,
        "blocked": any(problem.blocks for problem in problems),
        "advice": wording.advice(note, plain, max(days, default=None)),
    }


@requires(DRAFT)
@idempotent
def new(request):
    form = forms.NoteForm(request.POST or None)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, _("Se guardó el borrador. Ahora defina sus cifras, si las tiene."))
        return _onwards(request, form.result)
    return render(request, "press/edit.html", {"form": form, "shelves": naming.offered(clock.today())})


def _draft_or_404(pk):
    return get_object_or_404(Note.objects.select_related("institution"), pk=pk)


@requires(DRAFT)
def edit(request, pk):
    found = _draft_or_404(pk)
    if request.method != "POST" and (refusal := services.why_not_edited(found)):
        messages.error(request, refusal)
        return redirect("press:detail", pk=pk)
    form = forms.NoteForm(request.POST or None, note=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return _onwards(request, form.result)
    context = {"note": found, "lines": wording.standings(found), "shelves": naming.offered(clock.today())}
    context["back"] = reviews.returned(found)
    return render(request, "press/edit.html", {"form": form} | context)


def _onwards(request, saved):
    """Where the button that saved the draft leads: a figure, or the draft as it would be read."""
    step = request.POST.get("next", "")
    if step == "figure":
        return redirect("press:figure_new", pk=saved.pk)
    name = step.removeprefix("figure:")
    if name != step and saved.figures.filter(name=name).exists():
        return redirect("press:figure", pk=saved.pk, name=name)
    return redirect("press:detail", pk=saved.pk)


@requires(DRAFT)
def figure(request, pk, name=None):
    found = _draft_or_404(pk)
    if request.method != "POST" and (refusal := services.why_not_edited(found)):
        messages.error(request, refusal)
        return redirect("press:detail", pk=pk)
    standing = get_object_or_404(found.figures.select_related("metric", "share_of"), name=name) if name else None
    preset = request.GET.get("nombre", "")
    form = forms.FigureForm(request.POST or None, note=found, figure=standing, name=preset)
    if request.method == "POST":
        if "try" in request.POST:
            form.try_out()
        elif form.saved(actor=request.user):
            messages.success(
                request,
                _("Se guardó la cifra. En el texto se escribe %(token)s.")
                % {"token": f"{{{{figure:{form.result.name}}}}}"},
            )
            return redirect("press:edit", pk=pk)
    context = {"form": form, "note": found, "figure": standing, "metrics": form.book.metrics.values()}
    return render(request, "press/figure.html", context)


@require_POST
@requires(DRAFT)
def remove(request, pk, name):
    with as_message(request):
        services.remove_figure(actor=request.user, note=_draft_or_404(pk), name=name)
        messages.success(request, _("Se quitó la cifra «%(name)s».") % {"name": name})
        return redirect("press:edit", pk=pk)
    return redirect("press:detail", pk=pk)


@requires(DRAFT)
def import_text(request):
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        return render(request, "press/reading.html", _reading(form))
    return render(request, "press/import.html", {"form": form})


def _reading(form):
    """What was read, shown before it is kept: whether its number is taken, and where it leaves the series."""
    read, institution = form.read, own_institution()
    standing, coming = None, None
    if read.number and read.year:
        same = Note.objects.filter(institution=institution, year=read.year)
        standing = same.filter(number=read.number).first()
        coming = queries.next_number(institution, read.year)
    return {
        "read": read,
        "text": form.cleaned_data["text"],
        "refusal": wording.why_not_kept(read),
        "stored": standing,
        "next": coming,
        "skipped": read.number - coming if read.number and coming and read.number > coming else 0,
        "advice": wording.advice_on(read),
    }


@require_POST
@requires(DRAFT)
@idempotent
def import_keep(request):
    form = forms.ImportForm(request.POST)
    if not form.saved(actor=request.user):
        return render(request, "press/import.html", {"form": form})
    messages.success(request, _("La nota %(line)s está guardada tal como fue publicada.") % {"line": form.result.line})
    return redirect("press:detail", pk=form.result.pk)


@requires(DRAFT)
def import_several(request):
    form = forms.ImportSeveralForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        new = [each for each in form.found if each.new]
        return render(request, "press/several.html", {"found": form.found, "new": new})
    return render(request, "press/import_several.html", {"form": form})


@require_POST
@requires(DRAFT)
@idempotent
def keep_several(request):
    try:
        stored = services.import_several(actor=request.user, texts=request.POST.getlist("text")[: forms.MOST_FILES])
    except services.NoteRefused as refusal:
        messages.error(request, str(refusal))
        return redirect("press:import_several")
    messages.success(
        request,
        ngettext("Se guardó %(n)s nota.", "Se guardaron %(n)s notas.", len(stored)) % {"n": len(stored)},
    )
    return redirect("press:contradictions" if find_contradictions() else "press:list")


@requires(DRAFT)
def send(request, pk):
    """Send a draft to review: what changed since it was sent before, and a word to whoever reviews it."""
    found = _on_way_or_404(pk)
    if request.method != "POST" and (refusal := services.why_not_edited(found)):
        messages.error(request, refusal)
        return redirect("press:detail", pk=pk)
    context = {"note": found, "back": reviews.returned(found)}
    seal = ""
    try:
        final = services.final_text(found)
    except services.NoteRefused as refusal:
        context["unsaid"] = str(refusal)
    else:
        seal = final.seal
        context |= {"document": final.document, "changes": reviews.since_last_sent(found, final)}
    form = context["form"] = forms.SendForm(request.POST or None, note=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("press:detail", pk=pk)
    context["seal"] = seal
    return render(request, "press/send.html", context)


def _on_way_or_404(pk):
    return get_object_or_404(Note.objects.select_related("institution").prefetch_related("steps"), pk=pk)


@require_POST
@requires(DRAFT)
def take_back(request, pk):
    with as_message(request):
        reviews.take_back(actor=request.user, note=_draft_or_404(pk))
        messages.success(request, _("La nota es otra vez un borrador: ya se puede cambiar."))
    return redirect("press:detail", pk=pk)


@require_POST
@requires(APPROVE)
def approve(request, pk):
    found = _on_way_or_404(pk)
    form = forms.ApproveForm(request.POST, note=found)
    if form.saved(actor=request.user):
        messages.success(request, _("La nota quedó aprobada. Falta publicarla."))
        return redirect("press:detail", pk=pk)
    return _refused(request, pk, form, approval=form)


@require_POST
@requires(APPROVE)
def send_back(request, pk):
    found = _on_way_or_404(pk)
    document = queries.last_document(found)
    form = forms.ReturnForm(request.POST, note=found, paragraphs=document["paragraphs"] if document else [])
    if form.saved(actor=request.user):
        messages.success(request, _("La nota se devolvió con su motivo a quien la escribió."))
        return redirect("press:detail", pk=pk)
    return _refused(request, pk, form, send_back=form)


def _refused(request, pk, form, **typed):
    """The page of a note as it is now, with the form that was refused as it was typed; where nobody decides on it any
    more, the refusal alone."""
    found = _on_way_or_404(pk)  # as it is now, should somebody have changed it
    refusal = " ".join(str(error) for errors in form.errors.values() for error in errors)
    if found.state in RESTING:
        return _on_its_way(request, found, refusal=refusal, **typed)
    messages.error(request, refusal or _("Eso ya no se puede hacer: la nota cambió de estado."))
    return redirect("press:detail", pk=pk)


@require_POST
@requires(PUBLISH)
def publish(request, pk):
    try:
        done = reviews.publish(actor=request.user, note=_draft_or_404(pk), expected=request.POST.get("seal", ""))
    except services.NoteRefused as refusal:
        found = _on_way_or_404(pk)
        if found.state in RESTING:
            return _on_its_way(request, found, refusal=str(refusal))
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(line)s quedó publicada.") % {"line": done.line})
    return redirect("press:detail", pk=pk)


@requires(APPROVE)
def void(request, pk):
    found = get_object_or_404(Note, pk=pk)
    if found.state != Note.State.PUBLISHED:
        messages.error(request, _("Solo se anula una nota publicada."))
        return redirect("press:detail", pk=pk)
    form = forms.VoidForm(request.POST or None, note=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("press:detail", pk=pk)
    return render(request, "press/void.html", {"form": form, "note": found})


@requires(DRAFT)
def discard(request, pk):
    found = _draft_or_404(pk)
    if found.state in OUT:
        messages.error(request, _("Una nota publicada no se descarta: se anula con su motivo."))
        return redirect("press:detail", pk=pk)
    if refusal := services.why_not_edited(found):
        messages.error(request, refusal)
        return redirect("press:detail", pk=pk)
    if request.method == "POST":
        try:
            services.discard_draft(actor=request.user, note=found)
        except services.NoteRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("press:list")
        messages.success(request, _("Se descartó el borrador «%(title)s».") % {"title": found.title})
        return redirect("press:list")
    return render(request, "press/discard.html", {"note": found})


@requires(DRAFT)
@idempotent
def correct(request, pk):
    found = get_object_or_404(Note.objects.select_related("published"), pk=pk, state=Note.State.PUBLISHED)
    form = forms.CorrectionForm(request.POST or None, note=found)
    if request.method == "POST" and form.saved(actor=request.user):
        messages.success(request, form.done)
        return redirect("press:detail", pk=pk)
    return render(request, "press/correct.html", {"form": form, "note": found})


@require_POST
@requires(APPROVE)
def correction(request, pk, act):
    """Publish a proposed correction, or leave it."""
    found = get_object_or_404(Correction.objects.select_related("note"), pk=pk)
    with as_message(request):
        if act == "publicar":
            done = corrections.publish(actor=request.user, correction=found)
            messages.success(request, _("Se publicó la %(line)s.") % {"line": done.line})
        elif act == "descartar":
            corrections.discard(actor=request.user, correction=found)
            messages.success(request, _("La corrección se descartó; queda en el registro."))
        else:
            raise Http404
    return redirect("press:detail", pk=found.note_id)


@requires(VIEW)
def contradictions(request):
    """Where two notes disagree, and where one disagrees with itself."""
    return answer(request, CONTRADICTIONS, find_contradictions())

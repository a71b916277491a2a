"""The press notes in the public window: read, taken as files, followed by a feed, found by a map of the site."""

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from llamkay.apps.institutions.queries import every_establishment
from llamkay.apps.press.corrections import published_of
from llamkay.apps.press.exports import FILES, address_of, copies, copy_of, export_text, file_of, in_page
from llamkay.apps.press.queries import public_notes
from llamkay.apps.press.services import today_would_be
from llamkay.apps.press.wording import described, pieces
from llamkay.apps.production.brands.queries import public_brands
from llamkay.apps.statistics import queries
from llamkay.platform import clock
from llamkay.platform.screens.lists import paginated
from llamkay.platform.security.access import public

FEED = 20  # notes
_DAY = 24 * 60 * 60
# The pages of which the map of the site tells beside each prison, figure, brand and note.
PAGES = (
    *("home", "public-establishments", "public-figures", "public-children", "public-dictionary", "public-readings"),
    *("public-products", "public-ten-percent", "public-agreements", "public-commitments", "public-evaluations"),
    *("public-notes", "public-data", "public-privacy", "public-accessibility", "public-contact", "public-verify-ask"),
)


@public
def notes(request):
    return render(request, "public/notes.html", {"page": paginated(request, public_notes(), size=20)})


@public
def note(request, year, number):
    found = _or_404(year, number)
    moved = {item.name: item for item in today_would_be(found)}
    document = found.published.document
    entries = [(entry, moved.get(entry["name"])) for entry in described(document["figures"])]
    words = {entry["name"]: entry["text"] for entry in document["figures"]}
    paragraphs = pieces(found.paragraphs, words)
    if ["".join(piece.text for piece in line) for line in paragraphs] != document["paragraphs"]:
        paragraphs = pieces(document["paragraphs"], {})
    context = {"note": found, "document": document, "entries": entries, "paragraphs": paragraphs}
    context |= {"corrections": published_of(found), "changed": sum(bool(now and now.moved) for _entry, now in entries)}
    return render(request, "public/note.html", context | {"linked_data": in_page(copy_of(found))})


@public
def note_text(request, year, number):
    return HttpResponse(export_text(_or_404(year, number)), content_type="text/plain; charset=utf-8")


@public
def note_file(request, year, number, name):
    """A note as one of its files; made again only once something was corrected of it, or it was withdrawn."""
    if name not in FILES:
        raise Http404
    found = _or_404(year, number)
    address = f"note:{found.pk}:{found.state}:{found.corrections.count()}:{name}"
    body = cache.get(address)
    if body is None:
        body = file_of(found, name)
        cache.set(address, body, _DAY)
    answer = HttpResponse(body, content_type=FILES[name])
    kind = "attachment" if name == "nota.docx" else "inline"
    answer["Content-Disposition"] = f'{kind}; filename="{found.acronym}-{year}-{number:03d}-{name}"'
    return answer


def _or_404(year, number):
    return get_object_or_404(public_notes(), year=year, number=number)


@public
def feed(request):
    """The newest notes as Atom; one that was corrected comes again with its correction before it."""
    made = Atom1Feed(
        title=_("Notas de prensa"),
        link=settings.PUBLIC_URL + reverse("public-notes"),
        feed_url=settings.PUBLIC_URL + reverse("public-feed"),
        description="",
        language="es-PE",
    )
    for copy in copies(public_notes()[:FEED]):
        made.add_item(
            title=copy.document["title"],
            link=address_of(copy.note),
            unique_id=address_of(copy.note),
            description="\n\n".join([*copy.above, copy.summary, *copy.below]),
            author_name=copy.note.acronym,
            pubdate=copy.published_at,
            updateddate=copy.changed_at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


@public
def site_map(request):
    """Every page that somebody may look for, and the day on which a note last changed."""
    found = [(reverse(name), None) for name in PAGES]
    found += [(reverse("public-establishment", args=[place.code]), None) for place in every_establishment()]
    found += [(reverse("public-figure", args=[metric.code]), None) for metric in queries.metrics(public_only=True)]
    found += [(reverse("public-brand", args=[each.brand.slug]), None) for each in public_brands(on=clock.today())]
    found += [
        (reverse("public-note", args=[copy.note.year, copy.note.number]), copy.changed_at.date())
        for copy in copies(public_notes())
    ]
    pages = [(settings.PUBLIC_URL + address, day) for address, day in found]
    return render(request, "public/sitemap.xml", {"pages": pages}, content_type="application/xml")


@public
def robots(request):
    """What may be read by machines: everything that is public; what verifies a paper is of whoever holds it."""
    lines = ["User-agent: *", "Disallow: /oficina/", "Disallow: /cuenta/", "Disallow: /verificar/", "Disallow: /c/"]
    lines += [f"Sitemap: {settings.PUBLIC_URL}{reverse('public-sitemap')}", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")

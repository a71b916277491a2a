"""Whether programmes help, in the public window: what was published, whatever it found, with what others found."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from llamkay.apps.evaluation import drawing, queries, reference
from llamkay.apps.evaluation.lists import DESIGNS, READ, SIGNS
from llamkay.apps.evaluation.paper import report_paper
from llamkay.apps.evaluation.views import package_answer
from llamkay.platform.security.access import public


@public
def evaluations(request):
    standings = queries.league(public=True)
    papers = reference.literature()
    context = {
        "north_carolina": drawing.report(reference.north_carolina()),
        "standings": [(each, drawing.report(each.run.document)) for each in standings],
        "chart": drawing.league_chart(standings),
        "papers": len(papers),
        "signs": [(SIGNS[sign][0], n) for sign, n in reference.signs(papers).items() if n],
    }
    return render(request, "public/evaluations.html", context)


@public
def north_carolina(request):
    return render(
        request, "public/evaluation_north_carolina.html", {"report": drawing.report(reference.north_carolina())}
    )


@public
def literature(request):
    rows = [(paper, DESIGNS[paper.design], SIGNS[paper.sign], READ[paper.read]) for paper in reference.literature()]
    return render(request, "public/evaluation_literature.html", {"rows": rows})


def _published(pk):
    run = queries.runs(public=True).filter(pk=pk).first()
    if run is None:
        raise Http404
    return run


@public
def evaluation(request, pk):
    run = _published(pk)
    return render(request, "public/evaluation.html", {"run": run, "report": drawing.report(run.document)})


@public
def evaluation_paper(request, pk):
    run = _published(pk)
    return HttpResponse(report_paper(run, drawing.report(run.document)), content_type="application/pdf")


@public
def evaluation_data(request, pk):
    return package_answer(_published(pk))

"""Every kind of paper that the served demonstration makes, asked for by whoever makes it."""

from collections.abc import Iterator

from django.urls import reverse

from llamkay import demo
from llamkay.apps.certificates.models import Credential
from llamkay.apps.coordination.models import VisitPaper
from llamkay.apps.coordination.visits.papers import PRINTED
from llamkay.apps.education.models import FinalAct, Group, Performance
from llamkay.apps.education.school.papers import ANNEXES
from llamkay.apps.evaluation.models import Run
from llamkay.apps.institutions.data_incidents.tables import DataIncident
from llamkay.apps.months.models import MonthClose
from llamkay.apps.nursery.models import Child, Room
from llamkay.apps.pay.models import Payout
from llamkay.apps.plans.models import Plan
from llamkay.apps.production.models import Lot, Sale
from llamkay.apps.remission.models import Certificate, Statement
from llamkay.apps.rights.models import DataRequest
from llamkay.apps.workshops.models import Accident, OwnEntry
from tests.demo.served import Site, Visitor, main_text


def papers_of(site: Site) -> Iterator[tuple[str, bytes]]:
    """The name of each paper's address with its PDF; one is signed by the served process."""
    month = MonthClose.objects.get(establishment__code=demo.ESTABLISHMENTS[0], month="2026-01-01")
    place, paid = month.establishment, month.splits.first().person_id
    child = Child.objects.filter(stays__establishment=place, stays__period__endswith=None).first()
    sheet = {"on": "2026-02-02", "establishment": place.pk, "to": "Centro de salud", "reason": "Lo pide la dirección."}
    study = Credential.objects.filter(kind="study", state="issued", handed_on=None).first()
    group = Group.objects.first()
    brief = VisitPaper.objects.get(kind="brief")
    papers = [
        ("coordination:visit_paper", "protocolo", [brief.visit_id, brief.pk], None),
        *(("coordination:visit_print", "protocolo", [brief.visit_id, kind], None) for kind in PRINTED),
        ("education:programme", "jefaeducacion", [Performance.objects.first().pk], None),
        ("education:evaluation_book", "jefaeducacion", [place.code], None),
        ("education:act_paper", "jefaeducacion", [FinalAct.objects.first().pk], None),
        *(("education:paper", "jefaeducacion", [group.pk, annex], None) for annex in ANNEXES),
        ("plans:pdf", "social", [Plan.objects.get(version=1, agreed_by="social").pk], None),
        ("certificates:pdf", "firmacetpro", [study.pk], None),
        ("certificates:receipt", "jefaeducacion", [study.pk], None),
        ("institutions:incident_paper", "datos", [DataIncident.objects.first().pk], {}),
        ("rights:report_paper", "datos", [DataRequest.objects.get(right="access").pk], {}),
        ("evaluation:paper", "estadistica", [Run.objects.first().pk], None),
        ("public-evaluation-paper", "estadistica", [Run.objects.first().pk], None),
        ("remission:person_paper", "registro", [Statement.objects.latest("id").pk], None),
        ("remission:own_paper", "registro", [Statement.objects.latest("id").pk], None),
        ("remission:certificate_pdf", "registro", None, None),
        ("pay:book_paper", "tesoreria", [place.code, "2026-01"], None),
        ("pay:print_payslips", "tesoreria", [month.pk], {}),
        ("pay:print_payslip", "tesoreria", [month.pk, paid], {}),
        ("pay:receipt", "tesoreria", [Payout.objects.filter(state="settled", establishment=place).first().pk], {}),
        ("activities:movement_paper", "jefatrabajo", ["movimientos"], None),
        ("activities:register_book", "jefatrabajo", [place.code, "trabajo"], None),
        ("activities:control_book", "jefatrabajo", [place.code, "trabajo"], None),
        ("workshops:accident_report", "jefatrabajo", [Accident.objects.first().pk], None),
        ("workshops:own_paper", "jefatrabajo", [OwnEntry.objects.first().person_id], None),
        ("production:label", "jefatrabajo", [Lot.objects.filter(good__sku="SM-YEMA").first().pk], None),
        (
            "production:receipt",
            "tesoreria",
            [Sale.objects.filter(stage="confirmed", establishment=place).first().pk],
            None,
        ),
        ("public-catalogue", "prensa", [], None),
        ("nursery:day_paper", "cuna", [Room.objects.filter(nursery__establishment=place).first().pk], None),
        ("nursery:paper_table", "cuna", [], sheet),
        ("nursery:paper_rations", "cuna", [], sheet),
        ("nursery:paper_case_file", "salud", [child.pk], sheet),
        ("nursery:paper_growth", "salud", [child.pk], sheet),
        ("nursery:paper_notice", "directora", [child.pk], sheet),
        ("public-bulletin", "registro", ["2026-01"], None),
        ("public-note-file", "registro", [2026, 98, "nota.pdf"], None),
    ]
    visitors = {login: Visitor(site, login, demo.PASSWORD) for login in sorted({login for _, login, *_ in papers})}
    for name, login, args, sent in papers:
        visitor, path = visitors[login], reverse(name, args=[certified(site)] if args is None else args)
        status, kind, content = visitor.get(path) if sent is None else visitor.post(path, **sent)
        assert (status, kind) == (200, "application/pdf"), f"{name} as {login}: {status} {main_text(content)}"
        yield name, content


def certified(site: Site) -> int:
    """A certificate that the served site signs now; its number in the tables."""
    person = Statement.objects.latest("id").person_id
    visitor = Visitor(site, "registro", demo.PASSWORD)
    before = Certificate.objects.count()
    _status, _kind, page = visitor.post(reverse("remission:certify", args=[person]), kind="study")
    assert Certificate.objects.count() == before + 1, main_text(page)
    return Certificate.objects.latest("id").pk


def judge_file(site: Site) -> bytes:
    """What a judge is sent of the last certificate: several files in one."""
    visitor = Visitor(site, "registro", demo.PASSWORD)
    return visitor.get(reverse("remission:judge_file", args=[Certificate.objects.latest("id").pk]))[2]

"""What was signed or decided is still what it was: certificates, prior days, the numbers of papers."""

import hashlib
from collections.abc import Iterator

from django.db.models import Count, Max

from llamkay.apps.remission.models import Certificate, PriorDays, Request
from llamkay.apps.remission.prior import digest
from llamkay.platform.models import LoggedAction


def certificates() -> Iterator[str]:
    """Each signed file against the hash that its public registry holds, and the series without gaps."""
    for certificate in Certificate.objects.select_related("paper", "establishment").order_by("id").iterator(100):
        if hashlib.sha256(bytes(certificate.pdf)).hexdigest() != certificate.paper.sha256:
            yield f"el certificado {certificate} de {certificate.establishment} no es el archivo que se firmó"
    for model, name in ((Certificate, "certificados"), (Request, "solicitudes")):
        series = model.objects.order_by().values("establishment__code", "year")
        for line in series.annotate(last=Max("number"), count=Count("id")):
            if line["last"] != line["count"]:
                place, year = line["establishment__code"], line["year"]
                yield f"la serie de {name} {year} de {place} llega al {line['last']} y tiene {line['count']}"


def prior_days() -> Iterator[str]:
    """Each entry of earlier days against what the log of acts says was entered or decided of it."""
    said: dict[int, str] = {}
    acts = LoggedAction.objects.filter(verb__in=("remission.prior", "remission.decide_prior")).order_by("id")
    for details in acts.values_list("details", flat=True):
        if "digest" in details:
            said[details["prior"]] = details["digest"]
    for row in PriorDays.objects.select_related("person").order_by("id").iterator(100):
        if said.get(row.pk, "") != digest(row):
            yield f"los días anteriores {row.pk} de {row.person.code} no son los que el registro de actos dice"

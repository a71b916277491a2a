"""Each batch of payments is still the file that was sent: what is kept, its seal, and what the log of acts says."""

from collections.abc import Iterator

from django.db.models import CharField, F, Func, Value

from llamkay.apps.pay import acts
from llamkay.apps.pay.models import PayoutBatch
from llamkay.platform.record import audit


def how_many() -> dict[str, int]:
    """How many batches there are to be looked at."""
    return {"payout_batches": PayoutBatch.objects.count()}


def batches() -> Iterator[str]:
    """The seal of each batch against its kept file, and against the act that sent it."""
    sent = {int(act.target.partition(":")[2]): act.details["sha256"] for act in audit.acts(acts.SEND_PAYOUTS)}
    seal = Func(Func(F("file"), function="sha256"), Value("hex"), function="encode", output_field=CharField())
    rows = PayoutBatch.objects.select_related("establishment").annotate(seal=seal).defer("file").order_by("pk")
    for batch in rows:
        name = f"el lote {batch} de {batch.establishment}"
        if batch.seal not in (None, batch.file_sha256):
            yield f"{name} no es el archivo que se envió"
        if sent.pop(batch.pk, None) != batch.file_sha256:
            yield f"{name}: su sello no es el que dice el registro de actos"
    yield from (f"falta el lote {pk} que el registro de actos nombra" for pk in sent)

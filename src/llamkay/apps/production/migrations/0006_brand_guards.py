from django.db import migrations
from django.utils.text import slugify

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

_COPY = """
INSERT INTO production_brandplace (brand_id, establishment_id, period)
  SELECT brand_id, establishment_id, daterange(CURRENT_DATE, NULL) FROM production_brand_establishments;
"""
# A request of a company without a prison yet is seen by whoever may see requests; with one, by that prison.
_REQUEST = f"{by_establishment()} OR establishment_id IS NULL"


def name_brands(apps, _editor):
    """Give each brand the address of its page."""
    for brand in apps.get_model("production", "Brand").objects.filter(slug=None):
        brand.slug = slugify(brand.name)[:60]
        brand.save(update_fields=["slug"])


class Migration(migrations.Migration):
    """Row security of brands, sales and companies; where a brand is made gets its dates."""

    dependencies = [("production", "0005_brands_and_sales")]

    operations = [
        migrations.RunSQL(_COPY, migrations.RunSQL.noop),
        migrations.RunPython(name_brands, migrations.RunPython.noop),
        *(
            secure(f"production_{table}", by_establishment())
            for table in (
                "brandplace", "picture", "formermaker", "customer", "order", "consignment", "sale", "complaint",
                "agreementterms", "exhibition",
            )
        ),
        secure("production_companyrequest", _REQUEST),
        secure("production_orderline", by_parent("production_order", "production_orderline.order_id")),
        secure("production_ordershare", by_parent("activities_activity", "production_ordershare.activity_id")),
        secure(
            "production_consignmentline", by_parent("production_consignment", "production_consignmentline.consignment_id")
        ),
        secure("production_pricefile", by_parent("production_good", "production_pricefile.good_id")),
        secure("production_stand", by_parent("production_exhibition", "production_stand.exhibition_id")),
    ]

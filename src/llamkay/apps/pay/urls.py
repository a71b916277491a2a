"""Addresses of this app inside the office."""

from llamkay.apps.pay import (
    account_urls,
    book_urls,
    company_urls,
    due_urls,
    fact_urls,
    liquidation_urls,
    obligation_urls,
    paper_urls,
    payout_urls,
)

app_name = "pay"

urlpatterns = [
    *book_urls.urlpatterns,
    *account_urls.urlpatterns,
    *payout_urls.urlpatterns,
    *fact_urls.urlpatterns,
    *company_urls.urlpatterns,
    *due_urls.urlpatterns,
    *liquidation_urls.urlpatterns,
    *obligation_urls.urlpatterns,
    *paper_urls.urlpatterns,
]

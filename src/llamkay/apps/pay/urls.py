"""Addresses of this app inside the office."""

from llamkay.apps.pay.bank_account import urls as account_urls
from llamkay.apps.pay.books import urls as book_urls
from llamkay.apps.pay.companies import urls as company_urls
from llamkay.apps.pay.court_orders import urls as court_order_urls
from llamkay.apps.pay.inputs import urls as input_urls
from llamkay.apps.pay.levy import urls as due_urls
from llamkay.apps.pay.payouts import urls as payout_urls
from llamkay.apps.pay.payslips import urls as paper_urls
from llamkay.apps.pay.rates import urls as rate_urls
from llamkay.apps.pay.savings import urls as savings_urls
from llamkay.apps.pay.settlements import urls as settlement_urls

app_name = "pay"

urlpatterns = [
    *book_urls.urlpatterns,
    *account_urls.urlpatterns,
    *payout_urls.urlpatterns,
    *input_urls.urlpatterns,
    *rate_urls.urlpatterns,
    *company_urls.urlpatterns,
    *due_urls.urlpatterns,
    *settlement_urls.urlpatterns,
    *savings_urls.urlpatterns,
    *court_order_urls.urlpatterns,
    *paper_urls.urlpatterns,
]

"""The addresses of the money pages."""

from django.urls import path

from zaiton.blocks.money.pages import accounts, agreements, breaks, entries, home, payments

app_name = "money"
urlpatterns = [
    path("", home.home_page, name="home"),
    path("agreements/", agreements.agreements_page, name="agreements"),
    path("agreements/<slug:public_id>/", agreements.agreement_page, name="agreement"),
    path("pay/", agreements.pay_page, name="pay"),
    path("accounts/", accounts.accounts_page, name="accounts"),
    path("accounts/<str:code>/", accounts.statement_page, name="statement"),
    path("accounts/<str:code>/statement.csv", accounts.statement_file, name="statement_file"),
    path("entries/", entries.entries_page, name="entries"),
    path("entries/<int:number>/", accounts.entry_page, name="entry"),
    path("payments/", payments.payments_page, name="payments"),
    path("payments/<slug:public_id>/", payments.payment_page, name="payment"),
    path("payments/<slug:public_id>/state/", payments.payment_state, name="payment_state"),
    path("payments/<slug:public_id>/<slug:name>/", payments.payment_act, name="payment_act"),
    path("breaks/", breaks.breaks_page, name="breaks"),
    path("breaks/<slug:public_id>/", breaks.break_page, name="break"),
    path("days/", breaks.days_page, name="days"),
    path("days/<str:day>/", breaks.day_page, name="day"),
]

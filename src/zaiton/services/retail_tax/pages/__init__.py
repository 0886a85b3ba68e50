"""Door for people: message files and sales, tax bills, payment books; customs' desks, the treasury, the figures."""

from django.urls import path

from zaiton.services.retail_tax.pages.bills import bill_page, bills_list, dispute_undo
from zaiton.services.retail_tax.pages.books import book_act, book_page, book_state, books_list, books_progress
from zaiton.services.retail_tax.pages.buyer import buyer_page
from zaiton.services.retail_tax.pages.claims import claim_page, claims_list
from zaiton.services.retail_tax.pages.customs import customs_page, dispute_page, disputes_list
from zaiton.services.retail_tax.pages.figures import figures_page
from zaiton.services.retail_tax.pages.guarantees import guarantee_page, guarantees_list
from zaiton.services.retail_tax.pages.home import home_page
from zaiton.services.retail_tax.pages.lists import list_page
from zaiton.services.retail_tax.pages.sales import intake_page, receipt_file, sale_page, sales_list, take_page
from zaiton.services.retail_tax.pages.treasury import treasury_page

urlpatterns = [
    path("", home_page, name="home"),
    path("take/", take_page, name="take"),
    path("take/<slug:public_id>/", intake_page, name="intake"),
    path("take/<slug:public_id>/receipt.xml", receipt_file, name="intake_receipt"),
    path("sales/", sales_list, name="sales"),
    path("sales/<slug:public_id>/", sale_page, name="sale"),
    path("bills/", bills_list, name="bills"),
    path("bills/<slug:public_id>/", bill_page, name="bill"),
    path("bills/<slug:public_id>/disputes/<slug:dispute>/", dispute_undo, name="dispute_undo"),
    path("books/", books_list, name="books"),
    path("books/progress/", books_progress, name="books_progress"),
    path("books/<slug:number>/", book_page, name="book"),
    path("books/<slug:number>/state/", book_state, name="book_state"),
    path("books/<slug:number>/<slug:act>/", book_act, name="book_act"),
    path("treasury/", treasury_page, name="treasury"),
    path("figures/", figures_page, name="figures"),
    path("customs/", customs_page, name="customs"),
    path("lists/<slug:number>/", list_page, name="list"),
    path("lists/<slug:number>/buyer/", buyer_page, name="buyer"),
    path("guarantees/", guarantees_list, name="guarantees"),
    path("guarantees/<slug:public_id>/", guarantee_page, name="guarantee"),
    path("claims/", claims_list, name="claims"),
    path("claims/<slug:public_id>/", claim_page, name="claim"),
    path("customs/disputes/", disputes_list, name="disputes"),
    path("customs/disputes/<slug:public_id>/", dispute_page, name="dispute"),
]

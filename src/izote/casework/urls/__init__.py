"""Paths of casework, noun by noun."""

from izote.casework.urls import after, assessments, care, cases, plans, referrals, reports

urlpatterns = [
    *cases.urlpatterns,
    *assessments.urlpatterns,
    *plans.urlpatterns,
    *care.urlpatterns,
    *referrals.urlpatterns,
    *after.urlpatterns,
    *reports.urlpatterns,
]

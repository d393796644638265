"""Paths of casework: reports."""

from django.urls import path

from izote.casework.views import exports, reports

urlpatterns = [
    path("casos/exportar/", exports.case_export, name="case_export"),
    path("casos/exportar/archivo/", exports.case_export_file, name="case_export_file"),
    path("informes/", reports.report_list, name="report_list"),
    path("informes/filas/<slug:measure>/", reports.report_rows, name="report_rows"),
    path("informes/<slug:report>/", reports.report_month, name="report_month"),
    path("informes/<slug:report>/pdf/", reports.report_pdf, name="report_pdf"),
    path("informes/<slug:report>/hoja/", reports.report_sheet, name="report_sheet"),
]

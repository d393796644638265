"""Paths of casework: instruments, their application, paper, and the sustainability survey over time."""

from django.urls import path

from izote.casework.views import assessments, instruments, paper, rss

urlpatterns = [
    path("casos/<uuid:pk>/instrumentos/", assessments.assessment_list, name="assessment_list"),
    path("casos/<uuid:pk>/instrumentos/<slug:form>/empezar/", assessments.assessment_start, name="assessment_start"),
    path("casos/<uuid:pk>/instrumentos/<slug:form>/papel/", paper.assessment_paper, name="assessment_paper"),
    path("casos/<uuid:case>/aplicado/<uuid:pk>/", assessments.assessment_detail, name="assessment_detail"),
    path("casos/<uuid:case>/aplicado/<uuid:pk>/llenar/", assessments.assessment_fill, name="assessment_fill"),
    path("casos/<uuid:case>/aplicado/<uuid:pk>/pasos/", assessments.assessment_critical, name="assessment_critical"),
    path("casos/<uuid:case>/aplicado/<uuid:pk>/corregir/", assessments.assessment_correct, name="assessment_correct"),
    path("casos/<uuid:case>/aplicado/<uuid:pk>/apartar/", assessments.assessment_discard, name="assessment_discard"),
    path("casos/<uuid:case>/aplicado/<uuid:pk>/recalcular/", assessments.assessment_rescore, name="assessment_rescore"),
    path("casos/<uuid:case>/aplicado/<uuid:pk>/hoja/", paper.assessment_sheet, name="assessment_sheet"),
    path("casos/<uuid:pk>/sostenibilidad/", rss.rss_person, name="rss_person"),
    path("sostenibilidad/", rss.rss_cohort, name="rss_cohort"),
    path("instrumentos/", instruments.instrument_list, name="instrument_list"),
    path("instrumentos/<slug:form>/<slug:version>/", instruments.instrument_detail, name="instrument_detail"),
    path("instrumentos/<slug:form>/<slug:version>/xform/", instruments.instrument_xform, name="instrument_xform"),
    path("instrumentos/<slug:form>/<slug:version>/xlsform/", instruments.instrument_xlsform, name="instrument_xlsform"),
    path("instrumentos/<slug:form>/<slug:version>/en-blanco/", paper.instrument_blank, name="instrument_blank"),
    path("papel/", paper.paper_enter, name="paper_enter"),
    path("papel/<slug:code>/", paper.paper_open, name="paper_open"),
]

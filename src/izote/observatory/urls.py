"""Paths of the observatory."""

from django.urls import path

from izote.observatory.views import (
    alarms,
    bulletins,
    clusters,
    comparison,
    exports,
    grids,
    indicators,
    loads,
    mending,
    pages,
    returns,
    signing,
    sources,
    values,
)

SOURCES = [
    path("fuentes/", sources.source_list, name="source_list"),
    path("fuentes/nueva/", sources.source_write, name="source_write"),
    path("fuentes/<int:pk>/", sources.source_detail, name="source_detail"),
    path("fuentes/<int:pk>/corregir/", sources.source_write, name="source_write"),
    path("solicitudes/", sources.request_list, name="request_list"),
    path("solicitudes/nueva/", sources.request_write, name="request_write"),
    path("solicitudes/<int:pk>/", sources.request_write, name="request_write"),
    path("vacios/", sources.gap_list, name="gap_list"),
]
LOADS = [
    path("cargas/", loads.load_list, name="load_list"),
    path("cargas/nueva/", loads.load_upload, name="load_upload"),
    path("cargas/<int:pk>/", loads.load_detail, name="load_detail"),
    path("cargas/<int:pk>/columnas/", loads.load_columns, name="load_columns"),
    path("cargas/<int:pk>/avance/", loads.load_progress, name="load_progress"),
    path("cargas/<int:pk>/palabras/", loads.load_words, name="load_words"),
    path("cargas/<int:pk>/leer/", loads.load_read_again, name="load_read_again"),
    path("cargas/<int:pk>/descartar/", loads.load_cancel, name="load_cancel"),
    path("cargas/<int:pk>/apartadas/", mending.load_set_aside, name="load_set_aside"),
    path("cargas/<int:pk>/apartadas/descargar/", mending.load_aside_download, name="load_aside_download"),
    path("cargas/<int:pk>/apartadas/subir/", mending.load_aside_upload, name="load_aside_upload"),
    path("cargas/<int:pk>/cambios/", signing.load_changes, name="load_changes"),
    path("cargas/<int:pk>/firmar/", signing.load_sign, name="load_sign"),
    path("versiones/", signing.vintage_list, name="vintage_list"),
    path("versiones/<int:pk>/", signing.vintage_detail, name="vintage_detail"),
    path("tablas/nueva/", grids.grid_new, name="grid_new"),
    path("tablas/<int:pk>/", grids.grid_edit, name="grid_edit"),
]
BULLETINS = [
    path("boletines/", bulletins.bulletin_list, name="bulletin_list"),
    path("boletines/nuevo/", bulletins.bulletin_create, name="bulletin_create"),
    path("boletines/<int:pk>/", bulletins.bulletin_detail, name="bulletin_detail"),
    path("boletines/<int:pk>/escribir/", bulletins.bulletin_edit, name="bulletin_edit"),
    path("boletines/<int:pk>/entregar/", bulletins.bulletin_submit, name="bulletin_submit"),
    path("boletines/<int:pk>/devolver/", bulletins.bulletin_return, name="bulletin_return"),
    path("boletines/<int:pk>/publicar/", bulletins.bulletin_publish, name="bulletin_publish"),
    path("boletines/<int:pk>/retirar/", bulletins.bulletin_withdraw, name="bulletin_withdraw"),
    path("boletines/<int:pk>/descartar/", bulletins.bulletin_drop, name="bulletin_drop"),
]
ALARMS = [
    path("alarmas/", alarms.alarm_list, name="alarm_list"),
    path("alarmas/vigilancia/", alarms.alarm_watch, name="alarm_watch"),
    path("alarmas/<int:pk>/", alarms.alarm_detail, name="alarm_detail"),
    path("alarmas/<int:pk>/mirar/", alarms.alarm_look, name="alarm_look"),
    path("alarmas/<int:pk>/decir/", alarms.alarm_judge, name="alarm_judge"),
    path("agrupaciones/", clusters.cluster_list, name="cluster_list"),
    path("pronosticos/", clusters.forecast_list, name="forecast_list"),
    path("pronosticos/dominio/<slug:domain>/", clusters.forecast_list, name="forecast_domain"),
    path("pronosticos/<int:pk>/", clusters.forecast_detail, name="forecast_detail"),
]
RETURNS = [
    path("retornos/", returns.returns, name="returns"),
    path("retornos/lugares/", returns.returns_places, name="returns_places"),
    path("atencion/", returns.care_figures, name="care_figures"),
]
EXPORTS = [
    path("exportaciones/", exports.export_list, name="export_list"),
    path("exportaciones/nueva/", exports.export_new, name="export_new"),
    path("exportaciones/<int:pk>/", exports.export_detail, name="export_detail"),
    path("exportaciones/<int:pk>/bajar/", exports.export_ready, name="export_ready"),
    path("exportaciones/<int:pk>/archivo/", exports.export_file, name="export_file"),
    path("exportaciones/<int:pk>/borrar/", exports.export_drop, name="export_drop"),
]
urlpatterns = [
    *RETURNS,
    *EXPORTS,
    *ALARMS,
    *BULLETINS,
    path("", sources.observatory, name="observatory"),
    *SOURCES,
    *LOADS,
    path("indicadores/", indicators.indicator_list, name="indicator_list"),
    path("indicadores/dominio/<slug:domain>/", indicators.indicator_list, name="indicator_domain"),
    path("indicadores/<slug:code>/", indicators.indicator_detail, name="indicator_detail"),
    path("lugares/<slug:code>/", pages.observatory_place, name="observatory_place"),
    path("comparar/", comparison.comparison, name="comparison"),
    path("comparar/afirmacion/", comparison.claim_write, name="claim_write"),
    path("encuestas/", values.survey_value_list, name="survey_value_list"),
    path("encuestas/nuevo/", values.survey_value_write, name="survey_value_write"),
    path("encuestas/<int:pk>/firmar/", values.survey_value_sign, name="survey_value_sign"),
    path("encuestas/ponderacion/", values.index_weight_write, name="index_weight_write"),
]

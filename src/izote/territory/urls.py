from django.urls import path

from izote.territory import views

urlpatterns = [
    path("", views.place_list, name="place_list"),
    path("<slug:code>/", views.place_detail, name="place_detail"),
]

"""What the invented directory of the demo says; every telephone is 2334-0XXX, a range that nobody has here."""

from typing import Any

WEEK = "MO TU WE TH FR"
ZACA, JUAN, RAFAEL, SANTIAGO = "0821", "0810", "0817", "0819"
EAST = f"{ZACA} {JUAN} {RAFAEL}"

INSTITUTIONS: dict[str, dict[str, Any]] = {
    "us": {
        "name": "Unidad de Salud Zacatecoluca (demostración)",
        "short_name": "US Zacatecoluca",
        "kind": "health",
        "account": "USZ",
        "contact": ("Persona de enlace", "Dirección", "2334-0101"),
    },
    "usj": {"name": "Unidad de Salud San Juan Nonualco (demostración)", "short_name": "US San Juan", "kind": "health"},
    "hospital": {"name": "Hospital de Zacatecoluca (demostración)", "kind": "health"},
    "isdemu": {"national": "isdemu", "contact": ("Persona de enlace", "Ventanilla fija", "2334-0121")},
    "incaf": {"national": "incaf"},
    "conapina": {"national": "conapina"},
    "diaspora": {"national": "diaspora"},
    "mtps": {"national": "mtps"},
    "rnpn": {"national": "rnpn"},
    "pgr": {"national": "pgr"},
    "pddh": {"national": "pddh"},
    "mined": {"national": "mined"},
    "iom": {"national": "iom"},
    "icrc": {"national": "icrc"},
    "taller": {"name": "Escuela taller municipal (demostración)", "kind": "municipal"},
    "alcaldia": {"name": "Alcaldía de La Paz Este, unidad social (demostración)", "kind": "municipal"},
    "parroquia": {"name": "Parroquia Santa Lucía (demostración)", "kind": "church"},
    "casa": {"name": "Asociación Casa Abierta (demostración)", "kind": "civil"},
    "universidad": {"name": "Facultad Paracentral (demostración)", "kind": "academia"},
    "cooperativa": {"name": "Cooperativa El Izote (demostración)", "kind": "firm"},
}

SERVICES: list[dict[str, Any]] = [
    {
        "of": "us", "name": "Consulta general", "needs": ["health", "medicines"], "areas": ZACA, "health_unit": True,
        "at": (ZACA, "2a avenida norte 12"), "hours": [(WEEK, "07:30", "15:30")], "phones": ["2334-0101 (archivo)"], "walk_in": "yes",
        "application": "Llegar temprano y pedir número en archivo.", "fees": "Gratis", "accessibility": ["ramp"], "survivors": "yes",
        "description": "Consulta médica, curaciones, vacunas y medicinas del cuadro básico.",
    },
    {
        "of": "us", "name": "Atención psicológica", "needs": ["psychosocial"], "areas": EAST, "at": (ZACA, "2a avenida norte 12"),
        "hours": [("TU TH", "08:00", "12:00")], "phones": ["2334-0102 (citas)"], "documents": ["referral"], "walk_in": "no",
        "fees": "Gratis", "wait_time": "Tres semanas", "survivors": "yes", "capacity_unit": "cupos al mes",
        "capacity_available": 4, "capacity_maximum": 16,
    },
    {
        "of": "usj", "name": "Consulta general", "needs": ["health", "medicines"], "areas": JUAN, "health_unit": True,
        "at": (JUAN, "Barrio El Centro"), "hours": [(WEEK, "07:30", "15:30")], "phones": ["2334-0111"], "walk_in": "yes", "fees": "Gratis",
    },
    {
        "of": "hospital", "name": "Emergencias", "needs": ["health"], "areas": "08", "at": (ZACA, "Final avenida Juan Manuel Rodríguez"),
        "phones": ["2334-0115"], "walk_in": "yes", "fees": "Gratis", "description": "Abierto las 24 horas.",
    },
    {
        "of": "isdemu", "name": "Ventanilla de atención a mujeres", "needs": ["psychosocial", "legal"], "areas": "08", "gender": "F",
        "at": (ZACA, "Calle Dr. Nicolás Peña 3"), "hours": [(WEEK, "08:00", "16:00")], "phones": ["2334-0121", "126 (24 horas)"],
        "walk_in": "yes", "survivors": "yes", "fees": "Gratis", "description": "Orientación psicológica, social y jurídica.",
    },
    {
        "of": "casa", "name": "Alojamiento protegido para mujeres", "needs": ["lodging", "psychosocial"], "areas": "08", "gender": "F",
        "at": (ZACA, "Dirección que nadie debe publicar", True), "phones": ["2334-0125 (24 horas)"], "survivors": "yes", "walk_in": "no",
        "application": "Llamar; nunca enviar a nadie sin acompañamiento.", "capacity_unit": "camas", "capacity_available": 0,
        "capacity_maximum": 8, "fees": "Gratis",
    },
    {
        "of": "incaf", "name": "Curso de electricidad domiciliar", "needs": ["training", "work"], "areas": "08", "minimum_age": 18,
        "at": (ZACA, "Centro de formación, kilómetro 56"), "hours": [(WEEK, "08:00", "12:00")], "documents": ["dui", "school", "return"],
        "phones": ["2334-0131"], "fees": "Gratis para personas retornadas", "capacity_unit": "cupos", "capacity_available": 9,
        "capacity_maximum": 25, "wait_time": "Inicia cada dos meses",
    },
    {
        "of": "incaf", "name": "Certificación de competencias", "needs": ["training", "work"], "nationwide": True, "minimum_age": 18,
        "documents": ["dui"], "phones": ["2334-0132"], "url": "https://example.org/certificacion", "fees": "Gratis",
        "description": "Reconoce lo que la persona aprendió trabajando fuera.",
    },
    {
        "of": "taller", "name": "Taller de panadería", "needs": ["training"], "areas": EAST, "minimum_age": 15, "maximum_age": 29,
        "at": (ZACA, "4a calle oriente 21"), "hours": [("MO WE FR", "13:00", "16:00")], "phones": ["2334-0141"], "walk_in": "yes",
        "capacity_unit": "cupos", "capacity_available": 6, "capacity_maximum": 15, "fees": "Gratis",
    },
    {
        "of": "taller", "name": "Taller de costura", "needs": ["training"], "areas": EAST, "minimum_age": 15,
        "at": (ZACA, "4a calle oriente 21"), "hours": [("TU TH", "13:00", "16:00")], "phones": ["2334-0141"],
        "status": "temporarily closed", "alert": "Reabre en febrero",
    },
    {
        "of": "conapina", "name": "Junta de Protección de La Paz", "needs": ["children", "legal"], "areas": "08", "maximum_age": 17,
        "at": (ZACA, "3a calle poniente 8"), "hours": [(WEEK, "08:00", "16:00")], "phones": ["2334-0151", "119 (24 horas)"],
        "walk_in": "yes", "survivors": "yes", "fees": "Gratis", "description": "Protege derechos de niñas, niños y adolescentes.",
    },
    {
        "of": "mined", "name": "Matrícula con estudios hechos en el exterior", "needs": ["school", "documents"], "areas": "08",
        "at": (ZACA, "Dirección departamental, 1a avenida sur"), "hours": [(WEEK, "07:30", "15:30")], "documents": ["school", "birth"],
        "documents_note": "Sin papeles también se matricula; después se completa.", "phones": ["2334-0161"], "fees": "Gratis",
    },
    {
        "of": "rnpn", "name": "DUI por primera vez o reposición", "needs": ["documents"], "areas": EAST, "minimum_age": 18,
        "at": (ZACA, "Centro de servicio del DUI"), "hours": [(WEEK, "07:30", "16:00"), ("SA", "07:30", "12:00")], "documents": ["birth"],
        "phones": ["2334-0171"], "fees": "Pregunte el precio vigente", "walk_in": "yes",
    },
    {
        "of": "alcaldia", "name": "Partidas de nacimiento", "needs": ["documents"], "areas": ZACA,
        "at": (ZACA, "Registro del estado familiar"), "hours": [(WEEK, "08:00", "16:00")], "phones": ["2334-0181"], "walk_in": "yes",
    },
    {
        "of": "alcaldia", "name": "Víveres y ropa al llegar", "needs": ["food", "clothes"], "areas": EAST, "at": (ZACA, "Bodega municipal"),
        "hours": [(WEEK, "08:00", "15:00")], "phones": ["2334-0182"], "documents": ["return"], "fees": "Gratis",
    },
    {
        "of": "alcaldia", "name": "Transporte a casa", "needs": ["transport"], "areas": EAST, "phones": ["2334-0183"], "walk_in": "no",
        "application": "Lo pide la oficina con un día de anticipación.",
    },
    {
        "of": "pgr", "name": "Cuotas alimenticias y defensa", "needs": ["legal"], "areas": "08", "at": (ZACA, "Procuraduría auxiliar"),
        "hours": [(WEEK, "07:30", "15:30")], "phones": ["2334-0191"], "documents": ["dui"], "fees": "Gratis",
    },
    {
        "of": "pddh", "name": "Denuncia de violación de derechos", "needs": ["legal"], "areas": "08",
        "at": (ZACA, "Delegación departamental"), "hours": [(WEEK, "08:00", "16:00")], "phones": ["2334-0195"],
        "walk_in": "yes", "survivors": "yes", "fees": "Gratis",
    },
    {
        "of": "mtps", "name": "Registro de empleos para personas retornadas", "needs": ["work"], "areas": "08", "minimum_age": 18,
        "at": (ZACA, "Oficina departamental de trabajo"), "hours": [(WEEK, "07:30", "15:30")], "documents": ["dui", "return"],
        "phones": ["2334-0201"],
    },
    {
        "of": "diaspora", "name": "Bienes y salarios pendientes en el exterior", "needs": ["belongings", "legal"], "nationwide": True,
        "phones": ["2334-0211"], "email": "bienes@example.org", "fees": "Gratis",
    },
    {
        "of": "icrc", "name": "Búsqueda de familiares", "needs": ["tracing", "call"], "nationwide": True, "phones": ["2334-0215"],
        "survivors": "yes", "fees": "Gratis", "description": "Llamadas y búsqueda de familiares desaparecidos en la ruta.",
    },
    {
        "of": "iom", "name": "Capital semilla", "needs": ["work"], "areas": EAST, "minimum_age": 18, "phones": ["2334-0221"],
        "documents": ["dui", "return"], "capacity_unit": "cupos", "capacity_available": 0, "capacity_maximum": 12,
        "eligibility": "Personas retornadas en los últimos doce meses con una idea de negocio.",
    },
    {
        "of": "parroquia", "name": "Comedor y tres noches de albergue", "needs": ["food", "lodging"], "areas": EAST,
        "at": (ZACA, "Casa parroquial, frente al parque"), "hours": [("MO TU WE TH FR SA SU", "06:00", "18:00")], "phones": ["2334-0231"],
        "walk_in": "yes", "fees": "Gratis",
    },
    {
        "of": "casa", "name": "Grupo de apoyo", "needs": ["psychosocial"], "areas": f"{EAST} {SANTIAGO}", "at": (JUAN, "Casa comunal"),
        "hours": [("SA", "09:00", "11:00", 2)], "phones": ["2334-0235"], "survivors": "yes", "walk_in": "yes", "fees": "Gratis",
    },
    {
        "of": "universidad", "name": "Consultorio jurídico y de inglés", "needs": ["legal", "training"], "areas": "08",
        "at": (ZACA, "Campus, kilómetro 57"), "hours": [("SA", "08:00", "12:00")], "languages": ["es", "en"], "phones": ["2334-0241"],
    },
    {
        "of": "cooperativa", "name": "Bolsa de trabajo agrícola", "needs": ["work"], "areas": f"{RAFAEL} {SANTIAGO}", "minimum_age": 18,
        "at": (RAFAEL, "Caserío El Pedregal"), "phones": ["2334-0251"],
    },
]  # fmt: skip

# institution, what, begins (days from today), ends, who signs there, commitments
AGREEMENTS: list[tuple[str, str, int, int | None, str, str]] = [
    (
        "us",
        "Atención médica y psicológica a personas retornadas",
        -340,
        25,
        "Dirección de la unidad de salud",
        "Cuatro cupos de psicología al mes",
    ),
    ("incaf", "Cursos para personas retornadas", -500, 230, "Dirección regional", "Un curso cada dos meses; la oficina refiere y acompaña"),
    ("iom", "Capital semilla", -760, -30, "Oficina de misión", "Doce capitales al año"),
    ("diaspora", "Coordinación de la recepción", -1250, None, "Dirección de atención a retornados", "Aviso de llegadas un día antes"),
    ("casa", "Alojamiento protegido", -100, 80, "Presidencia", "Ocho camas; la oficina paga la alimentación"),
    ("universidad", "Prácticas de derecho e inglés", -60, 305, "Decanato", "Diez estudiantes por ciclo"),
]

# who (empty is the office), what, due (days from today), result
COMMITMENTS: list[tuple[str, str, int, str]] = [
    ("us", "Responder cada referencia en cinco días hábiles", 20, ""),
    ("incaf", "Abrir un grupo de electricidad para personas retornadas", -5, ""),
    ("taller", "Reabrir el taller de costura", 60, ""),
    ("", "Enviar a la alianza las cifras del trimestre", -12, "Enviadas el día acordado"),
]

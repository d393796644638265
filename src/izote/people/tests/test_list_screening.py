"""What must be refused is refused however it is written, and honest lists pass."""

import pytest

from izote.kit.sheets import Sheet, read_sheet, write_xlsx
from izote.people.columns import recognise
from izote.people.forbidden import kinds_in
from izote.people.screening import KINDS, drop_columns, screen, screen_sheet

REFUSED_HEADERS = """Pandilla|PANDILLAS|Mara|Maras|MS-13|MS|Pertenece a pandilla|Tatuaje|TATUAJE(S)|t a t u a j e|T.A.T.U.A.J.E|T4tu4j3s
P@nd1ll@|Tatuages|Tatto|Antecedentes|Antecedentes penales|ANTESEDENTES|Antecendentes|Delito|Delitos|Delitto|Cargos
Criminal record|Gang|Gang affiliation|Tattoos|Crime|Conviction|Felony|Felonía|VIH|HIV|VIH/SIDA|Religión|Religiao
Partido político|Partido|Fingerprints|Huellas dactilares|Casier judiciaire|Tatouages|Délit|Antecedentes criminais
Tatuagem|Gangue|Facção|Condenação|Impressões digitais|Empreintes digitales|Parti politique|Señas particulares
Cicatrices y tatuajes|Abogado|Attorney|Orientación sexual|pan-dilla|Pandiya|Situación jurídica|pаndilla|ｔａｔｕａｊｅ|Clica
Sentencia|Pena|纹身|Historial delictivo|Tätowierung|Precedenti penali"""
HONEST_HEADERS = """Nombre|Apellidos|Cargo|Partida de nacimiento|No. de partida|Municipio|Sexo|Género|Región|Observaciones
Antecedentes médicos|Historial médico|Condición médica|Marca|Grupo familiar|Destino|Relación|Motivo de retorno
Carga familiar|Firma|Hora de partida|Record ID|Carné|Tatiana|Delegación|Credencial|Maraña|Estado familiar
Compañía aérea|Colonia|Lugar de aprehensión|Fecha de detención|Discapacidad|Fe de edad"""
REFUSED_TEXTS = """miembro de la MS-13|MS13|es pandillero|ex pandillera|pertenece a la mara|Mara Salvatrucha|barrio 18|mareros de la zona
tiene tatuajes en el brazo|sin tatuajes|tatuado|T4TU4J3S|t a t u a j e s|t-a-t-u-a-j-e|tatuages|con antecedentes
antecedentes penales por robo|cometió delito|homicidio agravado|convicted felon|charged with assault|gang member
orden de captura|VIH positivo|seropositivo|paciente con SIDA|simpatizante del FMLN|partido político|huellas tomadas
criminal alien|no criminal|condenado por hurto|evangélico|Católica|palabrero|pandiyero|pandilero|delicuente|pan dillero
membre d'un gang|tatouage bras|condamné|tatuagem no braço|quadrilha|p.a.n.d.i.l.l.a|Pandilla!|MARERO"""
HONEST_TEXTS = """viaja con su hija Mara|diabetes|embarazada de 5 meses|antecedentes de asma|perdió su equipaje
víctima de robo en el camino|necesita medicinas|hearing aids|vive frente a la iglesia católica|Cristian
no trae documentos|región oriental|llamar después de las 18 horas|bus 18|asiento B-8|retorno voluntario|deportado
violación a ley migratoria|estuvo en centro de detención|pastillas para presión|padilla|le robaron el teléfono|delirio
débito|Tatiana lo espera|trae carta de la escuela"""
HONEST_PLACES = """Colonia La Mara|Barrio El Crimen|Colonia 18 de Marzo|Barrio 18 de Septiembre|Maravilla|Cantón Las Marías
frente a iglesia católica|Residencial Tatiana|Caserío Los Reos|Barrio La Merced|Colonia Arena|Colonia Santa Fe
Calle El Delirio|Pasaje 18|Block B 18 casa 3|El Robo"""
HONEST_NAMES = """Mara|Delia|Marabilla|José Peña|Maritza Delgado|Preso|Marero|Crimen Pérez|Banda|Cristiano Reo|Sida López|Robo|Ana Gang
Juan Dilla|A B C D E|Padilla|Bonilla|Tatiana|Felony"""


def table(text: str) -> list[str]:
    return [item for line in text.split("\n") for item in line.split("|")]


@pytest.mark.parametrize("header", table(REFUSED_HEADERS))
def test_a_header_of_the_do_not_collect_kind_is_refused(header: str) -> None:
    assert [(refusal.column, refusal.by_header) for refusal in screen(["Nombre", header], [["Ana", "x"]])][:1] == [(1, True)]


@pytest.mark.parametrize("header", table(HONEST_HEADERS))
def test_an_honest_header_passes(header: str) -> None:
    assert screen(["Nombre", header], [["Ana", "x"]]) == []


@pytest.mark.parametrize("text", table(REFUSED_TEXTS))
def test_content_of_the_do_not_collect_kind_is_refused_under_an_innocent_header(text: str) -> None:
    found = screen(["Nombre", "Observaciones"], [["Ana", "ninguna"], ["Luis", text]], lines=[5, 6])
    assert {(refusal.column, refusal.rows, refusal.lines) for refusal in found} == {(1, 1, (6,))}
    assert text not in found[0].message


@pytest.mark.parametrize("text", table(HONEST_TEXTS))
def test_honest_remarks_pass(text: str) -> None:
    assert screen(["Nombre", "Observaciones"], [["Ana", text]]) == []


@pytest.mark.parametrize("text", table(HONEST_PLACES))
def test_honest_places_pass(text: str) -> None:
    assert screen(["Nombre", "Dirección"], [["Ana", text]]) == []


@pytest.mark.parametrize("text", table(HONEST_NAMES))
def test_honest_names_pass(text: str) -> None:
    assert screen(["Nombre completo", "Sexo"], [[text, "M"]]) == []


def test_names_and_places_do_not_hide_what_is_unmistakable() -> None:
    found = screen(["Nombre completo", "Dirección"], [["Juan Pérez (pandillero)", "Col. Centro, tiene tatuajes"]])
    assert {(refusal.kind, refusal.column) for refusal in found} == {("gang", 0), ("tattoo", 1)}


def test_a_title_about_it_refuses_the_list() -> None:
    rows = [["LISTADO DE PANDILLEROS DEPORTADOS"], ["Nombre", "Sexo", "Edad"], ["Ana Díaz Paz", "F", 20]]
    found = screen_sheet(sheet := Sheet(rows=rows, kind="csv", places=[1, 2, 3]), recognise(sheet))
    assert [(refusal.kind, refusal.column) for refusal in found] == [("gang", None)]


def test_what_stands_late_in_a_long_text_is_found() -> None:
    assert "tattoo" in kinds_in("nada que decir " * 90 + "tiene tatuajes", "free")


def test_a_sheet_without_header_is_screened_from_its_first_row() -> None:
    sheet = read_sheet(b"Ana Diaz,pandillera,03/05/1990\nLuis Paz,nada,04/05/1991\n", "a.csv")
    assert {(refusal.kind, refusal.lines) for refusal in screen_sheet(sheet, recognise(sheet))} == {("gang", (1,))}


def test_dropping_the_columns_makes_the_list_acceptable_and_keeps_the_others_in_place() -> None:
    header = ["Nombre", "Tatuajes", "Sexo", "Observaciones", "Edad"]
    sheet = read_sheet(write_xlsx(header, [["Ana Díaz", "sí", "F", "es de la mara", 20], ["", "no", "", "", ""]]), "a.xlsx")
    found = screen_sheet(sheet, recognise(sheet))
    clean = drop_columns(sheet, [refusal.column for refusal in found if refusal.column is not None])
    assert clean.rows == [["Nombre", "", "Sexo", "", "Edad"], ["Ana Díaz", "", "F", "", 20]]
    assert screen_sheet(clean, recognise(clean)) == []
    assert recognise(clean).columns == {0: "full_name", 2: "sex", 4: "age"}


def test_the_sentence_names_the_column_and_the_lines() -> None:
    rows = [["Ana", "tatuaje"]] * 20
    by_header, by_content = screen(["Nombre", "Delito"], [["Ana", "x"]]) + screen(["Nombre", "Observaciones"], rows, lines=range(10, 30))
    assert "B" in by_header.message and "Delito" in by_header.message
    assert by_content.rows == 20 and "10, 11" in by_content.message and "…" in by_content.message
    assert {refusal.kind for refusal in (by_header, by_content)} <= set(KINDS)


def test_a_header_merged_over_columns_refuses_each_of_them() -> None:
    data = write_xlsx(
        ["Nombre", "Sexo", "Edad", "Pandilla", ""], [["Ana Díaz", "F", 20, "sí", 18], ["Eva Paz", "F", 21, "no", 0]], merged=["D1:E1"]
    )
    sheet = read_sheet(data, "a.xlsx")
    assert {(refusal.kind, refusal.column) for refusal in screen_sheet(sheet, recognise(sheet))} == {("gang", 3), ("gang", 4)}

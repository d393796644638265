"""Given names and surnames common in El Salvador, commonest first; nobody in particular."""

SURNAMES = """Hernández Martínez López García Rodríguez Rivera Flores Ramírez Pérez González Cruz Vásquez Reyes Mejía Gómez Ramos Aguilar
Guevara Orellana Alvarado Portillo Castro Ayala Morales Chávez Escobar Romero Díaz Menjívar Bonilla Campos Cortez Mendoza Torres Rivas Alfaro
Castillo Sánchez Pineda Molina Argueta Henríquez Melgar Zelaya Villalobos Cáceres Landaverde Quintanilla Umaña Peraza Sorto Benítez Canales
Ventura Granados Umanzor Majano Claros Turcios Interiano Serrano Barahona Lemus Magaña Arévalo Linares Sandoval Cartagena Figueroa Murcia
Tobar Calderón Santamaría Ábrego Chicas Amaya Guardado Alas Monge Navarrete Cornejo Zepeda Valle Iraheta Parada Trejo Cañas Rosales Méndez
Jovel Zavala Mancía Recinos Coreas Osorio Ruano Beltrán Hidalgo Renderos Chacón Urrutia Bolaños Nolasco Marroquín Anzora Palacios Carranza
Merino Aparicio Rauda Durán Burgos Miranda Deras Aquino Carballo Crespín Erazo Fuentes Gámez Huezo Jacobo Laínez Mármol Najarro Olmedo Pleitez
Quijada Rosa Salmerón Tejada Ulloa Viera Yanes Zometa""".split()
WOMEN = """María Ana Rosa Marta Carmen Blanca Gloria Sonia Patricia Karla Claudia Sandra Yesenia Jacqueline Evelyn Wendy Ingrid Xiomara
Reina Delmy Morena Vilma Dinora Iris Lorena Katherine Brenda Fátima Gabriela Daniela Andrea Sofía Valeria Abigail Beatriz Esmeralda Guadalupe
Concepción Mercedes Tránsito Dolores Francisca Isabel Teresa Maritza Roxana Yanira Zoila Marisol Milagro Ester Rosibel Noemí Marleny Glenda
Estefany Nathaly Cecilia Elsa Irma Orbelina Lidia""".split()
MEN = """José Juan Carlos Luis Manuel Francisco Miguel Antonio Roberto Mario Jorge Óscar Rafael Ricardo Mauricio Ernesto Douglas Nelson
Walter Wilfredo Santos Elmer Rigoberto Noé Saúl Melvin Edwin Kevin Josué Bryan Diego Alexander Fernando Rodrigo Cristian Moisés Adonay Balmore
Isaías Salvador Ignacio Jesús Enrique Alberto Eduardo Alfonso Israel Ismael Vicente Hugo Giovanni Wilber Henry Amílcar Erick Geovany Osmín
Nahúm Pablo Daniel Gerson""".split()
NICKNAMES = {
    "José": "Chepe", "Francisco": "Chico", "Guadalupe": "Lupe", "Ignacio": "Nacho", "Antonio": "Toño", "Concepción": "Concha", "Jesús": "Chus",
    "Roberto": "Beto", "Salvador": "Chamba", "Mercedes": "Meches", "Dolores": "Lola", "Teresa": "Tere", "Isabel": "Chabela", "Manuel": "Meme",
    "Patricia": "Paty", "Beatriz": "Bety", "Rafael": "Rafa", "Vicente": "Chente",
}  # fmt: skip

"""Names of invented people from many cultures, and the addresses that firms make of them."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Culture:
    """Names that go together.

    Attributes:
        given: First names.
        family: Family names.
        double: Two family names are usual.
    """

    given: tuple[str, ...]
    family: tuple[str, ...]
    double: bool = False


def _culture(given: str, family: str, *, double: bool = False) -> Culture:
    return Culture(tuple(given.split()), tuple(family.replace("_", " ").split(",")), double)


CULTURES = (
    _culture(
        "Daan Sanne Jeroen Femke Bram Lieke Ruben Anouk Thijs Marloes Joris Ilse Pieter Hanneke "
        "Sander Noortje Wouter Fleur Maarten Esmée Koen Annelies Floris Saskia Tijmen Roos",
        "Achterhof,van_Diemen,Hoogland,de_Wael,Brinkman,Terpstra,van_Rossem,Kuipers,Zandstra,"
        "Oosterwijk,Vermeulen,ter_Haar,Roelofs,Dijkgraaf,van_Amstel,Wiersma,Schuurman,Blokland,"
        "Nieuwenhuis,Postma,Verhagen,Ketelaar,van_der_Velde,Boogaard,Smeets,Haverkamp,Lammers",
    ),
    _culture(
        "Amelia Oliver Harriet Callum Imogen Rhys Bethan Fergus Isla Alistair Maeve Declan Grace "
        "Tobias Nell Hamish Orla Gareth Poppy Ewan Cordelia Niall Edith Rowan Sian Barnaby",
        "Whitcombe,Ashdown,Penhallow,Cartmell,Drummond,Llewellyn,Hathersage,Ainsworth,Kinnear,"
        "Pemberton,Trevanion,O'Rourke,MacAskill,Thistlewood,Farrow,Hollis,Marchbanks,Wetherby,"
        "Prosser,Calloway,Fenwick,Dunmore,Lockhart,Rosewarne,Bellweather,Gilchrist,Stanhope",
    ),
    _culture(
        "Hélène Benoît Margaux Étienne Océane Thibault Agnès Rémi Solène Guillaume Maëlle Cédric "
        "Noémie Loïc Clémence Bastien Inès Gaël Élodie Florian Mathilde Aurélien Camille Yann",
        "Garance,Delacourt,Montclair,Bessière,Lagarde,Roussel,Charpentier,Vauquelin,Marchand,"
        "Duvallon,Peyrot,Lemarchand,Aubertin,Chastaing,Guérin,Fontanel,de_Brissac,Rochette,"
        "Malherbe,Saint-Clair,Thévenot,Courtois,Barreau,Lépine,Sauvage,Boncourt,Desrosiers",
    ),
    _culture(
        "Jürgen Annika Matthias Greta Sören Wiebke Lukas Friederike Tobias Anneliese Jörg Käthe "
        "Moritz Svenja Henning Ulrike Stefan Birgit Konrad Leonie Bernd Franziska Götz Miriam",
        "Brandstetter,Hohenwald,Krüger,Lindenau,Vogelsang,Schönfeld,Wessel,Obermaier,Rautenberg,"
        "Steinhauer,Müllner,Falkenried,Grünewald,Tiedemann,Kessler,Buchholz,Eichhorn,Sommerfeld,"
        "Weidlich,Jahnke,Petersen,Löwenthal,Dornbusch,Ziegler,Harms,Reichelt,von_Arnsdorf",
    ),
    _culture(
        "Elin Mikael Tove Lars Astrid Søren Freja Björn Ingrid Åsa Gustav Signe Håkon Maja Nils "
        "Solveig Eirik Karin Torben Linnéa Anders Sigrid Jesper Yrsa Henrik Ragnhild",
        "Engstrand,Brandt,Lindqvist,Sandvik,Ødegaard,Håkansson,Nygaard,Bergström,Holmqvist,Dahl,"
        "Skovgaard,Ekdahl,Tveit,Sjöholm,Kvist,Norling,Rønning,Ahlberg,Thorsen,Wikander,Fjellheim,"
        "Lund,Strandberg,Vestergaard,Åkerblom,Hagen,Mørk",
    ),
    _culture(
        "Beatriz João Inês Tiago Mafalda Duarte Leonor Gonçalo Matilde Rui Catarina Nuno Luísa "
        "Afonso Constança Bernardo Joana Caetano Teresa Xavier Marina Otávio Débora Thiago",
        "Coelho,Almeida,Figueiredo,Magalhães,Brandão,Tavares,Noronha,Quintela,Sampaio,Vasconcelos,"
        "Moura,Teixeira,Barreto,Nóbrega,Cardoso,Azevedo,Pacheco,Lacerda,Meireles,Travassos,"
        "Bragança,Carvalhal,Siqueira,Falcão,Loureiro,Pimentel,Rebelo",
        double=True,
    ),
    _culture(
        "Lucía Álvaro Itziar Joaquín Marisol Íñigo Ximena Rodrigo Paloma Andrés Valentina Gael "
        "Nerea Emiliano Pilar Sebastián Rocío Tomás Aitana Matías Jimena Ramón Soledad Hugo",
        "Echeverría,Montalbán,Ibarra,Cisneros,Peñalver,Rivadeneira,Zaldívar,Arriaga,Villalobos,"
        "Santillán,Urrutia,Cárdenas,Belmonte,Ocampo,Quiñones,Aldana,Tejeda,Barragán,Lizarraga,"
        "Valcárcel,Escalante,Mondragón,Olivares,Pizarro,Sotomayor,Gallardo,Arce",
        double=True,
    ),
    _culture(
        "Giulia Matteo Chiara Lorenzo Ginevra Niccolò Alessia Davide Ludovica Riccardo Bianca "
        "Edoardo Serena Tommaso Fiamma Corrado Ilaria Ettore Noemi Flavio Carlotta Dario",
        "Bellandi,Castellani,Fiorentini,Marangoni,Pellegrino,Rinaldi,Serafini,Tarantola,Valmarana,"
        "Zambelli,Caracciolo,D'Alessio,Lombardini,Montefusco,Orsatti,Petrangeli,Quaglia,Ravelli,"
        "Santoro,Tedeschi,Ughetti,Venier,Accardi,Boncompagni,Cernuschi,Dossena",
    ),
    _culture(
        "Tomasz Agnieszka Wojciech Małgorzata Łukasz Zofia Kacper Jadwiga Paweł Bożena Szymon "
        "Halina Krzysztof Iwona Marek Elżbieta Jakub Aleksandra Radek Ewa Vojtěch Zdeňka Matěj",
        "Wieczorek,Dąbrowski,Zalewski,Kaczmarczyk,Jabłonski,Krajewska,Olszewski,Świderski,"
        "Borkowski,Grabowska,Sikora,Wrona,Malinowski,Czarnecki,Pawlak,Żurek,Novotný,Dvořáček,"
        "Procházka,Sedláček,Bielawski,Horák,Kowalczuk,Lisowski,Mazurek,Sobczyk",
    ),
    _culture(
        "Oksana Dmytro Iryna Taras Olena Bohdan Nadia Yevhen Svitlana Ruslan Daryna Vasyl Milena "
        "Aleksandar Jelena Stojan Vesna Goran Radmila Zoran Kalina Plamen Desislava Ivo",
        "Kovalenko,Shevchuk,Melnyk,Bondar,Tkachuk,Lysenko,Marchenko,Horobets,Petrović,Vukašinović,"
        "Đorđević,Stanković,Kralj,Babić,Marušić,Dimitrov,Hristova,Zhelev,Kolev,Savchenko,Rudenko,"
        "Hnatiuk,Prodanov,Milošević,Zorić,Oliynyk",
    ),
    _culture(
        "Priya Arjun Meera Rohan Lakshmi Vikram Ananya Siddharth Kavya Nikhil Ishita Aditya Farah "
        "Imran Sana Zainab Harpreet Gurdeep Nandini Sanjeev Revathi Devika Tariq Ayesha",
        "Raghunathan,Nambiar,Chatterjee,Deshmukh,Iyer,Kulkarni,Bhattacharya,Venkatesan,Mirza,"
        "Qureshi,Sandhu,Grewal,Menon,Pillai,Joshi,Banerjee,Subramanian,Rao,Siddiqui,Malhotra,"
        "Kapoor,Thakur,Gokhale,Naidu,Fernandes,Wickramasinghe",
    ),
    _culture(
        "Yuki Haruto Sakura Kenji Aiko Ren Naomi Takeshi Mei Jun Xinyi Wei Lihua Zhihao Yating "
        "Chenxi Jiwoo Minseo Hyunwoo Soyeon Daeho Eunji Kaito Hinata Rui Ziyi",
        "Tanabe,Mizushima,Kurosawa,Nakagawa,Oshiro,Fujimori,Hayashida,Shirakawa,Zhao,Lin,Xu,Guo,"
        "Shen,Tang,Fang,Qiu,Bae,Hwang,Seo,Yoon,Kwon,Noh,Ishiguro,Minami,Liang,Jiang",
    ),
    _culture(
        "Nguyet Minh Thuy Quang Linh Duc Siti Putri Bayu Dewi Arif Rahayu Somchai Malee Niran "
        "Ploy Anong Angelica Rizal Maricel Jomar Ligaya Hafiz Nurul Aisyah Wayan",
        "Tran,Pham,Hoang,Vuong,Dang,Wicaksono,Hartono,Santosa,Kusuma,Prasetyo,Suwannarat,"
        "Chaiyasit,Thongchai,Bautista,Magsaysay,Dimaculangan,Lacson,Ramlee,Zulkifli,Othman,"
        "Setiawan,Nugroho,Srisai,Manalo,Bui,Salleh",
    ),
    _culture(
        "Kofi Ama Kwame Efua Ngozi Chidi Amara Tunde Wambui Otieno Njeri Kamau Thandiwe Sipho "
        "Lindiwe Tendai Zola Folasade Babatunde Abena Makena Baraka Selam Dawit Hiwot Ines",
        "Mensah,Adeyemi,Okoro,Kariuki,Boateng,Oduya,Nkosi,Dlamini,Ilesanmi,Wanjiru,Mutasa,"
        "Tekle,Haile,Asante,Owusu,Achebe,Balogun,Chukwu,Mwangi,Khumalo,Moyo,Sesay,Diallo,Traoré,"
        "Njoroge,Onyango",
    ),
    _culture(
        "Noor Samir Layla Youssef Rania Karim Hala Omar Dina Tarek Salma Faisal Mariam Ziad Leila "
        "Emre Zeynep Kerem Elif Bar\u0131ş Shirin Babak Parisa Dariush Noa Eitan",
        "Haddad,Khoury,Mansouri,Farahani,Nasser,El-Masri,Benali,Bouzid,Darwish,Saleh,Y\u0131ld\u0131r\u0131m,"
        "Aksoy,Demirkan,Şahin,Öztürk,Tehrani,Rostami,Kazemi,Shamir,Barzilai,Azoulay,Hamdan,"
        "Sabbagh,Jaber,Chaouki,Zidane",
    ),
    _culture(
        "Dana Marcus Brooke Tyler Renee Curtis Paige Wesley Monique Garrett Simone Travis Joelle "
        "Reid Kendra Preston Marisa Dale Corinne Malik Tamsin Brock Leilani Keoni Aroha Tane",
        "Whitlock,Harmon,Delgado,Rutledge,Kowalski,Beaumont,Sinclair,Okafor,Tran-Miller,Pruitt,"
        "Hargrove,Vance,Lindholm,Castellanos,Merriweather,Stroud,Ngata,Parata,Kealoha,Duquette,"
        "Ferreira,Abernathy,Grimaldi,Ostrander,Winslow,Yazzie",
    ),
)

_PLAIN_SHARE = 0.7  # the others have a middle initial
_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "\u0131": "i", "æ": "ae", "ß": "ss", "'": None, " ": None}
)


def draw_names(random: np.random.Generator, home: np.ndarray) -> Iterator[str]:
    """Yield a full name per entry of `home`, mostly of that culture.

    One person in seven has the given name of one culture and the family name of another,
    so that no rule can take a name for an origin.

    Args:
        random: Where chance comes from.
        home: Index into `CULTURES` per person.
    """
    count = len(home)
    mixed = random.random(count) < 1 / 7
    given_of = np.where(mixed, random.integers(len(CULTURES), size=count), home)
    picks = random.random((count, 4))
    for given_at, family_at, pick in zip(given_of.tolist(), home.tolist(), picks, strict=True):
        culture = CULTURES[family_at]
        given = CULTURES[given_at].given
        first = given[int(pick[0] * len(given))]
        last = culture.family[int(pick[1] * len(culture.family))]
        other = culture.family[int(pick[2] * len(culture.family))]
        if other != last and pick[3] < (0.8 if culture.double else 0.12):
            last = f"{last} {other}" if culture.double else f"{last}-{other.split()[-1]}"
        elif pick[3] > _PLAIN_SHARE:
            first = f"{first} {chr(65 + int(pick[2] * 26))}."
        yield f"{first} {last}"


def plain(text: str) -> str:
    """Return `text` in lower-case ASCII letters, digits and hyphens, as addresses have it."""
    folded = unicodedata.normalize("NFKD", text.lower().translate(_PLAIN))
    return "".join(c for c in folded if c.isascii() and (c.isalnum() or c == "-"))


def local_part(name: str, pattern: str) -> str:
    """Return the part of an address before the @ that a firm with `pattern` gives `name`."""
    words = [word for word in name.split() if not word.endswith(".")]
    first, last = plain(words[0]), plain("".join(words[1:]))
    match pattern:
        case "f.last":
            return f"{first[0]}.{last}"
        case "last.first":
            return f"{last}.{first}"
        case "firstl":
            return f"{first}{last[0]}"
        case _:
            return f"{first}.{last}"

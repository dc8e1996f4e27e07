"""The language of texts: found by their letters and commonest words, and held against what a study says."""

import pytest

from topics.languages.detect import contradiction, language_found

TEXTS = {
    "zh": "各地要推进工业互联网创新发展，提升数据安全保障能力，加快建设5G网络，支持企业上云。",
    "zh traditional": "經濟部推動雲端運算服務，協助中小企業導入系統，並提出四項具體措施，預算由行政院核定後撥付。",
    "zh among English": "The State Council said: 各地要推进工业互联网创新发展，提升数据安全保障能力，加快建设网络。",
    "en": "The council agreed that the port is to be built by the end of the year, and will be paid for with a loan.",
    "en among figures": "Of the 1,200 sites in the survey 350 were closed (29 %), which is in line with the plan; "
    "the rest was sold or is for sale.",
}
OTHERS = {
    "German": "Die Bundesregierung hat am Mittwoch beschlossen, die Mittel für den Ausbau der Windkraft in den "
    "kommenden Jahren zu erhöhen. Das war in der Koalition lange umstritten, also wurde ein Kompromiss gesucht.",
    "French": "Le gouvernement a décidé mercredi que les moyens pour le développement de l'éolien seront augmentés "
    "dans les prochaines années, et on a donc travaillé à un compromis sur les aides.",
    "Spanish": "El gobierno decidió el miércoles que los fondos para el desarrollo de la energía eólica van a aumentar "
    "en los próximos años, y por eso se trabaja en un acuerdo sobre las ayudas a la red.",
    "Dutch": "De regering heeft woensdag besloten dat de middelen voor de uitbouw van windenergie in de komende "
    "jaren worden verhoogd. Dat was in de coalitie lang omstreden, dus is er aan een compromis gewerkt.",
    "Russian": "Правительство решило в среду увеличить средства на развитие ветроэнергетики в ближайшие годы, и об "
    "этом долго спорили в коалиции, поэтому работа над соглашением о помощи и сетях шла до самого утра, и оно "
    "не было полным. Министры говорят, что сети будут построены в срок, а цена на энергию не вырастет.",
}


@pytest.mark.parametrize("name", TEXTS)
def test_languages_that_are_known(name: str) -> None:
    found = language_found([TEXTS[name]] * 2)
    assert found
    assert found.code == name.split()[0]


@pytest.mark.parametrize("name", OTHERS)
def test_other_languages_with_spaces_are_plain(name: str) -> None:
    found = language_found([OTHERS[name]] * 2)
    assert found
    assert found.code == "plain"
    assert contradiction("en", found) == ""


@pytest.mark.parametrize(
    "text", ["", "A title", "政府は水曜日に、風力発電の拡大のための予算を増やすことを決めました。" * 3]
)
def test_too_little_and_japanese_are_no_language(text: str) -> None:
    assert language_found([text]) is None
    assert contradiction("zh", None) == ""


@pytest.mark.parametrize(("said", "name"), [("zh", "en"), ("en", "zh"), ("plain", "zh")])
def test_a_study_in_another_language_is_told(said: str, name: str) -> None:
    assert contradiction(said, language_found([TEXTS[name]] * 2)).startswith(f'The study says language = "{said}", but')


def test_a_chinese_study_of_words_between_spaces_is_told() -> None:
    assert contradiction("zh", language_found([OTHERS["German"]] * 2))


def test_words_without_grammar_contradict_no_language_with_spaces() -> None:
    bag = ["council port year loan wind farm coast plan money build sea cable ship tower price grid power law"] * 4
    assert contradiction("en", language_found(bag)) == ""

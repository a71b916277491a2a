"""What serves the counts and what serves the nursery stand apart."""

from llamkay.platform.law import every_law, law_of_counts


def rooms(documents):
    return {document["_file"].split("/")[1] for document in documents}


def test_the_law_of_counts_is_what_days_and_money_rest_on():
    assert rooms(every_law()) - rooms(law_of_counts()) == {
        *("education", "nursery", "places", "plan", "privacy", "production", "references", "registry")
    }
    assert {"remission", "pay", "calendar", "procedure.yaml"} == rooms(law_of_counts())

"""How the name of a person reads."""


def surnames_first(first_surname: str, second_surname: str, given_names: str) -> str:
    """Surnames, then given names, as the books say them.

    >>> surnames_first("Quispe", "", "Rosa")
    'Quispe, Rosa'
    """
    surnames = " ".join(filter(None, [first_surname, second_surname]))
    return f"{surnames}, {given_names}"

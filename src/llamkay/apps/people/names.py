"""How the name of a person reads."""


def surnames_first(first_surname: str, second_surname: str, given_names: str) -> str:
    """Surnames, then given names, as the books say them.

    >>> surnames_first("Quispe", "", "Rosa")
    'Quispe, Rosa'
    """
    between = " " if first_surname and second_surname else ""
    return f"{first_surname}{between}{second_surname}, {given_names}"

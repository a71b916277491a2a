"""The regions of Peru as a grid of squares of one size, each about where it lies: the small are seen as the large."""

from llamkay.platform.charts.tiles import Place

REGIONS: dict[str, Place] = {
    name: Place(code, column, row)
    for name, code, column, row in (
        ("Tumbes", "TUM", 0, 0),
        ("Amazonas", "AMA", 2, 0),
        ("Loreto", "LOR", 3, 0),
        ("Piura", "PIU", 0, 1),
        ("Cajamarca", "CAJ", 1, 1),
        ("San Martín", "SAM", 2, 1),
        ("Lambayeque", "LAM", 0, 2),
        ("La Libertad", "LAL", 1, 2),
        ("Huánuco", "HUC", 2, 2),
        ("Ucayali", "UCA", 3, 2),
        ("Áncash", "ANC", 1, 3),
        ("Pasco", "PAS", 2, 3),
        ("Callao", "CAL", 0, 4),
        ("Lima", "LIM", 1, 4),
        ("Junín", "JUN", 2, 4),
        ("Madre de Dios", "MDD", 4, 4),
        ("Ica", "ICA", 1, 5),
        ("Huancavelica", "HUV", 2, 5),
        ("Ayacucho", "AYA", 3, 5),
        ("Cusco", "CUS", 4, 5),
        ("Arequipa", "ARE", 2, 6),
        ("Apurímac", "APU", 3, 6),
        ("Puno", "PUN", 4, 6),
        ("Moquegua", "MOQ", 3, 7),
        ("Tacna", "TAC", 4, 7),
    )
}

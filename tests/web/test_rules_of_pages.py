"""One way for each piece of a page: the word that filters, the style of tabs, what may move sideways, the banner."""

import re
from importlib import resources

from django.urls import reverse

ROOT = resources.files("llamkay")
TEMPLATES = [path for path in sorted(ROOT.glob("**/templates/**/*.html")) if "kit" not in path.parts]
# These forms reckon something with what is typed; they do not narrow a list.
RECKON = {"projection.html", "import.html", "transcribe.html", "detail.html"}


def texts():
    return [(path, path.read_text("utf-8")) for path in TEMPLATES]


def test_every_filter_is_sent_by_the_same_word():
    found = {}
    for path, text in texts():
        if path.name in RECKON:
            continue
        for form in re.findall(r'<form method="get"[^>]*class="filters.*?</form>', text, re.S):
            for word in re.findall(r'<button[^>]*>\s*{% translate "([^"]+)" %}', form):
                found.setdefault(word, []).append(path.name)
    assert set(found) == {"Filtrar"}, found


def test_where_one_is_among_several_pages_is_shown_in_one_style():
    """A row of links that says which one is open is a row of tabs."""
    loose = []
    for path, text in texts():
        for row in re.findall(r'<ul class="section-links([^"]*)"[^>]*>(.*?)</ul>', text, re.S):
            if "aria-current" in row[1] and "tabs" not in row[0]:
                loose.append(path.name)
    assert loose == []


def test_what_is_told_of_the_demonstration_stands_in_a_landmark(client, db, settings, monkeypatch):
    monkeypatch.setenv("LLAMKAY_NOW", "2026-02-02T09:04:00-05:00")
    settings.DEMO = True
    page = " ".join(client.get(reverse("account_login")).content.decode().split())
    banner = re.search(r'<section class="demo[^>]*aria-label="Demostración".*?</section>', page)[0]
    assert "2 de febrero de 2026, 09:04" in banner
    assert "Es inventado: las personas privadas de libertad" in banner
    assert "el texto de la nota de prensa 098-2026, con las autoridades que nombra" in banner
    settings.DEMO = False
    assert 'class="demo' not in client.get(reverse("account_login")).content.decode()

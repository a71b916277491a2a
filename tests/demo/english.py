"""What of a page is still Spanish when it is asked for in English: texts with Spanish words that are no data."""

import re
from collections import Counter, defaultdict
from html.parser import HTMLParser

from django.db import connection
from django.test import Client
from django.urls import Resolver404, resolve

from llamkay.core.law import LawBook
from llamkay.platform.law import every_law

SPANISH = re.compile(
    r"(?<!\w)(?:(?-i:y)|de|del|la|los|las|el|para|por|con|una|un|que|está|en|sin|se|su|al|lo|es|todavía|días?|mes|años?|"
    r"personas?|trabajo|estudio|ninguna?|desde|hasta|falta|fecha)(?!\w)",
    re.IGNORECASE,
)
SPOKEN = ("title", "aria-label", "placeholder", "alt")
VOID = set("area base br col embed hr img input link meta source track wbr".split())
A_VIEW, BY_USERS = 1, 4  # how often a view is read by one user, and by how many users


class Page(HTMLParser):
    """The texts that a reader of the page sees or hears, but what is marked as Spanish; and where it leads."""

    def __init__(self, text):
        super().__init__()
        self.texts, self.links, self._open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        silent = tag in ("script", "style") or values.get("lang") == "es" or any(s for _, s in self._open)
        if tag == "a" and values.get("href"):
            self.links.append(values["href"].split("#")[0])
        if not silent:
            self.texts += [values[name] for name in SPOKEN if values.get(name)]
        if tag not in VOID:
            self._open.append((tag, silent))

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self._open.pop()

    def handle_endtag(self, tag):
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        text = " ".join(data.split())
        if text and not (self._open and self._open[-1][1]):
            self.texts.append(text)


def written_by_people():
    """Every text of the database and of the norms that the program did not choose, the longest first.

    Reference data that carries its English is not among them.
    """
    law = LawBook.of(every_law())
    texts = {text for rows in law.values.values() for value in rows for text in (value.norm, value.article)}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns AS one WHERE table_schema = 'public' "
            "AND data_type IN ('text', 'character varying') AND NOT EXISTS (SELECT FROM information_schema.columns AS "
            "other WHERE other.table_name = one.table_name AND other.column_name = 'name_en')"
        )
        for table, column in cursor.fetchall():
            cursor.execute(f'SELECT DISTINCT "{column}" FROM "{table}" WHERE length("{column}") BETWEEN 3 AND 3000')
            texts |= {" ".join(value.split()) for (value,) in cursor.fetchall()}
    return sorted((text for text in texts if SPANISH.search(text)), key=len, reverse=True)


def left_in_spanish(users):
    """Each Spanish text of a page in English, with the views that show it; a visitor is ``None`` among the users."""
    data, found, by_users = written_by_people(), defaultdict(set), Counter()
    lower, pages, judged = {text.lower() for text in data}, 0, {}
    for user in users:
        client = Client()
        client.cookies["django_language"] = "en"
        if user:
            client.force_login(user)
        queue, mine = ["/oficina/"] if user else ["/"], Counter()
        while queue:
            address = queue.pop(0)
            view = _view(address)
            if not view or mine[view] >= A_VIEW or by_users[view] >= BY_USERS:
                continue
            mine[view] += 1
            response = client.get(address)
            if response.status_code in (301, 302):
                queue.append(response["Location"])
            elif response.status_code == 200 and "html" in response["Content-Type"]:
                by_users[view] += 1
                pages += 1
                page = Page(response.content.decode())
                queue += page.links
                for text in set(page.texts):
                    if text not in judged:
                        judged[text] = _is_spanish(text, data, lower)
                    if judged[text]:
                        found[text].add(view)
    return pages, found


def _view(address):
    path, _, query = address.partition("?")
    if not path.startswith("/") or "salir" in path:
        return None
    try:
        return resolve(path).view_name + ("?" if query else "")
    except Resolver404:
        return None


def _is_spanish(text, data, lower):
    if not SPANISH.search(text) or text.lower() in lower or (text.endswith("…") and _begins(text[:-1], data)):
        return False
    for known in data:
        if len(known) > 5 and known in text:
            text = text.replace(known, " ")
    return bool(SPANISH.search(text))


def _begins(text, data):
    return any(known.startswith(text) for known in data)

"""A copy of a database without anybody in it: names, documents, words, files and numbers go, counts and shapes stay.

What becomes of each column is data (``data/anonymise.yaml``); a column that can hold words and is not classified there
stops the copy. At the end everything is read again, and whatever still names somebody refuses it.
"""

import re
import secrets
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import psycopg
from psycopg import sql

from llamkay.core.errors import Refused

TEXTS = ("text", "character varying", "character", "json", "jsonb", "bytea", "inet", "cidr", "xml", "tsvector", "name")
NAMING = ("surname", "given", "person", "code", "number", "account")
PUBLIC = ("public", "keep", "search", "made")
FEW = 8  # letters and digits: fewer may come out alike for two numbers
SHORTEST = 4  # letters of what is looked for: fewer are no name by themselves
_FUNCTIONS = """
CREATE FUNCTION pg_temp.invented(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT initcap(string_agg(
    substr('bcdfglmnprstvz', get_byte(decode(md5(value), 'hex'), n) % 14 + 1, 1)
    || substr('aeiou', get_byte(decode(md5(value), 'hex'), n + 4) % 5 + 1, 1), '')) FROM generate_series(0, 3) n $$;
CREATE FUNCTION pg_temp.reshaped(value text, salt text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT coalesce(string_agg(CASE
    WHEN c ~ '[0-9]' THEN (get_byte(decode(md5(salt || value || n), 'hex'), 0) % 10)::text
    WHEN c ~ '[[:alpha:]]' THEN substr('BCDFGHJKLMNP', get_byte(decode(md5(salt || value || n), 'hex'), 1) % 12 + 1, 1)
    ELSE c END, '' ORDER BY n), '') FROM unnest(string_to_array(value, NULL)) WITH ORDINALITY AS t(c, n) $$;
CREATE FUNCTION pg_temp.unsaid(value text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT left(repeat('texto de práctica ', length(value) / 18 + 1), length(value)) $$;
CREATE FUNCTION pg_temp.back(person bigint, salt text) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT 1 + get_byte(decode(md5(salt || person), 'hex'), 0) % 28 $$;
"""


@dataclass(frozen=True)
class Classes:
    """What becomes of each column: table → column → its class; what goes whole, the keys, the days that move."""

    columns: Mapping[str, Mapping[str, str]]
    gone: frozenset[str]
    keys: tuple[str, ...]
    days: Mapping[str, Mapping[str, str]]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Classes":
        """Read them as they are written: class → columns. Raises ``ValueError`` for a column with two."""
        found: dict[str, dict[str, str]] = {}
        for table, classes in document["columns"].items():
            for word, columns in classes.items():
                for column in columns.split():
                    if column in found.setdefault(table, {}):
                        raise ValueError(f"{table}.{column} has two classes")
                    found[table][column] = word
        return cls(found, frozenset(document["gone"]), tuple(document["keys"]), document["days"])


def columns_of(db: psycopg.Connection[Any]) -> dict[str, dict[str, str]]:
    """Every column that can hold words, by table, with its type; the tables of former rows are not among them."""
    rows = db.execute(
        "SELECT c.table_name, c.column_name, c.data_type FROM information_schema.columns c "
        "JOIN information_schema.tables t USING (table_schema, table_name) "
        "WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' "
        "AND (c.data_type = ANY (%s) OR c.data_type = 'ARRAY' AND c.udt_name IN ('_text', '_varchar', '_bpchar')) "
        "AND NOT EXISTS (SELECT 1 FROM information_schema.columns p WHERE p.table_schema = 'public' "
        "AND p.table_name = c.table_name AND p.column_name = 'pgh_obj_id') "
        "ORDER BY c.table_name, c.ordinal_position",
        [list(TEXTS)],
    )
    found: dict[str, dict[str, str]] = {}
    for table, column, kind in rows:
        found.setdefault(table, {})[column] = kind
    return found


def alone(db: psycopg.Connection[Any]) -> set[tuple[str, str]]:
    """The columns of which the database wants different values: what they become must differ as well."""
    rows = db.execute(
        "SELECT t.relname, a.attname FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid "
        "JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum = ANY (i.indkey) "
        "WHERE (i.indisunique OR i.indisexclusion) AND t.relnamespace = 'public'::regnamespace"
    )
    return {(table, column) for table, column in rows}


def unclassified(db: psycopg.Connection[Any], classes: Classes) -> list[str]:
    """The columns that can hold words and that nobody classified, and those of the classes that are not there."""
    there = {
        f"{table}.{column}"
        for table, columns in columns_of(db).items()
        if table not in classes.gone and not table.startswith("django_")
        for column in columns
    }
    named = {f"{table}.{column}" for table, columns in classes.columns.items() for column in columns}
    named = {name for name in named if not name.startswith("django_")}
    return sorted(there ^ named)


def anonymise(db: psycopg.Connection[Any], classes: Classes) -> int:
    """Take everybody out of a copy, in one transaction of the owner; how many columns were changed.

    Raises ``Refused``, having changed nothing, where a column is not classified or where somebody is still named.
    """
    if missing := unclassified(db, classes):
        raise Refused(f"{missing[0]} is not classified in data/anonymise.yaml ({len(missing)} columns are not)")
    with db.transaction():
        db.execute("SET LOCAL statement_timeout = 0")
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.execute("SET CONSTRAINTS ALL DEFERRED")
        db.execute(_FUNCTIONS)
        names = Names.of(db, classes)
        salt, changed = secrets.token_hex(16), 0
        tables = [name for (name,) in db.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        for table in tables:
            db.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
        for table in [*_histories(db), *sorted(classes.gone & set(tables))]:
            db.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        for table in classes.keys:
            _new_keys(db, table)
        db.execute(
            "CREATE TEMPORARY TABLE accounts ON COMMIT DROP AS SELECT username::text AS old, "
            "'practica' || row_number() OVER (ORDER BY random()) || '-' || left(%s, 4) AS new FROM institutions_user",
            [salt],
        )
        types, single = columns_of(db), alone(db)
        for table, columns in classes.columns.items():
            made = [
                sql.SQL("{} = {}").format(sql.Identifier(column), value)
                for column, word in columns.items()
                if (value := _value(table, column, word, types.get(table, {}).get(column, ""), salt, single))
                is not None
            ]
            if made:
                db.execute(sql.SQL("UPDATE {} SET {}").format(sql.Identifier(table), sql.SQL(", ").join(made)))
            changed += len(made)
        _search(db)
        for table, days in classes.days.items():
            _move_days(db, table, days, salt)
        db.execute(
            "UPDATE people_custodyspell c SET period = daterange(date_trunc('month', lower(period))::date, "
            "upper(period)) WHERE NOT EXISTS (SELECT 1 FROM people_custodyspell b WHERE b.person_id = "
            "c.person_id AND lower(b.period) < lower(c.period))"
        )
        db.execute("SET CONSTRAINTS ALL IMMEDIATE")
        db.execute("SET CONSTRAINTS ALL DEFERRED")
        for table in tables:
            db.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
        if left := list(names.left(db, classes)):
            raise Refused(f"{left[0]} still names somebody of the original ({len(left)} columns do)")
    return changed


def _histories(db: psycopg.Connection[Any]) -> list[str]:
    rows = db.execute(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = 'public' "
        "AND column_name = 'pgh_obj_id' AND table_name IN (SELECT tablename FROM pg_tables WHERE schemaname = 'public')"
    )
    return [name for (name,) in rows]


def _new_keys(db: psycopg.Connection[Any], table: str) -> None:
    """Give the rows of a table other numbers, in no order, and every key that leads to them."""
    db.execute(
        sql.SQL(
            "CREATE TEMPORARY TABLE new_keys ON COMMIT DROP AS "
            "SELECT id AS old, (SELECT max(id) FROM {0}) + row_number() "
            "OVER (ORDER BY random()) AS new FROM {0}"
        ).format(sql.Identifier(table))
    )
    pointing = db.execute(
        "SELECT k.conrelid::regclass::text, a.attname FROM pg_constraint k JOIN pg_attribute a "
        "ON a.attrelid = k.conrelid AND a.attnum = k.conkey[1] WHERE k.contype = 'f' AND k.confrelid = %s::regclass",
        [table],
    ).fetchall()
    for where, column in [(table, "id"), *pointing]:
        db.execute(
            sql.SQL("UPDATE {} t SET {} = k.new FROM new_keys k WHERE t.{} = k.old").format(
                sql.Identifier(where), sql.Identifier(column), sql.Identifier(column)
            )
        )
    db.execute(
        sql.SQL("SELECT setval(pg_get_serial_sequence({}, 'id'), (SELECT max(new) FROM new_keys))").format(table)
    )
    db.execute("DROP TABLE new_keys")


def _value(
    table: str, column: str, word: str, kind: str, salt: str, single: Collection[tuple[str, str]]
) -> sql.Composable | None:
    """What a column becomes; nothing where it stays. Values that must differ have the number of their row."""
    here = sql.Identifier(column)
    mixed = sql.Literal(f"{salt}{table}.{column}")
    made: sql.Composable
    match word:
        case "surname" | "given":
            made = sql.SQL("pg_temp.invented({} || id)").format(mixed)
        case "person":
            made = sql.SQL("pg_temp.invented({0} || {1}) || ' ' || pg_temp.invented({1} || {0})").format(mixed, here)
        case "account" if (table, column) != ("institutions_user", "username"):
            other = sql.SQL("'personal-' || left(md5({} || {}), 6)").format(sql.Literal(salt), here)
            made = sql.SQL("coalesce((SELECT new FROM accounts WHERE old = {}), {})").format(here, other)
        case "account":
            return sql.SQL("(SELECT new FROM accounts WHERE old = {})").format(here)
        case "code":
            return sql.SQL("left({}, 1) || lpad(id::text, 7, '0')").format(here)
        case "number" if table == "people_identitydocument":
            return sql.SQL("'T' || lpad(id::text, 7, '0')")
        case "number" if (table, column) in single:
            few = "length(regexp_replace({0}, '[^[:alnum:]]', '', 'g')) < {2}"
            numbered = "lpad(id::text, greatest(length({0}), length(id::text)), '0')"
            made = sql.SQL("CASE WHEN " + few + " THEN " + numbered + " ELSE pg_temp.reshaped({0}, {1}) END").format(
                here, mixed, sql.Literal(FEW)
            )
        case "number":
            made = sql.SQL("pg_temp.reshaped({}, {})").format(here, mixed)
        case "words" if (table, column) in single:
            made = sql.SQL("'n.º ' || id")
        case "words":
            made = sql.SQL("pg_temp.unsaid({})").format(here)
        case "secret":
            return sql.SQL("'!'")
        case "empty":
            return _nothing(here, kind)
        case _:
            return None
    return sql.SQL("CASE WHEN {0} = '' THEN '' ELSE {1} END").format(here, made)


def _nothing(here: sql.Identifier, kind: str) -> sql.Composable:
    """The emptiest value of a type, nothing where nothing was."""
    if kind in ("json", "jsonb"):
        empty = sql.SQL("CASE jsonb_typeof({}::jsonb) WHEN 'array' THEN '[]' ELSE '{{}}' END").format(here)
        return sql.SQL("CASE WHEN {0} IS NULL THEN NULL ELSE ({1})::{2} END").format(here, empty, sql.SQL(kind))
    if kind == "bytea":
        return sql.SQL("CASE WHEN {} IS NULL THEN NULL ELSE '%PDF-'::bytea END").format(here)
    return sql.SQL("CASE WHEN {} IS NULL THEN NULL ELSE '' END").format(here)


def _search(db: psycopg.Connection[Any]) -> None:
    db.execute(
        "UPDATE people_person SET search_text = "
        "btrim(regexp_replace(lower(concat_ws(' ', code, first_surname, second_surname, given_names)), ' +', ' ', 'g'))"
    )


def _move_days(db: psycopg.Connection[Any], table: str, days: Mapping[str, str], salt: str) -> None:
    """Move some days of each person back by the weeks that are hers."""
    if "child" in days:
        mother = sql.SQL("(SELECT mother_id FROM nursery_child WHERE id = t.{})").format(sql.Identifier(days["child"]))
    else:
        mother = sql.SQL("t.{}").format(sql.Identifier(days["of"]))
    moved = [
        sql.SQL("{0} = {0} - pg_temp.back({1}, {2})").format(sql.Identifier(column), mother, sql.Literal(salt))
        for column in days["columns"].split()
    ]
    db.execute(sql.SQL("UPDATE {} t SET {}").format(sql.Identifier(table), sql.SQL(", ").join(moved)))


@dataclass(frozen=True)
class Names:
    """What named somebody in the original: single words, pairs of words that stand together, those of the staff, whom a
    public text may name as a company or a function, and what names wherever it stands (codes, documents)."""

    single: frozenset[str]
    pairs: frozenset[tuple[str, str]]
    staff: frozenset[tuple[str, str]]
    anywhere: frozenset[str]

    @classmethod
    def of(cls, db: psycopg.Connection[Any], classes: Classes) -> "Names":
        """Gather them before anything is changed."""
        single: set[str] = set()
        anywhere: set[str] = set()
        for table, columns in classes.columns.items():
            for column, word in columns.items():
                if word not in NAMING:
                    continue
                rows = db.execute(
                    sql.SQL("SELECT DISTINCT {0}::text FROM {1} WHERE {0} IS NOT NULL").format(
                        sql.Identifier(column), sql.Identifier(table)
                    )
                )
                values = {value for (value,) in rows if len(value) >= SHORTEST}
                if word == "code" or (table, column) == ("people_identitydocument", "number"):
                    anywhere |= {value.casefold() for value in values}
                elif word in ("surname", "given"):
                    single |= {part for value in values for part in _words(value) if len(part) >= SHORTEST}
        pairs: set[tuple[str, str]] = set()
        for first, second, names in db.execute("SELECT first_surname, second_surname, given_names FROM people_person"):
            one, two, called = _words(first), _words(second), _words(names)
            pairs |= {(a[-1], b[0]) for a, b in ((one, two), (called, one), (two or one, called)) if a and b}
        pairs |= set(_pairs_in(db, "pay_beneficiary"))
        staff = frozenset(_pairs_in(db, "institutions_user"))
        return cls(frozenset(single), frozenset(pairs), staff, frozenset(anywhere))

    def left(self, db: psycopg.Connection[Any], classes: Classes) -> Iterator[str]:
        """Each column that can hold words, of every table, in which one of them still stands."""
        for table, columns in columns_of(db).items():
            for column, kind in columns.items():
                if kind == "bytea":
                    continue
                word = classes.columns.get(table, {}).get(column, "public")
                rows = db.execute(
                    sql.SQL("SELECT DISTINCT {0}::text FROM {1} WHERE {0} IS NOT NULL").format(
                        sql.Identifier(column), sql.Identifier(table)
                    )
                )
                if any(self._names(text, everywhere=word in PUBLIC) for (text,) in rows):
                    yield f"{table}.{column}"

    def _names(self, text: str, *, everywhere: bool) -> bool:
        words = _words(text)
        if self.anywhere & set(words) or text.casefold() in self.anywhere:
            return True
        together = set(pairwise(words))
        return bool(self.pairs & together) or (
            not everywhere and bool(self.single & set(words) or self.staff & together)
        )


def _pairs_in(db: psycopg.Connection[Any], table: str) -> Iterator[tuple[str, str]]:
    for (name,) in db.execute(sql.SQL("SELECT full_name FROM {}").format(sql.Identifier(table))):
        yield from pairwise(_words(name))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())

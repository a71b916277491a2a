"""Checks of the database: its version and tables, the rights of the login, its clock, its locale, its limits."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import Error, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from llamkay.core.errors import Refused
from llamkay.platform import clock
from llamkay.platform.database import readiness
from llamkay.platform.operation.checks import Finding, House, blocking, check, fault, warning

OLDEST, LOCKS = 160_000, 256
SKEW = timedelta(seconds=2)


@check("database", gettext_lazy("Servidor de la base de datos"), blocks=True)
def database(_house: House) -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('server_version_num')::int, current_setting('server_version'),"
                " current_setting('server_encoding'), current_setting('max_locks_per_transaction')::int"
            )
            number, version, encoding, locks = cursor.fetchone()
    except Error as error:
        yield blocking(
            _("La base de datos no responde: {error}.").format(error=str(error).strip().splitlines()[0]),
            _("Revise que el servidor esté en marcha y lo que dice DATABASE_URL."),
        )
        return
    if number < OLDEST:
        yield blocking(
            _("La base de datos es PostgreSQL {version}, y se necesita 16 o posterior.").format(version=version),
            _("Actualice el servidor."),
        )
    if encoding != "UTF8":
        yield blocking(
            _("La base de datos guarda el texto en {encoding}, y no en UTF-8.").format(encoding=encoding),
            _("Cree otra con «ENCODING 'UTF8'» y traiga los datos con una copia."),
        )
    if locks < LOCKS:
        yield fault(
            _("max_locks_per_transaction es {locks}: una copia no podrá restaurarse entera.").format(locks=locks),
            _("Ponga «max_locks_per_transaction = 256» en postgresql.conf y reinicie el servidor."),
        )


@check("tables", gettext_lazy("Tablas de esta versión"), blocks=True)
def tables(_house: House) -> Iterator[Finding]:
    try:
        if not readiness.tables_are_ours():
            readiness.refuse_other_tables()
    except Refused as error:
        yield blocking(
            _("Las tablas no son las de esta versión: {error}.").format(error=error), _("Haga lo que allí se dice.")
        )
    except Error:
        return  # said above


@check("rights", gettext_lazy("Derechos de la cuenta de la aplicación"), blocks=True)
def rights(_house: House) -> Iterator[Finding]:
    try:
        readiness.refuse_the_owner()
    except Refused as error:
        yield blocking(
            _("La cuenta con que trabajaría el sitio no sirve: {error}.").format(error=error),
            _("Corrija DATABASE_URL."),
        )
        return
    except Error:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, has_schema_privilege('public', 'CREATE'),"
            " rolcreatedb OR rolcreaterole OR rolreplication,"
            " (SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity"
            "  AND relnamespace = 'public'::regnamespace),"
            " (SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p') AND relrowsecurity"
            "  AND relnamespace = 'public'::regnamespace AND NOT row_security_active(oid))"
            " FROM pg_roles WHERE rolname = current_user"
        )
        login, creates, makes, guarded, passed = cursor.fetchone()
    if passed or not guarded:
        yield blocking(
            _("La seguridad por filas no rige para «{login}» en {number} tablas.").format(
                login=login, number=passed or _("todas las")
            ),
            _("Ejecute «llamkay prepare» y dé a la aplicación una cuenta que no sea la dueña."),
        )
    if creates:
        yield fault(
            _("«{login}» puede crear tablas y funciones en el esquema public.").format(login=login),
            _("Ejecute como dueño «REVOKE CREATE ON SCHEMA public FROM PUBLIC, {login}».").format(login=login),
        )
    if makes:
        yield fault(
            _("«{login}» puede crear bases de datos o cuentas, o copiar el servidor.").format(login=login),
            _("Ejecute «ALTER ROLE {login} NOCREATEDB NOCREATEROLE NOREPLICATION».").format(login=login),
        )


@check("locale", gettext_lazy("Orden alfabético de la base de datos"))
def locale(_house: House) -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT datcollate, datcollversion, pg_database_collation_actual_version(oid) FROM pg_database"
                " WHERE datname = current_database()"
            )
            name, made, actual = cursor.fetchone()
    except Error:
        return
    if made != actual:
        yield fault(
            _(
                "El orden «{name}» cambió de la versión {made} a la {actual}: los índices de texto pueden fallar."
            ).format(name=name, made=made, actual=actual),
            _("Ejecute «REINDEX DATABASE» y «ALTER DATABASE … REFRESH COLLATION VERSION» como dueño."),
        )


@check("skew", gettext_lazy("Reloj de la base de datos"))
def skew(_house: House) -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            before = clock.machine()
            cursor.execute("SELECT clock_timestamp()")
            (there,) = cursor.fetchone()
            after = clock.machine()
    except Error:
        return
    if not before - SKEW <= there <= after + SKEW:
        apart = abs((there - after).total_seconds())
        yield fault(
            _("El reloj de la base de datos se aparta {seconds:.0f} segundos del de esta máquina.").format(
                seconds=apart
            ),
            _("Ponga en marcha NTP (chrony o systemd-timesyncd) en las dos máquinas."),
        )


@check("connections", gettext_lazy("Conexiones de la base de datos"))
def connections(_house: House) -> Iterator[Finding]:
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT current_setting('max_connections')::int, (SELECT count(*) FROM pg_stat_activity"
                " WHERE backend_type = 'client backend')"
            )
            most, used = cursor.fetchone()
    except Error:
        return
    if used > most * 0.8:
        yield warning(
            _("De {most} conexiones de la base de datos se usan {used}.").format(most=most, used=used),
            _("Suba max_connections, o cierre los programas que no las sueltan."),
        )

from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

_WHOLE = """
CREATE FUNCTION llamkay_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT entry_id, sum(amount) AS off INTO wrong FROM written GROUP BY entry_id
  HAVING sum(amount) <> 0 OR min(number) <> 1 OR max(number) <> count(*) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the entry % does not balance or is not whole: % céntimos are left over', wrong.entry_id, wrong.off
      USING ERRCODE = 'check_violation';
  END IF;
  -- What leaves by hand: two payments at once wait for each other here, and the second sees the first.
  PERFORM 1 FROM pay_account a
    WHERE a.id IN (SELECT w.account_id FROM written w JOIN pay_entry e ON e.id = w.entry_id
                   WHERE w.amount > 0 AND e.origin <> 'close')
      AND a.kind IN ('available', 'savings', 'reparation', 'alimony', 'undecided', 'transit')
    ORDER BY a.id FOR NO KEY UPDATE;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  SELECT p.account_id, sum(p.amount) AS off INTO wrong FROM pay_posting p
    WHERE p.account_id IN (SELECT w.account_id FROM written w JOIN pay_entry e ON e.id = w.entry_id
                           JOIN pay_account a ON a.id = w.account_id
                           WHERE w.amount > 0 AND e.origin <> 'close'
                             AND a.kind IN ('available', 'savings', 'reparation', 'alimony', 'undecided', 'transit'))
    GROUP BY p.account_id HAVING sum(p.amount) > 0 LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the account % would be overdrawn by % céntimos', wrong.account_id, wrong.off
      USING ERRCODE = 'check_violation', CONSTRAINT = 'account_not_overdrawn';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER postings_balance AFTER INSERT ON pay_posting REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_postings_balance();
"""

_LOCK = """
CREATE FUNCTION llamkay_ledger_locked() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT w.id, l.month INTO wrong FROM written w JOIN pay_ledgerlock l ON l.establishment_id = w.establishment_id
    WHERE w.posted_on < l.month + interval '1 month' LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the books are locked up to the month of %', wrong.month
      USING ERRCODE = 'check_violation', CONSTRAINT = 'month_not_locked';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER entries_not_locked AFTER INSERT ON pay_entry REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_ledger_locked();
CREATE FUNCTION llamkay_lock_moves_forward() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' OR NEW.month < OLD.month OR NEW.establishment_id <> OLD.establishment_id THEN
    RAISE EXCEPTION 'the lock of the books only moves forward' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER lock_moves_forward BEFORE UPDATE OR DELETE ON pay_ledgerlock
  FOR EACH ROW EXECUTE FUNCTION llamkay_lock_moves_forward();
CREATE FUNCTION llamkay_never_emptied() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF current_database() LIKE 'test\\_%' THEN
    RETURN NULL;  -- the tests empty their own database between one and the next
  END IF;
  RAISE EXCEPTION 'the table % is written once: it is not emptied', TG_TABLE_NAME;
END $$;
"""
_TABLES = ("pay_entry", "pay_posting", "pay_earning", "pay_split", "pay_levy")
_ALWAYS = """
DO $$
DECLARE
  found record;
BEGIN
  FOR found IN SELECT tgrelid::regclass AS of, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid::regclass::text
      IN ('pay_entry', 'pay_posting', 'pay_earning', 'pay_split', 'pay_levy', 'pay_ledgerlock') LOOP
    EXECUTE format('ALTER TABLE %s ENABLE ALWAYS TRIGGER %I', found.of, found.tgname);
  END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    """The ledger in the database: entries are whole, balance, are never overdrawn, added to, emptied or back-locked."""

    dependencies = [("pay", "0001_tables"), ("activities", "0002_guards"), ("months", "0002_guards")]

    operations = [
        migrations.RunSQL(
            _WHOLE, "DROP TRIGGER postings_balance ON pay_posting; DROP FUNCTION llamkay_postings_balance();"
        ),
        migrations.RunSQL(
            _LOCK,
            "DROP TRIGGER entries_not_locked ON pay_entry; DROP FUNCTION llamkay_ledger_locked();"
            "DROP TRIGGER lock_moves_forward ON pay_ledgerlock; DROP FUNCTION llamkay_lock_moves_forward();"
            "DROP FUNCTION llamkay_never_emptied() CASCADE;",
        ),
        *(
            migrations.RunSQL(
                f"CREATE TRIGGER never_emptied BEFORE TRUNCATE ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION llamkay_never_emptied();",
                f"DROP TRIGGER never_emptied ON {table};",
            )
            for table in _TABLES
        ),
        # Also when somebody switches ordinary triggers off for the connection.
        migrations.RunSQL(_ALWAYS, migrations.RunSQL.noop),
        *(
            secure(f"pay_{table}", by_establishment())
            for table in (
                "account", "entry", "agreement", "companypayment", "payoutbatch", "payout", "levyplan", "levypayment",
                "hold", "ledgerlock", "settlement", "moneynotice", "courtorderchange",
            )
        ),
        secure("pay_payoutreceipt", by_parent("pay_payout", "pay_payoutreceipt.payout_id")),
        secure("pay_posting", by_parent("pay_entry", "pay_posting.entry_id")),
        secure("pay_payslipbatch", by_parent("months_monthclose", "pay_payslipbatch.close_id")),
        secure("pay_paymentmatch", by_parent("pay_companypayment", "pay_paymentmatch.payment_id")),
        secure("pay_instalment", by_parent("pay_levyplan", "pay_instalment.plan_id")),
        secure("pay_gradedpieces", by_parent("activities_sheetrow", "pay_gradedpieces.row_id")),
        *(
            secure(f"pay_{table}", by_parent("activities_activity", f"pay_{table}.activity_id"))
            for table in ("rate", "groupsale", "bonus", "incomedeclaration")
        ),
        *(
            secure(f"pay_{table}", by_parent("people_custodyspell", f"pay_{table}.person_id", "person_id"))
            for table in ("earning", "split", "reparationdebt", "alimonyorder", "beneficiary", "levy")
        ),
    ]

from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

_BEFORE = """
CREATE OR REPLACE FUNCTION llamkay_postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT entry_id, sum(amount) AS off INTO wrong FROM written GROUP BY entry_id
  HAVING sum(amount) <> 0 OR min(number) <> 1 OR max(number) <> count(*) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the entry % does not balance or is not whole: % céntimos are left over', wrong.entry_id, wrong.off
      USING ERRCODE = 'check_violation';
  END IF;
"""
# The opposite of an older entry may have several legs on both sides, as that one had.
_SIDES = """
  SELECT e.id INTO wrong FROM pay_entry e WHERE e.origin <> 'reversal' AND e.id IN (
    SELECT entry_id FROM written GROUP BY entry_id
    HAVING count(*) FILTER (WHERE amount > 0) > 1 AND count(*) FILTER (WHERE amount < 0) > 1) LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the entry % joins several accounts with several', wrong.id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'entry_has_one_side';
  END IF;
  -- What leaves a till: the last of two who take from it sees what the first left, on that day and every later one.
  PERFORM 1 FROM pay_account a WHERE a.kind = 'cash' AND a.id IN (SELECT account_id FROM written WHERE amount < 0)
    ORDER BY a.id FOR NO KEY UPDATE;
  IF FOUND THEN
    SELECT d.account_id, d.held, d.posted_on INTO wrong FROM (
      SELECT p.account_id, e.posted_on,
             sum(sum(p.amount)) OVER (PARTITION BY p.account_id ORDER BY e.posted_on) AS held
      FROM pay_posting p JOIN pay_entry e ON e.id = p.entry_id
      WHERE p.account_id IN (SELECT w.account_id FROM written w JOIN pay_account a ON a.id = w.account_id
                             WHERE w.amount < 0 AND a.kind = 'cash')
      GROUP BY p.account_id, e.posted_on) d
    WHERE d.held < 0 AND d.posted_on >= (SELECT min(e.posted_on) FROM written w JOIN pay_entry e ON e.id = w.entry_id)
    LIMIT 1;
    IF FOUND THEN
      RAISE EXCEPTION 'the till % would hold % céntimos on %', wrong.account_id, wrong.held, wrong.posted_on
        USING ERRCODE = 'check_violation', CONSTRAINT = 'till_not_below_zero';
    END IF;
  END IF;
"""
_AFTER = """
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
"""


class Migration(migrations.Migration):
    """A till never holds less than nothing, an entry has a single leg on one side; the new tables are secured."""

    dependencies = [("pay", "0003_orders_by_case")]

    operations = [
        migrations.RunSQL(_BEFORE + _SIDES + _AFTER, _BEFORE + _AFTER),
        secure("pay_courtplan", by_establishment()),
        secure("pay_courtinstalment", by_parent("pay_courtplan", "pay_courtinstalment.plan_id")),
        secure("pay_fine", by_parent("people_custodyspell", "pay_fine.person_id", "person_id")),
        secure("pay_savingsrule", by_parent("people_custodyspell", "pay_savingsrule.person_id", "person_id")),
    ]

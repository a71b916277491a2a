from django.db import migrations

from llamkay.platform.security.row_security import by_establishment, by_parent, secure

_BALANCES = """
CREATE FUNCTION llamkay_stock_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  wrong record;
BEGIN
  SELECT w.id INTO wrong FROM written w JOIN production_lot l ON l.id = w.lot_id
    LEFT JOIN production_site f ON f.id = w.from_site_id LEFT JOIN production_site t ON t.id = w.to_site_id
    WHERE l.establishment_id <> w.establishment_id OR f.establishment_id <> w.establishment_id
       OR t.establishment_id <> w.establishment_id LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the movement % joins two prisons', wrong.id USING ERRCODE = 'check_violation';
  END IF;
  SELECT w.id INTO wrong FROM written w JOIN production_movement m ON m.id = w.reverses_id
    WHERE w.lot_id <> m.lot_id OR w.quantity <> m.quantity OR w.from_site_id IS DISTINCT FROM m.to_site_id
       OR w.to_site_id IS DISTINCT FROM m.from_site_id OR w.from_state <> m.to_state OR w.to_state <> m.from_state
    LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'the movement % is not the opposite of what it reverses', wrong.id
      USING ERRCODE = 'check_violation';
  END IF;
  INSERT INTO production_balance (establishment_id, lot_id, site_id, state, quantity)
    SELECT DISTINCT establishment_id, lot_id, site, state, 0 FROM (
      SELECT establishment_id, lot_id, from_site_id AS site, from_state AS state FROM written
      UNION SELECT establishment_id, lot_id, to_site_id, to_state FROM written) each
    WHERE site IS NOT NULL ORDER BY lot_id, site, state
    ON CONFLICT (lot_id, site_id, state) DO NOTHING;
  -- Always in one order: two who move the same lots wait for one another, and the second sees what the first left.
  PERFORM 1 FROM production_balance b JOIN (
      SELECT lot_id, from_site_id AS site, from_state AS state FROM written
      UNION SELECT lot_id, to_site_id, to_state FROM written) k
    ON k.lot_id = b.lot_id AND k.site = b.site_id AND k.state = b.state
    ORDER BY b.lot_id, b.site_id, b.state FOR NO KEY UPDATE OF b;
  UPDATE production_balance b SET quantity = b.quantity + d.moved FROM (
      SELECT lot_id, site, state, sum(moved) AS moved FROM (
        SELECT lot_id, from_site_id AS site, from_state AS state, -quantity AS moved FROM written
        UNION ALL SELECT lot_id, to_site_id, to_state, quantity FROM written) legs
      WHERE site IS NOT NULL GROUP BY lot_id, site, state) d
    WHERE b.lot_id = d.lot_id AND b.site_id = d.site AND b.state = d.state AND d.moved <> 0;
  RETURN NULL;
END $$;
CREATE TRIGGER stock_moves AFTER INSERT ON production_movement REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_stock_moves();
CREATE FUNCTION llamkay_balance_of_movements() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF pg_trigger_depth() < 2 THEN
    RAISE EXCEPTION 'a balance is the sum of its movements: nobody writes it' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER balance_of_movements BEFORE INSERT OR UPDATE OR DELETE ON production_balance
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_balance_of_movements();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON production_movement
  FOR EACH STATEMENT EXECUTE FUNCTION llamkay_never_emptied();
ALTER TABLE production_movement ENABLE ALWAYS TRIGGER stock_moves;
ALTER TABLE production_balance ENABLE ALWAYS TRIGGER balance_of_movements;
"""

_FROZEN = """
CREATE FUNCTION llamkay_recipe_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.stage <> 'draft' AND (NEW.stage = 'draft' OR (NEW.good_id, NEW.version, NEW.makes, NEW.loss, NEW.minutes,
      NEW.steps) IS DISTINCT FROM (OLD.good_id, OLD.version, OLD.makes, OLD.loss, OLD.minutes, OLD.steps)) THEN
    RAISE EXCEPTION 'a recipe that was in force does not change: it gets a version' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recipe_frozen BEFORE UPDATE ON production_recipe
  FOR EACH ROW EXECUTE FUNCTION llamkay_recipe_frozen();
CREATE FUNCTION llamkay_recipe_parts_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  of bigint;
BEGIN
  IF TG_OP = 'DELETE' THEN of := OLD.recipe_id; ELSE of := NEW.recipe_id; END IF;
  IF EXISTS (SELECT 1 FROM production_recipe WHERE id = of AND stage <> 'draft') THEN
    RAISE EXCEPTION 'a recipe that was in force does not change: it gets a version' USING ERRCODE = 'check_violation';
  END IF;
  IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER recipe_parts_frozen BEFORE INSERT OR UPDATE OR DELETE ON production_recipepart
  FOR EACH ROW EXECUTE FUNCTION llamkay_recipe_parts_frozen();
CREATE FUNCTION llamkay_batch_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.activity_id, NEW.recipe_id, NEW.planned, NEW.owner, NEW.company_id, NEW.person_id, NEW.agreement_id, NEW.code,
      NEW.establishment_id) IS DISTINCT FROM (OLD.activity_id, OLD.recipe_id, OLD.planned, OLD.owner, OLD.company_id,
      OLD.person_id, OLD.agreement_id, OLD.code, OLD.establishment_id) OR OLD.stage <> 'open' THEN
    RAISE EXCEPTION 'what a batch makes and by which recipe is frozen when it opens' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER batch_frozen BEFORE UPDATE ON production_batch FOR EACH ROW EXECUTE FUNCTION llamkay_batch_frozen();
"""


class Migration(migrations.Migration):
    """Stock in the database: balances are written by movements alone and never negative; recipes and batches freeze."""

    dependencies = [
        ("production", "0002_stock_and_batches"),
        ("platform", "0002_scope_functions"),
        ("institutions", "0002_guards"),
        ("activities", "0002_guards"),
        ("pay", "0002_guards"),
    ]

    operations = [
        migrations.RunSQL(
            _BALANCES,
            "DROP TRIGGER stock_moves ON production_movement; DROP FUNCTION llamkay_stock_moves();"
            "DROP TRIGGER balance_of_movements ON production_balance; DROP FUNCTION llamkay_balance_of_movements();"
            "DROP TRIGGER never_emptied ON production_movement;",
        ),
        migrations.RunSQL(
            _FROZEN,
            "DROP TRIGGER recipe_frozen ON production_recipe; DROP FUNCTION llamkay_recipe_frozen();"
            "DROP TRIGGER recipe_parts_frozen ON production_recipepart; DROP FUNCTION llamkay_recipe_parts_frozen();"
            "DROP TRIGGER batch_frozen ON production_batch; DROP FUNCTION llamkay_batch_frozen();",
        ),
        *(
            secure(f"production_{table}", by_establishment())
            for table in (
                "site", "good", "lot", "movement", "balance", "stockcount", "recipe", "batch", "hygienerecord",
                "sanitaryregistration",
            )
        ),
        secure("production_countline", by_parent("production_stockcount", "production_countline.count_id")),
        secure("production_recipepart", by_parent("production_recipe", "production_recipepart.recipe_id")),
        secure("production_batchneed", by_parent("production_batch", "production_batchneed.batch_id")),
        secure("production_completion", by_parent("production_batch", "production_completion.batch_id")),
        secure("production_consumption", by_parent("production_completion", "production_consumption.completion_id")),
        secure("production_qualitycheck", by_parent("production_lot", "production_qualitycheck.lot_id")),
    ]

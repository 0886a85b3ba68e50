"""PostgreSQL books an entry, or a whole batch, in one call: one round trip, accounts locked in order, repetitions told from misuse."""

from django.db import migrations

GATE = 7_205_113

BOOK = f"""
CREATE OR REPLACE FUNCTION money_book(
  p_key text[], p_digest text[], p_kind text[], p_day date[], p_document text[], p_words text[], p_reverses text[],
  p_hold text[], p_entry int[], p_account text[], p_amount bigint[], p_actor text, p_at timestamptz)
RETURNS TABLE(key text, id bigint, repeated boolean) LANGUAGE plpgsql
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
#variable_conflict use_column
DECLARE
  fault text;
  made_keys text[];
  made_ids bigint[];
  held bigint;
BEGIN
  PERFORM pg_advisory_xact_lock_shared({GATE});
  SELECT r INTO fault FROM unnest(p_reverses) r
    WHERE r <> '' AND NOT EXISTS (SELECT 1 FROM money_entry e WHERE e.key = r) LIMIT 1;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'money: no such entry' USING ERRCODE = 'ZM011', DETAIL = fault;
  END IF;
  SELECT a INTO fault FROM unnest(p_account) a
    WHERE NOT EXISTS (SELECT 1 FROM money_account m WHERE m.code = a) LIMIT 1;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'money: no such account' USING ERRCODE = 'ZM010', DETAIL = fault;
  END IF;
  WITH made AS (
    INSERT INTO money_entry (key, digest, kind, business_date, booked_at, actor, document, words, reverses_id, lines)
    SELECT g.key, g.digest, g.kind, g.day, p_at, p_actor, g.document, g.words,
           (SELECT e.id FROM money_entry e WHERE g.reverses <> '' AND e.key = g.reverses), coalesce(c.lines, 0)
    FROM unnest(p_key, p_digest, p_kind, p_day, p_document, p_words, p_reverses)
      WITH ORDINALITY AS g(key, digest, kind, day, document, words, reverses, n)
    LEFT JOIN (SELECT entry, count(*) AS lines FROM unnest(p_entry) entry GROUP BY entry) c ON c.entry = g.n
    ORDER BY g.key
    ON CONFLICT (key) DO NOTHING RETURNING money_entry.key, money_entry.id
  )
  SELECT array_agg(made.key), array_agg(made.id) INTO made_keys, made_ids FROM made;
  SELECT g.key INTO fault FROM unnest(p_key, p_digest) g(key, digest)
    JOIN money_entry e ON e.key = g.key WHERE e.digest <> g.digest LIMIT 1;
  IF fault IS NOT NULL THEN
    RAISE EXCEPTION 'money: key used' USING ERRCODE = 'ZM012', DETAIL = fault;
  END IF;
  IF made_keys IS NOT NULL THEN
    SELECT count(*) INTO held FROM unnest(p_key, p_hold) g(key, hold)
      WHERE g.hold <> '' AND g.key = ANY (made_keys);
    IF held > 0 THEN
      UPDATE money_hold h SET state = 'posted', settled_at = p_at, entry_id = m.id
        FROM unnest(p_key, p_hold) g(key, hold), unnest(made_keys, made_ids) m(key, id)
        WHERE m.key = g.key AND g.hold <> '' AND h.key = g.hold AND h.state = 'pending';
      GET DIAGNOSTICS held = ROW_COUNT;
      IF held <> (SELECT count(*) FROM unnest(p_key, p_hold) g(key, hold)
                  WHERE g.hold <> '' AND g.key = ANY (made_keys)) THEN
        RAISE EXCEPTION 'money: hold settled' USING ERRCODE = 'ZM008';
      END IF;
    END IF;
    INSERT INTO money_posting (entry_id, account_id, amount)
      SELECT m.id, a.id, l.amount FROM unnest(p_entry, p_account, p_amount) WITH ORDINALITY l(entry, account, amount, n)
      JOIN unnest(made_keys, made_ids) m(key, id) ON m.key = p_key[l.entry]
      JOIN money_account a ON a.code = l.account ORDER BY l.n;
  END IF;
  RETURN QUERY SELECT e.key::text, e.id, NOT (e.key = ANY (coalesce(made_keys, '{{}}')))
    FROM money_entry e WHERE e.key = ANY (p_key);
END $$
"""

BOOK_ONE = """
CREATE OR REPLACE FUNCTION money_book_one(
  p_key text, p_digest text, p_kind text, p_day date, p_document text, p_words text, p_account text[], p_amount bigint[],
  p_actor text, p_at timestamptz, OUT made bigint, OUT repeated boolean) LANGUAGE plpgsql
SET enable_seqscan = off AS $$
DECLARE
  accounts bigint[];
  one bigint;
  two bigint;
  fault text;
BEGIN
  IF cardinality(p_account) = 2 THEN
    SELECT id INTO one FROM money_account WHERE code = p_account[1];
    SELECT id INTO two FROM money_account WHERE code = p_account[2];
  END IF;
  IF one IS NOT NULL AND two IS NOT NULL THEN
    accounts := ARRAY[one, two];
  ELSE
    SELECT array_agg(a.id ORDER BY l.n) INTO accounts
      FROM unnest(p_account) WITH ORDINALITY l(account, n) JOIN money_account a ON a.code = l.account;
  END IF;
  IF cardinality(accounts) IS DISTINCT FROM cardinality(p_account) THEN
    SELECT l INTO fault FROM unnest(p_account) l WHERE NOT EXISTS (SELECT 1 FROM money_account a WHERE a.code = l) LIMIT 1;
    RAISE EXCEPTION 'money: no such account' USING ERRCODE = 'ZM010', DETAIL = fault;
  END IF;
  repeated := false;
  INSERT INTO money_entry (key, digest, kind, business_date, booked_at, actor, document, words, lines)
    VALUES (p_key, p_digest, p_kind, p_day, p_at, p_actor, p_document, p_words, cardinality(p_account))
    ON CONFLICT (key) DO NOTHING RETURNING id INTO made;
  IF made IS NULL THEN
    repeated := true;
    SELECT e.id, e.digest INTO made, fault FROM money_entry e WHERE e.key = p_key;
    IF fault <> p_digest THEN
      RAISE EXCEPTION 'money: key used' USING ERRCODE = 'ZM012', DETAIL = p_key;
    END IF;
    RETURN;
  END IF;
  INSERT INTO money_posting (entry_id, account_id, amount)
    SELECT made, l.account, l.amount FROM unnest(accounts, p_amount) WITH ORDINALITY l(account, amount, n) ORDER BY l.n;
END $$
"""


def put(apps, schema_editor):
    """Make the function where it can run."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(BOOK)
        schema_editor.execute(BOOK_ONE)


def lift(apps, schema_editor):
    """Take it away."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION IF EXISTS money_book")
        schema_editor.execute("DROP FUNCTION IF EXISTS money_book_one")


class Migration(migrations.Migration):
    dependencies = [("money", "0002_guards")]
    operations = [migrations.RunPython(put, lift)]

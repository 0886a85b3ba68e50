"""The database itself keeps the books: triggers for SQLite and PostgreSQL.

Zero sum of every entry in every currency, no change and no removal of what is booked, balances and holds kept with the
lines, nothing on a closed day. On SQLite the lines are written first and the entry seals them; PostgreSQL looks at whole
statements, so there the entry is written first and all its lines come in one statement.
"""

from django.db import migrations

FROZEN = ("money_entry", "money_posting", "money_closing", "money_snapshot", "money_anchor")
GONE_NEVER = (*FROZEN, "money_hold", "money_instructionstep", "money_agreementstep", "money_breakstep")
HOLD_FIXED = (
    "id",
    "key",
    "digest",
    "debit_id",
    "credit_id",
    "amount",
    "business_date",
    "made_at",
    "expires_at",
    "actor",
    "document",
    "words",
)

SQLITE = {
    "money_posting_late": (
        "BEFORE INSERT ON money_posting WHEN EXISTS (SELECT 1 FROM money_entry WHERE id = NEW.entry_id)",
        "SELECT RAISE(ABORT, 'money: an entry takes no more lines');",
    ),
    "money_posting_balance": (
        "AFTER INSERT ON money_posting",
        "UPDATE money_account SET posted = posted + NEW.amount WHERE id = NEW.account_id;",
    ),
    "money_entry_sealed": (
        "BEFORE INSERT ON money_entry",
        "SELECT CASE "
        "WHEN NEW.business_date <= (SELECT MAX(through) FROM money_closing) THEN RAISE(ABORT, 'money: day closed') "
        "WHEN EXISTS (SELECT 1 FROM money_entry WHERE id = NEW.id) OR EXISTS (SELECT 1 FROM money_entry WHERE key = NEW.key) "
        "THEN RAISE(ABORT, 'money: key used') "
        "WHEN (SELECT COUNT(*) = NEW.lines AND SUM(p.amount) = 0 AND MIN(a.currency) = MAX(a.currency) "
        "FROM money_posting p JOIN money_account a ON a.id = p.account_id WHERE p.entry_id = NEW.id) THEN NULL "
        "WHEN NEW.lines <> (SELECT COUNT(*) FROM money_posting WHERE entry_id = NEW.id) "
        "THEN RAISE(ABORT, 'money: lines missing') "
        "WHEN EXISTS (SELECT 1 FROM money_posting p JOIN money_account a ON a.id = p.account_id "
        "WHERE p.entry_id = NEW.id GROUP BY a.currency HAVING SUM(p.amount) <> 0) "
        "THEN RAISE(ABORT, 'money: unbalanced') END;",
    ),
    "money_account_new": (
        "BEFORE INSERT ON money_account WHEN NEW.posted <> 0 OR NEW.pending_debit <> 0 OR NEW.pending_credit <> 0 "
        "OR EXISTS (SELECT 1 FROM money_account WHERE id = NEW.id OR code = NEW.code)",
        "SELECT RAISE(ABORT, 'money: an account begins at zero');",
    ),
    "money_account_fixed": (
        "BEFORE UPDATE OF id, code, currency, kind, opened_on ON money_account",
        "SELECT RAISE(ABORT, 'money: an account keeps its code, kind and currency');",
    ),
    "money_account_gone": (
        "BEFORE DELETE ON money_account",
        "SELECT RAISE(ABORT, 'money: an account is closed, not removed');",
    ),
    "money_hold_new": (
        "BEFORE INSERT ON money_hold WHEN NEW.state <> 'pending' "
        "OR EXISTS (SELECT 1 FROM money_hold WHERE id = NEW.id OR key = NEW.key) "
        "OR (SELECT currency FROM money_account WHERE id = NEW.debit_id) IS NOT "
        "(SELECT currency FROM money_account WHERE id = NEW.credit_id) OR EXISTS "
        "(SELECT 1 FROM money_account WHERE id IN (NEW.debit_id, NEW.credit_id) AND closed_on IS NOT NULL)",
        "SELECT RAISE(ABORT, 'money: hold unfit');",
    ),
    "money_hold_made": (
        "AFTER INSERT ON money_hold",
        "UPDATE money_account SET pending_debit = pending_debit + NEW.amount WHERE id = NEW.debit_id; "
        "UPDATE money_account SET pending_credit = pending_credit + NEW.amount WHERE id = NEW.credit_id;",
    ),
    "money_hold_once": (
        "BEFORE UPDATE ON money_hold WHEN OLD.state <> 'pending' OR NEW.state = 'pending' OR "
        + " OR ".join(f"OLD.{name} IS NOT NEW.{name}" for name in HOLD_FIXED),
        "SELECT RAISE(ABORT, 'money: hold settled');",
    ),
    "money_hold_left": (
        "AFTER UPDATE OF state ON money_hold WHEN OLD.state = 'pending' AND NEW.state <> 'pending'",
        "UPDATE money_account SET pending_debit = pending_debit - NEW.amount WHERE id = NEW.debit_id; "
        "UPDATE money_account SET pending_credit = pending_credit - NEW.amount WHERE id = NEW.credit_id;",
    ),
    "money_closing_back": (
        "BEFORE INSERT ON money_closing WHEN NEW.through <= (SELECT MAX(through) FROM money_closing)",
        "SELECT RAISE(ABORT, 'money: day closed');",
    ),
    **{
        f"{table}_frozen": (f"BEFORE UPDATE ON {table}", "SELECT RAISE(ABORT, 'money: what is booked stays');")
        for table in FROZEN
    },
    **{
        f"{table}_stays": (f"BEFORE DELETE ON {table}", "SELECT RAISE(ABORT, 'money: what is booked stays');")
        for table in GONE_NEVER
    },
}

GATE = 7_205_113
"""The advisory lock that bookings share and that closing a day or anchoring takes alone."""

PLANS = "SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off"
"""A plan is kept for long, perhaps from when the tables were small: rows are always found by their index."""

FUNCTIONS = {
    "money_refuse": "BEGIN RAISE EXCEPTION USING MESSAGE = 'money: ' || TG_ARGV[0], ERRCODE = 'ZM000'; END",
    "money_entry_gate": f"BEGIN PERFORM pg_advisory_xact_lock_shared({GATE}); RETURN NULL; END",
    "money_entry_bare": """
BEGIN
  IF NOT EXISTS (SELECT 1 FROM money_posting WHERE entry_id = NEW.id) THEN
    RAISE EXCEPTION 'money: lines missing' USING ERRCODE = 'ZM002';
  END IF;
  RETURN NULL;
END""",
    "money_posting_check": """
DECLARE
  wrong bigint;
  fault text;
BEGIN
  WITH sums AS (
    SELECT account_id, sum(amount)::bigint AS amount FROM fresh GROUP BY account_id
  ), locked AS (
    SELECT a.id, s.amount FROM sums s JOIN money_account a ON a.id = s.account_id ORDER BY a.id FOR NO KEY UPDATE OF a
  ), moved AS (
    UPDATE money_account a SET posted = a.posted + l.amount FROM locked l WHERE a.id = l.id
  )
  SELECT f.entry_id INTO wrong
    FROM fresh f LEFT JOIN money_entry e ON e.id = f.entry_id LEFT JOIN money_account m ON m.id = f.account_id
    GROUP BY f.entry_id, e.lines, e.business_date, m.currency
    HAVING sum(f.amount) <> 0 OR count(m.closed_on) > 0 OR count(m.id) <> count(*)
      OR e.lines IS DISTINCT FROM (SELECT count(*) FROM money_posting p WHERE p.entry_id = f.entry_id)
      OR e.business_date <= (SELECT max(through) FROM money_closing) LIMIT 1;
  IF wrong IS NOT NULL THEN
    SELECT CASE WHEN count(a.id) <> count(*) THEN 'no such account' WHEN count(a.closed_on) > 0 THEN 'account closed'
      WHEN e.business_date <= (SELECT max(through) FROM money_closing) THEN 'day closed'
      WHEN e.lines IS NULL OR e.lines > (SELECT count(*) FROM money_posting p WHERE p.entry_id = wrong) THEN 'lines missing'
      WHEN e.lines < (SELECT count(*) FROM money_posting p WHERE p.entry_id = wrong)
      THEN 'an entry takes no more lines' ELSE 'unbalanced' END INTO fault
      FROM fresh f LEFT JOIN money_account a ON a.id = f.account_id LEFT JOIN money_entry e ON e.id = wrong
      WHERE f.entry_id = wrong GROUP BY e.lines, e.business_date;
    RAISE EXCEPTION USING MESSAGE = 'money: ' || fault, ERRCODE = CASE fault WHEN 'account closed' THEN 'ZM003'
      WHEN 'day closed' THEN 'ZM001' WHEN 'lines missing' THEN 'ZM002' WHEN 'unbalanced' THEN 'ZM004' ELSE 'ZM005' END;
  END IF;
  RETURN NULL;
END""",
    "money_account_check": """
BEGIN
  IF TG_OP = 'INSERT' THEN
    IF NEW.posted <> 0 OR NEW.pending_debit <> 0 OR NEW.pending_credit <> 0 THEN
      RAISE EXCEPTION 'money: an account begins at zero' USING ERRCODE = 'ZM006';
    END IF;
  ELSE
    IF (OLD.id, OLD.code, OLD.currency, OLD.kind, OLD.opened_on)
       IS DISTINCT FROM (NEW.id, NEW.code, NEW.currency, NEW.kind, NEW.opened_on) THEN
      RAISE EXCEPTION 'money: an account keeps its code, kind and currency' USING ERRCODE = 'ZM006';
    END IF;
    IF (OLD.posted, OLD.pending_debit, OLD.pending_credit)
       IS DISTINCT FROM (NEW.posted, NEW.pending_debit, NEW.pending_credit) AND pg_trigger_depth() < 2 THEN
      RAISE EXCEPTION 'money: a balance comes from its lines' USING ERRCODE = 'ZM006';
    END IF;
  END IF;
  RETURN NEW;
END""",
    "money_hold_check": """
BEGIN
  IF TG_OP = 'INSERT' THEN
    PERFORM 1 FROM money_account WHERE id IN (NEW.debit_id, NEW.credit_id) ORDER BY id FOR NO KEY UPDATE;
    IF NEW.state <> 'pending' OR (SELECT count(DISTINCT currency) FROM money_account
         WHERE id IN (NEW.debit_id, NEW.credit_id) AND closed_on IS NULL) <> 1
       OR EXISTS (SELECT 1 FROM money_account WHERE id IN (NEW.debit_id, NEW.credit_id) AND closed_on IS NOT NULL) THEN
      RAISE EXCEPTION 'money: hold unfit' USING ERRCODE = 'ZM007';
    END IF;
    UPDATE money_account SET pending_debit = pending_debit + CASE WHEN id = NEW.debit_id THEN NEW.amount ELSE 0 END,
      pending_credit = pending_credit + CASE WHEN id = NEW.credit_id THEN NEW.amount ELSE 0 END
      WHERE id IN (NEW.debit_id, NEW.credit_id);
  ELSE
    IF OLD.state <> 'pending' OR NEW.state = 'pending' OR (FIXED_OLD) IS DISTINCT FROM (FIXED_NEW) THEN
      RAISE EXCEPTION 'money: hold settled' USING ERRCODE = 'ZM008';
    END IF;
    PERFORM 1 FROM money_account WHERE id IN (NEW.debit_id, NEW.credit_id) ORDER BY id FOR NO KEY UPDATE;
    UPDATE money_account SET pending_debit = pending_debit - CASE WHEN id = NEW.debit_id THEN NEW.amount ELSE 0 END,
      pending_credit = pending_credit - CASE WHEN id = NEW.credit_id THEN NEW.amount ELSE 0 END
      WHERE id IN (NEW.debit_id, NEW.credit_id);
  END IF;
  RETURN NULL;
END""".replace("FIXED_OLD", ", ".join(f"OLD.{name}" for name in HOLD_FIXED)).replace(
        "FIXED_NEW", ", ".join(f"NEW.{name}" for name in HOLD_FIXED)
    ),
    "money_closing_check": f"""
BEGIN
  PERFORM pg_advisory_xact_lock({GATE});
  IF NEW.through <= (SELECT max(through) FROM money_closing) THEN
    RAISE EXCEPTION 'money: day closed' USING ERRCODE = 'ZM001';
  END IF;
  RETURN NEW;
END""",
}

POSTGRESQL = {
    "money_entry_gate": ("money_entry", "BEFORE INSERT ON money_entry FOR EACH STATEMENT", "money_entry_gate()"),
    "money_posting_check": (
        "money_posting",
        "AFTER INSERT ON money_posting REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT",
        "money_posting_check()",
    ),
    "money_account_check": (
        "money_account",
        "BEFORE INSERT OR UPDATE ON money_account FOR EACH ROW",
        "money_account_check()",
    ),
    "money_account_gone": (
        "money_account",
        "BEFORE DELETE ON money_account FOR EACH ROW",
        "money_refuse('an account is closed, not removed')",
    ),
    "money_hold_check": ("money_hold", "AFTER INSERT OR UPDATE ON money_hold FOR EACH ROW", "money_hold_check()"),
    "money_closing_check": ("money_closing", "BEFORE INSERT ON money_closing FOR EACH ROW", "money_closing_check()"),
    **{
        f"{table}_frozen": (table, f"BEFORE UPDATE ON {table} FOR EACH ROW", "money_refuse('what is booked stays')")
        for table in FROZEN
    },
    **{
        f"{table}_stays": (table, f"BEFORE DELETE ON {table} FOR EACH ROW", "money_refuse('what is booked stays')")
        for table in GONE_NEVER
    },
    **{
        f"{table}_whole": (
            table,
            f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT",
            "money_refuse('what is booked stays')",
        )
        for table in (*GONE_NEVER, "money_account")
    },
}
BARE = (
    "CREATE CONSTRAINT TRIGGER money_entry_bare AFTER INSERT ON money_entry DEFERRABLE INITIALLY DEFERRED "
    "FOR EACH ROW EXECUTE FUNCTION money_entry_bare()"
)


def put_guards(apps, schema_editor):
    """Make the triggers of this engine."""
    if schema_editor.connection.vendor == "postgresql":
        for name, body in FUNCTIONS.items():
            plans = PLANS if name == "money_posting_check" else ""
            schema_editor.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql {plans} AS $${body}$$"
            )
        for name, (_, when, call) in POSTGRESQL.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION {call}")
        schema_editor.execute(BARE)
    else:
        for name, (when, body) in SQLITE.items():
            schema_editor.execute(f"CREATE TRIGGER {name} {when} BEGIN {body} END")


def lift_guards(apps, schema_editor):
    """Take the triggers of this engine away."""
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, _, _) in POSTGRESQL.items():
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
        schema_editor.execute("DROP TRIGGER IF EXISTS money_entry_bare ON money_entry")
        for name in FUNCTIONS:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {name}()")
    else:
        for name in SQLITE:
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}")


class Migration(migrations.Migration):
    dependencies = [("money", "0001_initial")]
    operations = [migrations.RunPython(put_guards, lift_guards)]

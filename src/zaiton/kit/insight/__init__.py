"""Tables at speed: Arrow in and out, DuckDB in between. Knows no subject.

Data reaches DuckDB as Arrow or Parquet; no database extension is ever loaded, so that it works without a network.
"""

from .engine import connect
from .tables import TableNotWritten, table_of, write_table

__all__ = ["TableNotWritten", "connect", "table_of", "write_table"]

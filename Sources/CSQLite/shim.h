#include <sqlite3.h>

/// Makes SQLite keep no count of its memory (with it, every allocation of every connection waits for one lock) and gives each
/// connection a pool for small pieces that suits statements with hundreds of terms. Must come before the first connection.
/// (`sqlite3_config` is variadic, so Swift cannot call it.)
static inline int csqlite_prepare(void) {
  int counted = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  int pooled = sqlite3_config(SQLITE_CONFIG_LOOKASIDE, 1200, 500);
  return counted != SQLITE_OK ? counted : pooled;
}

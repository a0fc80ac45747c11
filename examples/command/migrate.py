"""Makes the table. Run once for each release, with an account that may; safe to repeat."""

from database import connect

with connect() as connection, connection.cursor() as cursor:
    cursor.execute(
        """
        CREATE TABLE IF NOT EXISTS entries (
          id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
          form VARCHAR(64) CHARACTER SET ascii COLLATE ascii_bin NOT NULL UNIQUE,
          name VARCHAR(40) NOT NULL,
          text VARCHAR(500) NOT NULL,
          written TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP
        ) CHARACTER SET utf8mb4
        """
    )
print("The table is there.")

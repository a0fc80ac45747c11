#!/bin/sh
# Runs a command beside a root file system for an application, and accounts for it on the MySQL of with-mysqld.sh:
#   with-sample.sh SCRATCH APP_LOWERDIR APP_DIRECTORY COMMAND…
# The command finds the application's root in APP_ROOT, with APP_DIRECTORY at /srv, and accounts in TEST_DATABASE_URL
# (all rights), MIGRATE_DATABASE_URL and DATABASE_URL (the rights that the platform gives, which are in MIGRATE_PRIVILEGES
# and APP_PRIVILEGES).
set -eu
scratch=$1 lower=$2 directory=$3
shift 3
"$(dirname "$0")/overlay.sh" "$scratch" app "$lower"
mount --bind "$directory" "$scratch/app/srv"
mount -o remount,bind,ro "$scratch/app/srv"

chroot "$MYSQL_ROOT" mysql --socket=/run/mysqld/mysqld.sock -e "
  CREATE DATABASE app;
  CREATE USER test@'127.0.0.1' IDENTIFIED BY 'only-for-this-run';
  GRANT ALL ON app.* TO test@'127.0.0.1';
  GRANT SYSTEM_VARIABLES_ADMIN, CONNECTION_ADMIN ON *.* TO test@'127.0.0.1';
  CREATE USER migrate@'127.0.0.1' IDENTIFIED BY 'only-for-this-run';
  GRANT $MIGRATE_PRIVILEGES ON app.* TO migrate@'127.0.0.1';
  CREATE USER app@'127.0.0.1' IDENTIFIED BY 'only-for-this-run';
  GRANT $APP_PRIVILEGES ON app.* TO app@'127.0.0.1';"
at="only-for-this-run@127.0.0.1:$MYSQL_PORT/app"
APP_ROOT="$scratch/app" TEST_DATABASE_URL="mysql://test:$at" MIGRATE_DATABASE_URL="mysql://migrate:$at" \
  DATABASE_URL="mysql://app:$at" "$@"

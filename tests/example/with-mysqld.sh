#!/bin/sh
# Runs a command beside a throwaway MySQL and a root file system for an application, both of the lab's own images:
#   with-mysqld.sh SCRATCH MYSQL_LOWERDIR APP_LOWERDIR APP_DIRECTORY COMMAND…
# The command finds the application's root in APP_ROOT, with APP_DIRECTORY at /srv, and accounts in TEST_DATABASE_URL
# (all rights), MIGRATE_DATABASE_URL and DATABASE_URL (the rights that the platform gives).
# Called in mount, network and process namespaces of its own (see ledger.ts): when it ends, all of it is gone.
set -eu
scratch=$1 mysql_lower=$2 app_lower=$3 app_directory=$4
shift 4
ip link set lo up
mount -t tmpfs -o mode=755 tmpfs "$scratch"

# overlay NAME LOWERDIR: a root file system of its own at $scratch/NAME.
overlay() {
  mkdir -p "$scratch/upper-$1" "$scratch/work-$1" "$scratch/$1"
  mount -t overlay overlay -o "lowerdir=$2,upperdir=$scratch/upper-$1,workdir=$scratch/work-$1" "$scratch/$1"
  mount -t proc proc "$scratch/$1/proc"
  mount -t tmpfs tmpfs "$scratch/$1/tmp"
  mount -t tmpfs tmpfs "$scratch/$1/run"
  for device in null urandom; do
    touch "$scratch/$1/dev/$device"
    mount --bind "/dev/$device" "$scratch/$1/dev/$device"
  done
}

overlay mysql "$mysql_lower"
overlay app "$app_lower"
mount --bind "$app_directory" "$scratch/app/srv"
mount -o remount,bind,ro "$scratch/app/srv"

install -d -m 755 "$scratch/mysql/run/mysqld"
chroot "$scratch/mysql" chown mysql /run/mysqld
port=33906
chroot "$scratch/mysql" mysqld --no-defaults --user=mysql --bind-address=127.0.0.1 --port=$port --mysqlx=OFF \
  --socket=/run/mysqld/mysqld.sock --innodb-buffer-pool-size=64M >"$scratch/log" 2>&1 &
tries=0
until chroot "$scratch/mysql" mysqladmin --socket=/run/mysqld/mysqld.sock --silent ping 2>/dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] || { cat "$scratch/log"; echo "mysqld did not start within 60 s"; exit 1; }
  sleep 0.2
done
chroot "$scratch/mysql" mysql --socket=/run/mysqld/mysqld.sock -e "
  CREATE DATABASE app;
  CREATE USER test@'127.0.0.1' IDENTIFIED BY 'only-for-this-run';
  GRANT ALL ON app.* TO test@'127.0.0.1';
  GRANT SYSTEM_VARIABLES_ADMIN, CONNECTION_ADMIN ON *.* TO test@'127.0.0.1';
  CREATE USER migrate@'127.0.0.1' IDENTIFIED BY 'only-for-this-run';
  GRANT ALTER, CREATE, CREATE TEMPORARY TABLES, CREATE VIEW, DELETE, DROP, INDEX, INSERT, LOCK TABLES, REFERENCES,
    SELECT, SHOW VIEW, UPDATE ON app.* TO migrate@'127.0.0.1';
  CREATE USER app@'127.0.0.1' IDENTIFIED BY 'only-for-this-run';
  GRANT SELECT, INSERT, UPDATE, DELETE ON app.* TO app@'127.0.0.1';"
at="only-for-this-run@127.0.0.1:$port/app"
APP_ROOT="$scratch/app" TEST_DATABASE_URL="mysql://test:$at" MIGRATE_DATABASE_URL="mysql://migrate:$at" \
  DATABASE_URL="mysql://app:$at" "$@"

#!/bin/sh
# Runs a command beside a throwaway MySQL, of the image that the lab's database hosts are made of:
#   with-mysqld.sh SCRATCH MYSQL_LOWERDIR COMMAND…
# The command finds the system that mysqld runs on in MYSQL_ROOT; its socket is there at run/mysqld/mysqld.sock, its
# port is MYSQL_PORT of 127.0.0.1.
# Called in mount, network and process namespaces of its own: when it ends, all of it is gone.
set -eu
scratch=$1 lower=$2
shift 2
ip link set lo up
mount -t tmpfs -o mode=755 tmpfs "$scratch"

MYSQL_ROOT="$scratch/mysql" MYSQL_PORT=33906
export MYSQL_ROOT MYSQL_PORT
"$(dirname "$0")/overlay.sh" "$scratch" mysql "$lower"
install -d -m 755 "$MYSQL_ROOT/run/mysqld"
chroot "$MYSQL_ROOT" chown mysql /run/mysqld
chroot "$MYSQL_ROOT" mysqld --no-defaults --user=mysql --bind-address=127.0.0.1 --port=$MYSQL_PORT --mysqlx=OFF \
  --socket=/run/mysqld/mysqld.sock --innodb-buffer-pool-size=64M >"$scratch/log" 2>&1 &
tries=0
until chroot "$MYSQL_ROOT" mysqladmin --socket=/run/mysqld/mysqld.sock --silent ping 2>/dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] || { cat "$scratch/log"; echo "mysqld did not start within 60 s"; exit 1; }
  sleep 0.2
done
"$@"

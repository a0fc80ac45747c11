#!/bin/sh
# Runs a command beside a throwaway MySQL of the lab's own image: with-mysqld.sh LOWERDIR SCRATCH COMMAND…
# Called in mount and process namespaces of its own (see node.test.ts): when it ends, all of it is gone.
set -eu
lower=$1 scratch=$2
shift 2
ip link set lo up
mount -t tmpfs -o mode=755 tmpfs "$scratch"
mkdir -p "$scratch"/upper "$scratch"/work "$scratch"/root "$scratch"/run
mount -t overlay overlay -o "lowerdir=$lower,upperdir=$scratch/upper,workdir=$scratch/work" "$scratch"/root
mount -t proc proc "$scratch"/root/proc
mount -t tmpfs tmpfs "$scratch"/root/tmp
mount --bind "$scratch"/run "$scratch"/root/run
mkdir -p "$scratch"/run/mysqld
for device in null urandom; do touch "$scratch/root/dev/$device"; mount --bind "/dev/$device" "$scratch/root/dev/$device"; done
chroot "$scratch"/root chown mysql /run/mysqld

port=33906
chroot "$scratch"/root mysqld --no-defaults --user=mysql --bind-address=127.0.0.1 --port=$port --mysqlx=OFF \
  --socket=/run/mysqld/mysqld.sock --innodb-buffer-pool-size=64M >"$scratch/log" 2>&1 &
tries=0
until chroot "$scratch"/root mysqladmin --socket=/run/mysqld/mysqld.sock --silent ping 2>/dev/null; do
  tries=$((tries + 1))
  [ $tries -lt 300 ] || { cat "$scratch/log"; echo "mysqld did not start within 60 s"; exit 1; }
  sleep 0.2
done
chroot "$scratch"/root mysql --socket=/run/mysqld/mysqld.sock -e "
  CREATE DATABASE app;
  CREATE USER test@'127.0.0.1' IDENTIFIED BY 'only-for-this-run';
  GRANT ALL ON app.* TO test@'127.0.0.1';
  GRANT SYSTEM_VARIABLES_ADMIN, CONNECTION_ADMIN ON *.* TO test@'127.0.0.1';"
TEST_DATABASE_URL="mysql://test:only-for-this-run@127.0.0.1:$port/app" "$@"

#!/bin/sh
# Every bomb in a process of 256 MB: refused within 2 s of processor, and the next file read. What each took: shared/target/bombs.txt.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -q -B test -pl shared -Dtest=BombsTest -DargLine='-Xmx256m -Dcrossdock.bombs.measured=true'
cat shared/target/bombs.txt
